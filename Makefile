# What the README names and CI calls. Each target sets itself up; nothing outside .venv is touched,
# except that `make test` installs Debian's chromium where it is missing and may be installed.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo run test lint bench pins screenshots messages clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

demo: $(VENV)/.ready ## the whole service on replicas of the platforms, without accounts or network
	$(BIN)/vidhuk demo $(ARGS)

run: $(VENV)/.ready ## the service, by config.toml
	$(BIN)/vidhuk run $(ARGS)

test: lint chromium ## everything that CI runs
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.ready-dev ## formatting, rules, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready-dev ## speed, as ratios against a baseline of the same run
	$(BIN)/python -m tests.bench $(ARGS)

pins: $(VENV)/.ready-dev ## write requirements/*.txt anew from requirements/*.in
	$(PIP) install pip-tools
	for name in run dev; do \
	  $(BIN)/pip-compile --quiet --strip-extras --no-header --no-emit-index-url --no-emit-find-links \
	    --output-file requirements/$$name.txt requirements/$$name.in; done

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  echo "make test: chromium is missing; installing Debian's package for the browser tests"; \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || sudo -n sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null' \
	  || { echo "make test: chromium could not be installed; install it by hand: apt-get install chromium"; exit 1; }; }

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "make: Vidhuk needs Python 3.11 or newer; name one: make PYTHON=python3.12 demo"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements/run.txt setup.cfg | $(VENV)/bin/python
	@echo "make: installing pinned dependencies into $(VENV) (once; about a minute)"
	$(PIP) install --requirement requirements/run.txt
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.ready-dev: requirements/dev.txt $(VENV)/.ready
	@echo "make: installing what the tests need into $(VENV)"
	$(PIP) install --requirement requirements/dev.txt
	@touch $@

screenshots: $(VENV)/.ready-dev chromium ## take the pictures of the documentation anew
	$(BIN)/python -m tests.screenshots

messages: $(VENV)/.ready ## gather the board's sentences into web/translations; then fill in what is empty
	$(BIN)/pybabel -q extract -F web/translations/babel.cfg --no-location --sort-output -o $(VENV)/board.pot web
	for language in uk ru; do $(BIN)/pybabel -q update -i $(VENV)/board.pot -d web/translations -l $$language \
	  --no-fuzzy-matching --ignore-obsolete -w 110; done
	$(BIN)/pybabel -q compile -d web/translations

clean: ## remove what was built; the database stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
