package glossary

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// idiomList are set phrases of English in which an everyday word does not name
// what a glossary calls so: "for instance" is no instance, a service provider
// no service. They count for names of one word alone: a term with the very name
// of a phrase has it.
const idiomList = `
	a class of
	a host of
	a number of
	a raft of
	a range of
	a set of
	a series of
	a string of
	above all
	across the board
	add value
	added value
	address bar
	as a function of
	as a matter of
	as a result of
	as a rule
	as of this writing
	at a glance
	at a high level
	at a low level
	at a later point
	at all times
	at any point
	at any rate
	at any time
	at each step
	at first glance
	at some point
	at scale
	at stake
	at that point
	at the end of the day
	at the expense of
	at the same time
	at this point
	at this stage
	back and forth
	base case
	best case
	best practice
	best practices
	beyond the scope
	black box
	body of work
	bottom line
	break even
	bring to the table
	build on
	build upon
	business case
	business logic
	business model
	business models
	business value
	by default
	by design
	by hand
	by means of
	by nature
	by value
	call center
	call to action
	case by case
	case in point
	case studies
	case study
	catch up
	check out
	cloud service provider
	cloud service providers
	code of conduct
	come into play
	common ground
	common sense
	content provider
	content providers
	core business
	corner case
	corner cases
	course of action
	cross section
	current state
	customer service
	cutting edge
	data point
	data points
	day to day
	deal with
	deep dive
	double check
	driving force
	due process
	each other
	early stage
	economies of scale
	economy of scale
	edge case
	edge cases
	end point
	end result
	end state
	end to end
	end user
	end users
	entry level
	entry point
	entry points
	even though
	every time
	field of
	figure out
	first class
	first place
	first step
	for example
	for instance
	for the record
	for the sake of
	full stack
	get the message
	go live
	go to market
	good practice
	hand in hand
	hands on
	high end
	high level
	high volume
	higher level
	identity provider
	identity providers
	in a class of its own
	in a nutshell
	in a row
	in a sense
	in addition
	in addition to
	in any case
	in any event
	in case
	in case of
	in charge
	in depth
	in effect
	in fact
	in general
	in large part
	in light of
	in many cases
	in most cases
	in order
	in order for
	in order to
	in other cases
	in other words
	in part
	in particular
	in place
	in place of
	in practice
	in principle
	in question
	in real time
	in reference to
	in response to
	in return
	in service
	in some cases
	in such a case
	in such cases
	in terms of
	in that case
	in the case of
	in the context of
	in the event
	in the event of
	in the event that
	in the first place
	in the form of
	in the long run
	in the long term
	in the name of
	in the process
	in the process of
	in the short term
	in the works
	in these cases
	in this case
	in this context
	in transit
	in turn
	in use
	in view of
	internet service provider
	internet service providers
	issue with
	it is important to note
	key advantage
	key advantages
	key aspect
	key aspects
	key benefit
	key benefits
	key challenge
	key challenges
	key characteristic
	key characteristics
	key component
	key components
	key concept
	key concepts
	key difference
	key differences
	key driver
	key element
	key elements
	key factor
	key factors
	key feature
	key features
	key goal
	key idea
	key ideas
	key insight
	key issue
	key issues
	key metric
	key metrics
	key part
	key parts
	key performance indicator
	key performance indicators
	key player
	key players
	key point
	key points
	key principle
	key principles
	key property
	key properties
	key question
	key questions
	key reason
	key reasons
	key requirement
	key requirements
	key role
	key stakeholders
	key step
	key steps
	key takeaway
	key takeaways
	key technology
	key technologies
	key to
	large scale
	larger scale
	last resort
	level of detail
	level of service
	level playing field
	level up
	levels of service
	line of business
	line of code
	lines of business
	lines of code
	long run
	long term
	long time
	low end
	low level
	lower level
	make a case
	make sense
	market leader
	market leaders
	market share
	massive scale
	matter of fact
	mission critical
	more or less
	name a few
	name of the game
	next level
	next step
	node js
	node package manager
	of service
	off the shelf
	on a large scale
	on a regular basis
	on balance
	on behalf of
	on board
	on call
	on demand
	on hold
	on record
	on the fly
	on the market
	on the one hand
	on the other hand
	on the rise
	on the table
	on the way
	on time
	on top of
	one time
	open source
	other than
	out of context
	out of control
	out of date
	out of order
	out of place
	out of reach
	out of scope
	out of service
	out of the box
	out of time
	over time
	part of speech
	part time
	pay the price
	place in order
	plain text
	play a key role
	play a part
	play a role
	play by the rules
	plays a role
	point in time
	point of contact
	point of entry
	point of reference
	point of view
	point out
	points in time
	points of view
	points out
	power user
	power users
	price point
	process of elimination
	proof of concept
	pros and cons
	public service
	put in place
	put into practice
	quality of life
	quality of service
	quick start
	quite a few
	range from
	ranges from
	ranging from
	rapid growth
	real life
	real time
	real world
	reference to
	restore service
	role model
	role models
	room for improvement
	root cause
	root causes
	rule of law
	rule of thumb
	rules of thumb
	run the risk
	scale of the
	scope creep
	second hand
	service account
	service accounts
	service charge
	service desk
	service fee
	service fees
	service industry
	service interruption
	service interruptions
	service level
	service levels
	service life
	service model
	service models
	service outage
	service outages
	service pack
	service packs
	service provider
	service providers
	service quality
	service worker
	service workers
	set of rules
	set the stage
	short cut
	short term
	side by side
	side effect
	side effects
	single handedly
	small scale
	so called
	solution provider
	solution providers
	something of value
	source of truth
	sources of truth
	stack up
	stand alone
	start from scratch
	state machine
	state of affairs
	state of mind
	state of the art
	state of the industry
	states that
	step by step
	stick to
	strike a balance
	subject area
	subject line
	subject matter
	subject matter expert
	subject matter experts
	subject to
	table of contents
	take a look
	take action
	take advantage of
	take control
	take effect
	take into account
	take into consideration
	take note
	take part
	take place
	takes effect
	takes place
	term of service
	terms and conditions
	terms of service
	terms of use
	test case
	test cases
	the art of
	the case for
	the fact that
	the process of
	the rest of
	the role of
	the same token
	the term
	third party
	time and again
	time and time again
	time frame
	time frames
	time to market
	time zone
	time zones
	to date
	to name a few
	to some degree
	to the point
	to the table
	top level
	top notch
	top of mind
	touch point
	track record
	trial and error
	turning point
	under control
	under the hood
	up to date
	up to speed
	use case
	use cases
	user base
	value add
	value chain
	value for money
	value proposition
	value propositions
	vast array of
	vice versa
	volume of
	volumes of
	waste of time
	way of life
	well known
	whole range of
	wide array of
	wide range
	wide range of
	with regard to
	with respect to
	word of mouth
	work in progress
	working order
	world class
	worst case
`

