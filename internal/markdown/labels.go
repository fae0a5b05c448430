package markdown

// DefaultLabels returns the English words. Options without labels use them.
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
