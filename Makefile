# Each recipe is plain commands, so that they can be typed where there is no make (Windows: .venv\Scripts\python).
PYTHON ?= python3
VENV_PYTHON = .venv/bin/python
STUDY ?= seeds

.PHONY: report test lint lock clean
report: .venv/installed
	$(VENV_PYTHON) -m analysis report --study $(STUDY)

test: .venv/installed
	$(VENV_PYTHON) -m pytest

lint: .venv/installed
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy

.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(VENV_PYTHON) -c "open('.venv/installed', 'w').close()"

lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --extra test --extra scale pyproject.toml --output-file requirements.txt

clean:
	$(PYTHON) -c "import shutil; shutil.rmtree('.venv', ignore_errors=True)"
