# `make demo` and `make test` do everything on a fresh machine with a Swift toolchain.

SWIFT ?= swift
# A static standard library starts faster and runs where no toolchain is.
RELEASE := -c release --static-swift-stdlib
BIN := .build/release/attrsim
BENCH_DATA := .build/bench-data

.PHONY: install-only demo build test test-long test-asan bench bench-big bench-peers bench-build format lint golden \
	schema setup clean help flink-check spark-check kafka-streams-check postgres-check kafka-check grafana-check \
	csv-check parquet-check report-check notebook-check kit-check docs reference install uninstall

help:
	@echo "make demo     install what is missing, build, and run scenarios/late-events.json"
	@echo "make test     unit, property and scenario tests"
	@echo "make test-long     the property tests with all of their random cases"
	@echo "make test-asan     readers, joins and models under the address sanitizer"
	@echo "make bench    1,000,000 clicks and 500,000 checkouts end to end, and every part alone"
	@echo "make bench-big     15,000,000 events, and 1,000,000 users: 10 GB of disk"
	@echo "make bench-peers   DuckDB and Polars (from PyPI) on the same files"
	@echo "make accounts      every sum of a result, in SQL, over SEEDS=1000 mixed scenarios"
	@echo "make storm         faults around jobs and what must hold, over SEEDS=1000 small worlds"
	@echo "make crash-test    KILLS=300 at random moments of every command that writes, full disks, signals"
	@echo "make fuzz MINUTES=10   libFuzzer over all that reads foreign bytes"
	@echo "make hostile       hostile texts through every output, RESULTS=2000 broken results"
	@echo "make soak          EVENTS=150000000 from a pipe, a hot user: memory stays where it was"
	@echo "make memory-check  every command of the release build under Valgrind"
	@echo "make against-python  what is read, against Python's json, csv, decimal, datetime"
	@echo "make golden   compare all scenarios with their golden texts"
	@echo "make report-check  open an HTML report in a real browser"
	@echo "make install PREFIX=/usr/local   program, manual page, completions;  make uninstall"
	@echo "make docs     the manual as HTML, in .build-docs;  make reference writes its generated pages"
	@echo "make notebook-check  the recipes for pandas, DuckDB and Jupyter (from PyPI)"
	@echo "make kit-check    AttrsimKit, used by a package outside"
	@echo "make format   format all sources;  make lint checks them"
	@echo "make flink-check spark-check kafka-streams-check postgres-check kafka-check grafana-check csv-check"
	@echo "              exports on the real systems, which are installed where they are missing"
	@echo "make parquet-check Parquet through DuckDB (from PyPI)"

demo: build
	$(BIN) run scenarios/late-events.json

build: setup
	$(SWIFT) build $(RELEASE) --product attrsim

test: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build
	ATTRSIM_ALONE=1 $(SWIFT) test --skip-build \
	    --filter aQueryThatGrowsWhileItIsCompiledIsStopped

# The property tests that try hundreds of random cases, with all of them; `make test` tries some.
test-long: setup
	$(SWIFT) build --build-tests
	ATTRSIM_LONG=1 $(SWIFT) test --skip-build \
	    --filter 'TruthOrderingTests|TruthBlocksTests|OracleTests|PairListingTests|SeamTests|TruthOfTheLogTests|DelayCurveTests|OrderingWindowTests'

# The modules with unsafe memory; leaks are looked for as well. A folder of its own, so that no other
# build is thrown away. XCTest's runner, which has no tests here, leaks 144 bytes of its own.
test-asan: setup
	$(SWIFT) test --sanitize=address --scratch-path .build-asan --disable-xctest \
	    --filter 'StreamingTests|EventLogsTests|AttributionTests|CreditSumsTests'

# `make accounts SEEDS=50 FIRST=700`
SEEDS ?= 1000
FIRST ?= 0
accounts: build
	.ci/accounts $(BIN) $(SEEDS) $(FIRST)

storm: build
	$(BIN) storm --seeds $(SEEDS)

KILLS ?= 300
crash-test: build
	.ci/crash-test $(BIN) $(KILLS)

# `make hostile RESULTS=100`
RESULTS ?= 2000
hostile: build
	.ci/hostile-names $(BIN)
	.ci/hostile $(BIN) $(RESULTS)

# `make soak EVENTS=15000000` takes a minute.
EVENTS ?= 150000000
soak: build
	.ci/soak $(BIN) $(EVENTS)

memory-check: build
	@command -v valgrind >/dev/null 2>&1 || { sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -qq && $$sudo apt-get install -y -qq valgrind; }
	.ci/memory-check $(BIN)

against-python: build
	.ci/against-python $(BIN) $(SEEDS)

