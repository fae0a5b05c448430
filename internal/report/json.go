package report

import (
	"encoding/json"
	"io"

	"sitegen/internal/diag"
)

// jsonProblem is a problem as the design's section 7 has it.
type jsonProblem struct {
	Rule     string        `json:"rule"`
	Severity diag.Severity `json:"severity"`
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Column   int           `json:"column"`
	Page     string        `json:"page"`
	URL      string        `json:"url"`
	Message  string        `json:"message"`
	Hint     string        `json:"hint"`
}

// writeJSON writes one object with all problems and the summary.
func writeJSON(w io.Writer, r *Report) error {
	doc := struct {
		Problems []jsonProblem `json:"problems"`
		Summary  Summary       `json:"summary"`
	}{make([]jsonProblem, len(r.Problems)), r.Summary}
	for i, p := range r.Problems {
		doc.Problems[i] = jsonProblem{p.Rule, p.Severity, p.Pos.File, p.Pos.Line, p.Pos.Column, p.Page, p.URL, p.Message, p.Hint}
	}
	return encode(w, doc)
}

// encode writes JSON that people can read too.
func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
