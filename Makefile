# `make` alone lists what there is. Every target sets up what it needs by itself, from lock files with hashes.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
BENCHMARKS := fold entries reader forecast web
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "Muster needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=/path/to/python3.11.")'
	@echo "Making the environment in .venv ..."
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/made requirements/run.txt pyproject.toml tools/dependencies_from_requirements.py
	@echo "Installing what muster needs (about a minute the first time) ..."
	@$(BIN)/pip install -q --require-hashes -r requirements/run.txt
	@$(BIN)/pip install -q --no-build-isolation --no-deps -e .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	@echo "Installing what the tests need (about a minute the first time) ..."
	@$(BIN)/pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/run  ## open the Haiti mission and print its picture
	@$(BIN)/muster demo

test: .venv/dev  ## every test, on SQLite and on PostgreSQL
	@$(BIN)/pytest -n 2 --dist worksteal -m "not browser"

check: .venv/dev  ## what the build runs: style, types, layers, generated pages, every test
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.dictionary --check
	@$(BIN)/python -m tools.words --check
	@$(MAKE) --no-print-directory test

bench: .venv/dev  ## the benchmarks, each beside its rivals in one run
	@for one in $(BENCHMARKS); do echo "== $$one"; $(BIN)/python bench/$$one.py || exit 1; done

accuracy: .venv/dev  ## how well the reader reads annotated reports
	@$(BIN)/python -m tools.accuracy

browser-ready:  ## install what the browser tests need: Debian's chromium, npm's axe-core
	@command -v chromium >/dev/null || (apt-get update -q && apt-get install -y -q chromium)
	@command -v npm >/dev/null || (apt-get update -q && apt-get install -y -q npm)
	@npm ci --silent

browser: .venv/dev browser-ready  ## the pages in a real browser, with axe
	@$(BIN)/pytest -n 2 --dist loadfile tests/browser -m browser

dictionary: .venv/run  ## write docs/dictionary.md from the table of fields
	@$(BIN)/python -m tools.dictionary

lock: .venv/made  ## resolve requirements/*.in anew into lock files with hashes
	@$(BIN)/pip install -q uv
	@for one in run dev; do $(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --custom-compile-command 'make lock' -q requirements/$$one.in -o requirements/$$one.txt || exit 1; done

clean:  ## remove the environment and what tools left behind
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

.PHONY: help demo test check browser browser-ready bench accuracy dictionary lock clean
