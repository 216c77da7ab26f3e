# Two commands matter: `make run` and `make test`. Everything else is a part of them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

UV := .uv/bin/uv
PY := .venv/bin/python
RASA_PY := .venv-rasa/bin/python
# pip reads PIP_FIND_LINKS; uv has its own name for the same folder of wheels.
export PYTHONPATH := $(CURDIR)
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)

.PHONY: help setup run test lint security unit rasa e2e eval bench lock
help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | sort

$(UV):
	@echo "[setup] installing uv into .uv"
	@python3 -m venv .uv && .uv/bin/pip install --quiet uv

.venv/.done: requirements/main.txt requirements/dev.txt | $(UV)
	@echo "[setup] main environment (.venv)"
	@$(UV) venv --quiet --allow-existing --python '>=3.11,<3.13' .venv
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements/main.txt -r requirements/dev.txt
	@touch $@

.venv-rasa/.done: requirements/rasa.txt | $(UV)
	@echo "[setup] Rasa environment (.venv-rasa, Python 3.10)"
	@$(UV) venv --quiet --allow-existing --python "$$(scripts/find-python310)" .venv-rasa || \
	  { echo "[setup] Python 3.10 is missing and could not be fetched. Install it (for example: apt install python3.10, or pyenv install 3.10), then run this again."; exit 1; }
	@$(UV) pip install --quiet --python $(RASA_PY) --require-hashes -r requirements/rasa.txt
	@touch $@

setup: .venv/.done .venv-rasa/.done ## set up both environments

run: setup ## start the assistant (HOST, PORT, DATA_DIR); Ctrl-C stops it
	@exec $(PY) -m api.supervisor

test: lint security unit rasa e2e ## everything CI runs

unit: .venv/.done ## tests without real processes
	@.venv/bin/pytest -q -n auto --maxprocesses 4 --dist loadfile -m "not e2e"

rasa: setup ## validate Rasa's project, run its stories, cross-validate the intents
	@$(RASA_PY) -m bot.rasa.check

e2e: setup ## tests with the real Rasa, the real API and a real browser
	@.venv/bin/pytest -q -m e2e -p no:randomly

eval: setup ## score intents, entities, retrieval and every question set through the whole assistant; fails below 90 % in a kind of the dev set
	@$(RASA_PY) -m bot.rasa.check && $(PY) -m tests.eval.measure && $(PY) -m tests.eval.run --serve --gate dev --min-kind 0.9

bench: setup ## measure speed, start-up and memory against a bare Rasa bot and plain BM25, how taking documents in grows, and what the widget weighs
	@$(PY) -m bench.run && $(PY) -m bench.ingest && $(PY) -m bench.widget

lint: .venv/.done ## formatter, linter, types, import directions
	@.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy && .venv/bin/lint-imports

# Licences that may come along with an Apache-2.0 product. axe-playwright-python (MIT) declares none in its metadata.
LICENCES := MIT;BSD;Apache;ISC;MPL;Mozilla;PSF;Python Software Foundation;LGPL;GNU Library or Lesser;0BSD;Public Domain;Unlicense
security: setup ## code checks, licences, and lists of what is installed (var/sbom); `pip-audit` needs a network, see docs/security.md
	@.venv/bin/bandit -q -c pyproject.toml -r knowledge nlu retrieval bot api scripts
	@mkdir -p var/sbom
	@for each in main:$(PY) rasa:$(RASA_PY); do \
	  .venv/bin/pip-licenses --python $${each#*:} --format=csv --order=license --partial-match --allow-only="$(LICENCES)" \
	    --ignore-packages axe-playwright-python --output-file var/sbom/$${each%%:*}-licences.csv >/dev/null && \
	  .venv/bin/cyclonedx-py environment $${each#*:} --output-reproducible --of JSON -o var/sbom/$${each%%:*}.cdx.json || exit 1; done
	@echo "[security] no findings; licences and SBOM in var/sbom"

lock: | $(UV) ## compile the requirement files anew
	@cd requirements && for r in main:3.11 dev:3.11 rasa:3.10; do \
	  ../$(UV) pip compile --quiet --python-version $${r#*:} --generate-hashes --no-emit-index-url \
	    --no-header $${r%:*}.in -o $${r%:*}.txt; done
