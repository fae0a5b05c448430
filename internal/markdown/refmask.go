package markdown

import "bytes"

// maskRefs prepares a body for the parser: where a link's destination is
// Hugo's {{< ref "page.md" >}} or relref, all of it but page.md becomes spaces,
// which Markdown allows around a destination. Offsets stay. The result is the
// body itself where there is nothing to do; code is always shown from the body.
func maskRefs(body []byte) []byte {
	if !bytes.Contains(body, []byte("ref ")) {
		return body
	}
	var masked []byte
	for i := 0; ; {
		n := bytes.Index(body[i:], []byte("{{"))
		if n < 0 {
			break
		}
		i += n
		before := bytes.TrimRight(body[:i], " ")
		tag, size := scanShortcode(body[i:min(len(body), i+400)])
		if size <= 0 || tag.name != "ref" && tag.name != "relref" || len(tag.args) != 1 || tag.args[0].Name != "" ||
			!endsWithAny(before, "](", "]:", `="`, "='") {
			i += 2
			continue
		}
		dest := bytes.Index(body[i:i+size], []byte(tag.args[0].Value))
		if masked == nil {
			masked = bytes.Clone(body)
			masked = masked[:len(masked):len(masked)]
		}
		for k := i; k < i+size; k++ {
			if k < i+dest || k >= i+dest+len(tag.args[0].Value) {
				masked[k] = ' '
			}
		}
		i += size
	}
	if masked == nil {
		return body
	}
	return masked
}

func endsWithAny(b []byte, ends ...string) bool {
	for _, e := range ends {
		if bytes.HasSuffix(b, []byte(e)) {
			return true
		}
	}
	return false
}
