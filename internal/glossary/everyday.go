package glossary

import "strings"

// everyday are the words of common English that a glossary's words resemble
// but do not mean: use is not usability, available not availability, express
// not expression. No form of the same stem is one of them.
var everyday = wordSet(`
	tool default continue code free power speed cool word back lower group mail require install delete declare wake will
	silent silently consequent consequently significant significantly relevant relevantly separate populate complicate alternate
	illustrate public specific independent independently confident confidently resident efficient efficiently variant during
	following regarding according dominant dominantly competent patient patiently urgent urgently emergent configure account
	service predict verify modify notify certify able absent applicate informate couple accept access accessible accord account act adapt add address adopt adjust advise affect afford agree allow
	analyse analyze announce answer apply appoint approach approve argue arrange ask assess assign assist associate
	assume assure attach attempt attend audience avail available availably avoid base bear become begin believe
	belong bill bind board book bound break bring build burn buy call campaign cap capable cape care carry case cast
	catch cause challenge change charge check choose claim clean clear close coach collaborate collect combine come
	comment commit communicate compare compete complete complex concern conclude conduct confirm connect consider
	consist consistent consistently contain contribute control convenient convert cook cooperate cope copy correct
	cost cover crawl create current currently custom customise customize cut damage date deal decide decline define
	deliver demand demonstrate depend dependent design desire determine develop dictate die differ different
	differently direct disable disagree discover discuss distant document donate draw dress drink drive drop earn
	eat edit educate elegant eliminate enable end engage enjoy ensure enter establish estimate evident evidently
	exceed except exchange excite exercise exist expand expect experience explain express extend face fail fall fast
	feature feed feel fight figure file fill find finish fish fit fix flexible flexibly flow fly follow force forget
	form format frequent frequently function gain gather general generate get give go grant grow guide handle happen
	have head hear heat help hide hire hold hope identify ignore imagine impact imply important impress improve
	include incorporate increase indicate inform initiate innovate input instant instantly integrate intelligent
	intend interest introduce invest invite involve issue join judge jump keep kill know land last late latent
	laugh lead lean learn leave lend let level liable lie light like limit line link list listen live local locate
	long look lose love maintain make manage map mark market master match matter mean measure meet mention message
	mind miss model modify move name narrow need negotiate network nominate note notice number object observe
	obtain occur offer open operate optimise optimize order organise organize own page paint part participate pass
	pay perform permanent permanently permit pick place plan plant play please point popular port position possible
	possibly post practice precise prefer prepare present presently press prevent price print probable probably
	proceed process produce program promise promote protect prove provide publish pull purchase push put rain raise
	range rat rate reach react read realise realize reason receive recent recently recognise recognize recommend
	record reduce refer reflect regard regular relate relax release rely remain remember remove rent repeat replace
	reply report represent request require research reside respond responsible responsibly rest result retain return
	reveal review ride ring rise roll rule run save say scan search see seek seem select sell send sense serve set
	settle shake shape share shift shine shoot shop show sign silent similar sing sit situate size sleep slow sort
	sound speak special specify spell spend split spread stable stage stand star start state stay steal step stick
	stop store strike string study subsequent subsequently succeed sudden suffer sufficient sufficiently suggest
	suit suitable suitably supply support suppose surround survive take talk target taste teach tell tend thank
	think throw time touch tour track trade train transparent transparently travel treat trust try turn type
	understand upgrade urge use usable useful usefulness usefully utilise utilize vary version view visible visibly
	visit voice vote wait walk want warn wash watch wear weather wed weight willing win wish wonder work worry wrap
	write careful carefully carefulness helpful helpfulness helpfully successful successfully successfulness
	`)

// commonWord reports whether a lower-case word, or what may be its singular, is
// one of common English.
func commonWord(w string) bool {
	for _, s := range []string{w, strings.TrimSuffix(w, "s"), strings.TrimSuffix(w, "es")} {
		if everyday[s] || common[s] {
			return true
		}
	}
	return false
}

