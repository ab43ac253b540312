#!/bin/bash
# Installs what is missing, builds, and runs all tests. The last line is "N passed, N failed"; the exit
# code is 0 only if none failed.
set -uo pipefail
tools=$(cd "$(dirname "$0")" && pwd)
build=${DLC_BUILD:-$tools/../build}
passed=0 failed=0

finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}
# A step without which no test can run counts as one failure.
require() {
  "$@" && return
  echo "failed: $*" >&2
  failed=1
  finish
}

require "$tools/install.sh" --tests
require "$tools/build.sh"

# Adds the numbers that lit prints after each of the given words, such as "  Failed: 2 (1.5%)".
count() {
  local log=$1 sum=0 word number
  shift
  for word in "$@"; do
    number=$(sed -n "s/^ *$word *: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1)
    sum=$((sum + ${number:-0}))
  done
  echo "$sum"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
/usr/lib/llvm-22/bin/lit --order=lexical -s -v "$build/test" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
passed=$(count "$log" Passed 'Passed With Retry' 'Expectedly Failed')
failed=$(count "$log" Failed 'Unexpectedly Passed' Unresolved 'Timed Out')
# lit itself can fail, without any test having done so.
[ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1

# One program for each library under test.
while read -r program; do
  "$program" --gtest_brief=1 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log")
  bad=$(sed -n 's/^ *\([0-9][0-9]*\) FAILED TEST.*/\1/p' "$log")
  # A crash leaves no count.
  [ "$status" -ne 0 ] && [ -z "$bad" ] && bad=1
  passed=$((passed + ${good:-0}))
  failed=$((failed + ${bad:-0}))
done < <(find "$build/bin" -type f -name 'dlc-*-tests' -perm -u+x | sort)

finish
