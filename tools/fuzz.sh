#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tools/fuzz.sh SECONDS: runs every libFuzzer target of build-fuzz over its corpus. New inputs go to
# build-fuzz/corpus, not into the source tree: commit by hand what is worth keeping. An input that
# breaks a target is left in build-fuzz/crashes.
set -eu
cd "$(dirname "$0")/.."

seconds=$1
status=0
mkdir -p build-fuzz/crashes
for target in build-fuzz/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=$(basename "$target")
    mkdir -p "build-fuzz/corpus/$name"
    printf '%s for %s s\n' "$name" "$seconds"
    "$target" -max_total_time="$seconds" -print_final_stats=1 -verbosity=0 \
        -artifact_prefix=build-fuzz/crashes/"$name"- \
        "build-fuzz/corpus/$name" "fuzz/corpus/${name#fuzz_}" || status=1
done
exit $status
