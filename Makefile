# Samspil from a bare checkout: only Python 3.11 or newer, make and the network are needed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
stamp = $(VENV)/installed-$(1)-$(shell cat requirements/$(1).txt pyproject.toml | cksum | cut -d' ' -f1)
RUN := $(call stamp,embedded)
DEV := $(call stamp,dev)
BENCH := $(call stamp,bench)

# Compiled once, the services and the tests start in half the time, whatever the shell is set to.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo up down test lint test-keycloak test-unit test-thorough test-integration faults faults-quick fuzz bench browser tutorials format lock compose-secrets clean

help: ## List what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r target words; do printf '  make %-18s %s\n' "$$target" "$$words"; done

demo: $(RUN) ## Start everything, play the scenario, stay up until Ctrl-C
	@exec $(BIN)/samspil demo

up: $(RUN) ## Start everything in the background
	@$(BIN)/samspil up --detach

down: $(RUN) ## Stop what runs; the data stay
	@$(BIN)/samspil down

test: lint test-unit test-thorough test-integration faults-quick ## Every check and every test

lint: $(DEV) ## Style, types and which room may import which
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# In two processes that share the files, which costs a fifth less than handing out test by test.
test-unit: $(DEV) ## The tests that need no stack, in seconds
	@half() { $(BIN)/pytest -v -p no:logging --half $$1 tests/unit; }
	other=$$(mktemp)
	trap 'rm -f "$$other"' EXIT
	half 0 > "$$other" 2>&1 &
	status=0
	half 1 || status=$$?
	wait $$! || status=$$?
	cat "$$other"
	exit $$status

test-thorough: $(DEV) ## The unit tests' properties again, with many more examples
	@$(BIN)/pytest -v -n 2 --dist load -m hypothesis --hypothesis-profile=thorough tests/unit

# What starts its own stacks or spends its time in Chromium runs beside the tests that share one stack.
BESIDE := tests/integration/acls tests/integration/apps tests/integration/commands tests/integration/containers \
	tests/integration/costs tests/integration/embedded tests/integration/floors tests/integration/test_course_privacy.py \
	tests/browser tests/apps

test-integration: $(DEV) browser tutorials ## The tests on the real Kafka, PostgreSQL, Zipkin and Chromium
	@beside=$$(mktemp)
	trap 'kill $$! 2>/dev/null || true; rm -f "$$beside"' EXIT
	$(BIN)/pytest -v $(BESIDE) > "$$beside" 2>&1 &
	status=0
	$(BIN)/pytest -v tests/integration $(patsubst %,--ignore=%,$(BESIDE)) || status=$$?
	wait $$! || status=$$?
	cat "$$beside"
	exit $$status

test-keycloak: $(DEV) browser ## The tests with Keycloak signing people in; its first start fetches 160 MB
	@$(BIN)/pytest -v tests/keycloak

faults: $(DEV) ## Everything that can fail fails, under load: is anything lost, twice or out of order? (half an hour)
	@$(BIN)/python -m tests.faults

faults-quick: $(DEV) ## The same in short, in minutes
	@$(BIN)/python -m tests.faults --quick

fuzz: $(DEV) ## The interfaces asked by a machine, by everybody: as in `make test`, at length (ten minutes)
	@SAMSPIL_FUZZ_EXAMPLES=100 $(BIN)/pytest -v tests/integration/security/test_made_up.py

bench: $(BENCH) ## How fast it is, held against its goals; with the peers it is measured against (an hour)
	@$(BIN)/python -m benchmarks

browser: ## Look for Chromium, and install it where that can be done
	@.ci/browser

tutorials: ## Look for the programs of the vendors' tutorials, and install them where that can be done
	@.ci/tutorials

format: $(DEV) ## Write the code as `make lint` wants it
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV) ## Make all locks anew from pyproject.toml and each jgo.toml, without addresses
	@compile() { $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate --upgrade "$${from:-pyproject.toml}" "$$@"; }
	compile --output-file requirements/run.txt
	compile --extra embedded --output-file requirements/embedded.txt --constraint requirements/run.txt
	compile --extra operations --output-file requirements/operations.txt --constraint requirements/embedded.txt
	compile --extra embedded --extra dev --output-file requirements/dev.txt --constraint requirements/embedded.txt
	compile --extra embedded --extra dev --extra bench --output-file requirements/bench.txt --constraint requirements/dev.txt
	echo hatchling | from=- compile --output-file requirements/build.txt --constraint requirements/dev.txt
	$(BIN)/python -m deploy.embedded.lock_jars
	$(BIN)/python -m tests.apps.lock

compose-secrets: $(RUN) ## Make what docker-compose.yml reads in deploy/docker/private: passwords, keys, certificates
	@$(BIN)/python -m deploy.docker.credentials

clean: ## Remove the virtual environment and all caches; the stack's data stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/installed-%:
	@set=$$(echo '$*' | sed 's/-[0-9]*$$//')
	for python in "$${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi
	done
	if [ -z "$${found:-}" ]; then echo 'Samspil needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python3' >&2; exit 1; fi
	echo "Setting up $(VENV) with $$("$$found" --version) and requirements/$$set.txt (a few minutes the first time)"
	if ! "$$found" -m venv $(VENV) >/dev/null; then echo "$$found cannot make virtual environments: install its venv package (python3-venv)" >&2; exit 1; fi
	if ! $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$$set.txt; then echo 'The packages could not be installed: see the lines above; is there network?' >&2; exit 1; fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	rm -f $(VENV)/installed-$$set-*
	touch '$@'
