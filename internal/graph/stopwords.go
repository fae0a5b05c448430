package graph

import "strings"

// englishStop are the words that bind sentences together and tell nothing of
// what a text is about; among them the verbs and adverbs that any explanation
// is full of, since they would otherwise be given as reasons.
var englishStop = wordSet(`
a about above across actually after again against all almost along already also although always am among an and
another any anyone anything anyway are aren around as at away back be became because become becomes been before
began behind being below beside besides best better between beyond both but by came can cannot come comes coming
could couldn did didn different do does doesn doing don done down during each easily easy either else enough
especially even ever every everyone everything exactly example examples far few first fine for found four from
further gave get gets getting give given gives giving go goes going gone good got had hadn has hasn have haven
having he hence her here hers herself him himself his how however if in indeed inside instead into is isn it its
itself just keep keeps kept know known knows large last later least less let lets like likely little ll long look
looks made mainly make makes making many may maybe me mean means might more most mostly much must my myself namely
near nearly need needed needs neither never new next no nobody none nor not nothing now of off often oh on once
one ones only onto or other others otherwise our ours ourselves out outside over own part particular per perhaps
possible probably put quite rather re really right said same saw say says second see seem seems seen sees several
shall she should shouldn show shows side similar simple simply since small so some someone something sometimes
somewhere soon still such take taken takes taking tell tells than that the their theirs them themselves then there
therefore these they thing things think this those though three through throughout thus till to together too took
toward towards try trying two under unless until up upon us use used useful user uses using usually various ve very
via want wants was wasn way ways we well went were weren what whatever when whenever where wherever whether which
whichever while who whoever whole whom whose why will with within without won word words would wouldn yes yet you
your yours yourself yourselves`)

// otherStop are the commonest such words of languages in which no more than
// these are known; the weights by rarity do the rest.
var otherStop = map[string]map[string]bool{
	"de": wordSet(`aber alle allem allen aller alles als also andere anderen anderer auch auf aus bei beim bis bzw
damit dann das dass dazu dein dem den denn der des deshalb dessen die dies diese diesem diesen dieser dieses doch dort
durch ein eine einem einen einer eines etwa etwas für gegen gibt hat haben hatte hier ich ihm ihn ihr ihre ihrem ihren
ihrer immer ist jede jedem jeden jeder jedes jedoch kann kein keine keinen können man mehr mit muss müssen nach nicht
nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner selbst sich sie sind soll sollte sondern
sowie über und uns unter viel viele vom von vor war waren was weil welche welchen welcher wenn werden wie wieder wird
wurde wurden zum zur zwischen`),
	"fr": wordSet(`afin ainsi alors après aucun aucune aussi autre autres avant avec avoir car ce ceci cela celle
celui ces cet cette ceux chaque chez comme comment contre dans des deux doit doivent donc dont elle elles encore entre
est était été être eux fait faire faut fois ici ils leur leurs lors lorsque mais même mêmes moins non nos notre nous
ont par parce pas pendant peu peut peuvent plus plusieurs pour pourquoi quand que quel quelle quelles quels qui quoi
sans sauf selon ses seul seule si sinon soit son sont sous souvent sur tandis tel telle tels toujours tous tout toute
toutes très trop une vers voici vos votre vous`),
	"es": wordSet(`al algo algún alguna algunas algunos ante antes así aún aunque bajo bien cada casi como con contra
cual cuales cuando cuyo de debe deben del desde después donde dos durante el ella ellas ellos en entonces entre era es
esa esas ese eso esos está están esta estas este esto estos fue fueron gran ha hace hacer hacia han hasta hay incluso
la las le les lo los luego más mediante menos mientras mismo misma mucho muy nada ni no nos nosotros nuestra nuestro
nunca o otra otras otro otros para pero poco por porque puede pueden pues que quien se según ser si siempre sin sino
sobre solo son su sus también tanto tan tiene tienen toda todas todo todos tras un una unas uno unos usted ya`),
	"it": wordSet(`alla alle allo anche ancora avere aveva che chi ciascun ciò come con contro cosa così cui dai dal
dalla dalle dallo degli dei del della delle dello deve devono dopo dove due durante ecco era erano essere fare fino fra
gli ha hanno il in invece la le lei lo loro ma mentre meno molto nei nel nella nelle nello niente noi nome non nostra
nostro ogni oppure ora ovvero per perché però più poi possono prima può quale quali quando quanto quella quelle quelli
quello questa queste questi questo qui quindi se sempre senza si sia sono sopra sotto stata stato su sua sue sugli sui
sul sulla sulle suo suoi tale tali tanto tra tutta tutte tutti tutto un una uno vengono viene`),
	"nl": wordSet(`aan achter al alle alleen als altijd ander andere bij binnen daar daarom dan dat de deze die dit
door dus een eens elk elke en er geen haar had heb hebben heeft hem hen het hier hij hoe hun iets ik in is kan kunnen
maar maken meer men met mijn moet moeten na naar niet niets nog nu of om omdat ons onze ook op over per te tegen toch
toen tot tussen uit van veel via voor waar waarbij wanneer waren was wat weer wel welke werd werden wie wij wordt worden
zal ze zelf zich zij zijn zijn zo zonder zou zullen`),
	"pt": wordSet(`ainda além algo algum alguma algumas alguns antes ao aos apenas após aqui as assim até cada com como
contra cuja cujo da das de dela dele depois desde deve devem do dois dos duas durante ela elas ele eles em enquanto
entre era essa essas esse esses esta está estão estas este estes eu fazer foi foram há isso isto já lhe mais mas mesmo
muito na nada não nas nem nenhum no nos nós nossa nosso nunca onde os ou outra outras outro outros para pela pelas pelo
pelos pode podem por porque porém pouco pois quais qual quando quanto que quem são se seja sem sempre ser seu seus sob
sobre sua suas também tanto tem têm toda todas todo todos um uma umas uns você`),
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
