#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tools/build.sh PRESET [TARGET...]
#
# Configures and builds one variant (CMakePresets.json) with the cached engine archive and guests.
# CMake is run again only when one of these two moved; Ninja sees to the rest. TROUPE_ENGINE_DIR and
# TROUPE_GUEST_DIR may be set to use others.
set -eu
cd "$(dirname "$0")/.."

preset=$1
shift
build=build
[ "$preset" = release ] || build=build-$preset

TROUPE_ENGINE_DIR=${TROUPE_ENGINE_DIR:-$(deps/wasmtime/build.sh)}
TROUPE_GUEST_DIR=${TROUPE_GUEST_DIR:-$(deps/guest.sh js)}
export TROUPE_ENGINE_DIR TROUPE_GUEST_DIR

made_with="$TROUPE_ENGINE_DIR $TROUPE_GUEST_DIR"
if [ "$(cat "$build/made-with" 2>/dev/null)" != "$made_with" ]; then
    cmake --preset "$preset" --log-level=NOTICE
    printf '%s\n' "$made_with" >"$build/made-with"
fi
cmake --build "$build" -- "$@"
