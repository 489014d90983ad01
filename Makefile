# make run: serve on 127.0.0.1:8000. make test: everything, real servers included. make check: style, types, import rules.
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.8
BIN := .venv/bin
UV := $(BIN)/uv

TORCH := torch==2.13.0

.PHONY: help run test check lock bench train clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

run: .venv/.installed ## serve on 127.0.0.1:8000, with the demo tenant
	@$(BIN)/zantara serve

test: .venv/.installed-dev ## every test, against real Redis and PostgreSQL
	@scripts/install_test_servers.sh
	@$(BIN)/pytest -n 2 --dist loadfile

check: .venv/.installed-dev ## ruff, pyright, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/pytest tests/architecture

bench: .venv-bench/.installed .venv/.installed ## a turn beside LangGraph and pydantic-ai
	@$(BIN)/zantara bench turn

train: .venv/.installed-dev ## Scout Mini anew, on the CPU
	@$(BIN)/zantara finetune train mini

lock: .venv/.uv ## pin the newest versions that pyproject.toml allows
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-header --excludes requirements.excludes \
	  --extra install pyproject.toml -o requirements.lock
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-header --excludes requirements.excludes \
	  --extra install --extra dev --extra train -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-header --excludes requirements.excludes \
	  --extra install --extra bench -c requirements-dev.lock pyproject.toml -o requirements-bench.lock

clean: ## forget the environments and the embedded stores
	rm -rf .venv .venv-bench var

.venv/.uv:
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# torch has no hash in the lock: pip takes the build that the machine is set up for (a CPU one suffices).
# --no-deps: the lock is complete, and what it leaves out (requirements.excludes) stays out.
.venv/.installed: .venv/.uv requirements.lock pyproject.toml
	@echo "installing the pinned dependencies (once)"
	@$(UV) pip install -q --no-deps --require-hashes -r requirements.lock
	@$(UV) pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	@$(UV) pip install -q --no-deps --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check $(TORCH)
	@touch $@

.venv-bench/.installed: .venv/.uv requirements-bench.lock
	@$(PYTHON) -m venv .venv-bench
	@$(UV) pip install -q --python .venv-bench --no-deps --require-hashes -r requirements-bench.lock
	@$(UV) pip install -q --python .venv-bench --no-deps --no-build-isolation -e .
	@touch $@
