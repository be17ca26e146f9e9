#!/bin/bash
# The client is typed against the protos of this tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../clients/web"
[[ -d node_modules/typescript ]] || { echo 'Run `npm ci` in clients/web once (./test does it).' >&2; exit 1; }
node generate.mjs
exec node_modules/.bin/tsc --noEmit
