#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: fetch.sh PACKAGE
# Prints the folder of a package pinned in Cargo.lock, fetching it first where needed. Cargo checks
# the archive against the checksum in Cargo.lock.
set -eu
package=${1:?usage: fetch.sh PACKAGE}
here=$(cd "$(dirname "$0")" && pwd)
manifest=$(cargo metadata --locked --all-features --format-version 1 \
    --manifest-path "$here/Cargo.toml" |
    tr '{,' '\n\n' | sed -n "s|.*\"manifest_path\":\"\\(.*/$package-[0-9][^/]*/Cargo.toml\\)\".*|\\1|p" |
    sort -u)
if [ ! -f "$manifest" ]; then
    echo "fetch.sh: $package is not pinned in $here/Cargo.toml" >&2
    exit 1
fi
dirname "$manifest"
