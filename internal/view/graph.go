package view

// Neighbours is a drawing of an entry among those that it belongs together with
// most. All of them are in the lists of the entry's page too.
type Neighbours struct {
	// Drawing is an SVG element; its markup is empty where there is nothing to
	// draw.
	Drawing HTML
	// URL leads to the entry in the graph of the whole site.
	URL string
}

// Graph is the page that shows how everything belongs together. A script draws
// it and lets the reader go about in it; the rest is for readers without it.
type Graph struct {
	Page
	// Drawing is an SVG element: of the categories, with what is in them.
	Drawing HTML
	// DataURL is the file that the script draws from.
	DataURL string
	// Kinds and Levels are those that occur, by which a reader chooses.
	Kinds, Levels []string
	// Categories are the groups of the drawing, with the number of their entries.
	Categories []ListItem
}
