# Two commands: `make demo` and `make test`. Everything else is for people who change the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export MEEDENKERS_DATA ?= $(CURDIR)/instance

.PHONY: demo test check bench catalogues clean

$(VENV)/.core: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Typ eerst: sudo apt-get install -y python3-venv"; exit 1; }
	@echo "De pakketten worden klaargezet. Dat duurt de eerste keer een minuut."
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Typ eerst: sudo apt-get install -y python3-venv"; exit 1; }
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e ".[postgres,redis,test]"
	@touch $@ $(VENV)/.core

demo: $(VENV)/.core
	@$(BIN)/flask --app wsgi demo

test: $(VENV)/.test
	@sh tests/install.sh
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet templates

bench: $(VENV)/.test
	@MEEDENKERS_BENCH=1 ONLY="$(ONLY)" $(BIN)/python -m tests.bench

catalogues: $(VENV)/.test
	@$(BIN)/pybabel -q extract -F foundation/catalogues/babel.cfg -k _ -k N_ -k later -k now_ -k ngettext:1,2 --no-location --sort-output -o foundation/catalogues/messages.pot .
	@$(BIN)/pybabel -q update -w 140 -i foundation/catalogues/messages.pot -o foundation/catalogues/en.po -l en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@sed -i -e '1{/^$$/d}' -e '/^"\(Report-Msgid-Bugs-To\|POT-Creation-Date\|PO-Revision-Date\|Last-Translator\|Language-Team\|Generated-By\):/d' foundation/catalogues/en.po
	@rm foundation/catalogues/messages.pot

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache
