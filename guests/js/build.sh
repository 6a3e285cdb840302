#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: guests/js/build.sh OUTDIR
# Builds OUTDIR/js.wasm from the pinned sources: quickjs-ng (deps/sources), the C files in src/, the
# prelude in prelude/ and web/. Needs clang-19, clang++-19, lld-19, wasi-libc, libc++ for wasm32,
# cargo and npm. The same inputs give the same bytes.
set -eu
out=${1:?usage: build.sh OUTDIR}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
CC=${CC:-clang-19}
CXX=${CXX:-clang++-19}
jobs=${JOBS:-2}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { echo "js guest: $*"; }

# -- sources, patched ------------------------------------------------------------------------------
say "fetching sources"
quickjs=$("$root/deps/sources/fetch.sh" rquickjs-sys)/quickjs
ada=$("$root/deps/sources/fetch.sh" ada-url)/deps
mkdir "$work/quickjs" "$work/obj"
cp "$quickjs"/*.c "$quickjs"/*.h "$work/quickjs/"

# patch FILE WHAT SED-SCRIPT: the script must change the file
patch_source() {
    sed "$3" "$work/quickjs/$1" >"$work/patched"
    if cmp -s "$work/patched" "$work/quickjs/$1"; then
        say "the patch \"$2\" does not apply to $1" >&2
        exit 1
    fi
    mv "$work/patched" "$work/quickjs/$1"
}
patch_source quickjs.c "stack limit on WASI" \
    '/^static void update_stack_limit/,/^}/s/#if defined(__wasi__)/#if 0/'
patch_source quickjs.c "arrays whose size in bytes would not fit 32 bits" \
    '/^static int expand_fast_array(.*new_len)$/,/^}/s/(uint32_t)INT32_MAX/(uint32_t)INT32_MAX \/ 16/'
patch_source quickjs.c "small arenas: fewer dirty pages" \
    's/^#define JS_ARENA_SIZE  *4096/#define JS_ARENA_SIZE 1024/'
patch_source quickjs.c "smaller largest arena block" \
    's/^#define JS_ARENA_MAX_SMALL_SIZE  *512/#define JS_ARENA_MAX_SMALL_SIZE 256/'

# -- prelude ---------------------------------------------------------------------------------------
say "bundling the prelude"
mkdir "$work/bundle"
cp -R "$here/package.json" "$here/package-lock.json" "$here/prelude" "$here/web" "$work/bundle/"
(cd "$work/bundle" && npm ci --ignore-scripts --no-audit --no-fund --silent &&
    node_modules/.bin/esbuild prelude/index.js --bundle --minify-syntax --minify-whitespace \
        --banner:js='"use strict";' --keep-names=false --format=iife --platform=neutral --main-fields=module,main \
        --target=es2023 --log-level=warning --outfile="$work/prelude.js")

say "compiling the prelude to bytecode"
engine="quickjs libregexp libunicode dtoa"
for file in $engine; do echo "$work/quickjs/$file.c"; done >"$work/engine.list"
# shellcheck disable=SC2046
"$CC" -O1 -w -DNDEBUG -D_GNU_SOURCE -funsigned-char -I"$work/quickjs" "$here/tools/mkbytecode.c" \
    $(cat "$work/engine.list") -o "$work/mkbytecode" -lm -lpthread
"$work/mkbytecode" <"$work/prelude.js" >"$work/prelude.c"

# -- compile ---------------------------------------------------------------------------------------
target="--target=wasm32-wasi -mcpu=mvp -mmutable-globals -msign-ext -mnontrapping-fptoint -O2 \
-fno-strict-aliasing -ffile-prefix-map=$root=. \
-ffile-prefix-map=$work=."
include="-I$here/src -I$root/guests/lib -I$root/src -I$root/include -I$work/quickjs"
strict="-std=gnu17 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla \
-Werror -isystem $work/quickjs -isystem $ada -I$here/src -I$root/guests/lib -I$root/src -I$root/include \
-D_GNU_SOURCE"
vendor="-w -fwrapv -funsigned-char -DNDEBUG -D_GNU_SOURCE -I$work/quickjs"
{
    for file in $engine; do
        echo "$CC $target $vendor -c $work/quickjs/$file.c -o $work/obj/$file.o"
    done
    for file in memory wasi; do
        echo "$CC $target $strict -msimd128 -fno-builtin -c $root/guests/lib/$file.c -o $work/obj/lib-$file.o"
    done
    for file in buf reader utf8 cbor_read cbor_write; do
        echo "$CC $target $strict -c $root/src/base/$file.c -o $work/obj/base-$file.o"
    done
    for file in "$here"/src/*.c; do
        echo "$CC $target $strict -c $file -o $work/obj/js-$(basename "$file" .c).o"
    done
    echo "$CXX $target -std=c++20 -fno-exceptions -fno-rtti -w -DNDEBUG -c $ada/ada.cpp -o $work/obj/ada.o"
    echo "$CC $target $include -w -c $work/prelude.c -o $work/obj/prelude.o"
} >"$work/commands"
say "compiling $(wc -l <"$work/commands") files"
xargs -P "$jobs" -d '\n' -n 1 sh -c <"$work/commands"

# -- link ------------------------------------------------------------------------------------------
# -O0 here keeps clang's driver from running wasm-opt where one is installed; the code is compiled.
# --features: an object, also of the C library, that uses another feature (bulk-memory above all: the
# host could not stop a guest inside such an instruction) fails the link.
# stack-size: the 1 MiB of the JavaScript limit and room for C below it. Every page of the memory
# is looked at when a sandbox is cleaned, so it is no larger than the deepest test needs.
say "linking"
"$CXX" --target=wasm32-wasi -O0 -nostartfiles "$work"/obj/*.o -o "$work/js.wasm" \
    -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=1310720 -Wl,--strip-all -Wl,--gc-sections \
    -Wl,--export=__wasm_call_ctors -Xlinker --features=mutable-globals,sign-ext,nontrapping-fptoint,simd128,multivalue,reference-types

node "$here/tools/check-module.mjs" "$work/js.wasm"
mkdir -p "$out"
mv "$work/js.wasm" "$out/js.wasm.new"
mv "$out/js.wasm.new" "$out/js.wasm"
say "$out/js.wasm, $(wc -c <"$out/js.wasm") bytes"
