package glossary

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitegen/internal/content"
)

func terms(t testing.TB, lines ...string) []*content.Term {
	t.Helper()
	var out []*content.Term
	for _, l := range lines {
		out = append(out, parseTerm(t, l))
	}
	return out
}

func TestCollisions(t *testing.T) {
	for _, c := range []struct {
		name      string
		terms     []string
		want      []Collision
		ambiguous []Collision
	}{
		{name: "two titles alike but for case and hyphen", terms: []string{"a | Load Balancer", "b | load-balancer"},
			want: []Collision{{"Load Balancer", []string{"a", "b"}, []string{"title", "title"}}}},
		{name: "title and aka", terms: []string{"a | Cache", "b | Buffer | aka=cache"},
			want: []Collision{{"Cache", []string{"a", "b"}, []string{"title", "aka"}}}},
		{name: "acronym of a title and aka", terms: []string{"a | Content Delivery Network (CDN)", "b | Edge | aka=CDN"},
			want: []Collision{{"CDN", []string{"a", "b"}, []string{"title", "aka"}}}},
		{name: "one acronym of two titles is no mistake", terms: []string{"a | Continuous Delivery (CD)", "b | Continuous Deployment (CD)"},
			ambiguous: []Collision{{"CD", []string{"a", "b"}, []string{"title", "title"}}}},
		{name: "an acronym that one term insists on", terms: []string{"a | Continuous Delivery (CD) | aka=CD", "b | Continuous Deployment (CD)"}},
		{name: "a derived form never collides", terms: []string{"a | Node", "b | Nodes"}},
		{name: "a qualifier never collides", terms: []string{"a | Service (Kubernetes)", "b | Kubernetes"}},
		{name: "two meanings", terms: []string{"a | Node (graph)", "b | Node (cluster)"},
			want: []Collision{{"Node", []string{"a", "b"}, []string{"title", "title"}}}},
		{name: "only_in tells apart", terms: []string{"a | Node | only=graphs/**", "b | Node"}},
		{name: "not_in of one leaves the rest", terms: []string{"a | Node | not=graphs/**", "b | Node"},
			want: []Collision{{"Node", []string{"a", "b"}, []string{"title", "title"}}}},
		{name: "not_in of both", terms: []string{"a | Node | not=graphs/**", "b | Node | not=clusters/**"}},
		{name: "the same only_in tells nothing", terms: []string{"a | Node | only=x/**", "b | Node | only=x/**"},
			want: []Collision{{"Node", []string{"a", "b"}, []string{"title", "title"}}}},
		{name: "exact case tells apart", terms: []string{"a | Pod", "b | POD"}},
		{name: "three", terms: []string{"c | X-Ray", "a | X-Ray", "b | X-Ray"},
			want: []Collision{{"X-Ray", []string{"a", "b", "c"}, []string{"title", "title", "title"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, got := New(terms(t, c.terms...), "en")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("collisions:\n%s", diff)
			}
			if diff := cmp.Diff(c.ambiguous, m.Ambiguous()); diff != "" {
				t.Errorf("ambiguous:\n%s", diff)
			}
		})
	}
}

// TestOrder holds that nothing depends on the order of the terms.
func TestOrder(t *testing.T) {
	var all []*content.Term
	for _, c := range readCases(t) {
		if c.language == "en" {
			for _, term := range c.terms {
				u := *term
				u.ID = strings.Fields(c.name)[0] + "/" + u.ID
				all = append(all, &u)
			}
		}
	}
	text := []byte("The load balancer scales services, for instance; a microservice, CI/CD, APIs, horizontal and vertical scaling.")
	m, collisions := New(all, "en")
	want := m.Scope("p").Match(nil, text)
	if len(want) == 0 || len(collisions) == 0 {
		t.Fatalf("the test needs spans and collisions: %d, %d", len(want), len(collisions))
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		n, c := New(all, "en")
		if n.Fingerprint() != m.Fingerprint() {
			t.Fatal("the fingerprint depends on the order of the terms")
		}
		if diff := cmp.Diff(collisions, c); diff != "" {
			t.Fatalf("collisions:\n%s", diff)
		}
		if diff := cmp.Diff(want, n.Scope("p").Match(nil, text)); diff != "" {
			t.Fatalf("spans:\n%s", diff)
		}
		if diff := cmp.Diff(m.Forms(), n.Forms()); diff != "" {
			t.Fatalf("forms:\n%s", diff)
		}
	}
}

func TestFingerprint(t *testing.T) {
	base := []string{"a | Load Balancer", "b | Node | aka=Machine"}
	seen := map[string]string{}
	for name, lines := range map[string][]string{
		"base":        base,
		"more":        append(slices.Clone(base), "c | Cache"),
		"aka":         {"a | Load Balancer | aka=LB", "b | Node | aka=Machine"},
		"other owner": {"a | Load Balancer | aka=Machine", "b | Node"},
		"case":        {"a | Load Balancer | case=exact", "b | Node | aka=Machine"},
		"scope":       {"a | Load Balancer | only=x/**", "b | Node | aka=Machine"},
		"other scope": {"a | Load Balancer | only=y/**", "b | Node | aka=Machine"},
		"definition":  {"a | Load Balancer | def=A load balancer (LB) is", "b | Node | aka=Machine"},
	} {
		m, _ := New(terms(t, lines...), "en")
		if other, ok := seen[m.Fingerprint()]; ok {
			t.Errorf("%q and %q have one fingerprint", name, other)
		}
		seen[m.Fingerprint()] = name
	}
	en, _ := New(terms(t, base...), "en")
	again, _ := New(terms(t, base...), "en-GB")
	ja, _ := New(terms(t, base...), "ja")
	if en.Fingerprint() != again.Fingerprint() || en.Fingerprint() == ja.Fingerprint() {
		t.Error("the fingerprint must follow the primary language and nothing else of the tag")
	}
}

func TestForms(t *testing.T) {
	m, _ := New(terms(t, "a | Application Programming Interface (API) | aka=Web API", "s | Scalability"), "en")
	got := map[string]Form{}
	for _, f := range m.Forms() {
		got[f.Text] = f
	}
	for _, want := range []Form{
		{"Application Programming Interface", "a", OriginTitle, false},
		{"API", "a", OriginTitle, true},
		{"APIs", "a", OriginInflected, true},
		{"Web API", "a", OriginAKA, false},
		{"Scalability", "s", OriginTitle, false},
		{"scalable", "s", OriginInflected, false},
	} {
		if diff := cmp.Diff(want, got[want.Text]); diff != "" {
			t.Errorf("%s:\n%s", want.Text, diff)
		}
	}
	if !slices.IsSortedFunc(m.Forms(), func(a, b Form) int { return strings.Compare(a.Text, b.Text) }) {
		t.Error("the forms are not sorted")
	}
}

// TestForms of single names: what must follow from them and what must not.
func TestDerived(t *testing.T) {
	for _, c := range []struct{ title, yes, no string }{
		{"Scalability", "scale scales scaled scaling scalable scalably", "scal"},
		{"Observability", "observable", "observe observes observed"},
		{"Portability", "portable", "port ports"},
		{"Usability", "", "use used useable usable"},
		{"Availability", "", "available avail"},
		{"Reliability", "reliable reliably", "rely relied relies"},
		{"Containerization", "containerize containerized containerise containerisation", "container contain"},
		{"Virtualization", "virtualize virtualized", "virtual"},
		{"Organization", "organisation", "organize organized"},
		{"Authorization", "authorize authorised", "author"},
		{"Certification", "", "certificate"},
		{"Station", "", "state"},
		{"Durability", "durable", "dure during"},
		{"Probability", "", "probe probing probably"},
		{"Serviceability", "serviceable", "service services"},
		{"Accountability", "accountable", "account accounts"},
		{"Traceability", "traceable trace tracing", ""},
		{"Publicity", "", "public"},
		{"Validation", "validate validated", "validator valid"},
		{"Tooling", "", "tool tools"},
		{"Windowing", "window windows windowed", ""},
		{"University", "universities", "universe universal"},
		{"Instance", "instances", "instant"},
		{"Latency", "latencies", "latent"},
		{"Idempotence", "idempotent idempotency", ""},
		{"Caching", "cache cached caches", "cach"},
		{"Logging", "log logs logged", "logg"},
		{"Sharding", "shard sharded shards", ""},
		{"Routing", "route routed routes", "rout"},
		{"Monitoring", "monitor monitored", "monitore"},
		{"Debugging", "debug debugged", ""},
		{"Throttling", "throttle throttled", ""},
		{"Scheduling", "schedule scheduled", "schedul"},
		{"Polling", "poll polled", "pol"},
		{"Testing", "test tests tested", ""},
		{"Learning", "", "learn learned"},
		{"Expression", "expressions", "express"},
		{"Encryption", "encrypt encrypted", ""},
		{"String", "strings", "str"},
		{"Spring", "springs", "spr"},
		{"Index", "indexes indices", ""},
		{"Schema", "schemas", ""},
		{"Caches", "cache", "cach"},
		{"Proxy", "proxies", ""},
		{"Process", "processes", "proces"},
		{"Status", "statuses", "statu"},
		{"Redis", "", "redi"},
		{"Kubernetes", "k8s", "kubernete"},
		{"Stateless", "statelessness", "state stat"},
		{"Datacenter", "data-center datacentre data-centres", ""},
		{"Microservice", "micro-services", "service micro"},
		{"Interface", "interfaces", "face inter-face"},
		{"Canary Deployment", "canary canaries", "deployment"},
		{"Rolling Deployment", "", "rolling roll"},
		{"Strategy Pattern", "", "strategy"},
		{"CAP Theorem", "CAP", "theorem"},
		{"Serverless Computing", "serverless", "computing"},
		{"Cloud Computing", "", "cloud"},
		{"Domain Name System", "", "domain-name"},
		{"Zero Trust Architecture", "zero-trust", "zero trust"},
		{"Shift Left", "shifting-left shifts-left", "shift left"},
		{"Points of Presence", "point-of-presence", ""},
		{"Container Orchestration", "container-orchestrator container-orchestrators", "orchestration"},
		{"Load Balancer", "load-balancing load-balanced loadbalancer", "balancer load"},
		{"Data Center", "", "data-centing data-cented"},
		{"Service Provider", "service-providers", "service-providing service-provided"},
	} {
		m, _ := New(terms(t, "x | "+c.title), "en")
		scope := m.Scope("p")
		named := func(w string) bool {
			spans := scope.Match(nil, []byte(w))
			return len(spans) == 1 && spans[0].End-spans[0].Start == len(w)
		}
		for _, w := range strings.Fields(c.yes) {
			if !named(w) {
				t.Errorf("%s: %q must name it", c.title, w)
			}
		}
		for _, w := range strings.Fields(c.no) {
			if named(w) {
				t.Errorf("%s: %q must not name it", c.title, w)
			}
		}
	}
}

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		pattern, id string
		want        bool
	}{
		{"lessons/**", "lessons/a", true}, {"lessons/**", "lessons/a/b", true}, {"lessons/**", "lessons", true},
		{"lessons/**", "other/lessons/a", false}, {"lessons/*", "lessons/a", true}, {"lessons/*", "lessons/a/b", false},
		{"**/tcp", "tcp", true}, {"**/tcp", "a/b/tcp", true}, {"**/tcp", "a/tcp/b", false}, {"**", "anything/at/all", true},
		{"lessons/**/intro", "lessons/intro", true}, {"lessons/**/intro", "lessons/a/b/intro", true},
		{"lessons/", "lessons/a/b", true}, {"/lessons/a", "lessons/a", true}, {"lessons/a.md", "lessons/a", true},
		{"lessons/k?fka*", "lessons/kafka-streams", true}, {"lessons/k*s", "lessons/kafka", false}, {"a", "b", false},
		{"**/a/**/a/**/b", "a/a/a/a/a/a/a/a/a/a/c", false}, {"*/*", "a", false}, {"", "a", false},
	} {
		if got := matchAny([]glob{parseGlob(c.pattern)}, c.id); got != c.want {
			t.Errorf("%q on %q: %t", c.pattern, c.id, got)
		}
	}
}

