#!/bin/bash
# The client's pure parts, without a browser.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../clients/web"
[[ -d node_modules/esbuild ]] || { echo 'Run `npm ci` in clients/web once (./test does it).' >&2; exit 1; }
node build.mjs --tests
exec node --test build/test/*.mjs