# The program needs no Swift where it is installed. DESTDIR is for packages.
PREFIX ?= /usr/local
# A folder may have blanks in its name: what stands below it does not.
ROOM = $(DESTDIR)$(PREFIX)
INSTALLED = bin/attrsim share/man/man1/attrsim.1 share/attrsim/commit \
	share/bash-completion/completions/attrsim share/zsh/site-functions/_attrsim \
	share/fish/vendor_completions.d/attrsim.fish
# What `attrsim --version` says behind the version; nothing in an archive without history.
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)

install: build install-only

# Without building: BIN is the program to install.
install-only:
	for file in $(INSTALLED); do mkdir -p "$(ROOM)/$$(dirname $$file)"; done
	install -m 755 "$(BIN)" "$(ROOM)/bin/attrsim"
	"$(BIN)" manual > "$(ROOM)/share/man/man1/attrsim.1"
	"$(BIN)" completions bash > "$(ROOM)/share/bash-completion/completions/attrsim"
	"$(BIN)" completions zsh > "$(ROOM)/share/zsh/site-functions/_attrsim"
	"$(BIN)" completions fish > "$(ROOM)/share/fish/vendor_completions.d/attrsim.fish"
	printf '%s\n' '$(COMMIT)' > "$(ROOM)/share/attrsim/commit"

uninstall:
	for file in $(INSTALLED); do rm -f "$(ROOM)/$$file"; done
	-rmdir "$(ROOM)/share/attrsim"

# The pages of the manual that are made from the code; a test holds that they are as it makes them.
CATALOG := Sources/attrsim/attrsim.docc
reference: build
	$(BIN) manual --reference keys > $(CATALOG)/ScenarioKeys.md
	$(BIN) manual --reference tables > $(CATALOG)/ResultTables.md
	$(BIN) manual --reference commands > $(CATALOG)/Commands.md

# The library from outside, by a git tag.
kit-check: setup
	.ci/checks/kit-check

# The toolchain's docc makes pages of the catalog; links between its pages become docc's own.
docs:
	.ci/docs $(CATALOG) .build-docs

.PHONY: accounts against-python crash-test fuzz hostile memory-check soak storm
MINUTES ?= 10
fuzz: setup
	.ci/fuzz $(MINUTES) $(TARGETS)

golden: build
	$(BIN) test scenarios

schema: build
	$(BIN) schema > scenarios/scenario.schema.json

bench-build: build
	$(SWIFT) build $(RELEASE) --product attrsim-bench

# `make bench BENCH="--only end-to-end --runs 9"`; see `.build/release/attrsim-bench --help`.
bench: bench-build
	.build/release/attrsim-bench --data $(BENCH_DATA) $(BENCH)

bench-big: bench-build
	.build/release/attrsim-bench --data $(BENCH_DATA) --big --runs 3

bench-peers: bench-build
	.ci/checks/peers/peers-check $(BENCH_DATA)

# The HTML report in a real browser (Chromium, from apt where it is missing).
report-check: build
	@command -v chromium >/dev/null 2>&1 || { sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium; }
	.ci/checks/report/report-check $(BIN)

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

# Exports on the real systems. They install what they need (apt, PyPI) into .build-checks.
flink-check spark-check kafka-streams-check postgres-check kafka-check grafana-check csv-check \
parquet-check notebook-check: build
	.ci/checks/$@

# The headers of the system's libraries and the time zones: from apt where they are missing, all
# headers in one call, else a word on what to do.
setup:
	@missing=; \
	has() { printf '#include <%s>\n' "$$1" | $${CC:-cc} -E - >/dev/null 2>&1; }; \
	has sqlite3.h || missing="$$missing libsqlite3-dev"; \
	has zlib.h || missing="$$missing zlib1g-dev"; \
	has zstd.h || missing="$$missing libzstd-dev"; \
	if [ -n "$$missing" ]; then \
	    if command -v apt-get >/dev/null 2>&1; then \
	        sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	        echo "installing$$missing"; \
	        $$sudo apt-get update -qq && $$sudo apt-get install -y -qq $$missing; \
	    else \
	        echo "attrsim needs the headers of SQLite, zlib and zstd; missing:$$missing" >&2; \
	        echo "Install them with your package manager: sqlite-devel zlib-devel libzstd-devel," >&2; \
	        echo "or sqlite-dev zlib-dev zstd-dev, or (Homebrew) sqlite zlib zstd." >&2; \
	        exit 1; \
	    fi; \
	fi
	@if ! ls /usr/share/zoneinfo/Europe/Berlin >/dev/null 2>&1; then \
	    if command -v apt-get >/dev/null 2>&1; then \
	        sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	        echo "installing tzdata"; \
	        $$sudo apt-get update -qq && \
	            $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq tzdata; \
	    else \
	        echo "no time zones on this system: \"timeZone\" needs tzdata" >&2; \
	    fi; \
	fi

clean:
	rm -rf .build .build-asan .build-checks .build-docs out