// common are further words, which are no name by themselves although they stand
// before a generic word in one: a web application is not the web, an operating
// system nothing that operates.
var common = wordSet(`
	confidential fog abstract academic action active activity actor adapter additional admin advanced air android antivirus api
	apple application architectural array art article assembly asset async author auto automatic automation average
	back backend background backup balance bank basic batch bean behavior behavioral behaviour benchmark beta big
	binary bit black block blog blue boot bot boundary box branch brand bridge browser budget buffer bug builder
	bus business button byte cache calendar canonical capacity card career cart catalog category cell central chain
	channel character chat child choice classic classical client clock cloud cluster coding cognitive collection
	color command commercial communication community company compiler component composite computation computational
	computer concept conceptual concrete concurrency conditional configuration consensus consistency console
	constraint consumer container content context continuous contract conventional cookie coordinate core country
	creation credit critical cross crypto culture customer cyber daily dashboard data database day debug
	decentralized decision declarative decorator default defensive delivery dependency deployment desktop detection
	developer development device diagram dialog digital dimension directory discovery disk display distributed
	distribution document documentation domain double down driver dual dynamic early economic edge edition
	editor education effect efficient electronic element email embedded empty encryption endpoint energy engine
	english enterprise entity entry environment equation error evaluation event evolution evolutionary example
	exception execution experimental expert explicit external factory failure family field filter final finance
	financial finite first flat folder foreign formal foundation fragment frame free freedom front frontend full
	functional future game gateway generation generative generic genetic giant global goal government graph
	graphical green greedy grid ground group growth guest handler hardware hash health heavy hello hidden
	hierarchical high history home host house human hybrid image imperative implementation implicit incident
	incremental index individual industrial industry inference information infrastructure inheritance initial
	inner innovation instance instruction insurance integration interaction interactive interface internal
	international internet invoice item iterative iterator java javascript job journal kernel key keyboard knowledge
	label labor lambda language large laptop layer layout leader leadership leader left legacy legal lesson letter
	library life lightweight linear linux load lock log logic logical login low machine main management manager
	manual map marketing math mathematical matrix maturity maximum media medical medium member memory mental menu
	messaging meta metadata method methodology metric middle migration military minimum mobile mode modern modular
	module money monitoring month mouse multi multiple music mutual native natural negative neural new news node
	normal notation notification null numeric numerical office offline old online operating operation operational
	operations operator optimistic optimization option organization organizational original other outer output
	overall package packet pair parallel parameter parent partial participant partner party patch path patient
	pattern payment people performance period permission personal pessimistic phone physical pipeline pixel
	plain plan planning platform player plugin policy poll pool positive power predictive premium presentation
	previous pricing primary principal private procedural production product productivity professional profile
	programming progressive project property protocol prototype provider proxy public purpose python quality
	quantum query queue quick radio random rapid raw reactive reader real reality recovery recursive red reference
	region registry regression regulatory relational relationship relative remote repository representation
	resource response responsive retail retry reverse review rich right risk robot robust role root round route
	router routing runtime safe safety sales sample scale scaling schedule scheduler schema school science
	scientific scope score screen script second secret section security segment self semantic semantics sequence
	sequential serial server service session shadow shared shell short simple simulation single site slow small
	smart social software solution source spatial spec specification spectrum speed sports spring sprint stack
	standard startup static station statistical status storage strategic strategy stream strict strong structural
	structure structured student style subject subscription success surface sustainable swarm symbol symmetric
	sync synchronous syntax synthetic system table tablet task tax team technical technology template temporal
	terminal test testing text theme theory third thread threat three ticket tile token tool topic total
	traditional traffic transaction transfer transformation transformer transition translation transport tree
	trial trigger tutorial two ubuntu unified unit universal unix up update user value variable vector vendor
	vertical video virtual virtualization visitor visual vision waste wave way web website weak week wide widget
	wiki window windows wire wireless word workflow workspace world writer year young zero zone
	`)
