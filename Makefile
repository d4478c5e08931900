# Targets for users and maintainers. The environment is made once, by tools/make_env.sh, with pinned versions.
#   make demo    install, then compare a mix of measures with the baseline on the embedded district
#   make test    the tests         make lint   the checks of the code       make slow   the long tests
#   make nojit   kernels as plain Python     make mesa   contract tests with Mesa     make bench  the benchmarks
#   make map     bundle the map of the page anew after its sources changed (needs Node and npm)
#   make clean   remove what the targets made
# Settings: VENV=folder, PYTHON=interpreter, OUT=folder for the demo's results, JOBS=test processes, ARGS=more for pytest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV ?= .venv
OUT ?= results/demo
JOBS ?= 2
ARGS ?=
BIN := $(VENV)/bin
PINS := pyproject.toml tools/make_env.sh $(wildcard constraints/*.txt)
PYTEST := $(BIN)/python -m pytest

.PHONY: help demo test slow nojit mesa lint format bench docs map wheel clean

help:
	@sed -n '2,7s/^# //p' Makefile

# What it takes to run the model and open its pages.
$(VENV)/.made-run: $(PINS)
	@tools/make_env.sh $(VENV) ui
	@touch $@

# The same environment, with the tools that tests and checks need.
$(VENV)/.made-dev: $(PINS)
	@tools/make_env.sh $(VENV) ui,hpc,dev,docs
	@touch $@ $(VENV)/.made-run

$(VENV)/.made-bench: $(PINS)
	@tools/make_env.sh $(VENV) ui,hpc,dev,docs,bench
	@touch $@ $(VENV)/.made-dev $(VENV)/.made-run

demo: $(VENV)/.made-run
	@start=$$(date +%s); \
	$(BIN)/twin compare scenarios/baseline.toml scenarios/first_mix.toml --quick --seeds 2 --processes 2 --out $(OUT); \
	echo "Comparison took $$(( $$(date +%s) - start )) s (installation not counted)."; \
	echo "Results are in $(OUT)/:"; \
	find $(OUT) -name '*.html' | sort | sed 's/^/  open /'

test: $(VENV)/.made-dev
	$(PYTEST) -n $(JOBS) --dist loadfile $(ARGS)

slow: $(VENV)/.made-dev
	$(PYTEST) -m slow $(ARGS)

nojit: $(VENV)/.made-dev
	NUMBA_DISABLE_JIT=1 $(PYTEST) -m "nojit and not slow" $(ARGS)

mesa: $(VENV)/.made-dev
	$(PYTEST) -m "mesa and not slow" $(ARGS)

lint: $(VENV)/.made-dev
	@status=0; \
	for check in "ruff check" "ruff format --check" "mypy --strict" "lint-imports"; do \
		echo "== $$check"; $(BIN)/$$check || status=1; \
	done; \
	exit $$status

format: $(VENV)/.made-dev
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format

# REV=main: this version and that one in turn. ARGS: names of benchmarks and more, see benchmarks/README.md.
bench: $(VENV)/.made-dev
	$(BIN)/python -m benchmarks $(if $(REV),against $(REV)) $(ARGS)

docs: $(VENV)/.made-dev
	$(BIN)/python -m sphinx --fail-on-warning --quiet docs site
	@echo "open site/index.html"

# What comes out is part of the repository: nobody else needs Node.
map:
	cd twin/ui/mapwidget/web && npm ci --no-fund --no-audit && npm run build

wheel: $(VENV)/.made-dev
	$(BIN)/python -m build --no-isolation

clean:
	rm -rf $(VENV) .venv-py312 build dist results site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find twin tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
