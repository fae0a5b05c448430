package health

import "strings"

// emptyWords mean nothing by themselves in a definition: articles,
// prepositions, forms of "be" and "have", and nouns that stand for any thing.
var emptyWords = set(`a an the this that these those it its they their them he she we you i
is are was were be been being am do does did done has have had having can could may might must shall should will would
of in on at by for from to into onto with without within as than then or and nor but not no if so such
which who whom whose what when where why how there here also only just very more most much many some any each every all both
one ones other another same way ways kind kinds type types sort sorts form forms thing things something anything someone
act action activity process state condition property quality ability concept notion idea term name word practice use used using
means meaning refers refer called known`)

// joining begins what is said of a thing once its kind has been named.
var joining = set(`of in on at by for from to into onto with without within as than that which who whom whose where when while
and or but between among across over under through per via is are was were used using made kept given built run sent`)

// everyday are acronyms that readers of technical texts know, or that stand for
// nothing any more.
var everyday = set(`ok id ids tv pc us uk eu un usa am pm bc ad ceo cto it ui ux os io ai
cpu cpus gpu gpus ram rom ssd ssds hdd usb lan wan wifi pdf html css xml json yaml toml csv tsv url urls uri uris http https ip
png jpg jpeg gif svg mp3 mp4 zip ascii utf sql api apis sdk cli gui ide faq todo iso ieee ietf rfc rfcs w3c gmt utc qr pin sms gps
mit gnu bsd php aws gcp ibm kb mb gb tb kib mib gib tib hz khz mhz ghz ms ns bios dvd cd led lcd nasa html5 css3 ssh ftp smtp imap`)

// capitalised are words that English writes with a capital though they name
// nothing that belongs into a glossary.
var capitalised = set(`i i'm i'd i'll i've mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
english french german spanish italian dutch russian chinese japanese korean american british european asian african
america europe asia africa australia germany france spain italy china japan india london paris berlin tokyo york
internet web earth god greek latin roman christmas easter figure table chapter section part note example appendix`)

// commonWords may not begin or end a set phrase, nor stand in one: they are
// empty, or too usual to make a phrase of what they stand beside.
var commonWords = func() map[string]bool {
	words := set(`about above after again against along already although always around away back because become becomes before behind
below beside besides between beyond cannot come comes different does doesn't down during early either else enough even ever
few fewer find finds first second third last next later least less let lets like likely long longer low lower make makes
making never new none nothing now off often old once own out over perhaps put puts rather read real really right say says
see sees several since single small smaller soon still take takes taken than though through time times together too two three four
five ten hundred thousand million toward towards until up upon usual usually want wants well whatever whenever whether while whole wrong yet
good better best bad worse worst big bigger large larger high higher great little far near full empty easy hard simple
every everything everywhere give gives given go goes going gone get gets got keep keeps know knows known need needs needed
says said seem seems show shows start starts stay stays stop stops tell tells think thinks try tries turn turns use uses work works
works write writes written instead per across today day days week weeks month months year years hour hours minute minutes
number numbers part parts place places people person example examples case cases point points question questions answer answers
lesson lessons term terms page pages section sections word words reader readers author authors figure figures`)
	for w := range emptyWords {
		words[w] = true
	}
	for w := range joining {
		words[w] = true
	}
	return words
}()

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
