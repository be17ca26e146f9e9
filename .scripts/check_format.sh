#!/bin/bash
# Fails when clang-format would change one of our C++ files. `check_format.sh --fix` changes them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=(--dry-run -Werror)
if [[ ${1:-} == --fix ]]; then mode=(-i); fi
folders=()
for folder in workflow services clients tests; do
  if [[ -d $folder ]]; then folders+=("$folder"); fi
done
find "${folders[@]}" -name node_modules -prune -o -type f \( -name '*.h' -o -name '*.cc' \) -print0 |
  xargs --null --no-run-if-empty --max-procs="$(nproc)" --max-args=20 clang-format --style=file "${mode[@]}"
