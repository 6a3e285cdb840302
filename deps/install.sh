#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps/install.sh [--check] LIST...
#
# Installs the Debian packages that the lists name and the machine lacks; with --check only names
# them. Touches apt only when something is missing, uses sudo only when not root, and names each
# package that could not be installed. Lists: deps/apt.txt explains the format.
set -eu

rust_needed=1.95
check=no
if [ "${1-}" = --check ]; then
    check=yes
    shift
fi

say() {
    printf '%s\n' "$*" >&2
}

# The packages of the lists whose command (if they name one) is not on PATH.
wanted() {
    sed 's/#.*//' "$@" | while read -r package command _; do
        [ -n "$package" ] || continue
        if [ -z "$command" ] || ! command -v "$command" >/dev/null 2>&1; then
            printf '%s\n' "$package"
        fi
    done
}

# Those of the named packages that are not installed; one dpkg-query call for all.
missing() {
    [ $# -gt 0 ] || return 0
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
        sed -n 's/^installed //p')
    for package in "$@"; do
        printf '%s\n' "$installed" | grep -qxF -e "$package" || printf '%s ' "$package"
    done
}

check_rust() {
    have=$(rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9.]*\).*/\1/p')
    if [ -z "$have" ] || ! command -v cargo >/dev/null 2>&1; then
        say "missing: Rust $rust_needed or newer (rustc and cargo on PATH; Debian's own is too old, use rustup)"
        return 1
    fi
    oldest=$(printf '%s\n%s\n' "$have" "$rust_needed" | sort -V | head -n 1)
    if [ "$oldest" != "$rust_needed" ]; then
        say "missing: Rust $rust_needed or newer (found $have; rustup update)"
        return 1
    fi
}

# Runs apt-get as root. `env` because sudo may drop variables.
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@" >&2
}

install_packages() {
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            say "cannot install (not root, and there is no sudo): $*"
            say "as root: apt-get install --no-install-recommends $*"
            return 1
        fi
        as_root=sudo
    fi
    say "installing: $*"
    apt update || say "apt-get update failed; trying with the package lists as they are"
    apt install -y --no-install-recommends "$@" && return 0

    failed=
    for package in "$@"; do # one by one, so that the message names the culprits only
        apt install -y --no-install-recommends "$package" || failed="$failed $package"
    done
    [ -z "$failed" ] || {
        say "cannot install:$failed (apt's reasons are above)"
        return 1
    }
}

status=0
if command -v dpkg-query >/dev/null 2>&1; then
    lacking=$(missing $(wanted "$@"))
    if [ -n "$lacking" ] && [ $check = yes ]; then
        say "missing Debian packages: $lacking"
        say "'make deps' installs them, as does 'make run'"
        status=1
    elif [ -n "$lacking" ]; then
        install_packages $lacking || status=1
    fi
else
    say "no dpkg here: make sure that the equivalents of these Debian packages are installed:" $(wanted "$@")
fi
check_rust || status=1
exit $status
