#!/bin/bash
# The scripts at the root: what they say and refuse before they install or build anything.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
failures=0

# expect <what> <command…>
expect() {
  local what=$1
  shift
  if "$@"; then return; fi
  printf 'FAILED: %s\n' "$what" >&2
  failures=$((failures + 1))
}

# says <exit status> <text> <command…>: the command ends with the status and its output contains the text.
says() {
  local status=$1 text=$2 output actual=0
  shift 2
  output=$("$@" 2>&1 </dev/null) || actual=$?
  if [[ $actual != "$status" || $output != *"$text"* ]]; then
    printf '%s: status %s instead of %s, or no "%s" in:\n%s\n' "$*" "$actual" "$status" "$text" "$output" >&2
    return 1
  fi
}

not() { ! "$@"; }

# A checker that cannot fail is worth nothing.
expect 'says notices a wrong status' not says 0 '' false 2>/dev/null
expect 'says notices a missing text' not says 0 'moon' echo sun 2>/dev/null

# Copied without .packages, CMake files or sources: were anything installed or built, this would fail.
away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT
cp -r "$ROOT"/{run,test,bench,.scripts} "$away"
cd /

expect 'help in Vietnamese' says 0 'dựng và chạy' "$away/run" --help
expect 'help in English' says 0 'builds the server' "$away/run" --help
for option in --data-dir --database-url --grpc --http --no-serve PHOIHOP_DATABASE_URL; do
  expect "help of run names $option" says 0 "$option" "$away/run" --help
done
expect 'run refuses an unknown option' says 1 'do not understand: --colour' "$away/run" --colour
expect 'run refuses a stray word' says 1 'do not understand: now' "$away/run" now
expect 'run refuses a missing value' says 1 '--grpc' "$away/run" --no-serve --grpc
expect 'test refuses an unknown option' says 1 'do not understand: --colour' "$away/test" --colour
expect 'test refuses two sanitizers' says 1 'exclude each other' "$away/test" --asan --tsan
expect 'help of test' says 0 '--long' "$away/test" --help
expect 'bench refuses an unknown option' says 1 'do not understand: --colour' "$away/bench" --colour
expect 'help of bench' says 0 './bench' "$away/bench" --help
expect 'nothing was built' not test -e "$away/build"

# The package list: parsed, with sections apart and conditions kept.
packages() { ROOT=$ROOT bash -c 'set -euo pipefail; source "$ROOT/.scripts/common.sh"; listed_packages "$@"' - "$@"; }
expect 'run needs the compiler' says 0 'build-essential -' packages run
expect 'npm only where it is missing' says 0 'npm npm' packages run
expect 'run needs no test packages' not says 0 'libgtest-dev' packages run 2>/dev/null
expect 'test packages' says 0 'kubernetes-client kubectl' packages run test

exit "$((failures > 0))"