func TestScopesAreShared(t *testing.T) {
	m, _ := New(terms(t, "a | Cache"), "en")
	if m.Scope("x") != m.Scope("y") {
		t.Error("without scoped terms all pages share one scope")
	}
	m, _ = New(terms(t, "a | Cache | only=x/**", "b | Node"), "en")
	if m.Scope("x/1") != m.Scope("x/2") || m.Scope("x/1") == m.Scope("y") {
		t.Error("pages that see the same terms share a scope, others do not")
	}
}

// TestScopeStrength: the term that says where it belongs wins there over the
// one that is at home everywhere.
func TestScopeStrength(t *testing.T) {
	m, collisions := New(terms(t, "g | Node | only=graphs/**", "n | Node"), "en")
	if collisions != nil {
		t.Fatal(collisions)
	}
	for page, want := range map[string]string{"graphs/a": "g", "clusters/a": "n"} {
		if got := m.Scope(page).Match(nil, []byte("nodes")); len(got) != 1 || got[0].Term != want {
			t.Errorf("%s: %v, want %s", page, got, want)
		}
	}
}

func TestConcurrent(t *testing.T) {
	m, _ := New(terms(t, "a | Load Balancer", "b | Node | only=x/**"), "en")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 200 {
				page := fmt.Sprintf("%c/%d", 'x'+rune(i%2), k)
				want := 1 + (i+1)%2
				if got := m.Scope(page).Match(nil, []byte("load balancer, node")); len(got) != want {
					t.Errorf("%s: %v", page, got)
				}
			}
		})
	}
	wg.Wait()
}

