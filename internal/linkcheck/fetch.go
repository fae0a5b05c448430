package linkcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// outcome is what one request, or one try with all its redirects, came to.
type outcome struct {
	Verdict
	// again says that a later try may come to something else; wait is how long
	// the host asked to wait, if it did.
	again bool
	wait  time.Duration
	asked bool
	// host is the one that this came from: not that of the URL, where that
	// redirects to another.
	host *host
}

// visit finds the verdict on a URL, with as many tries as it takes.
func (e *external) visit(ctx context.Context, u *url.URL) Verdict {
	digest := fnv.New64a()
	io.WriteString(digest, u.String())
	random := rand.New(rand.NewPCG(e.opt.Seed, digest.Sum64()))
	var o outcome
	for n := 0; ; n++ {
		o = e.try(ctx, u, n)
		if o.asked && o.wait > e.opt.MaxWait {
			o.State = Refused
			o.Reason = fmt.Sprintf("it asks to wait %s before it is asked again", o.wait.Round(time.Second))
			o.host.refuse(o.Reason)
			break
		}
		if !o.again || n >= e.opt.Retries || ctx.Err() != nil {
			break
		}
		pause := e.opt.Backoff << min(n, 16)
		pause = pause/2 + time.Duration(random.Int64N(int64(pause/2)+1))
		if o.asked || o.Status == http.StatusTooManyRequests {
			o.host.pause(e.opt.Clock.Now(), max(pause, o.wait))
			pause = 0 // the host's turn does the waiting, for all its URLs
		}
		if e.opt.Clock.Sleep(ctx, pause) != nil {
			break
		}
	}
	switch {
	case !o.again:
	case o.Status == http.StatusTooManyRequests: // to ask for more would be what it complains of
		o.host.refuse(o.Reason)
	case o.Status == 0: // an answer, even a 500, comes from a host that is up
		o.host.unreachable(o.Reason)
	}
	o.Checked = e.opt.Clock.Now()
	return o.Verdict
}

