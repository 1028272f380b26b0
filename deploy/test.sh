#!/usr/bin/env bash
# Installs what is missing, checks the format, builds everything, runs all tests.
#
#   deploy/test.sh            everything
#   deploy/test.sh FILTER     only the tests whose name matches (the format is checked all the same)
#
# The last line is "N passed, M failed". The exit code is 0 only if at least one test ran, none
# failed, none was skipped, and every test that the build contains was run. The complete output is
# in .build/test/log. TEST_DATA may name a folder of published test data; without it the tests use
# their own vectors.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

filter=${1:-}
# Languages, money and dates in the tests must not depend on the machine's settings.
export LC_ALL=C.UTF-8 TZ=UTC
# A crash is found by its exit code; the interactive crash reporter would wait for a person.
export SWIFT_BACKTRACE=interactive=no,color=no

out=$ROOT/.build/test
passed=0
failed=0

# step TITLE COMMAND…: runs a step into the log; a step that fails shows its last lines.
step() {
    local title=$1
    shift
    say "== $title"
    printf '\n== %s\n' "$title" >>"$out/log"
    "$@" >"$out/step" 2>&1 || {
        local code=$?
        cat "$out/step" >>"$out/log"
        grep -E 'error:|warning:|✘|FAIL|ERROR' "$out/step" | head -n 60 >&2 || tail -n 40 "$out/step" >&2
        return $code
    }
    cat "$out/step" >>"$out/log"
}

# finish CODE: the counting line, last.
finish() {
    (($1 == 0 || failed > 0)) || failed=1
    say "The complete output is in ${out#"$ROOT"/}/log."
    printf '%d passed, %d failed\n' "$passed" "$failed"
    exit "$1"
}

# The gate before any test: it counts as one failure, so that the last line never reads well.
must() {
    step "$@" || {
        failed=$((failed + 1))
        finish 1
    }
}

# What the machine lacks has been said; nothing was tested, which is a failure too.
missing() {
    failed=1
    finish 1
}

check_format() {
    swift format lint --strict --parallel --recursive Sources Tests Package.swift
}

# The walls between the rooms are errors of this build; `swift test` would scroll them away, and
# would compile everything again for imports that no test here uses.
build_everything() {
    swift build "${BUILD_FLAGS[@]}" --build-tests
}

run_swift_tests() {
    rm -f "$out/results.xml"
    timeout --kill-after=10 45m swift test -c release --disable-xctest --skip-build \
        --xunit-output "$out/results.xml" ${filter:+--filter "$filter"}
}

run_conformance() {
    "$PYTHON" -B -m unittest discover -v -s Tests/Conformance -p 'test_*.py'
}

# count FILES…: adds the numbers of a results file to the totals. deploy/count.py refuses a run
# that is empty, incomplete or skips.
count() {
    local numbers code=0
    numbers=$("$PYTHON" "$ROOT/deploy/count.py" "$@") || code=1
    read -r ran bad <<<"$numbers"
    passed=$((passed + ran))
    failed=$((failed + bad))
    return $code
}

cd "$ROOT"
mkdir -p "$out"
: >"$out/log"
find_swift || missing
install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}" || missing

must "format" check_format
must "build" build_everything
must "list of tests" swift test list -c release --disable-xctest --skip-build
cp "$out/step" "$out/list"

good=0
step "tests" run_swift_tests || good=1
count swift "$out/results.xml" "$out/list" "$filter" || good=1
if [[ -z $filter ]] && compgen -G 'Tests/Conformance/test_*.py' >/dev/null; then
    step "conformance: a replica in Python" run_conformance || good=1
    count unittest "$out/step" || good=1
fi
finish "$good"
