# Two commands: `make demo` plays a whole study on embedded servers, `make test` runs every check; and `make check` what is quick of them.
# Where the program is only to run: `make install`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup install demo dev lint check test tests mutants likeness lock bench pictures tour clean

help:
	@echo "make demo      play the model study on embedded servers (no root, no account)"
	@echo "make dev       an installation to play with, on embedded servers, until Ctrl-C"
	@echo "make check     lint, types, import contracts, spelling and unit tests: less than a minute, before each commit"
	@echo "make test      lint, types, import contracts, spelling and all tests, on every server that is found"
	@echo "make mutants   break the rules that decide in a thousand small ways, and list what no test sees (some minutes)"
	@echo "make setup     make .venv/bin/counterfoil"
	@echo "make install   the program alone, to run it: no test tools, and no part of it is this folder"
	@echo "make likeness  learn how people say things from languages/*/examples (a minute or two)"
	@echo "make bench     letters a second, returns a second, milliseconds a workbook, beside the plain way"
	@echo "make pictures  draw the pictures that stand in the README"
	@echo "make tour      write into docs/authors.md what its commands print"

setup: $(VENV)/.stamp

$(VENV)/.stamp: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The stamp goes, since `make setup` has other packages to install: a folder is for the one or for the other.
install:
	@rm -f $(VENV)/.stamp
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .

demo: setup
	$(BIN)/counterfoil demo

dev: setup
	$(BIN)/counterfoil demo --stay --no-play --out demo-dev

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports

# Unit tests are those that start nothing and open no database (tests/conftest.py), with few examples of each law.
check: lint
	$(BIN)/python -m pytest -m unit --hypothesis-profile=check

test: lint tests

tests: setup
	$(BIN)/python -m pytest -n auto --maxprocesses 4

# Begun anew each time, since what an earlier run says is not asked again when a test changes. CI makes Hypothesis draw the same examples.
mutants: setup
	rm -rf mutants
	CI=true nice -n 10 $(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

likeness: setup
	$(BIN)/python -m languages.learning

# The locks are universal (one file for 3.11 to 3.14); they are made by uv, which nobody needs to use what it made. What runs is locked to
# the versions that were tested.
LOCK := -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python $(LOCK) --extra dev -o requirements.lock
	$(BIN)/python $(LOCK) --extra run --constraint requirements.lock -o requirements-run.lock

bench: setup
	$(BIN)/python -m bench.start
	$(BIN)/python -m bench.send
	$(BIN)/python -m bench.collect
	$(BIN)/python -m bench.read

# What the commands of the author's tour print is written into the page by running them.
tour: setup
	$(BIN)/python -m docs.tour

pictures: setup
	$(BIN)/python -m docs.pictures
	$(BIN)/python -m docs.console

clean:
	rm -rf $(VENV) demo-out demo-dev build dist mutants
