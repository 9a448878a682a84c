# Sluice. `make help` lists what there is.

GO      ?= go
CACHE   := $(CURDIR)/.cache
BINARY  := $(CACHE)/sluice
FUZZ    ?= 15s
SCORES  := $(CACHE)/scores

# How much the campaigns do; LONG=1 takes a day.
FROM    ?= 1
ifdef LONG
SEEDS   ?= 1000000
CYCLES  ?= 1000
FLIPS   ?= 10000
CHECKS  ?= 10000
LATE    ?= 90s
SOAK    ?= 1h
else
SEEDS   ?= 2000
CYCLES  ?= 30
FLIPS   ?= 60
CHECKS  ?= 100
LATE    ?= 0s
SOAK    ?= 20s
endif

# $(call score,NAME,COMMAND) runs a command and keeps what it says, and how it ended, for the scoreboard.
score = @mkdir -p $(SCORES); { echo commit=$$(git rev-parse --short HEAD 2>/dev/null || echo unknown); $(2); code=$$?; echo exit=$$code; } \
	>$(SCORES)/$(1).log 2>&1; cat $(SCORES)/$(1).log; exit $$code

# The linter is built from source, once: no binary is fetched.
LINT_VERSION := v2.15.0
LINT         := $(CACHE)/golangci-lint-$(LINT_VERSION)

