package content

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// ValueKind is the type of a Value.
type ValueKind uint8

// The kinds of values that front matter of any format can hold.
const (
	Null ValueKind = iota
	Text
	Bool
	Int
	Float
	Date
	List
	Table
)

// String names the kind as an author would.
func (k ValueKind) String() string {
	return [...]string{"nothing", "a text", "true or false", "a whole number", "a number", "a date", "a list", "a table"}[k]
}

// Value is one value of front matter or of the configuration with its place,
// whatever language it was written in. It holds no interfaces, so that any
// encoding can carry it.
type Value struct {
	Kind ValueKind
	// Line and Column are where the value begins; KeyLine and KeyColumn where
	// its key does. All count from 1.
	Line, Column, KeyLine, KeyColumn int32
	// Key is the name as written, for a member of a table.
	Key string
	// Text is the content of a text, and any other scalar as written.
	Text string
	// Items are the elements of a list or the members of a table, in order.
	Items []Value
}

// Any returns the value as templates see it: nil, string, bool, int64, float64,
// time.Time, []any or map[string]any.
func (v *Value) Any() any {
	switch v.Kind {
	case Null:
		return nil
	case Bool:
		b, _ := parseBool(v.Text)
		return b
	case Int:
		if n, ok := parseInt(v.Text); ok {
			return n
		}
		return parseFloat(v.Text)
	case Float:
		return parseFloat(v.Text)
	case Date:
		if t, ok := parseDate(v.Text); ok {
			return t
		}
		return v.Text
	case List:
		list := make([]any, len(v.Items))
		for i := range v.Items {
			list[i] = v.Items[i].Any()
		}
		return list
	case Table:
		table := make(map[string]any, len(v.Items))
		for i := range v.Items {
			table[v.Items[i].Key] = v.Items[i].Any()
		}
		return table
	default:
		return v.Text
	}
}

// describe names the value in a message: what it is, or, if it is short, what
// it says.
func (v *Value) describe() string {
	switch {
	case v.Kind == List || v.Kind == Table || v.Kind == Null || len(v.Text) > 40:
		return v.Kind.String()
	case v.Kind == Text:
		return strconv.Quote(v.Text)
	}
	return v.Text
}

// member returns the member of a table by name, or nil.
func (v *Value) member(name string) *Value {
	for i := range v.Items {
		if v.Items[i].Key == name {
			return &v.Items[i]
		}
	}
	return nil
}

// parseBool reads a truth value; yes, no, on and off are those of YAML 1.1,
// which other tools still write.
func parseBool(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

// parseInt reads a whole number as YAML, TOML and JSON write them.
func parseInt(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 0, 64)
	return n, err == nil
}

// parseFloat reads a number as YAML, TOML and JSON write them. What is too
// large is infinite.
func parseFloat(s string) float64 {
	s = strings.ToLower(strings.ReplaceAll(s, "_", ""))
	sign := 1
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	switch s {
	case ".inf", "inf":
		return math.Inf(sign)
	case ".nan", "nan":
		return math.NaN()
	}
	f, _ := strconv.ParseFloat(s, 64)
	return float64(sign) * f
}

// dateLayouts are the forms of a date that are understood beside YYYY-MM-DD:
// RFC 3339 with its common relaxations, what Jekyll writes, and what the
// languages of other tools print. Forms with a numeric month before the day
// are left out: nobody can tell 01/02/2026 apart.
var dateLayouts = []string{
	time.RFC3339Nano,
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02 15:04",
	"2006-01-02 15:04:05.999999999 -0700",
	"2006-01-02 15:04:05.999999999 -07:00",
	"2006-01-02 15:04:05.999999999 -0700 MST",
	"2006-01-02T15:04:05.999999999-0700",
	"2006-1-2",
	"2006-1-2T15:4:5.999999999Z07:00",
	"2006-1-2 15:4:5.999999999",
	"2006/01/02",
	"2 January 2006",
	"2 Jan 2006",
	"January 2, 2006",
	"Jan 2, 2006",
	"January 2 2006",
	"Jan 2 2006",
	"Mon Jan 2 2006",
	"Mon Jan 02 2006 15:04:05 GMT-0700",
	time.RFC1123,
	time.RFC1123Z,
	time.UnixDate,
	time.ANSIC,
}

// parseDate reads a date. Without a zone it is in UTC.
func parseDate(s string) (time.Time, bool) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		year, ok1 := digits(s[:4])
		month, ok2 := digits(s[5:7])
		day, ok3 := digits(s[8:])
		t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		// A day that the month does not have would run over into the next.
		return t, ok1 && ok2 && ok3 && year > 0 && t.Day() == day && t.Month() == time.Month(month)
	}
	// JavaScript adds the zone's name: "... GMT+0100 (Central European Time)".
	if i := strings.Index(s, " ("); i > 0 && strings.HasSuffix(s, ")") {
		s = s[:i]
	}
	// RFC 3339 allows small letters.
	if len(s) > 10 && s[4:5] == "-" && (s[10] == 't' || s[len(s)-1] == 'z') {
		s = strings.ToUpper(s)
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return t, true
		}
	}
	return time.Time{}, false
}

// digits reads a number of nothing but ASCII digits.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}
