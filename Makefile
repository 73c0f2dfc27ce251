# Everything starts here: `make run`, `make test`, `make check`, `make bench`, `make test-faults`.

SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
TORCH_INDEX ?=
PORT ?= 8000
DATA ?= $(CURDIR)/data
export PORT DATA
export OMP_NUM_THREADS ?= 1
unexport PYTHONDONTWRITEBYTECODE # hundreds of processes would compile the same files
VENV := .venv/bin
CHROMIUM := $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: run setup test test-python test-capped test-frontend test-browser test-thorough test-places test-images test-delayed test-faults test-trainers test-postgres test-postgres-where-installed check format lint types bench protocol protocol-check lock lock-check docs pictures wheel chromium clean

run: setup ## the studio on this machine; prints one link that signs you in
	@exec $(VENV)/python manage.py studio

setup: .venv/.installed .venv/.weights studio/web/dist/.built ## environment and weights in .venv, browser part in studio/web/dist

# Exactly the lock, by hash, and what pip calls torch here: the lock says which release, pip which build of it.
# TORCH_INDEX is one more index to look for builds in, such as https://download.pytorch.org/whl/cpu.
.venv/.installed: pyproject.toml requirements/dev.txt requirements/torch.txt $(wildcard sunmask/chorale/networks/kernels/*)
	@echo "Python environment in .venv (a few minutes the first time) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Set PYTHON=..."; exit 2; }
	@test -x $(VENV)/python || $(PYTHON) -m venv .venv
	@$(VENV)/pip install --quiet --progress-bar on --upgrade pip
	@$(VENV)/pip install --quiet --progress-bar on --no-compile --no-deps --require-hashes -r requirements/dev.txt
	@$(VENV)/pip install --quiet --progress-bar on --no-compile $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -r requirements/torch.txt
	@PYTHONWARNINGS=ignore $(VENV)/pip install --quiet --no-deps --no-build-isolation -e .
	@$(VENV)/pip check
	@$(VENV)/python -c 'import torch, django, music21, pycrdt'
	@touch $@

# Without a network the studio works all the same: the language model is fetched by the next `make setup`.
.venv/.weights: .venv/.installed sunmask/fetching.py sunmask/text/language_model/chosen_weights.py
	@$(VENV)/python -m sunmask fetch --optional
	@$(VENV)/python -c 'import sys; from sunmask.text.language_model.chosen_weights import SMOLLM2; sys.exit(not SMOLLM2.is_there)' && touch $@ || true

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	@echo "Frontend packages ..."
	@command -v npm >/dev/null || { echo "Node.js 20 or newer with npm is needed to build the frontend."; exit 2; }
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

studio/web/dist/.built: frontend/node_modules/.installed $(shell find frontend/src frontend/public frontend/*.ts -type f 2>/dev/null)
	@echo "Frontend build ..."
	@cd frontend && npm run --silent build -- --logLevel error
	@touch $@

chromium:
	@if [ -z "$(CHROMIUM)" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Chromium for the browser tests ..."; apt-get update -qq && \
	    export DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes; \
	    { apt-get install -y -qq chromium-headless-shell || apt-get install -y -qq chromium; } >/dev/null; \
	  else echo "The browser tests need Chromium: install it (Debian: sudo apt-get install chromium) and try again."; exit 2; fi; fi

# The environment, the browser part and the browser are made side by side, since none needs another.
test: ## TypeScript, Python, browser: what is true after every change
	$(MAKE) --jobs=$(TEST_PROCESSES) setup chromium
	$(MAKE) $(TWO_AT_ONCE) $(TESTS)

# Two at a time, the longest first: browser tests wait as often as they work, and what the others compute meanwhile
# costs no time. What each says comes when it ends.
TWO_AT_ONCE := --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
TESTS := test-python test-browser test-frontend

# Without those that take seconds to load, where no test needs them.
FEW_PLUGINS := -p no:schemathesis -p no:hypothesispytest

# A file's tests share their studio, so a file stays with one process.
TEST_PROCESSES ?= $(shell getconf _NPROCESSORS_ONLN)
NUM_PROCESSES = $(TEST_PROCESSES)
SIDE_BY_SIDE = --numprocesses $(NUM_PROCESSES) --maxprocesses 6 --dist loadfile --no-loadscope-reorder
# It takes longest, and other targets run beside it: with a process more it ends when they do.
test-python: NUM_PROCESSES = $(shell echo $$(( $(TEST_PROCESSES) + 1 )))
test-python:
	$(VENV)/python -m pytest --ignore=tests/e2e $(SIDE_BY_SIDE) -p no:schemathesis

# As a smaller CPU computes: what a candidate becomes must not depend on what runs beside it there either. MKL
# heeds its own variable, on CPUs of Intel alone. A CPU that has AVX-512 is tried as one of AVX2, any other as one
# of SSE4.1, since `make test` has tried what it has itself.
NUMERIC = $(shell grep -rl --include='*.py' 'mark\.numeric' tests/sunmask tests/worker)
CAPPED = -m "numeric and not weights and not thorough" --durations=3 $(SIDE_BY_SIDE) $(FEW_PLUGINS)
SMALLER = $(if $(shell grep -m1 avx512 /proc/cpuinfo),AVX2,SSE41)
CAPPED_AVX2 := ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2 MKL_ENABLE_INSTRUCTIONS=AVX2
CAPPED_SSE41 := ATEN_CPU_CAPABILITY=default ONEDNN_MAX_CPU_ISA=SSE41
test-capped: .venv/.installed ## the tests of numbers, as if the CPU had fewer instructions; SMALLER is AVX2 or SSE41
	$(CAPPED_$(SMALLER)) $(VENV)/python -m pytest $(NUMERIC) $(CAPPED)

# Apart, since the browser's driver has an event loop of its own. All processes share one studio, and each has
# one browser. Files that start a studio of their own stay with one process too.
BROWSERS = $(SIDE_BY_SIDE) $(FEW_PLUGINS)
test-browser:
	$(VENV)/python -m pytest tests/e2e $(BROWSERS)

# What costs much, and what another test would often find too.
test-thorough: setup chromium ## the long tests, which `make test` leaves out
	$(VENV)/python -m pytest --ignore=tests/e2e -m thorough $(SIDE_BY_SIDE)
	$(VENV)/python -m pytest tests/e2e -m thorough $(BROWSERS)

# What CI looks at by axe are the pages; this is everything that opens in them as well.
test-places: setup chromium ## axe in every place, light and dark
	$(VENV)/python -m pytest tests/e2e/test_every_page.py -m "" $(FEW_PLUGINS)

# Docker builds the image and runs all services, with TLS, on ports 80 and 443.
test-images: setup
	$(VENV)/python -m pytest tests/packaging/test_images.py -m images -s

# A test that reads a page too early passes on a quick machine and fails on a busy one.
test-delayed: setup chromium ## the browser tests over a slow, uneven network
	SUNMASK_TEST_DELAY_S=1 $(VENV)/python -m pytest tests/e2e $(BROWSERS)

test-frontend: frontend/node_modules/.installed
	cd frontend && npm run --silent test

# SUNMASK_FAULT_SEED says at which times what fails; the report says what was lost and how soon it worked again.
FAULTS ?= 300
test-faults: setup chromium ## long fault and load runs; FAULTS says how many faults
	$(VENV)/python -m pytest tests/faults tests/e2e/test_long_score.py -m faults
	SUNMASK_API_EXAMPLES=20 $(VENV)/python -m pytest tests/studio/test_described_api.py -m ""
	$(VENV)/python -m tests.faults.harness --faults $(FAULTS) --report faults.json

# What people train with is large and none of the studio's, so it has an environment of its own, by its own lock.
test-trainers: .venv/.installed ## datasets, pandas, pyarrow and TRL on what the studio exports
	test -x .venv-trainers/bin/python || $(PYTHON) -m venv .venv-trainers
	.venv-trainers/bin/pip install --quiet $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -r tests/trainers/requirements.txt
	$(VENV)/python -m pytest tests/trainers -m trainers

lock: .venv/.installed ## uv.lock from pyproject.toml, requirements/ from uv.lock; UPGRADE=1 takes the newest releases
	$(VENV)/python requirements/lock.py $(if $(UPGRADE),--upgrade)

lock-check:
	$(VENV)/python requirements/lock.py --check

# What concerns the database, on a cluster that is made for it: no database that the environment names is touched.
POSTGRES_TESTS := tests/studio/postgres tests/studio/test_claims.py tests/studio/test_chores.py \
  tests/studio/test_events.py tests/studio/test_generations.py tests/studio/upgrades tests/worker/test_sharing.py

test-postgres: setup ## the tests that concern the database, on a PostgreSQL of their own
	$(VENV)/python -m tests.postgres $(POSTGRES_TESTS) $(SIDE_BY_SIDE) $(FEW_PLUGINS)

test-postgres-where-installed:
	$(VENV)/python -m tests.postgres --where-installed $(POSTGRES_TESTS) $(SIDE_BY_SIDE) $(FEW_PLUGINS)

# What reads the code goes side by side, since each of these keeps one processor busy; what runs it comes after.
READING := lock-check lint types protocol-check docs
check: ## what CI runs, except the long tests
	$(MAKE) --jobs=$(TEST_PROCESSES) setup chromium
	$(MAKE) --jobs=$(TEST_PROCESSES) $(READING)
	$(MAKE) $(TWO_AT_ONCE) $(TESTS) test-capped test-postgres-where-installed

format: setup
	$(VENV)/ruff format . && $(VENV)/ruff check --fix .
	cd frontend && npm run --silent format

lint:
	$(VENV)/ruff format --check . && $(VENV)/ruff check .
	cd frontend && npm run --silent lint

types:
	$(VENV)/mypy
	cd frontend && npm run --silent types

docs: .venv/.installed ## the documentation's site, in site/; any warning is an error
	NO_MKDOCS_2_WARNING=1 $(VENV)/mkdocs build --strict

pictures: setup chromium ## docs/pictures/ from a running studio
	$(VENV)/python -m tests.pictures $(VIEWS)

wheel: setup ## dist/*.whl: the library and the whole studio, page, models and compiled kernels included
	rm -rf build
	$(VENV)/python -m build --wheel --no-isolation --outdir dist

bench: setup ## speeds and ratios of this machine
	$(VENV)/python -m tests.benchmarks

protocol: .venv/.installed frontend/node_modules/.installed ## frontend/src/protocol.ts and docs/routes.md from the studio
	cd frontend && PYTHON=$(VENV)/python npm run --silent protocol
	$(VENV)/python manage.py routes > docs/routes.md

protocol-check: .venv/.installed frontend/node_modules/.installed
	cd frontend && PYTHON=$(VENV)/python npm run --silent protocol:check

clean:
	rm -rf .venv frontend/node_modules studio/web/dist dist build site
