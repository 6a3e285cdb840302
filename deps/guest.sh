#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps/guest.sh NAME
#
# Prints the folder with the guest NAME (js: js.wasm), built into the per-user cache by
# guests/NAME/build.sh OUTDIR first if it is not there. guests/NAME/inputs lists, one a line, the files
# and folders besides guests/NAME itself that the guest is made from.
set -eu
cd "$(dirname "$0")/.."

name=$1
inputs=$(sed 's/#.*//' "guests/$name/inputs")
CACHE_SALT=$(clang-19 --version && node --version)
export CACHE_SALT
# shellcheck disable=SC2086 # the list is meant to be split
exec deps/cached.sh "guest-$name" "guests/$name" deps/guest.sh $inputs -- "guests/$name/build.sh"
