package markdown

// DefaultLabels returns the English words. Options use them for
// every label that is empty.
func DefaultLabels() Labels {
	return Labels{
		Note: "Note", Tip: "Tip", Important: "Important", Warning: "Warning", Caution: "Caution",
		Copy:      "Copy",
		Footnotes: "Footnotes", Backlink: "Back to the text",
		Quiz: "Quiz", Question: "Question", Answer: "Answer", Right: "Right", Wrong: "Wrong",
		Explanation: "Explanation", ShowAnswer: "Show the answer",
		Permalink: "Link to this section",
		Table:     "Table", Done: "Done", Open: "Open", Diagram: "Diagram",
	}
}

// withDefaults returns the labels with the English word for each that is empty.
func (l Labels) withDefaults() Labels {
	d := DefaultLabels()
	for _, f := range []struct {
		label *string
		word  string
	}{
		{&l.Note, d.Note}, {&l.Tip, d.Tip}, {&l.Important, d.Important}, {&l.Warning, d.Warning},
		{&l.Caution, d.Caution}, {&l.Copy, d.Copy}, {&l.Footnotes, d.Footnotes}, {&l.Backlink, d.Backlink},
		{&l.Quiz, d.Quiz}, {&l.Question, d.Question}, {&l.Answer, d.Answer}, {&l.Right, d.Right},
		{&l.Wrong, d.Wrong}, {&l.Explanation, d.Explanation}, {&l.ShowAnswer, d.ShowAnswer},
		{&l.Permalink, d.Permalink}, {&l.Table, d.Table}, {&l.Done, d.Done}, {&l.Open, d.Open},
		{&l.Diagram, d.Diagram},
	} {
		if *f.label == "" {
			*f.label = f.word
		}
	}
	return l
}

// alert returns the title of the alert of the kind, in lower case.
func (l *Labels) alert(kind string) string {
	switch kind {
	case "tip":
		return l.Tip
	case "important":
		return l.Important
	case "warning":
		return l.Warning
	case "caution":
		return l.Caution
	default:
		return l.Note
	}
}
