# What people do here, one word each. `make run` and `make test` are all that a newcomer needs.

VENV := .venv
TOOLS := .contract
CLUSTER := .cluster
PY := $(VENV)/bin/python
HERE := MINKA_ENV=$${MINKA_ENV:-development} $(PY)
INSTALL := $(PY) -m pip install --quiet --no-input --disable-pip-version-check --require-hashes
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header
JOBS ?= 2
SPREAD := -n $(JOBS) --dist worksteal
URL ?= http://127.0.0.1:$${MINKA_PORT:-8000}

# What Python once compiled is read by all the processes of a run, whatever the environment wishes.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run story demo replay migrate test check house pytest coverage browser more-browsers fmt pooler test-pooled test-hosts pages chaos faults sabotage fuzz contract cluster cluster-servers \
    bench bench-full growth openapi lock geography clean

help: ## This list
	@awk -F ' *## *' '/^[a-z-]+:.*## / { sub(/:.*/, "", $$1); printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.ready ## Minka on this machine at http://127.0.0.1:8000 (MINKA_PORT changes it); Ctrl-C stops
	@$(HERE) manage.py run

story: $(VENV)/.ready ## The whole main job, told as it goes, against the Minka that runs
	@$(HERE) manage.py story

demo: story

replay: $(VENV)/.ready ## Real reports through the API that runs: make replay FILE=reports.csv
	@test -n "$(FILE)" || { echo "Which reports? make replay FILE=reports.csv" >&2; exit 2; }
	@$(HERE) manage.py replay "$(FILE)"

migrate: $(VENV)/.ready ## Brings the database up to date
	@$(HERE) manage.py migrate

test: check pytest ## Everything that is checked. PYTHON=python3.13 and MINKA_POSTGRES_VERSION=16 choose others

check: $(VENV)/.ready-dev ## Format, lint, types, import contracts, unused code, sizes; seconds
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(PY) -m mypy .
	$(VENV)/bin/lint-imports
	$(PY) -m tools.unused
	$(PY) -m tools.expanding
	$(PY) -m tools.house

house: $(VENV)/.ready-dev ## Counts the code, and says which files, functions and packages are too large
	$(PY) -m tools.house

pytest: $(VENV)/.ready-dev browser ## The tests alone (JOBS=2 processes; T='-k words' or a path chooses some)
	$(PY) -m pytest -q $(SPREAD) -m "not long and not contract and not pages" $(T)

test-pooled: $(VENV)/.ready-dev browser pooler ## The same tests through PgBouncer, which lends its connections by transaction
	TEST_POOLED=1 $(PY) -m pytest -q $(SPREAD) -m "not long and not contract and not pages" $(T)

test-hosts: $(VENV)/.ready-dev browser ## The same tests with an address that names several servers
	TEST_MANY_HOSTS=1 $(PY) -m pytest -q $(SPREAD) -m "not long and not contract and not pages" $(T)

pooler: ## Debian's PgBouncer; where it is missing `make test` leaves the few tests of it out
	@there() { PATH="$$PATH:/usr/sbin" command -v pgbouncer >/dev/null; }; \
	there && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
	        apt-get install -qq -y --no-install-recommends pgbouncer >/dev/null; \
	fi; \
	there || { echo "make test-pooled needs PgBouncer: sudo apt-get install pgbouncer" >&2; exit 1; }

coverage: $(VENV)/.ready-dev browser ## The tests, and which lines and branches they ran (htmlcov/index.html; T as for pytest)
	$(PY) -m pytest -q $(SPREAD) -m "not long and not contract and not pages" --cov --cov-report=term:skip-covered --cov-report=html $(T)

