#!/bin/bash
# What .scripts/common.sh installs, and when: with stand-ins for apt-get, dpkg-query, npm … that write down how they are
# called. The real ones would change the machine that runs the tests.
# shellcheck disable=SC2016,SC2317
set -euo pipefail

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT
failures=0

stand_in() {
  printf '#!/bin/bash\n%s\n' "$2" >"$away/bin/$1"
  chmod +x "$away/bin/$1"
}

mkdir -p "$away/bin" "$away/proto"
cp -r "$SOURCE/.scripts" "$away"
stand_in dpkg-query '[[ " $INSTALLED " == *" ${!#} "* ]] && printf installed'
stand_in apt-get 'echo "apt-get $*" >>"$CALLS"; [[ " ${REFUSED:-none} " != *" $1 "* ]] || { echo "E: $1 refused"; exit 100; }'
stand_in pg_conftool 'echo "pg_conftool ${*:2}" >>"$CALLS"; [[ $2 != show ]] || echo "${CREATE_MAIN_CLUSTER:-}"'
stand_in sudo 'echo "sudo" >>"$CALLS"; exec "$@"'
stand_in id 'echo "${USER_ID:-0}"'
stand_in npm 'echo "npm $*" >>"$CALLS"; mkdir -p "$2/node_modules"'
cat >"$away/.packages" <<'TEXT'
# A comment.
[run]
first                      # why
second if-missing:bash     # bash exists
third if-missing:no-such-command
postgresql-15
[test]
fourth
TEXT

# calls <what> <shell code> : runs it with common.sh; what the stand-ins wrote is compared with standard input.
calls() {
  local what=$1 code=$2 expected actual
  expected=$(cat)
  : >"$away/calls"
  output=$(CALLS=$away/calls ROOT=$away PATH=$away/bin:$PATH bash -c "set -euo pipefail
    source \$ROOT/.scripts/common.sh; mkdir -p \$ROOT/build; $code" 2>&1) && status=0 || status=$?
  actual=$(cat "$away/calls")
  if [[ $actual != "$expected" ]]; then
    printf 'FAILED: %s\n' "$what" >&2
    diff <(echo "$expected") <(echo "$actual") >&2 || true
    failures=$((failures + 1))
  fi
}

# says <status> <text>: how the last call ended, and what it said.
says() {
  if [[ $status != "$1" || $output != *"$2"* ]]; then
    printf 'FAILED: status %s, not %s, or no "%s" in:\n%s\n' "$status" "$1" "$2" "$output" >&2
    failures=$((failures + 1))
  fi
}

export INSTALLED='first third postgresql-15'
calls 'nothing is missing: nothing is asked for' 'install_packages run' </dev/null
says 0 ''

export INSTALLED='first postgresql-15'
calls 'only what is missing' 'install_packages run test' <<'TEXT'
apt-get update
apt-get install --yes --no-install-recommends third fourth
TEXT
says 0 'third fourth'

export INSTALLED='first third'
calls 'PostgreSQL without a cluster, the setting removed again' 'install_packages run' <<'TEXT'
apt-get update
apt-get install --yes --no-install-recommends postgresql-common
pg_conftool show -s create_main_cluster
pg_conftool set create_main_cluster off
apt-get install --yes --no-install-recommends postgresql-15
pg_conftool remove create_main_cluster
TEXT

CREATE_MAIN_CLUSTER=true calls 'PostgreSQL without a cluster, the setting put back' 'install_packages run' <<'TEXT'
apt-get update
apt-get install --yes --no-install-recommends postgresql-common
pg_conftool show -s create_main_cluster
pg_conftool set create_main_cluster off
apt-get install --yes --no-install-recommends postgresql-15
pg_conftool set create_main_cluster true
TEXT

export INSTALLED='first postgresql-15'
USER_ID=1000 calls 'through sudo' 'install_packages run' <<'TEXT'
sudo
apt-get update
sudo
apt-get install --yes --no-install-recommends third
TEXT

REFUSED=update calls 'a failure ends it and is shown' 'install_packages run' <<'TEXT'
apt-get update
TEXT
says 1 'E: update refused'

rm "$away/bin/sudo"
# Without sudo on the path: only the stand-ins and the few commands that the script needs.
for command in bash cat date mkdir grep sed tail env cut; do ln -s "$(command -v "$command")" "$away/bin/$command"; done
USER_ID=1000 calls 'neither root nor sudo' 'PATH=$ROOT/bin; install_packages run' </dev/null
says 1 'neither root nor sudo is at hand: third'

echo 1 >"$away/proto/package-lock.json"
calls 'npm once' 'npm_install proto; npm_install proto; npm_install proto production; npm_install web' <<TEXT
npm --prefix $away/proto ci --ignore-scripts --no-audit --no-fund
TEXT
echo 2 >"$away/proto/package-lock.json"
calls 'npm again when the lock file changed; the tests need more than a run' \
  'npm_install proto production; npm_install proto production; npm_install proto; npm_install proto' <<TEXT
npm --prefix $away/proto ci --ignore-scripts --no-audit --no-fund --omit=dev --omit=optional
npm --prefix $away/proto ci --ignore-scripts --no-audit --no-fund
TEXT

echo 3 >"$away/proto/package-lock.json"
calls 'npm for building: without what only tests use, but with the tools for this machine' \
  'npm_install proto building; npm_install proto building' <<TEXT
npm --prefix $away/proto ci --ignore-scripts --no-audit --no-fund --omit=dev
TEXT

# A checker that cannot fail is worth nothing.
before=$failures
calls 'on purpose' 'npm_install proto' <<<'npm dance' 2>/dev/null
says 7 'never said' 2>/dev/null
[[ $failures == $((before + 2)) ]] || { echo 'FAILED: the checks find nothing' >&2 && exit 1; }

exit "$((before > 0))"
