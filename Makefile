export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON := .venv/bin/python

.venv/bin/uv:
	python3 -m venv .venv && .venv/bin/python -m pip install -q uv==0.13.9
.venv/.run: .venv/bin/uv pyproject.toml uv.lock
	.venv/bin/uv sync --locked --no-dev --inexact -q && touch $@
.venv/.dev: .venv/bin/uv pyproject.toml uv.lock
	.venv/bin/uv sync --locked -q && touch $@
