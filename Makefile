# SPDX-License-Identifier: Apache-2.0
# The front door. `make help` lists the targets; docs/testing.md and docs/dependencies.md say more.
PREFIX ?= /usr/local
DESTDIR ?=
PYTHON ?= /usr/bin/python3
FUZZ_SECONDS ?= 60
RUN_DEPS := deps/apt.txt
TEST_DEPS := deps/apt.txt deps/apt-test.txt

.DEFAULT_GOAL := all
.PHONY: all deps run test check format bench fuzz install clean help

all: ## build: the command is then build/troupe
	@deps/install.sh --check $(RUN_DEPS)
	@tools/build.sh release

deps: ## install the Debian packages that building and testing need
	@deps/install.sh $(TEST_DEPS)

run: ## install what is missing, build, and run the example report
	@deps/install.sh $(RUN_DEPS)
	@tools/build.sh release
	build/troupe run --dir examples/data::/data:ro examples/sales.js

test: ## install what is missing, build everything, run every test and gate
	@deps/install.sh $(TEST_DEPS)
	@$(PYTHON) tools/test.py

check: ## the gates alone: format, layers, sizes, banned calls, docs
	@$(PYTHON) tools/check.py

format: ## rewrite the C sources in the house format
	@$(PYTHON) tools/check_format.py --fix

bench: ## our figures, and the peers' in the same run (needs Node; installs pinned npm packages)
	@deps/install.sh $(TEST_DEPS)
	@tools/build.sh release
	@$(PYTHON) bench/run.py

fuzz: ## run each fuzz target for FUZZ_SECONDS
	@deps/install.sh $(TEST_DEPS)
	@tools/build.sh fuzz fuzz/all
	@tools/fuzz.sh $(FUZZ_SECONDS)

install: ## install the built command, library, headers and man page beneath PREFIX (and DESTDIR)
	@DESTDIR="$(DESTDIR)" cmake --install build --prefix "$(PREFIX)"

clean: ## remove what was built here; the per-user cache of engine and guests stays
	rm -rf build build-debug build-asan build-fuzz bench/peers/node_modules

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16