// client returns a client that does not follow redirects by itself. Its
// cookies are those of one URL: some sites send readers in a circle until they
// have one.
func (e *external) client() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it has no way to fail without options
	}
	return &http.Client{Transport: e.opt.Transport, Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// try asks for the URL for the n-th time and follows where it is sent.
func (e *external) try(ctx context.Context, u *url.URL, n int) outcome {
	client := e.client()
	seen := map[string]bool{}
	at, permanent := u, true
	for hop := 0; ; hop++ {
		h := e.host(at.Host)
		if state, reason := h.state(); state != Good {
			return outcome{Verdict: Verdict{State: state, Reason: reason}, host: h}
		}
		if o, ok := e.mayAsk(ctx, h, at); !ok {
			return o
		}
		a := e.ask(ctx, client, at, n)
		a.host = h
		if a.next == nil {
			if hop > 0 {
				a.Final, a.Permanent = at.String(), permanent
			}
			return a.outcome
		}
		if a.cookies { // asked again with them, it may answer otherwise
			clear(seen)
		} else {
			seen[at.String()] = true
		}
		permanent = permanent && (a.Status == http.StatusMovedPermanently || a.Status == http.StatusPermanentRedirect)
		if reason := e.astray(u, a.next, seen, hop); reason != "" {
			return outcome{Verdict: Verdict{State: Broken, Status: a.Status, Reason: reason}, host: h}
		}
		at = a.next
	}
}

// astray returns why a redirect is not followed, "" where it is.
func (e *external) astray(from, to *url.URL, seen map[string]bool, hop int) string {
	switch {
	case seen[to.String()]:
		return "it redirects in a circle"
	case hop >= e.opt.MaxRedirects:
		return fmt.Sprintf("it redirects more than %d times", e.opt.MaxRedirects)
	case to.Scheme != "http" && to.Scheme != "https" || to.Host == "":
		return "it redirects to something that is no web page"
	case isInward(from, to):
		return "it redirects to an address of the local network"
	}
	return ""
}

// answer is what one address came to.
type answer struct {
	outcome
	// next is where it redirects to, nil where it does not; cookies says that
	// it set any.
	next    *url.URL
	cookies bool
}

// ask asks one address: with HEAD, and with GET where the answer to that is no
// good, since many servers know HEAD badly or not at all. A later try leaves
// HEAD out.
func (e *external) ask(ctx context.Context, client *http.Client, u *url.URL, n int) (a answer) {
	methods := []string{http.MethodHead, http.MethodGet}
	if n > 0 {
		methods = methods[1:]
	}
	for _, method := range methods {
		a = answer{}
		err := e.send(ctx, client, method, u.String(), func(resp *http.Response) {
			a.outcome = e.judge(resp)
			a.cookies = len(resp.Cookies()) > 0
			if resp.StatusCode >= 300 && resp.StatusCode < 400 {
				if l, err := resp.Location(); err == nil {
					l.Fragment, l.RawFragment = "", ""
					l.Host = strings.ToLower(l.Host)
					a.next = l
				}
			}
		})
		if err != nil {
			a.outcome = failure(err, e.opt.Timeout)
		}
		if ctx.Err() != nil || a.State == Good || a.asked || a.Status == http.StatusTooManyRequests || err != nil && (!a.again || isDialError(err)) {
			break
		}
	}
	return a
}

// isDialError reports whether there was not even a connection, so that another
// method cannot do better.
func isDialError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// judge reads an answer's status.
func (e *external) judge(resp *http.Response) outcome {
	code := resp.StatusCode
	o := outcome{Verdict: Verdict{State: Good, Status: code}}
	words := fmt.Sprintf("it answers %d %s", code, http.StatusText(code))
	switch {
	case code < 400:
		return o
	case code == http.StatusUnauthorized || code == http.StatusForbidden || code == http.StatusPaymentRequired ||
		code == http.StatusProxyAuthRequired || code == http.StatusUnavailableForLegalReasons || code == 999:
		o.State = Refused
	case code == http.StatusTooManyRequests:
		o.State, o.again = Refused, true
	case code == http.StatusRequestTimeout || code == http.StatusTooEarly || code >= 500 && code != http.StatusNotImplemented:
		o.State, o.again = Unreachable, true
	default:
		o.State = Broken
	}
	o.Reason = strings.TrimSpace(words)
	if code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable {
		o.wait, o.asked = retryAfter(resp, e.opt.Clock.Now())
	}
	return o
}

// retryAfter reads how long a host asks to wait: seconds, or a date.
func retryAfter(resp *http.Response, now time.Time) (time.Duration, bool) {
	s := strings.TrimSpace(resp.Header.Get("Retry-After"))
	if s == "" {
		return 0, false
	}
	if n, err := strconv.ParseUint(s, 10, 64); err == nil {
		return time.Duration(min(n, 1<<31)) * time.Second, true
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, t.Sub(now)), true
	}
	return 0, false
}

// failure turns an error of the network into words that are the same on every
// machine and at every try.
func failure(err error, timeout time.Duration) outcome {
	o := outcome{Verdict: Verdict{State: Unreachable}, again: true}
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var netErr net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		o.State, o.again = Broken, false
		o.Reason = "there is no host of this name"
	case errors.As(err, &dns):
		o.Reason = "its name cannot be resolved now"
	case errors.As(err, &cert):
		o.again = false
		if !errors.As(err, &x509.UnknownAuthorityError{}) {
			o.State = Broken
		}
		o.Reason = "its certificate " + certificateFault(cert.Err)
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &netErr) && netErr.Timeout():
		o.Reason = fmt.Sprintf("it does not answer within %s", timeout)
	case errors.Is(err, syscall.ECONNREFUSED):
		o.Reason = "it refuses connections"
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE):
		o.Reason = "it closes the connection without an answer"
	case errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH):
		o.Reason = "there is no way to it from here"
	default:
		o.Reason = "it does not answer as a web server does"
	}
	return o
}

// certificateFault says what is wrong with a certificate, without the time of
// day that the library's own words contain.
func certificateFault(err error) string {
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &x509.HostnameError{}):
		return "is for another host"
	case errors.As(err, &x509.UnknownAuthorityError{}):
		return "is signed by an authority that is not known here"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "has expired, or is not valid yet"
	}
	return "is not valid"
}

// isInward reports whether a redirect leads from the public web to an address
// of the local network, which no reader of the page could mean.
func isInward(from, to *url.URL) bool {
	return !isPrivate(from.Hostname()) && isPrivate(to.Hostname())
}

func isPrivate(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(name)
	return err == nil && (a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified())
}