browser: ## The Chromium that the small pages are tested in (MINKA_CHROMIUM names another than Debian's)
	@there() { command -v "$${MINKA_CHROMIUM:-chromium}" >/dev/null; }; \
	there && exit 0; \
	if [ -z "$$MINKA_CHROMIUM" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Debian's chromium, which the small pages are tested in; this takes a minute."; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
	        apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	fi; \
	there || { \
	    echo "The tests need a Chromium: sudo apt-get install chromium; or MINKA_CHROMIUM=/path/to/one." >&2; exit 1; \
	}

more-browsers: ## Firefox and w3m, in which `make pages` plays the main job, too
	@there() { command -v firefox-esr >/dev/null && command -v w3m >/dev/null; }; \
	there && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
	        apt-get install -qq -y --no-install-recommends firefox-esr w3m >/dev/null; \
	fi; \
	there || { echo "make pages needs Firefox and w3m: sudo apt-get install firefox-esr w3m" >&2; exit 1; }

fmt: $(VENV)/.ready-dev ## Formats, and mends what lint can mend
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

pages: $(VENV)/.ready-dev browser more-browsers ## Every page in six languages, sizes and schemes, with pictures (test-results/pages/); minutes
	$(PY) -m pytest -q -m pages $(T)

chaos: $(VENV)/.ready-dev ## The long tests: races, hammering, faults of a machine; minutes
	$(PY) -m pytest -q -m long $(T)

faults: $(VENV)/.ready-dev ## Each fault of one machine, played for real: how long until it was healed or named; minutes
	$(PY) -m pytest -q tests/operated/test_faults.py $(T)

sabotage: $(VENV)/.ready-dev ## Takes each mechanism of safety out of a copy, and sees the attacks succeed (T=trust chooses); minutes
	$(PY) -m tools.sabotage $(T)

fuzz: $(VENV)/.ready-dev ## 20,000 generated calls against our own description (URL=… TOKEN=…: into the Minka that runs there)
ifeq ($(origin URL),file)
	MINKA_FUZZ_CASES=$${MINKA_FUZZ_CASES:-20000} $(PY) -m pytest -q tests/api/test_fuzz.py
else
	$(VENV)/bin/schemathesis run $(URL)/openapi.json --checks not_a_server_error,response_schema_conformance \
	    --exclude-operation-id erase_me --exclude-operation-id end_session \
	    $(if $(TOKEN),--header "Authorization: Bearer $(TOKEN)")
endif

contract: $(VENV)/.ready-dev $(TOOLS)/.ready ## The description by linters and generators of clients, what we rely on in firebase-admin; node, Java
	MINKA_CONTRACT_TOOLS=$(TOOLS) $(PY) -m pytest -q tests/contract tests/notifications/channels/test_fcm_contract.py

cluster: $(VENV)/.ready-dev cluster-servers ## Three PostgreSQL under Patroni, two of everything of ours, and faults played on them (T='freeze' chooses); minutes
	@$(PY) -m tests.cluster $(T)

cluster-servers: pooler $(CLUSTER)/.ready ## What `make cluster` starts: Debian's etcd, HAProxy and PgBouncer; Patroni, set aside
	@there() { command -v etcd >/dev/null && PATH="$$PATH:/usr/sbin" command -v haproxy >/dev/null; }; \
	there && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
	        apt-get install -qq -y --no-install-recommends etcd-server haproxy >/dev/null; \
	fi; \
	there || { echo "make cluster needs etcd and HAProxy: sudo apt-get install etcd-server haproxy" >&2; exit 1; }

bench: $(VENV)/.ready-dev ## Measures; the last line counts goals met and missed
	@$(HERE) -m benchmarks

bench-full: $(VENV)/.ready-dev ## Measures everything, at length
	@$(HERE) -m benchmarks --full

growth: $(VENV)/.ready-dev ## What a call costs with ten times the people, side by side; minutes (FULL=--full: a million people, half an hour)
	@$(HERE) -m benchmarks.growth $(FULL)

openapi: $(VENV)/.ready ## Writes docs/openapi.json from the code
	@$(HERE) manage.py openapi

geography: $(PY) ## Rewrites the tables in core/geography/ from public data (180 MB, installed aside; two minutes)
	$(PY) -m venv --clear build/geography
	build/geography/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes \
	    -r requirements-geography.lock
	build/geography/bin/python -m tools.geography.make_shown_cells
	build/geography/bin/python -m tools.geography.make_countries

lock: $(VENV)/.ready-dev ## The lock files after a change of pyproject.toml (UPGRADE=--upgrade: newest of all)
	@test -x $(VENV)/bin/uv || $(PY) -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) $(UPGRADE) --extra solver --extra embedded pyproject.toml -o requirements.lock
	$(LOCK) $(UPGRADE) --extra solver --overrides deploy/not-in-the-image.txt --constraints requirements.lock \
	    pyproject.toml -o requirements-image.lock
	$(LOCK) $(UPGRADE) --all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(LOCK) $(UPGRADE) --group geography --constraints requirements-dev.lock -o requirements-geography.lock
	$(LOCK) $(UPGRADE) --group contract -o requirements-contract.lock
	$(LOCK) $(UPGRADE) --group cluster -o requirements-cluster.lock
	@! command -v npm >/dev/null || npm install --prefix tests/contract --package-lock-only --silent --no-audit --no-fund \
	    --omit-lockfile-registry-resolved

