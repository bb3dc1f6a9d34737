# The commands of the product. `make run` and `make test` install what they need, then work offline.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps

.PHONY: run test check bench client messages clean

run: .venv/run.done frontend/dist.done
	$(BIN)/consentsvc demo

# Unset, each of the many processes that tests start would compile our modules anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/test.done frontend/dist.done
	$(BIN)/python -m tests.browser
	cd frontend && { npm run --silent typecheck & types=$$!; npm run --silent test && wait $$types; }
	$(BIN)/pytest -n 2 --dist loadgroup

check: .venv/test.done frontend/node_modules/.done
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	cd frontend && npm run --silent typecheck && npm run --silent lint

bench: .venv/test.done frontend/dist.done benchmarks/peers/node_modules/.done
	$(BIN)/python -m benchmarks

client: .venv/test.done frontend/node_modules/.done
	$(BIN)/consentsvc openapi > openapi.yaml
	$(BIN)/consentsvc reference docs/reference
	cd frontend && npm run --silent client

messages: .venv/run.done
	$(BIN)/python -m consentsvc.kernel.messages

clean:
	rm -rf .venv frontend/node_modules frontend/staff/dist frontend/parent/dist frontend/print/dist frontend/embed/dist frontend/dist.done

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/run.done: requirements.lock pyproject.toml | .venv/bin/pip
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation -e .
	touch $@

.venv/test.done: requirements-dev.lock .venv/run.done
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

benchmarks/peers/node_modules/.done: benchmarks/peers/package-lock.json
	cd benchmarks/peers && npm ci --no-audit --no-fund --loglevel=error
	touch $@

frontend/node_modules/.done: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	touch $@

FRONTEND_SOURCES := $(shell find frontend -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -not -name dist.done -print)

frontend/dist.done: frontend/node_modules/.done $(FRONTEND_SOURCES)
	cd frontend && npm run --silent build
	touch $@
