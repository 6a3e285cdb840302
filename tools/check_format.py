#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every C file stands as clang-format-14 with .clang-format would write it. --fix rewrites them."""
import re
import subprocess
import sys
from collections import Counter

import gate

TOOL = "clang-format-14"


def run(*options):
    return subprocess.run([TOOL, *options, *gate.c_files()], cwd=gate.ROOT, text=True,
                          stderr=subprocess.PIPE)


def check():
    found = re.findall(r"^(\S+?):(\d+):\d+: (?:error|warning): ", run("--dry-run", "-Werror").stderr, re.M)
    first = {name: line for name, line in reversed(found)}
    return [f"{name}:{first[name]}: {places} places not in the house format (make format)"
            for name, places in Counter(name for name, _ in found).items()], []


if __name__ == "__main__":
    if sys.argv[1:] == ["--fix"]:
        sys.exit(run("-i").returncode)
    gate.main(check)
