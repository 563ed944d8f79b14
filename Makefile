# Connect Kiosk. `make run` and `make test` work on a fresh Debian 12 or newer.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO_ENV := if [ -f "$$HOME/.cargo/env" ]; then . "$$HOME/.cargo/env"; fi
# Where Node was installed by `make setup`, if the system's was missing or too old.
NODE_HOME := $(HOME)/.local/share/connect-kiosk/node
export PATH := $(NODE_HOME)/bin:$(PATH)
# The web view draws fastest so where there is no graphics card.
export WEBKIT_DISABLE_DMABUF_RENDERER := 1

.PHONY: help setup driver ui build run test simulate soak bench bindings shots lint

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make setup   install what is missing: system packages, Rust, Node
setup:
	@bash tests/setup.sh

# The tests, and a demo without a display, drive the window through WebDriver.
driver:
	@bash tests/setup.sh --driver

ui/node_modules: ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund
	touch $@

tests/foreign/node_modules: tests/foreign/package-lock.json
	cd tests/foreign && npm ci --no-audit --no-fund
	touch $@

tests/chromium/node_modules: tests/chromium/package-lock.json
	cd tests/chromium && npm ci --no-audit --no-fund
	touch $@

ui: ui/node_modules
	cd ui && npm run --silent build

# All but the benchmarks, which clippy reads.
build: driver ui
	$(CARGO_ENV); cargo build --workspace --lib --bins --tests --examples

## make run     a centre with a demo event, and a kiosk in a window
run: $(if $(DISPLAY)$(WAYLAND_DISPLAY),setup,driver) ui
	$(CARGO_ENV); cargo build --workspace
	$(CARGO_ENV); cargo run --quiet -p connect-tests --bin demo

# Journeys wait more than they compute: two to a core.
## make test    every test, the real app's journeys included
test: build tests/foreign/node_modules tests/chromium/node_modules
	cd ui && npm run --silent lint && npm test
	cd ui && npm run --silent test:browser
	$(CARGO_ENV); RUST_TEST_THREADS=$$((2 * $$(nproc))) dbus-run-session -- xvfb-run --auto-servernum \
	  --server-args="-screen 0 1280x800x24" cargo test --workspace
	@[ "$$(id -u)" = 0 ] || echo "test: what mounts file systems (full disks, drives) was passed over: only root may" >&2

## make shots   pictures of every screen: each state in target/shots-ui/, the sheet of them all in
##              ui/pictures/, and a walk through the real window in target/shots/
shots: driver ui
	cd ui && npm run --silent shots
	$(CARGO_ENV); cargo build --workspace
	$(CARGO_ENV); dbus-run-session -- xvfb-run --auto-servernum \
	  --server-args="-screen 0 1280x800x24" cargo run --quiet -p connect-tests --bin shots

## make simulate SEEDS=n   so many evenings of stations and a centre; SEED=n replays one alone
SEEDS := 10000
simulate:
	$(CARGO_ENV); CONNECT_SEEDS=$(SEEDS) $(if $(SEED),CONNECT_SEED=$(SEED)) \
	  cargo test --workspace --test simulation -- --nocapture

## make soak   two thousand attendees through one window
soak: build
	$(CARGO_ENV); dbus-run-session -- xvfb-run --auto-servernum \
	  --server-args="-screen 0 1280x800x24" \
	  env CONNECT_SOAK=2000 cargo test --workspace --test soak -- --nocapture

## make bench   a login, the search, the staff's screen, the exchange with the centre, the window's
##              start and its keys: ratios to floors
bench: driver ui
	$(CARGO_ENV); cargo bench -p connect-engine --bench door --bench search --bench staff --bench sync
	$(CARGO_ENV); cargo build --release --workspace --bins --examples
	$(CARGO_ENV); dbus-run-session -- xvfb-run --auto-servernum \
	  --server-args="-screen 0 1280x800x24" cargo bench --workspace --bench window

## make bindings   write the TypeScript of the commands anew
bindings: ui
	$(CARGO_ENV); CONNECT_WRITE_BINDINGS=1 cargo test -p connect-kiosk --lib bindings

## make lint    formats, clippy, documentation, licences
lint: ui
	$(CARGO_ENV); cargo fmt --all --check
	$(CARGO_ENV); cargo clippy --workspace --all-targets -- -D warnings
	$(CARGO_ENV); RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items
	$(CARGO_ENV); if command -v cargo-deny >/dev/null; then cargo deny --offline check licenses bans sources; fi
