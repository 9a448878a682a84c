# Sluice. `make help` lists what there is.

GO      ?= go
CACHE   := $(CURDIR)/.cache
BINARY  := $(CACHE)/sluice
FUZZ    ?= 15s

# The linter is built from source, once: no binary is fetched.
LINT_VERSION := v2.15.0
LINT         := $(CACHE)/golangci-lint-$(LINT_VERSION)

# What the tests run, and the Debian packages that it comes in.
TOOLS := curl php=php-cli javac=openjdk-17-jdk-headless
FILES := /usr/lib/python3/dist-packages/requests=python3-requests /etc/php/*/mods-available/curl.ini=php-curl \
	/usr/share/java/spring3-web.jar=libspring-web-java /usr/share/java/unirest-java.jar=libunirest-java-java

# What the tests run of npm, as test/node/package-lock.json has it.
NODE    := $(CACHE)/node
MODULES := $(NODE)/node_modules/.package-lock.json
NPX     := cd $(NODE) && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npx --offline

# Everything but the tests that drive the whole binary.
PARTS = $$($(GO) list ./... | grep -v '^sluice/test')

.DEFAULT_GOAL := help
.PHONY: help build demo test check packages lint describe format race scripts stories campaign samples bench fuzz vuln clean

help: ## Show this list
	@awk -F ': .*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build ./sluice
	$(GO) build -o sluice ./cmd/sluice

demo: ## Run the gateway against the built-in fake Telegram
	$(GO) run ./cmd/sluice demo

test: packages lint describe race scripts samples ## All that CI runs: packages, lint, race detector, whole-binary tests, samples

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

format: ## Format all Go files
	$(GO) tool gofumpt -w $$(git ls-files '*.go')

race: ## The tests of the parts with the race detector
	$(GO) test -race -p 1 -timeout 25m $(PARTS) # one package at a time: key exchanges want the processor

$(BINARY): FORCE
	@mkdir -p $(CACHE)
	$(GO) build -o $@ ./cmd/sluice

scripts: $(BINARY) ## The whole-binary tests in test/, on one build; most of them wait, so they run side by side
	@$(MAKE) --no-print-directory -j2 stories campaign

stories: # scripts that read like a terminal session
	SLUICE_BINARY=$(BINARY) $(GO) test -count=1 -timeout 25m $$($(GO) list ./test/... | grep -v /campaign)

campaign: # kills under load, which tell what they have seen
	SLUICE_BINARY=$(BINARY) $(GO) test -count=1 -v -timeout 25m ./test/campaign

samples: $(BINARY) $(MODULES) ## Run the samples of examples/ and the Postman collection against a demo
	SLUICE_SAMPLES=1 SLUICE_BINARY=$(BINARY) $(GO) test -count=1 -timeout 10m ./test/examples/

bench: ## The benchmarks and their yardsticks, as ratios in one run
	$(GO) test -run '^$$' -bench . -timeout 60m $(PARTS) ./test/campaign

fuzz: ## Each fuzz target for FUZZ (15s)
	@set -e; for package in $(PARTS); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "== $$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZ) $$package; \
		done; \
	done

vuln: ## Known holes in what we use (needs the network)
	$(GO) tool govulncheck ./...

clean: ## Remove what was built
	rm -rf $(CACHE) sluice

FORCE:
