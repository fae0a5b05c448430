package glossary

// Sentence returns the sentence around a mention.
func Sentence(text string, start, end int) (from, to int) { return 0, len(text) }
