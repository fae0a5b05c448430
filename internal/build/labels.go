package build

import (
	"sitegen/internal/markdown"
	"sitegen/internal/theme"
)

// labels are the words that the markdown stage writes, from the theme's
// catalogue for the site's language.
func labels(th *theme.Theme) markdown.Labels {
	return markdown.Labels{
		Note: th.Text("alert.note"), Tip: th.Text("alert.tip"), Important: th.Text("alert.important"),
		Warning: th.Text("alert.warning"), Caution: th.Text("alert.caution"),
		Copy: th.Text("copy"), Footnotes: th.Text("footnotes"), Backlink: th.Text("footnotes.back"),
		Quiz: th.Text("quiz"), Question: th.Text("quiz.question"), Answer: th.Text("quiz.answer"),
		Right: th.Text("quiz.right"), Wrong: th.Text("quiz.wrong"), Explanation: th.Text("quiz.explanation"),
		ShowAnswer: th.Text("quiz.show"), Permalink: th.Text("permalink"),
		Table: th.Text("table"), Diagram: th.Text("diagram"), Done: th.Text("task.done"), Open: th.Text("task.open"),
	}
}
