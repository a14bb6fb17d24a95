# isfuturemicro: `make report` makes the pages, `make test` tries the project. Works with GNU make 3.81 and newer.
#
# VENV=      uses the active environment (conda, or one of your own) instead of making .venv; VENV=FOLDER uses that one.
# PYTHON3=   the Python that .venv is made with.

VENV := .venv
PYTHON3 := python3

ifeq ($(VENV),.venv)
PYTHON := .venv/bin/python
ENVIRONMENT := .venv/stamp
else ifeq ($(VENV),)
PYTHON := python
ENVIRONMENT :=
else
PYTHON := $(VENV)/bin/python
ENVIRONMENT :=
endif

# This tree's own source, also where the environment was made for another copy or holds no copy.
export PYTHONPATH := $(CURDIR)/src
# Nine notebooks would compile every package nine times.
unexport PYTHONDONTWRITEBYTECODE

ISFUTUREMICRO := $(PYTHON) -m isfuturemicro.cli

# Folders are among the prerequisites, so that a file removed is noticed too.
RAW := $(shell find data/raw ! -name '.*' ! -path '* *')
PAGE_CODE := $(shell find src/isfuturemicro/figures src/isfuturemicro/report -type f ! -name '*.pyc' ! -name '.*')
CODE := $(filter-out $(PAGE_CODE),$(shell find src/isfuturemicro -type f ! -name '*.pyc' ! -name '.*'))
# A file that was laid down and is gone; the list of digests names each on a line of its own, three blanks deep.
GONE := $(shell test -f reports/.digests.json && cd reports && sed -n 's/^   "\([^"]*\)",*$$/\1/p' .digests.json | \
  while read -r file; do test -e "$$file" || { echo remake; break; }; done)
NOTEBOOKS := $(wildcard notebooks notebooks/*.ipynb notebooks/*.yml)

.PHONY: help report fetch test test-browser pictures spark check environment lock clean remake
.SUFFIXES:
# Committed: an interrupted run must not delete them.
.PRECIOUS: data/processed/estimates.csv data/processed/claims.csv

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: reports/index.html ## the pages, in reports/; only what changed is made again
	@echo "reports/index.html is up to date"

fetch: $(ENVIRONMENT) ## the publishers' originals, verified (asks the network; nothing else does)
	@$(ISFUTUREMICRO) fetch

test: $(ENVIRONMENT) ## every test
	@$(PYTHON) -m pytest -q

test-browser: .venv-browser/stamp reports/index.html ## every page in a real browser (needs Chromium)
	@.venv-browser/bin/python -m pytest -q -rs tests/browser

pictures: .venv-browser/stamp reports/index.html ## the reference pictures of every page anew, after a look at the pages
	@.venv-browser/bin/python -m pytest -q tests/browser/test_appearance.py --renew-pictures

spark: .venv-spark/stamp ## the tests of the Spark engine, in an environment of its own (needs Java 17)
	@.venv-spark/bin/python -m pytest -q tests/test_spark.py

check: $(ENVIRONMENT) ## style, types, and every dataset and claim
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@$(ISFUTUREMICRO) check

environment: $(ENVIRONMENT) ## .venv, with the packages of requirements.lock

# Pins stay as they are unless pyproject.toml rules them out; delete requirements.lock first to renew them all.
lock: ## requirements.lock (needs uv) and environment.yml, from pyproject.toml
	@uv pip compile --quiet --universal --generate-hashes --fork-strategy fewest --python-version 3.11 --extra dev --extra files --extra forms \
	  --custom-compile-command 'make lock' --constraints tools/constraints.txt \
	  --output-file requirements.lock pyproject.toml
	@uv pip compile --quiet --universal --generate-hashes --fork-strategy fewest --python-version 3.11 --extra spark \
	  --custom-compile-command 'make lock' --constraints requirements.lock \
	  --output-file requirements-spark.lock pyproject.toml
	@uv pip compile --quiet --universal --generate-hashes --fork-strategy fewest --python-version 3.11 --extra browser \
	  --custom-compile-command 'make lock' --constraints requirements.lock \
	  --output-file requirements-browser.lock pyproject.toml
	@$(PYTHON3) tools/environment.py

clean: ## remove what was made, but for .venv and the committed results
	@find reports data/processed -type f ! -name .gitkeep ! -name estimates.csv ! -name claims.csv \
	  ! -name claim_tests.csv -exec rm -f {} +
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/browser/differences
	@find . -name '.venv*' -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# Each command makes again only what its inputs' content asks for and leaves equal files alone; the target is touched
# all the same, so that make knows that it was looked at.
data/processed/datasets.csv: $(RAW) $(CODE) $(ENVIRONMENT)
	@$(ISFUTUREMICRO) build
	@touch -c $@

data/processed/estimates.csv: data/processed/datasets.csv
	@$(ISFUTUREMICRO) estimate
	@touch -c $@

data/processed/claims.csv: data/processed/estimates.csv
	@$(ISFUTUREMICRO) claims
	@touch -c $@

reports/index.html: data/processed/claims.csv $(PAGE_CODE) $(NOTEBOOKS) $(GONE)
	@$(ISFUTUREMICRO) report
	@touch -c $@

# Also made again where its Python is gone (a link that leads nowhere).
.venv/stamp: requirements.lock pyproject.toml tools/bootstrap.py $(if $(wildcard .venv/bin/python),,remake)
	@$(PYTHON3) tools/bootstrap.py

# Environments that see the packages of .venv and add what is too large for everybody's: PySpark, a browser's driver.
.venv-spark/stamp .venv-browser/stamp: .venv-%/stamp: requirements-%.lock .venv/stamp
	@rm -rf .venv-$* && .venv/bin/python -m venv .venv-$*
	@.venv/bin/python -c 'import site; print(site.getsitepackages()[0])' > \
	  "$$(.venv-$*/bin/python -c 'import site; print(site.getsitepackages()[0])')/everyday.pth"
	@.venv-$*/bin/python -m pip install --quiet --require-hashes -r requirements-$*.lock
	@touch $@
