package glossary

import "testing"

func TestMatchInside(t *testing.T) {
	for _, c := range []struct {
		language string
		terms    []string
		text     string
		want     string
	}{
		{"en", []string{"s | Stateful"}, "StatefulSets", "[Stateful]s"},
		{"en", []string{"s | Stateful", "t | Stateless"}, "Stateless vs Stateful Systems", "[Stateless]t [Stateful]s"},
		{"en", []string{"s | Stateful Apps"}, "StatefulSets in Kubernetes", "[Stateful]s"},
		{"en", []string{"ss | StatefulSet", "s | Stateful"}, "StatefulSets", "[StatefulSets]ss [Stateful]s"},
		{"en", []string{"t | Token"}, "Token-Based Authentication", "[Token]t"},
		{"en", []string{"l | Load Balancer"}, "AWS LoadBalancerController", "[LoadBalancer]l"},
		{"en", []string{"h | HTTP"}, "HTTPServer and XMLHttpRequest", "[HTTP]h"},
		{"en", []string{"s | State"}, "Stateless Systems", "-"},
		{"en", []string{"c | Contain"}, "Containers", "-"},
		{"en", []string{"p | Port"}, "Portable Portability", "-"},
		{"en", []string{"p | Pod"}, "Podcasts", "-"},
		{"en", []string{"j | Java"}, "JavaScript", "-"},
		{"en", []string{"c | Cloud"}, "Cloudwatch", "[Cloud]c"},
		{"en", []string{"s | Sticky Session"}, "Sticky Sessions", "[Sticky Sessions]s"},
		{"en", []string{"d | DevOps"}, "DevOps", "[DevOps]d"},
		{"en", []string{"w | WebSocket"}, "WebSockets", "[WebSockets]w"},
		{"de", []string{"l | Lastverteiler"}, "Lastverteilerkonfiguration", "[Lastverteiler]l"},
		{"de", []string{"s | Sitzung"}, "Sitzungsverwaltung", "[Sitzung]s"},
		{"de", []string{"m | Microservices-Architektur"}, "Microservices", "[Microservices]m"},
		{"ja", []string{"s | サービス"}, "マイクロサービス", "[サービス]s"},
		{"ko", []string{"n | 노드"}, "노드맵", "[노드]n"},
		{"en", []string{"s | Stateful"}, "Stateful, StatefulSets, ÉtatStateful", "[Stateful]s [Stateful]s [Stateful]s"},
	} {
		m, _ := New(terms(t, c.terms...), c.language)
		got := show(m.Scope("p").MatchInside(nil, []byte(c.text)), c.text)
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
	m, _ := New(terms(t, "s | Stateful"), "en")
	keep := []Span{{Start: 7}}
	if got := m.Scope("p").MatchInside(keep, []byte("StatefulSets")); len(got) != 2 || got[0].Start != 7 {
		t.Errorf("MatchInside must append: %v", got)
	}
}
