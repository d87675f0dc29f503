# Each target does the set-up it needs, and nothing that is done already.
PYTHON ?= python3
BIN := .venv/bin
UV_LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
  --custom-compile-command "make lock" --group build

.PHONY: run test dev check drill lock clean

run: ## set up and compile the example forum
	@$(PYTHON) install.py
	@$(BIN)/bpforum compile examples --flow

dev: ## set up with all extras and developers' tools
	@$(PYTHON) install.py --all

check: dev ## what reads the source without running it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: check ## all checks and all tests but the slow ones
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

drill: dev ## the slow tests (large inputs, crashes, long waits), then the benches
	$(BIN)/python -m pytest -m slow --numprocesses 2 --dist worksteal
	$(BIN)/bpforum bench $(if $(wildcard ../shared/data),--data ../shared/data)

lock: dev ## write both lock files anew from pyproject.toml; the larger one follows the smaller
	$(UV_LOCK) --upgrade --output-file requirements.lock
	$(UV_LOCK) --upgrade --all-extras --group dev --group bench --constraint requirements.lock \
	  --output-file requirements-dev.lock

clean: ## forget the set-up and the example's store; runs in outputs/ stay
	rm -rf .venv tests/browser/node_modules examples/.bpforum .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
