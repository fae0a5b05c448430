package glossary

// everyday are words of common English (and of any technical text) that never
// name a term just because its name contains or resembles them.
var everyday = wordSet(`virtual operating file data network web mobile native software state strategy single page domain
	control system computer program programming design model use read write test port observe maintain`)
