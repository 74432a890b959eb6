#!/usr/bin/env bash
# Installs what the checks need and runs every check; the last line counts the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$1"; }

step "Python packages"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet -c .package/constraints.txt -e '.[dev]'

step "Node packages"
npm ci --prefix site_template/client --no-audit --no-fund --loglevel=error

step "Browsers"
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v firefox-esr >/dev/null || missing+=(firefox-esr)
if [ ${#missing[@]} -gt 0 ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "${missing[@]}"
fi

step "Python: ruff and mypy"
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy

step "Client: svelte-check, eslint, prettier, vitest"
npm run --silent --prefix site_template/client check
npm test --silent --prefix site_template/client

step "pytest, with the pages in real browsers"
# Two files at a time, each on one core: more threads would only wait for one another.
OMP_NUM_THREADS=1 .venv/bin/python -m pytest -q -n 2 --dist loadfile
