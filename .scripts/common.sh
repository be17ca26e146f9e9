# shellcheck shell=bash
# Shared by run, test and bench: says what it does, installs what is missing, builds. Sourced, with ROOT set to the
# folder of the repository. Everything it says goes to stderr.

readonly STAMP_NAME=.installed-lock.json
STARTED=$(date +%s)
readonly STARTED

say() { printf '[%3d s] %s\n' "$(($(date +%s) - STARTED))" "$*" >&2; }

die() {
  printf 'phoihop: %s\n' "$*" >&2
  exit 1
}

# One script at a time prepares and builds in this checkout. File descriptor 9 holds the lock until `release_lock`.
take_lock() {
  mkdir -p "$ROOT/build"
  exec 9>"$ROOT/build/.lock"
  if ! flock --nonblock 9; then
    say 'Waiting for another run, test or bench of this checkout'
    flock 9
  fi
}

release_lock() { exec 9>&-; }

# quietly <log> <command…>: runs the command with its output in the log; shows the end of the log when it fails.
quietly() {
  local log=$1
  shift
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    printf '%s\n' "--- the end of $log:" >&2
    tail -n 40 "$log" >&2
    die "this failed: $*"
  fi
}

# listed_packages <section…>: "package command-or-dash" of each line of .packages in these sections.
listed_packages() {
  local section=' ' wanted=" $* " line package option
  while read -r line; do
    line=${line%%#*}
    case $line in
      '[run]'* | '[test]'* | '[long]'* | '[image]'*)
        section=${line%%]*}
        section=${section#[}
        ;;
      *[![:space:]]*)
        [[ $wanted == *" $section "* ]] || continue
        read -r package option <<<"$line"
        case ${option:-} in
          '') printf '%s -\n' "$package" ;;
          if-missing:*) printf '%s %s\n' "$package" "${option#if-missing:}" ;;
          *) die ".packages: do not understand: $line" ;;
        esac
        ;;
    esac
  done <"$ROOT/.packages"
}

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# missing_packages <section…>
missing_packages() {
  local package command
  listed_packages "$@" | while read -r package command; do
    if [[ $command != - ]] && command -v "$command" >/dev/null; then continue; fi
    is_installed "$package" || printf '%s\n' "$package"
  done
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  else
    sudo "$@"
  fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

# install_packages <section…>: installs the missing ones of .packages; does nothing, and needs no rights, when none is.
install_packages() {
  local missing log=$ROOT/build/install.log
  command -v dpkg-query >/dev/null || {
    say 'This is not Debian: taking the packages of .packages for installed'
    return
  }
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} == 0 ]] && return
  say "Installing Debian packages: ${missing[*]}"
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    die "these packages are missing and neither root nor sudo is at hand: ${missing[*]}"
  fi
  : >"$log"
  quietly "$log" as_root apt-get update
  if [[ " ${missing[*]} " == *' postgresql-15 '* ]]; then
    # Only the binaries are wanted. Debian would also create and start a cluster unless told not to; the setting is put
    # back as it was.
    quietly "$log" apt_install postgresql-common
    local config=/etc/postgresql-common/createcluster.conf
    local before
    before=$(pg_conftool "$config" show -s create_main_cluster 2>/dev/null || true)
    quietly "$log" as_root pg_conftool "$config" set create_main_cluster off
    quietly "$log" apt_install "${missing[@]}"
    if [[ -n $before ]]; then
      quietly "$log" as_root pg_conftool "$config" set create_main_cluster "$before"
    else
      quietly "$log" as_root pg_conftool "$config" remove create_main_cluster
    fi
  else
    quietly "$log" apt_install "${missing[@]}"
  fi
}

# npm_install <folder> [production | building]: what package-lock.json says, when it is not what is installed. Both words leave
# out what only tests use, which package.json calls a development dependency; production also what it calls an optional one.
# Tools that come as one optional package for each kind of machine need "building".
npm_install() {
  local folder=$ROOT/$1 purpose=${2:-} log=$ROOT/build/npm.log
  local stamp=$folder/node_modules/$STAMP_NAME options=(--ignore-scripts --no-audit --no-fund)
  [[ -f $folder/package-lock.json ]] || return 0
  if cmp --silent "$folder/package-lock.json" "$stamp"; then return; fi
  if [[ -n $purpose ]]; then
    if cmp --silent "$folder/package-lock.json" "$stamp.$purpose"; then return; fi
    options+=(--omit=dev)
    if [[ $purpose == production ]]; then options+=(--omit=optional); fi
    stamp+=.$purpose
  fi
  say "Installing npm packages of $1"
  : >"$log"
  quietly "$log" npm --prefix "$folder" ci "${options[@]}"
  cp "$folder/package-lock.json" "$stamp"
}

# configure <preset> [cmake options…]
configure() {
  local preset=$1
  shift
  local log=$ROOT/build/$preset/configure.log
  mkdir -p "$ROOT/build/$preset"
  : >"$log"
  [[ -f $ROOT/build/$preset/build.ninja ]] || say "Configuring ($preset)"
  (cd "$ROOT" && quietly "$log" cmake --preset "$preset" "$@")
}

# How many compilers at once: one per core, and at least 1.5 GB of memory for each.
jobs_that_fit() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ {print int($2 / 1500000)}' /proc/meminfo)
  if ((memory < 1)); then memory=1; fi
  echo $((cores < memory ? cores : memory))
}

# build <preset> [targets…]: shows a line for every twentieth part of the way.
build() {
  local preset=$1
  shift
  local log=$ROOT/build/$preset/build.log
  say "Building ($preset${*:+: $*}); log: build/$preset/build.log"
  if ! NINJA_STATUS='[%f/%t] ' ninja -C "$ROOT/build/$preset" -j "$(jobs_that_fit)" "$@" 2>&1 </dev/null |
    tee "$log" | progress; then
    echo '--- what failed:' >&2
    grep --after-context=30 -m 3 '^FAILED:' "$log" >&2 || tail -n 40 "$log" >&2
    die "the build failed; all of it is in build/$preset/build.log"
  fi
}

# Not awk: Debian's reads a pipe by blocks, and would be silent for minutes.
progress() {
  local line finished all part last=0
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    finished=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
    part=$((20 * finished / all))
    if ((part > last && all >= 20)); then
      last=$part
      say "  $finished of $all"
    fi
  done
}
