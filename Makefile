# The habits of the project. "make test" is what CI runs.

GO ?= go
FUZZTIME ?= 60s
BENCH_PAGES ?= 1000,10000
BENCH_RUNS ?= 3
TOOLS := .tools

.PHONY: build docs check test tools update fuzz bench stages guard

build: ## the binary, into bin/
	$(GO) build -o bin/sitegen ./cmd/sitegen

docs: ## the manual, into docs/public
	$(GO) run ./cmd/sitegen build -s docs --strict

check: ## what needs no tools beyond Go: formatting, vet, and that the shipped site and the docs have no problem
	@unformatted=$$(gofmt -l cmd internal templates static); if [ -n "$$unformatted" ]; then echo "not gofmt'ed:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) run ./cmd/sitegen check --strict --fail-on note
	$(GO) run ./cmd/sitegen check --strict --fail-on note -s docs

tools: ## what the tests need beyond Go: a browser, the Nu HTML checker, axe-core
	@sh .ci/tools.sh $(TOOLS)

test: check tools ## all tests, under the race detector
	SITEGEN_TOOLS=$(abspath $(TOOLS)) $(GO) test -race -timeout 45m ./...
	$(GO) test -run 'MachineTokens|SpansLikeChroma' ./internal/markdown
	$(MAKE) --no-print-directory guard

update: ## rewrite golden files after a wanted change
	$(GO) test ./internal/... -update

fuzz: ## each fuzz target for FUZZTIME
	@for t in $$(grep -rlE '^func Fuzz' --include='*_test.go' internal | sort -u); do \
	  dir=./$$(dirname $$t); \
	  for f in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' $$t | sed 's/func //'); do \
	    echo "== $$dir $$f"; $(GO) test $$dir -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) || exit 1; \
	  done; \
	done

bench: build ## the whole program on synthetic sites, beside Hugo where it is installed (docs/performance.md)
	$(GO) build -o bin/bench ./internal/benchsite/bench
	bin/bench -pages $(BENCH_PAGES) -runs $(BENCH_RUNS)

stages: ## benchmarks of the stages, in the form that benchstat reads
	$(GO) test -run '^$$' -bench . -benchmem -count 6 ./internal/...

guard: ## the stages' benchmarks against those of the parent commit: fails on a clear loss
	$(GO) run ./internal/benchsite/guard
