export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := .venv/bin/python

.venv/bin/uv:
	python3 -m venv .venv && .venv/bin/python -m pip install -q uv==0.13.9
.venv/.run: .venv/bin/uv pyproject.toml uv.lock
	.venv/bin/uv sync --locked --no-dev --inexact -q && touch $@
.venv/.dev: .venv/bin/uv pyproject.toml uv.lock
	.venv/bin/uv sync --locked -q && touch $@

POSTGRESQL ?= postgres://postgres@127.0.0.1:5432/evalsite
PYTEST := .venv/bin/python -m pytest -n 2 --dist worksteal -q

.PHONY: demo meeting test faults lint bench services vendor
demo: .venv/.run
	@EVALSITE_DEMO=1 .venv/bin/python manage.py demo --port $(or $(PORT),8000) $(if $(RESET),--reset)
meeting: .venv/.run
	.venv/bin/python manage.py meeting --port $(or $(PORT),8443)
test: .venv/.dev services
	$(PYTEST)
	EVALSITE_TEST_AT=00:30 DATABASE_URL=$(POSTGRESQL) $(PYTEST) -m "not browser or journey" --ignore tests/rulebook --ignore tests/printing
faults: .venv/.dev services
	.venv/bin/python -m pytest -q -s tests/faults
lint: .venv/.dev
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/djangofmt --check -q templates
	.venv/bin/lint-imports && .venv/bin/mypy .
bench: .venv/.dev services
	.venv/bin/python -m benchmarks
services:
	@bash .ci/services
vendor:
	npm ci && node static/vendor/copy.mjs
