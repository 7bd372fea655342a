# Set-up is part of every target: a virtual environment with pinned versions, made once.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,\
	$(shell command -v $(p) >/dev/null 2>&1 && $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT ?= report

.DEFAULT_GOAL := help
.PHONY: help setup report test check format notebooks bench fuzz oldest newest docs constraints clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(STAMP) ## make the virtual environment (the other targets do it too)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "migfund needs Python 3.11 or newer; none was found. Say which: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV) with pinned versions (once; about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@VIRTUAL_ENV="$(abspath $(VENV))" $(BIN)/uv pip install --quiet --compile-bytecode -c constraints.txt -e ".[dev]"
	@touch $@

report: $(STAMP) ## read data/pages, convert to USD and write the report to report/
	@$(BIN)/migfund report data/pages --to USD --out $(OUT)

test: $(STAMP) ## run every test (no network needed)
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(STAMP) ## lint, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python scripts/check_repository.py

format: $(STAMP) ## put the code into its format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

notebooks: $(STAMP) ## run all notebooks and store them executed
	@$(BIN)/python scripts/run_notebooks.py notebooks

bench: $(STAMP) ## run the benchmarks
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

fuzz: $(STAMP) ## read 100,000 damaged pages, 20,000 IATI files and 100,000 phrases; all properties on more examples (half an hour of one core)
	@MIGFUND_FUZZ=100000 $(BIN)/python -m pytest -n 2 tests/properties/test_page_mutations.py tests/properties/test_any_words.py
	@MIGFUND_FUZZ=20000 $(BIN)/python -m pytest -n 2 tests/properties/test_iati.py
	@MIGFUND_FUZZ=2000 $(BIN)/python -m pytest -n 2 tests/properties tests/currency tests/duplicates tests/read tests/totals tests/regions tests/prices tests/scale tests/plot

oldest: $(STAMP) ## run every test with the oldest versions that pyproject.toml allows
	@$(PYTHON) -m venv $(VENV)-oldest
	@VIRTUAL_ENV="$(abspath $(VENV)-oldest)" $(BIN)/uv pip install --quiet --compile-bytecode --resolution lowest-direct -e ".[dev]"
	@$(VENV)-oldest/bin/python -m pytest -n 2 --dist worksteal

newest: $(STAMP) ## run every test with the newest versions there are, warnings as errors
	@$(PYTHON) -m venv $(VENV)-newest
	@VIRTUAL_ENV="$(abspath $(VENV)-newest)" $(BIN)/uv pip install --quiet --compile-bytecode --upgrade -e ".[dev]"
	@$(VENV)-newest/bin/python -m pytest -n 2 --dist worksteal

docs: $(STAMP) ## draw the README's picture and build the documentation site
	@$(BIN)/python scripts/build_readme_chart.py
	@$(BIN)/python -m sphinx -q -E -W -b html docs docs/_build/html
	@echo "Site: docs/_build/html/index.html"

constraints: $(STAMP) ## pin the newest versions that fit pyproject.toml
	@{ $(BIN)/uv pip compile --quiet --upgrade --extra dev --python-version 3.11 --no-annotate pyproject.toml; \
		$(BIN)/uv --version | awk '{print "uv==" $$2}'; } | grep -E '^[A-Za-z0-9._-]+==' | grep -v '^migfund' | sort -f > constraints.new
	@mv constraints.new constraints.txt

clean: ## remove what the targets made
	@rm -rf $(VENV) $(VENV)-oldest $(VENV)-newest $(OUT) build dist *.egg-info docs/_build
