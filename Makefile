export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := .venv/bin/python
export UV_COMPILE_BYTECODE := 1
# Without bytecode every start compiles all of Django again: three seconds.
unexport PYTHONDONTWRITEBYTECODE

.venv/bin/uv:
	@echo "正在准备 Python 环境……"
	python3 -m venv .venv && .venv/bin/python -m pip install -q uv==0.13.9
.venv/.run: .venv/bin/uv pyproject.toml uv.lock
	@echo "正在安装运行所需的程序，第一次要几分钟……"
	.venv/bin/uv sync --locked --no-dev --inexact && $(COMPILE) && touch $@
.venv/.dev: .venv/bin/uv pyproject.toml uv.lock
	.venv/bin/uv sync --locked -q && $(COMPILE) && touch $@

COMPILE := .venv/bin/python -m compileall -q -x '\.venv|node_modules' .
POSTGRESQL ?= postgres://postgres@127.0.0.1:5432/evalsite
PYTEST := .venv/bin/python -m pytest -n 2 --dist worksteal -q

.PHONY: demo meeting dev one test faults lint bench services vendor
demo: .venv/.run
	@EVALSITE_DEMO=1 .venv/bin/python manage.py demo --port $(or $(PORT),8000) $(if $(RESET),--reset)
meeting: .venv/.run
	@.venv/bin/python manage.py meeting --port $(or $(PORT),8443) --plain-port $(or $(PLAIN_PORT),8080)
dev: .venv/.dev
	@EVALSITE_DEMO=1 .venv/bin/python manage.py demo --no-serve
	@EVALSITE_DEMO=1 EVALSITE_DEBUG=1 .venv/bin/python manage.py runserver $(or $(PORT),8000)
one: .venv/.dev
	.venv/bin/python -m pytest -q --reuse-db $(T)
test: .venv/.dev services
	$(PYTEST)
	EVALSITE_TEST_AT=00:30 DATABASE_URL=$(POSTGRESQL) $(PYTEST) -m "(database or postgresql or journey) and not browser"
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
