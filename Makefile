# The menu only; each line is one command of xtask (see CONTRIBUTING.md).
.DEFAULT_GOAL := help
OMNIFILA := $(or $(CARGO_TARGET_DIR),target)/release/omnifila
.PHONY: help run build test soak bench lint ci

help: ## show this menu
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-7s %s\n", $$1, $$2}'

run: build ## build, then run the demo: a made-up provider, messages within 10 seconds
	exec $(OMNIFILA) demo

build: ## the release binary with the interface inside: target/release/omnifila
	cargo xtask web
	cargo build --release --locked --package omnifila

test: ## every test of the workspace, under 30 minutes on 2 cores
	cargo xtask test

soak: ## the long tests in full; writes a dated result into bench/soak
	cargo xtask soak

bench: build ## measure this machine: prints one JSON line at the end
	$(OMNIFILA) bench

lint: ## formatting and clippy, warnings are errors
	cargo xtask lint

ci: ## everything that CI runs
	cargo xtask ci
