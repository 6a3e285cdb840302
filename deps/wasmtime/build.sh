#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps/wasmtime/build.sh
#
# Prints the folder (lib/libtroupe_engine.a, include/) of the engine archive, built into the per-user
# cache first if it is not there: about three minutes on two cores. With the argument OUTDIR it builds
# there, unconditionally; deps/cached.sh calls it so.
set -eu
cd "$(dirname "$0")/../.."

if [ $# -eq 0 ]; then
    CACHE_SALT=$(rustc -vV && printf '%s' "${RUSTFLAGS-}")
    export CACHE_SALT
    exec deps/cached.sh engine deps/wasmtime -- deps/wasmtime/build.sh
fi

out=$1
mkdir -p "$out/lib" "$out/include"
TROUPE_ENGINE_INCLUDE=$out/include CARGO_TARGET_DIR=$out/target \
    cargo build --release --locked --manifest-path deps/wasmtime/Cargo.toml
cp "$out/target/release/libtroupe_engine.a" "$out/lib/"
cp deps/wasmtime/include/*.h "$out/include/"
rm -rf "$out/target"
