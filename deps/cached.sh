#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps/cached.sh NAME INPUT... -- COMMAND [ARG...]
#
# Builds something slow once per user. The key is the hash of every file named or beneath a named
# folder, of the command itself, and of the text in $CACHE_SALT (compiler versions). When the folder
# <cache>/NAME-<key> exists it is printed at once. Otherwise COMMAND runs with the path of an empty
# folder as its last argument, and the folder is renamed into place only after the command succeeded,
# so that a killed build leaves nothing that could be taken for a finished one. Two builds of one name
# wait for each other. The last line of standard output is the folder; the rest goes to standard error.
#
# The cache is $TROUPE_BUILD_CACHE, or troupe-build in the user's cache directory. Entries not used
# for 30 days are removed when another of the same name is built.
set -eu

name=$1
shift
cache=${TROUPE_BUILD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/troupe-build}

# Paths are hashed as given (relative), so that all checkouts share the cache.
hash_inputs() {
    printf '%s\n' "$*" "${CACHE_SALT-}"
    while [ "$1" != -- ]; do
        if [ -d "$1" ]; then
            find "$1" -name node_modules -prune -o -name target -prune -o -name __pycache__ -prune \
                -o -type f -print
        else
            printf '%s\n' "$1"
        fi
        shift
    done | LC_ALL=C sort -u | tr '\n' '\0' | xargs -0 sha256sum
}

# Shows that a silent command is alive, until it gets TERM.
tick() {
    seconds=0
    trap 'kill $nap; exit' TERM
    while :; do
        sleep 15 &
        nap=$!
        wait $nap
        seconds=$((seconds + 15))
        printf '%s: building for %s s\n' "$name" $seconds >&2
    done
}

for input in "$@"; do
    [ "$input" != -- ] || break
    [ -e "$input" ] || {
        printf '%s: no such input: %s\n' "$name" "$input" >&2
        exit 1
    }
done
key=$(hash_inputs "$@" | sha256sum | cut -c 1-24)
entry=$cache/$name-$key
if [ -d "$entry" ]; then
    touch -c "$entry"
    printf '%s\n' "$entry"
    exit 0
fi
while [ "$1" != -- ]; do shift; done
shift

(umask 077 && mkdir -p "$cache")
exec 9>"$cache/$name.lock"
if ! flock -n 9; then
    printf '%s: waiting for another build of it\n' "$name" >&2
    flock 9
fi
if [ ! -d "$entry" ]; then
    printf '%s: building once for this machine and user (cache: %s)\n' "$name" "$entry" >&2
    find "$cache" -maxdepth 1 -name ".$name-*" -exec rm -rf {} + # left by killed builds; we hold the lock
    find "$cache" -maxdepth 1 -name "$name-*" -mtime +30 -exec rm -rf {} +
    work=$(mktemp -d "$cache/.$name-XXXXXX")
    tick 9>&- &
    ticker=$!
    trap 'kill $ticker; rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    "$@" "$work" >&2 9>&-
    mv -T "$work" "$entry"
fi
printf '%s\n' "$entry"
