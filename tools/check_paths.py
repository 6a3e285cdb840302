#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No path of somebody's machine (tests may make some up) and no host name of a package registry in any file: a checkout works
anywhere, and which mirror is used is the affair of the machine. Lock files name no host either
(.npmrc: omit-lockfile-registry-resolved), except Cargo's, whose format demands one."""
import re

import gate

EXEMPT = ("Cargo.lock",)
PATTERNS = [
    (re.compile(r"(?<![\w.$}~/-])/(?:root|home/\w+|Users/\w+)/"), "a path of one machine"),
    (re.compile(re.escape(str(gate.ROOT)) + r"\b"), "a path of one machine"),
    (re.compile(r"https?://[\w.-]*(?:registry|npm|pypi|pythonhosted|crates|debian|golang)"),
     "the host of a package registry"),
]


def check():
    problems = []
    for name in gate.files():
        if name.endswith(EXEMPT):
            continue
        try:
            text = gate.read(name)
        except UnicodeDecodeError:
            continue  # a binary file
        for pattern, what in PATTERNS[1:] if name.startswith("tests/") else PATTERNS:
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{name}:{line}: {what}: {match.group()}")
    return problems, []


if __name__ == "__main__":
    gate.main(check)
