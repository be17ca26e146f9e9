#!/bin/bash
# run.sh <seconds> [target…]: builds the fuzzers (preset fuzz) and runs each for so long, one after the other, from the
# corpus in the tree. New inputs stay in build/fuzz/corpus; one that fails is written to build/fuzz/findings. Prints
# executions per target. Mend what it finds and put the input into tests/fuzz/corpus/<target>.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
seconds=${1:?how many seconds for each target}
shift
targets=("$@")
((${#targets[@]})) || targets=(csv file xlsx docx deadline party)
fuzzers=("${targets[@]/%/_fuzz}")
mkdir -p build/fuzz/findings
[[ -f build/fuzz/build.ninja ]] || cmake --preset fuzz >build/fuzz/configure.log
ninja -C build/fuzz "${fuzzers[@]}" >build/fuzz/build.log || {
  tail -n 40 build/fuzz/build.log
  exit 1
}
for target in "${targets[@]}"; do
  mkdir -p "build/fuzz/corpus/$target"
  dictionary=()
  [[ $target != xlsx && $target != docx ]] || dictionary=(-dict=tests/fuzz/office.dict)
  log=build/fuzz/$target.log
  if ! build/fuzz/tests/fuzz/"${target}_fuzz" "build/fuzz/corpus/$target" "tests/fuzz/corpus/$target" \
    -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=1 \
    -artifact_prefix=build/fuzz/findings/"$target"- "${dictionary[@]}" >"$log" 2>&1; then
    tail -n 60 "$log"
    exit 1
  fi
  printf '%-10s %s executions in %s s\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$seconds"
done
