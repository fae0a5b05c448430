package build

import (
	"bytes"
	"strings"

	"sitegen/internal/content"
	"sitegen/internal/output"
	"sitegen/internal/social"
	"sitegen/internal/view"
)

// siteCardPath is the picture of pages that have no entry.
const siteCardPath = "assets/social.png"

// socialPath is where the picture of an entry's page is published.
func socialPath(id string) string { return "assets/social/" + id + ".png" }

// drawsCards reports whether pages have pictures drawn for them; other sites
// can only show one with an absolute address.
func (s *Snapshot) drawsCards() bool { return s.cfg.Reader.SocialCards && s.urls.base != "" }

// siteCard is the picture of the site itself.
func (s *Snapshot) siteCard() social.Card { return social.Card{Title: s.cfg.Title} }

// socialCard is what the picture of an entry's page says.
func (s *Snapshot) socialCard(e *content.Entry) social.Card {
	c := social.Card{Title: e.Title, Site: s.cfg.Title}
	if e.Title == s.cfg.Title {
		c.Site = ""
	}
	var kind []string
	switch e.Kind {
	case content.KindTerm:
		kind = append(kind, s.siteView.GlossaryTitle)
	case content.KindLesson, content.KindCategory:
		kind = append(kind, s.siteView.LessonsTitle)
	}
	if category := s.site.Index.Category(e.Category); category != nil && e.Category != "" && category.ID != e.ID {
		kind = append(kind, category.Title)
	}
	c.Kind = strings.Join(kind, " · ")
	return c
}

// cardURL is the absolute address of the picture drawn for an entry's page, or
// for a page without entry, or "" where there is none.
func (s *Snapshot) cardURL(e *content.Entry) string {
	switch {
	case !s.drawsCards():
	case e != nil && e.Image != "": // the author's own picture counts
	case e != nil && social.Drawable(s.socialCard(e)):
		return s.urls.absolute(socialPath(e.ID))
	case e == nil && social.Drawable(s.siteCard()):
		return s.urls.absolute(siteCardPath)
	}
	return ""
}

// addCards adds the pictures of all pages.
func (s *Snapshot) addCards() {
	if !s.drawsCards() {
		return
	}
	add := func(path string, c social.Card) {
		s.files = append(s.files, &File{Path: path, Class: output.Asset,
			key: func() (view.Sum, error) {
				return view.SumOf([]byte("social"), []byte{social.Version}, []byte(c.Title), []byte(c.Site), []byte(c.Kind)), nil
			},
			data: func(dst *bytes.Buffer) error {
				data, err := social.Draw(c)
				dst.Write(data)
				return err
			}})
	}
	if s.cardURL(nil) != "" {
		add(siteCardPath, s.siteCard())
	}
	for _, n := range s.nodes {
		if s.cardURL(n.entry) != "" {
			add(socialPath(n.entry.ID), s.socialCard(n.entry))
		}
	}
}