// idiom is a phrase as seen from one of its words.
type idiom struct {
	// before holds the words in front, the nearest first, after those behind.
	before, after []string
}

// idioms are the phrases by each of their words that is more than a little one.
var idioms = sync.OnceValue(func() map[string][]idiom {
	by := map[string][]idiom{}
	for line := range strings.Lines(idiomList) {
		words := strings.Fields(line)
		for k, w := range words {
			if littleWords[w] {
				continue
			}
			before := slices.Clone(words[:k])
			slices.Reverse(before)
			by[w] = append(by[w], idiom{before, words[k+1:]})
		}
	}
	return by
})

// holds reports whether the word at text[i:end] stands in the phrase.
func (p idiom) holds(text []byte, i, end int) bool {
	for _, want := range p.before {
		w := prevWord(text, i)
		if !equalLower(w, want) {
			return false
		}
		for i--; isSpaceRune(rune(text[i])) || text[i] >= utf8.RuneSelf; i-- {
		}
		i -= len(w) - 1
	}
	for _, want := range p.after {
		w := nextWord(text, end)
		if !equalLower(w, want) {
			return false
		}
		_, end = gapAt(text, end, kindWord)
		end += len(w)
	}
	return true
}

// equalLower reports whether a word, whatever its case, is the lower-case one.
func equalLower(w []byte, want string) bool {
	if len(w) != len(want) {
		return false
	}
	for i, c := range w {
		if lower[c] != want[i] {
			return false
		}
	}
	return true
}
