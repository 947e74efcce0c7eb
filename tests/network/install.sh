#!/usr/bin/env bash
# Install the test network beside this file: 639 npm packages by version and hash, 670 MB, about a
# minute. Node itself (24) comes as one of them; Debian's npm and its older Node only fetch.
#
#   apt-get install -y --no-install-recommends $(cat tests/network/packages.txt)
#   tests/network/install.sh
set -euo pipefail
cd "$(dirname "$0")"

missing=
command -v npm >/dev/null || missing="$missing npm"
command -v redis-server >/dev/null || missing="$missing redis-server"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || [ -n "${PGBIN:-}" ] || missing="$missing postgresql"
if [ -n "$missing" ]; then
  echo "missing:$missing; run: apt-get install -y --no-install-recommends \$(cat tests/network/packages.txt)" >&2
  exit 1
fi

# Nothing is compiled and no package runs a script of its own.
lock=$(sha256sum package.json package-lock.json | sha256sum | cut -d' ' -f1)
if [ "$(cat node_modules/.installed 2>/dev/null)" = "$lock" ]; then
  echo "already installed"
  exit 0
fi
npm ci --ignore-scripts --no-audit --no-fund
echo "$lock" > node_modules/.installed
