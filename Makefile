# What one machine needs to run, test and change c40net. `make help` lists the commands.
.DEFAULT_GOAL := help
.PHONY: help run test lint checks bench messages reset setup lock
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
DATA_DIR ?= .local
LOCAL = .venv/bin/python -W ignore:XDG_RUNTIME_DIR -m c40net.local
export DATA_DIR
export PATH := .venv/bin:$(PATH)

help: ## This list.
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-7s %s\n", $$1, $$2 }'

run: setup ## Start c40net with all it needs. PORT, DATA_DIR, DATABASE_URL, REDIS_URL and EMAIL_URL are yours to set.
	@$(LOCAL) run

test: setup ## Every test, on PostgreSQL and Redis of their own. Some of them: make test ARGS="tests/reach -k counts".
	@DATA_DIR="$$DATA_DIR/test" $(LOCAL) exec -- python -m pytest -n 2 -rs $(ARGS)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| printf '\n%s\n%s\n' "NO BROWSER TEST RAN: Chromium is not installed." "Install it (Debian and Ubuntu: apt install chromium) and run this again."

lint: setup ## Style, types, the order of the apps, templates, migrations and deployment settings.
	@DATA_DIR="$$DATA_DIR/lint" $(LOCAL) exec -- $(MAKE) checks

checks:
	ruff check .
	ruff format --check .
	djade --check $$(git ls-files 'templates/*.html')
	lint-imports
	mypy .
	python manage.py makemigrations --check
	PUBLIC_URL=https://c40net.test python manage.py check --deploy --fail-level WARNING

bench: setup ## How fast c40net is at its full size.
	@DATA_DIR="$$DATA_DIR/bench" $(LOCAL) exec -- python -m benchmarks $(ARGS)

messages: setup ## Collect the words that people read for translation, in locale/.
	@command -v xgettext >/dev/null || { echo "This needs GNU gettext. On Debian and Ubuntu: apt install gettext"; exit 1; }
	@SECRET_KEY=x DATABASE_URL=dbname=x REDIS_URL=redis://x python manage.py makemessages --locale es --locale fr --locale pt --no-location --no-obsolete --no-wrap \
		--ignore 'node_modules/*' --ignore '.venv/*' --ignore '.local/*' --ignore 'static_root/*' --ignore 'tests/*' --ignore 'benchmarks/*'

reset: ## Delete what `make run` keeps in DATA_DIR. YES=1 does not ask.
	@if [ -z "$$YES" ]; then printf 'Delete all data in %s? [y/N] ' "$$DATA_DIR"; read -r answer || true; [ "$$answer" = y ] || { echo "Nothing was deleted."; exit 1; }; fi; \
	if [ -x .venv/bin/python ]; then $(LOCAL) exec -- true || exit 1; fi; \
	cd "$$DATA_DIR" 2>/dev/null || exit 0; rm -rf postgres postgres.new appendonly.aof dump.rdb redis.log mail static beat* secret_key

lock: setup ## Pin the newest versions that pyproject.toml and package.json allow, with their hashes.
	uv pip compile pyproject.toml -o requirements/production.txt --upgrade --generate-hashes --no-header --universal --python-version 3.11
	uv pip compile pyproject.toml --group local --group test --group lint -o requirements/local.txt --upgrade --generate-hashes --no-header --universal --python-version 3.11
	for name in uv node; do uv pip compile requirements/$$name.in -o requirements/$$name.txt --upgrade --generate-hashes --no-header --universal --python-version 3.11; done

setup: .venv/installed node_modules/installed $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.venv/installed: requirements/uv.txt requirements/local.txt
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "c40net needs Python 3.11 or newer. Install it, or say where it is: make run PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Your Python comes without venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing the Python packages …"
	@.venv/bin/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@.venv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@.venv/bin/uv pip install --system-certs --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements/local.txt
	@touch $@

# Node's own npm where it is new enough, else that of a wheel.
node_modules/installed: package.json package-lock.json .venv/installed requirements/node.txt
	@echo "Installing the front-end packages …"
	@node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && npm --version >/dev/null 2>&1 \
		|| .venv/bin/uv pip install --system-certs --quiet --python .venv/bin/python --require-hashes -r requirements/node.txt
	@npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

%.mo: %.po
	@.venv/bin/python -m babel.messages.frontend compile -i $< -o $@
