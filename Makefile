# `make run` opens the app, `make check` checks without running, `make test` checks and runs everything.
# `make prove` holds every program of the browser beside XLA's, and tests all of what `make test` takes a sample of
# (tests/samples.py); it takes half an hour on two cores that do other work as well.
# They set up .venv and node_modules first, once; node comes with the development requirements.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# A server that a test starts, or a command, reads what Python has made of the modules for the one before it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test suite check prove format bench clean

run: .venv/.runtime
	$(BIN)/streamlit run app.py

# Both at once, as each check keeps only one core busy.
test: .venv/.browser node_modules/.package-lock.json
	$(MAKE) --jobs=2 check suite

# Slipcover takes its marks out of what has run so often; sooner, and it would be at that all the time.
suite: .venv/.browser
	$(BIN)/python -m slipcover --threshold 500 --source optviz,surfaces --skip-covered -m pytest

prove: .venv/.development
	$(BIN)/python -m tests.browser_programs.prove
	OPTVIZ_PROVE=1 $(BIN)/python -m pytest $$(grep -l "tests.samples import" -r tests --include "test_*.py")

check: .venv/.development node_modules/.package-lock.json
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python tests/typecheck.py
	node_modules/.bin/biome ci
	node_modules/.bin/tsc -p .

format: .venv/.development node_modules/.package-lock.json
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	node_modules/.bin/biome check --write

bench: .venv/.browser
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/latency.py
	$(BIN)/python benchmarks/site.py
	$(BIN)/python benchmarks/exports.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/sweeps.py
	$(BIN)/python benchmarks/live_maps.py

.venv/.runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or later is needed')"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.venv/.browser: .venv/.development benchmarks/browser.py
	$(BIN)/python -m benchmarks.browser
	touch $@

node_modules/.package-lock.json: package-lock.json .venv/.development
	$(BIN)/npm ci --no-audit --no-fund
	touch $@

clean:
	rm -rf .venv node_modules build
