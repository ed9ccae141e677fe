# `make run` opens the app, `make test` checks everything. Both set up .venv first, once.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check format bench clean

run: .venv/.runtime
	$(BIN)/streamlit run app.py

test: check .venv/.browser
	$(BIN)/python -m pytest

check: .venv/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: .venv/.development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.browser
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/latency.py
	$(BIN)/python benchmarks/exports.py

.venv/.runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or later is needed')"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.venv/.browser: .venv/.development
	$(BIN)/python -m benchmarks.browser
	touch $@

clean:
	rm -rf .venv