clean: ## Removes the environment and caches; your data in var/ stays
	rm -rf $(VENV) $(TOOLS) $(CLUSTER) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that another Python made is made anew.
ifneq ($(PYTHON),)
VERSION_OF = $(shell $(1) -c 'import platform; print(platform.python_version())' 2>/dev/null)
ifneq ($(call VERSION_OF,$(PYTHON)),$(call VERSION_OF,$(PY)))
.PHONY: $(PY)
endif
endif

$(PY):
	@for python in $(or $(PYTHON),python3.11 python3.12 python3.13 python3.14 python3); do \
	    if $$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making $(VENV) with $$($$python -V)."; exec $$python -m venv --clear $(VENV); \
	    fi; \
	done; \
	echo "Minka needs Python 3.11 or newer with venv (Debian, Ubuntu: apt install python3-venv); PYTHON=/path/to/python3 names one." >&2; \
	exit 1

$(VENV)/.ready: $(PY) requirements.lock
	@echo "Installing what Minka runs on; the first time this takes a minute."
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.ready-dev: $(PY) requirements-dev.lock
	@echo "Installing what Minka is built and tested with; the first time this takes a minute."
	@$(INSTALL) -r requirements-dev.lock
	@touch $(VENV)/.ready $@

# What `make contract` tries the description with lies aside: it is nothing that Minka runs on.
$(TOOLS)/.ready: $(PY) requirements-contract.lock tests/contract/package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null \
	    || { echo "make contract needs node 20 or newer: sudo apt-get install nodejs npm." >&2; exit 1; }
	@java -version 2>&1 | awk -F '[".]' '/version/ { new = $$2 >= 17 } END { exit !new }' \
	    || { echo "make contract needs Java 17 or newer: sudo apt-get install default-jre-headless." >&2; exit 1; }
	@test -e /usr/share/java/gson.jar || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	    && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends libgoogle-gson-java >/dev/null; } \
	    || { echo "make contract needs Gson: sudo apt-get install libgoogle-gson-java." >&2; exit 1; }
	@echo "Installing what the contract is tried with; the first time this takes two minutes."
	@mkdir -p $(TOOLS)
	@cp tests/contract/package.json tests/contract/package-lock.json $(TOOLS)
	@cd $(TOOLS) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(PY) -m venv --clear $(TOOLS)/venv
	@$(TOOLS)/venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes \
	    -r requirements-contract.lock
	@touch $@

# Patroni lies aside, too: it runs beside PostgreSQL, and Minka knows nothing of it.
$(CLUSTER)/.ready: $(PY) requirements-cluster.lock
	@echo "Installing Patroni, by which the cluster is kept."
	@$(PY) -m venv --clear $(CLUSTER)
	@$(CLUSTER)/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes \
	    -r requirements-cluster.lock
	@touch $@
