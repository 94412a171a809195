# Every target works on its own, needs only python3 (3.11 or newer) and make, and leaves everything in .venv/ and out/.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python
PIP = -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# sqlglot compiled to machine code, where a wheel of it fits this machine; everything works without.
FAST = $(RUN) $(PIP) --only-binary :all: sqlglotc > /dev/null 2>&1 || true
DEMO_AS_OF := 2026-11-15
PYTEST := $(RUN) -m pytest -n 2 -rfEs

.PHONY: help demo test check snapshots bench dbt dialects clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       build the sample warehouse, judge it as of $(DEMO_AS_OF), write the exception list to out/"
	@echo "make test       run the tests"
	@echo "make check      format, lint, types, tests and docs"
	@echo "make snapshots  write the snapshots of the tests anew, then run them without writing"
	@echo "make bench      run the benchmarks and print the table of goals; WITH=\"--rows 50000000 --write\" for more"
	@echo "make dbt        run the tests that need dbt, which gets an environment of its own"
	@echo "make dialects   run the golden cases on ClickHouse, Spark and BigQuery's analyzer, in an environment of its own"
	@echo "make clean      remove what these made: environment, warehouse, caches, out/"

demo: .venv/demo.done
	@echo "Generating the sample warehouse and building its models ..."
	@.venv/bin/metricops init --demo > .venv/demo.log || { cat .venv/demo.log; exit 1; }
	@.venv/bin/metricops evaluate --as-of $(DEMO_AS_OF) --out out; code=$$?; echo; \
	if [ $$code -eq 2 ]; then echo "Exit code 2: thresholds are breached, which is what the demo shows."; \
	elif [ $$code -ne 0 ]; then exit $$code; fi
	@echo "Next: .venv/bin/metricops query win_rate --by segment --window 8w --as-of $(DEMO_AS_OF)"

test: .venv/test.done
	$(PYTEST)

check: .venv/test.done
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(PYTEST)

snapshots: .venv/test.done
	METRICOPS_UPDATE=1 $(RUN) -m pytest -q tests/golden tests/messages tests/transcripts
	$(RUN) -m pytest tests/golden tests/messages tests/transcripts

bench: .venv/test.done
	$(if $(wildcard .venv/dbt/done),METRICOPS_DBT="$(CURDIR)/.venv/dbt/bin/dbt") $(RUN) -m benchmarks $(WITH)

dbt: .venv/test.done .venv/dbt/done
	METRICOPS_DBT="$(CURDIR)/.venv/dbt/bin/dbt" $(RUN) -m pytest -rfEs tests/dbt

dialects: .venv/dialects/done
	.venv/dialects/bin/python -m pytest -rfEs tests/engines -m dialects

clean:
	rm -rf .venv out warehouse target logs .metricops .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed; none was found. Name one: make PYTHON=..."; exit 1; }
	@echo "Making the environment in .venv/ with $(PYTHON) ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/demo.done: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing packages (once) ..."
	@$(RUN) $(PIP) --editable . > .venv/pip.log 2>&1 || { cat .venv/pip.log; exit 1; }
	@$(FAST)
	@touch $@

.venv/test.done: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing packages for the tests (once) ..."
	@$(RUN) $(PIP) --editable ".[dev,bench,gx,notify,postgres]" > .venv/pip.log 2>&1 || { cat .venv/pip.log; exit 1; }
	@$(FAST)
	@touch $@ .venv/demo.done

# dbt wants other versions of shared packages at times; the project under test stays as it is installed.
.venv/dbt/done: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing dbt (once) ..."
	@$(PYTHON) -m venv .venv/dbt > .venv/pip.log 2>&1 || { cat .venv/pip.log; exit 1; }
	@.venv/dbt/bin/python $(PIP) --editable ".[dbt]" > .venv/pip.log 2>&1 || { cat .venv/pip.log; exit 1; }
	@touch $@

# Half a gigabyte, and other versions of shared packages.
.venv/dialects/done: .venv/bin/python pyproject.toml
	@echo "Installing ClickHouse, Spark and BigQuery's analyzer (once) ..."
	@$(PYTHON) -m venv .venv/dialects > .venv/pip.log 2>&1 || { cat .venv/pip.log; exit 1; }
	@.venv/dialects/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[dev,dialects]" \
		> .venv/pip.log 2>&1 || { cat .venv/pip.log; exit 1; }
	@touch $@
