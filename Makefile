# One command each: set-up included. Needs Python 3.11+ and the package registries; no GPU, no model hub.
# TORCH pins the torch that is installed first (a CPU build where one is offered); set it empty to take pip's choice.
PYTHON ?= python3
VENV ?= .venv
TORCH ?= torch==2.13.0
STORE ?= quickstart-store
JOBS ?= 2
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: quickstart test check bench install clean

quickstart: install  ## plan, train, evaluate and report the built-in study
	$(BIN)/xstilts run quickstart --store $(STORE)

test: $(VENV)/.dev  ## every test, JOBS files at a time
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

check: $(VENV)/.dev  ## style and types
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy

bench: $(VENV)/.dev  ## races against transformers' Trainer; BENCH=--quick for the short ones; needs XSTILTS_DATA
	$(BIN)/python -m benchmarks --keep benchmarks/results --out benchmarks/RESULTS.md $(BENCH)

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "xstilts needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(if $(TORCH),$(BIN)/python -m pip install --quiet "$(TORCH)")
	$(BIN)/python -m pip install --quiet -e .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -e ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) $(STORE)