# What the tests run, and the Debian packages that it comes in.
TOOLS := curl chromium php=php-cli javac=openjdk-17-jdk-headless
FILES := /usr/lib/python3/dist-packages/requests=python3-requests /etc/php/*/mods-available/curl.ini=php-curl \
	/usr/share/java/spring3-web.jar=libspring-web-java /usr/share/java/unirest-java.jar=libunirest-java-java

# What the tests run of npm, as test/node/package-lock.json has it.
NODE    := $(CACHE)/node
MODULES := $(NODE)/node_modules/.package-lock.json
NPX     := cd $(NODE) && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --offline

# What the console is built and tested with, as web/package-lock.json has it.
PAGES := web/node_modules/.package-lock.json

# Everything but the tests that drive the whole binary.
PARTS = $$($(GO) list ./... | grep -v '^sluice/test')

.DEFAULT_GOAL := help
.PHONY: help build demo web pages browser pictures test check packages lint describe format race scripts stories campaign simulate disk guards secrets golden \
	mutants scoreboard board samples bench fuzz fuzzing vuln smoke-telegram builds release clean

help: ## Show this list
	@awk -F ': .*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build ./sluice
	$(GO) build -o sluice ./cmd/sluice

demo: ## Run the gateway against the built-in fake Telegram
	$(GO) run ./cmd/sluice demo

test: packages lint describe pages race scripts guards secrets samples browser board ## All that CI runs: packages, lint, race detector, whole-binary tests, samples

check: lint ## Fast: lint and the tests of the parts, without the race detector
	$(GO) vet ./...
	$(GO) test -timeout 10m $(PARTS)

packages: ## Install what the tests need (gcc, curl, interpreters) where that is allowed
	@missing=; \
	command -v gcc >/dev/null || missing="$$missing gcc libc6-dev"; \
	for tool in $(TOOLS); do command -v $${tool%%=*} >/dev/null || missing="$$missing $${tool##*=}"; done; \
	for file in $(FILES); do test -e $${file%%=*} || missing="$$missing $${file##*=}"; done; \
	if ! command -v node >/dev/null || ! command -v npm >/dev/null; then \
		echo "make test needs Node.js 20.19 or newer with npm; please install it" >&2; exit 1; fi; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "make test needs these packages; please install them:$$missing" >&2; exit 1; fi; \
	apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing

$(LINT):
	@mkdir -p $(CACHE)
	GOFLAGS= GOBIN=$(CACHE) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	@mv $(CACHE)/golangci-lint $@

lint: $(LINT) ## Check formatting, layers and the linters of .golangci.yml
	$(LINT) run ./...

$(MODULES): test/node/package.json test/node/package-lock.json
	@mkdir -p $(NODE)
	cp test/node/package.json test/node/package-lock.json $(NODE)
	cd $(NODE) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

describe: $(MODULES) ## Check the OpenAPI file with redocly and spectral
	$(NPX) redocly lint --config $(CURDIR)/test/node/redocly.yaml $(CURDIR)/internal/reference/openapi.yaml
	$(NPX) spectral lint --ruleset $(CURDIR)/test/node/spectral.yaml --fail-severity warn $(CURDIR)/internal/reference/openapi.yaml

$(PAGES): web/package.json web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

web: $(PAGES) ## Build the console from web/ into internal/console/dist, where it is committed
	cd web && npm run --silent build

pages: $(PAGES) ## Check that the committed console is what web/ builds
	cd web && npm run --silent build -- --outDir $(CACHE)/pages --logLevel warn
	diff -r internal/console/dist $(CACHE)/pages || { echo "the committed console is not what web/ builds; run: make web" >&2; exit 1; }

browser: $(BINARY) $(PAGES) ## The console in a real browser, against a demo
	SLUICE_BINARY=$(BINARY) node --test --test-concurrency=2 --test-reporter=spec web/test/*.test.mjs

pictures: $(BINARY) $(PAGES) ## Take the README's pictures of the console
	SLUICE_BINARY=$(BINARY) node web/test/pictures.mjs docs/images

format: ## Format all Go files
	$(GO) tool gofumpt -w $$(git ls-files '*.go')

race: ## The tests of the parts with the race detector
	$(GO) test -race -p 1 -timeout 25m $(PARTS) # one package at a time: key exchanges want the processor

$(BINARY): FORCE
	@mkdir -p $(CACHE)
	$(GO) build -o $@ ./cmd/sluice

scripts: $(BINARY) ## The tests in test/, on one build, and the disk; most of them wait, so they run side by side
	@$(MAKE) --no-print-directory -j4 stories campaign simulate disk

stories: # scripts that read like a terminal session
	SLUICE_BINARY=$(BINARY) $(GO) test -count=1 -timeout 25m $$($(GO) list ./test/... | grep -v -e /campaign -e /simulation)

simulate: ## SEEDS worlds (2000) in virtual time, from FROM on; a million takes half a day
	$(call score,simulate,GOGC=500 nice -n 10 $(GO) test -count=1 -v -timeout 72h ./test/simulation -run Seeds -seeds $(SEEDS) -from $(FROM))

campaign: # kills under load, bad lines, vicious receivers, a deep queue, a soak, which tell what they have seen
	$(call score,campaign,SLUICE_BINARY=$(BINARY) $(GO) test -count=1 -v -timeout 24h ./test/campaign -cycles $(CYCLES) -late $(LATE) -soak $(SOAK))

disk: # power losses, faults and damage, and the model that the store is compared with
	$(call score,disk,$(GO) test -count=1 -v -timeout 24h ./internal/store -run 'Power|Fault|NoDamage|QueueIsAList' -flips $(FLIPS) -rapid.checks $(CHECKS))

guards: # addresses that are never dialled
	$(call score,guards,$(GO) test -count=1 -v -timeout 10m ./internal/webhook ./internal/media -run 'Private|Address|Guard')

secrets: # canaries in all that comes out, and tokens of others
	$(call score,secrets,$(GO) test -count=1 -v -timeout 10m ./internal/app ./internal/greenapi -run 'CanariesStay|NoTokenReaches')

golden: $(BINARY) ## Leave the data directory of a release for the tests of later ones: VERSION=0.1.0
	SLUICE_BINARY=$(BINARY) $(GO) test -count=1 ./test/golden -run Write -write v$(VERSION)

mutants: ## Plant bugs one after the other; the tests must find each
	$(call score,mutants,$(GO) test -count=1 -v -timeout 2h ./test/mutants -run Mutants -mutants)

scoreboard: $(BINARY) ## Run what is measured, and print the 20 figures; LONG=1: all of it, for a day
	-@$(MAKE) --no-print-directory -k simulate campaign disk guards secrets $(if $(LONG),mutants builds fuzz)
	@$(MAKE) --no-print-directory board

board: # the 20 figures, of what was run of this commit
	@$(GO) run ./test/scoreboard $(SCORES)

samples: $(BINARY) $(MODULES) ## Run the samples of examples/, the Postman collection and the official JS client against a demo
	SLUICE_SAMPLES=1 SLUICE_BINARY=$(BINARY) $(GO) test -count=1 -v -timeout 10m ./test/examples/

bench: ## The benchmarks and their yardsticks, as ratios in one run
	$(GO) test -run '^$$' -bench . -timeout 60m $(PARTS) ./test/campaign

fuzz: ## Each fuzz target for FUZZ (15s)
	$(call score,fuzz,$(MAKE) --no-print-directory fuzzing)

fuzzing: # each target, one after the other
	@set -e; for package in $(PARTS); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "== $$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZ) $$package; \
		done; \
	done

vuln: ## Known holes in what we use (needs the network)
	$(GO) tool govulncheck ./...

smoke-telegram: ## The driver against Telegram's test data centres, with SMOKE_API_ID of the environment
	@mkdir -p $(CACHE)
	$(GO) run ./test/smoke -report $(CACHE) $(SMOKE)

builds: ## Build the release's binary twice, in two directories and from nothing, and compare; takes some minutes
	$(call score,builds,deploy/twice.sh)

release: ## Static binaries, licences, bills of materials, checksums: VERSION=0.1.0
	deploy/release.sh $(VERSION) dist

clean: ## Remove what was built
	rm -rf $(CACHE) sluice dist

FORCE:
