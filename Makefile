# Two commands for everybody: `make brief` sets everything up and builds a brief; `make test` sets up and passes the tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/river-accord.md
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: brief test lint lock docs encoder train train-heldout eval bench clean
.DEFAULT_GOAL := brief

brief: $(VENV)/.installed
	$(BIN)/briefgen build $(EXAMPLE)
	@echo "The brief to read: $(CURDIR)/out/$(basename $(notdir $(EXAMPLE)))/brief.pdf"

test: lint
	$(BIN)/pytest

lint: $(VENV)/.test-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The generated parts of docs/: help texts and fields.
docs: $(VENV)/.test-tools
	$(BIN)/python -m scripts.generate_docs

# Train the sentence encoder further, which takes over an hour on two cores and needs torch; `make train` builds on it.
encoder: $(VENV)/encoder/.installed
	$(VENV)/encoder/bin/python -m training.encoder $(DOCUMENTS)
	$(VENV)/encoder/bin/python -m training.encoder ../shared/train --without '^own_' --out training/heldout

# Learn the other models again, from the collection and from the texts beside the repository where they are (training/README.md).
# Each step uses the models of those before it.
train: $(VENV)/.train-tools
	for model in actors sentences steps issue_kinds; do $(BIN)/python -m training.$$model $(DOCUMENTS) || exit 1; done

# The same without the collection, so that the collection can measure.
train-heldout: $(VENV)/.train-tools
	for model in actors sentences steps issue_kinds; do \
		$(BIN)/python -m training.$$model ../shared/train --without '^own_' --out training/heldout || exit 1; done

DOCUMENTS := ../shared/train training/collection

# How good the briefs are: the table by section and genre.
eval: $(VENV)/.test-tools
	$(BIN)/python -m training.evaluate

bench: $(VENV)/.test-tools
	$(BIN)/python -m benchmarks

# Requirements with hashes: what briefgen runs with, and what its tests need besides.
lock: $(VENV)/.test-tools
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev $(LOCK_OPTIONS) -c requirements.lock -o requirements-dev.lock
	echo "otterwiki>=2.26" | $(BIN)/uv pip compile - $(LOCK_OPTIONS) -o requirements-otterwiki.lock

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock"

clean:
	rm -rf $(VENV) build dist

# Each stamp says that a step was done with the files it depends on; so a second run does nothing.
$(VENV)/.created:
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || scripts/debian-packages python3-venv
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.requirements: $(VENV)/.created requirements.lock scripts/packages-run.txt
	scripts/debian-packages @scripts/packages-run.txt
	$(PIP_INSTALL) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.requirements pyproject.toml
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test-tools: $(VENV)/.installed $(VENV)/otterwiki/.installed requirements-dev.lock scripts/packages-test.txt
	scripts/debian-packages --optional @scripts/packages-test.txt
	$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.train-tools: $(VENV)/.test-tools pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group train -c requirements-dev.lock
	@touch $@

# torch has an environment of its own: spaCy would load it wherever it is.
$(VENV)/encoder/.installed: $(VENV)/.installed pyproject.toml
	$(PYTHON) -m venv $(VENV)/encoder
	$(VENV)/encoder/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(VENV)/encoder/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	$(VENV)/encoder/bin/python -m pip install --quiet --group encoder
	$(VENV)/encoder/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# A wiki that the tests publish to; it pins versions of its own, so it has an environment of its own.
$(VENV)/otterwiki/.installed: $(VENV)/.created requirements-otterwiki.lock
	$(PYTHON) -m venv $(VENV)/otterwiki
	$(VENV)/otterwiki/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-otterwiki.lock
	@touch $@
