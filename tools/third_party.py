#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes THIRD-PARTY.md: every package whose code ends up in what is built here, with its licence.

Crates come from Cargo's own resolution of deps/wasmtime, npm packages from the guests' lock files. What
has no lock file (sources for the guests, shared libraries of the system) is listed by hand below.
"""
import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

HEAD = """# Third-party code

Troupe itself is under the [Apache License 2.0](LICENSE). No third-party source is kept in this
repository; the packages below are fetched at build time, pinned by version and checksum, and end up in
the built library and command. Each one's licence text and copyright notice are in its package; whoever
passes on binaries passes these on too. Written by `tools/third_party.py`.
"""

BY_HAND = """
## Compiled into the JavaScript guest

| package | version | licence |
| --- | --- | --- |
| quickjs-ng (sources in the crate rquickjs-sys 0.14.0) | 0.16.2 | MIT |
| ada (sources in the crate ada-url 4.0.0) | as in the crate | Apache-2.0 OR MIT |
| wasi-libc (Debian) | 0.0~git20220510 | Apache-2.0 WITH LLVM-exception AND MIT AND BSD-2-Clause |
| compiler-rt, libc++, libc++abi (Debian, LLVM 19) | 19.1.7 | Apache-2.0 WITH LLVM-exception |
| Unicode CLDR (names in guests/js/web/intl) | – | Unicode-3.0 |

## Linked from the system

| library | licence |
| --- | --- |
| glibc | LGPL-2.1-or-later |
| OpenSSL libcrypto | Apache-2.0 |
| zstd | BSD-3-Clause |
| xxHash (its header is compiled in) | BSD-2-Clause |
"""


def crates():
    tree = ["cargo", "tree", "--locked", "--manifest-path", "deps/wasmtime/Cargo.toml", "-e", "normal",
            "--target", "x86_64-unknown-linux-gnu", "--prefix", "none", "-f", "{p}|{l}"]
    lines = subprocess.run(tree, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for line in sorted(set(lines.splitlines())):
        package, _, licence = line.removesuffix(" (*)").partition("|")
        name, version = package.split()[:2]
        if name != "troupe-engine":
            yield name, version.removeprefix("v"), licence


def npm_packages():
    """Those without "dev": what only builds or tests does not end up in a product."""
    for lock in sorted(ROOT.glob("guests/*/package-lock.json")):
        for path, package in json.loads(lock.read_text())["packages"].items():
            if path and not package.get("dev"):
                yield path.removeprefix("node_modules/"), package["version"], package.get("license", "?")


def table(title, rows):
    lines = ["", f"## {title}", "", "| package | version | licence |", "| --- | --- | --- |"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in sorted(set(rows))]) + "\n"


def main():
    text = HEAD + BY_HAND + table("Bundled into the JavaScript guest's prelude", npm_packages())
    text += table("Linked into the engine archive", crates())
    (ROOT / "THIRD-PARTY.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
