# Everything one does with Milepost, one verb each. `make` lists them.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
COMPOSE_PROGRAM := $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)
COMPOSE := $(COMPOSE_PROGRAM) --env-file .milepost/compose.env
LOCK := uv pip compile pyproject.toml infra/build.in --universal --python-version 3.11 --upgrade --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet

.DEFAULT_GOAL := help
.PHONY: help install run up down test check laws bench faults lock clean

help:  ## List the verbs
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

install: $(VENV)/dev.stamp  ## Install everything that working on Milepost takes, into .venv

run: $(VENV)/runtime.stamp  ## Run the whole suite in one process, with an embedded database and broker
	@exec $(VENV)/bin/milepost run

up: .milepost/compose.env  ## Run one container a service, with PostgreSQL and RabbitMQ, on 127.0.0.1
	@$(PYTHON) infra/compose_secrets.py .milepost
	$(COMPOSE) build $(BUILD_ARGUMENTS) migrate
	$(COMPOSE) up --detach --remove-orphans

down: .milepost/compose.env  ## Stop the containers; their data stays
	$(COMPOSE) down --remove-orphans

test: $(VENV)/dev.stamp  ## Run all tests
	$(VENV)/bin/python -m pytest tests --ignore=tests/benchmarks $(TESTS)

check: $(VENV)/dev.stamp  ## Check style, types and the direction of imports
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

laws: $(VENV)/dev.stamp  ## Test the guarantees only
	$(VENV)/bin/python -m pytest tests/laws $(TESTS)

bench: $(VENV)/bench.stamp  ## Measure, and compare with other libraries
	$(VENV)/bin/milepost bench

faults: $(VENV)/dev.stamp  ## Kill processes, the broker and the database, and see that nothing is lost
	$(VENV)/bin/python -m pytest tests/system $(TESTS)

lock:  ## Resolve the dependencies anew (needs uv)
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock
	$(LOCK) --group dev --group bench --output-file requirements-bench.lock

clean:  ## Remove what was installed and built; data under .milepost stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

.milepost/compose.env:
	@$(PYTHON) infra/compose_secrets.py .milepost

# A stamp is newer than all that it was made from, so that a second call of a verb installs nothing.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Milepost needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; } || \
	  { echo "Python's module ensurepip is missing. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/runtime.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Milepost into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/runtime.stamp
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/bench.stamp: requirements-bench.lock $(VENV)/dev.stamp
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@
