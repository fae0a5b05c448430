package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"

	"sitegen/internal/diag"
)

// The structs are the parts of SARIF 2.1.0 (OASIS, section 3) that are used.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID                   string        `json:"id"`
	ShortDescription     sarifText     `json:"shortDescription"`
	Help                 sarifText     `json:"help"`
	DefaultConfiguration sarifSeverity `json:"defaultConfiguration"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifSeverity struct {
	Level string `json:"level"`
}

type sarifResult struct {
	RuleID              string            `json:"ruleId"`
	RuleIndex           *int              `json:"ruleIndex,omitempty"`
	Level               string            `json:"level"`
	Message             sarifText         `json:"message"`
	Locations           []sarifLocation   `json:"locations,omitempty"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
	Properties          *sarifProperties  `json:"properties,omitempty"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI       string `json:"uri"`
	URIBaseID string `json:"uriBaseId"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifProperties struct {
	Page string `json:"page,omitempty"`
	URL  string `json:"url,omitempty"`
}

// sarifSchema is the address by which readers know the version.
const sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"

// writeSARIF writes one run with its rules and results.
func writeSARIF(w io.Writer, r *Report) error {
	driver := sarifDriver{Name: "sitegen", Version: r.Version, Rules: make([]sarifRule, len(r.Rules))}
	index := make(map[string]int, len(r.Rules))
	for i, rule := range r.Rules {
		index[rule.Name] = i
		driver.Rules[i] = sarifRule{ID: rule.Name, ShortDescription: sarifText{rule.What}, Help: sarifText{rule.Mend},
			DefaultConfiguration: sarifSeverity{rule.Severity.String()}}
	}
	run := sarifRun{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: make([]sarifResult, len(r.Problems))}
	seen := map[string]int{}
	for i := range r.Problems {
		p := &r.Problems[i]
		res := sarifResult{RuleID: p.Rule, Level: p.Severity.String(), Message: sarifText{sentence(p)}, PartialFingerprints: fingerprints(p, seen)}
		if n, known := index[p.Rule]; known {
			res.RuleIndex = &n
		}
		if p.Pos.File != "" {
			res.Locations = []sarifLocation{{sarifPhysical{sarifArtifact{sarifURI(r.file(p)), "%SRCROOT%"}, region(p.Pos)}}}
		}
		if p.Page != "" || p.URL != "" {
			res.Properties = &sarifProperties{p.Page, p.URL}
		}
		run.Results[i] = res
	}
	return encode(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

func region(p diag.Position) *sarifRegion {
	if p.Line == 0 {
		return nil
	}
	return &sarifRegion{p.Line, p.Column}
}

// sarifURI writes a path as a relative URI reference.
func sarifURI(path string) string { return (&url.URL{Path: path}).String() }

// fingerprints identify a problem from run to run, wherever its line has moved
// to: by what it says, and which of several alike it is.
func fingerprints(p *diag.Problem, seen map[string]int) map[string]string {
	key := p.Rule + "\x00" + p.Pos.File + "\x00" + p.URL + "\x00" + p.Message
	seen[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
	return map[string]string{"sitegen/v1": hex.EncodeToString(sum[:16])}
}
