package view

// Search is the page from which everything is found. The script that finds
// shows its results in it; the rest is for readers without it.
type Search struct {
	Page
	// Letters lead to the parts of the glossary.
	Letters []Link
	// Categories are those of the site, with the number of their entries.
	Categories []ListItem
}
