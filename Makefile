# What a person types. The work itself is in bin/, which CI calls too.
.DEFAULT_GOAL := help
.PHONY: help run test check bench docs ci setup

CARGO_FLAGS ?=

help:   ## Lists these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

run:    ## Builds the program and starts it with a demonstration district
	@bin/run

test:   ## Installs what the tests need and runs them all
	@bin/test $(CARGO_FLAGS)

check:  ## Format and lints
	@bin/lock restore
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features -- -D warnings

bench:  ## Runs the benchmarks, optimised
	@bin/lock restore
	cargo bench --workspace --bench '*'
	cargo build --locked --release --bin tongchou
	bench/pages.py
	bench/bulk.py

docs:   ## Builds the documentation of the code
	@bin/lock restore
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps --document-private-items

ci:     ## Runs every check that a change must pass
	@bin/ci

setup:  ## Installs what the tests need
	@bin/setup