func TestMatchAllocates(t *testing.T) {
	all := benchTerms(500)
	all = append(all, terms(t, "s | Service", "h | Horizontal Scaling", "v | Vertical Scaling", "é | Café", "k | コンテナ", "api | API")...)
	m, _ := New(all, "en")
	scope := m.Scope("p")
	text := append(benchProse(all, 20000), "Services host the service, for instance; Café, コンテナ, Elastic Container Service https://a/b horizontal and vertical scaling. Cafe\u0301s、マイクロコンテナ"...)
	spans := scope.Match(nil, text)
	if n := testing.AllocsPerRun(50, func() { spans = scope.Match(spans[:0], text) }); n > 0 {
		t.Errorf("Match allocates %v times", n)
	}
}

// TestLinear holds Match to linear time on texts made to break it: each takes
// a fraction of a second, and minutes or hours if some step were quadratic.
func TestLinear(t *testing.T) {
	m, _ := New(terms(t, "s | Service", "l | service service service service service x", "k | サービス"), "en")
	scope := m.Scope("p")
	for name, unit := range map[string]string{
		"names": "service ", "one stretch": "service/", "gaps": "service" + strings.Repeat(" ", 60), "hyphens": "service-",
		"dots": "service.", "kana": "サービス", "marks": "e\u0301\u0301\u0301", "quotes": "'service", "bad": "\xff\xfe", "one word": "aservice",
		"spaces": "          ", "capitals": "Service Aa ",
	} {
		text := []byte(strings.Repeat(unit, (1<<20)/len(unit)))
		start := time.Now()
		scope.Match(nil, text)
		if d := time.Since(start); d > time.Minute {
			t.Errorf("%s: a megabyte takes %v", name, d)
		}
	}
}
