package content

// Head is the front matter of one file.
type Head struct{}

// Index finds entries by id, by short reference and by URL.
type Index struct{}
