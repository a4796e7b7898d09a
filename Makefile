# Two commands are enough: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
NABIJ := $(VENV)/bin/nabij
PORT ?= 8000
ARGS ?=
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: frontend ## the demo town: plays the whole loop, then serves it (ONCE=1 stops after the loop)
	@$(NABIJ) demo --port $(PORT) $(if $(ONCE),--once)

serve: frontend ## the site with the demo town on PORT=8000, without playing the loop
	@$(NABIJ) demo --port $(PORT) --no-loop

test: install-dev frontend ## all tests, or a part: make test ARGS="src/nabij/places -k search"
	@$(VENV)/bin/python tests/run.py $(ARGS)

lint: install-dev ## style, types, imports, templates
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/djade --check --target-version 5.2 $$(git ls-files '*.html')

bench: install-dev ## measures, prints a table and writes benchmarks/results.json
	@$(VENV)/bin/python -m benchmarks $(ARGS)

load: install-dev ## kills, cuts and lies for some minutes, and writes benchmarks/load.json (ARGS: scenarios, --size)
	@$(VENV)/bin/python -m tests.load $(ARGS)

messages: install-dev ## collects the texts to translate and compiles the catalogues
	@$(NABIJ) messages

screenshots: install-dev frontend ## takes the pictures in docs/ anew
	@$(VENV)/bin/python -m docs.taking $(ARGS)

frontend: install ## builds scripts and styles, only when their sources changed
	@$(VENV)/bin/python -m nabij.site.frontend

lock: ## compiles the lock files from pyproject.toml
	@$(call LOCK,requirements.lock,)
	@$(call LOCK,requirements-dev.lock,--group dev)

clean: ## removes what was installed and built; the data in var/ stay
	@rm -rf $(VENV) frontend/node_modules src/nabij/site/static/site/build

install: $(VENV)/installed
install-dev: $(VENV)/installed-dev

$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/bin/uv
	@test -f $(VENV)/installed-dev || $(call SYNC,requirements.lock)
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/uv
	@$(call SYNC,requirements-dev.lock)
	@touch $@ $(VENV)/installed

$(VENV)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Nabij needs Python 3.11 or newer; this is $$($(PYTHON) --version)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing what Nabij needs into $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock

SYNC = $(VENV)/bin/uv pip sync --quiet --require-hashes --python $(VENV)/bin/python $(1) requirements-uv.lock \
  && $(VENV)/bin/uv pip install --quiet --no-deps --python $(VENV)/bin/python --editable .
LOCK = $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
  --no-annotate --no-header --python-version 3.11 pyproject.toml $(2) --output-file $(1)

.PHONY: frontend help demo serve test lint bench load messages screenshots lock clean install install-dev
