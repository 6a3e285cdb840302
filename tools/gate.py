# SPDX-License-Identifier: Apache-2.0
"""What the gates share: which files there are, C text without comments and strings, and reporting.

A gate is a module check_<name>.py with a function check() that returns (problems, advice): two lists
of lines 'path:line: message'. Problems fail the gate, advice is printed and does not.
"""
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
C_FOLDERS = ("src", "include", "tests", "fuzz", "examples", "bench", "guests", "deps")

# Comments, strings and character constants, longest first at each position.
_TOKEN = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)


@cache
def files():
    """Every file of the project, tracked or about to be, relative to ROOT."""
    listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout
    return sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


def c_files(*suffixes):
    return [f for f in files() if f.split("/")[0] in C_FOLDERS and f.endswith(suffixes or (".c", ".h"))]


@cache
def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def _blank(token):
    return re.sub(r"[^\n]", " ", token)


def code_only(text):
    """The same lines and columns with comments and the insides of literals blanked out."""
    def replace(match):
        token = match.group()
        return token[0] + _blank(token[1:-1]) + token[-1] if token[0] in "\"'" else _blank(token)
    return _TOKEN.sub(replace, text)


def comments(text):
    """(line, comment) for each comment of a C file."""
    for match in _TOKEN.finditer(text):
        if match.group()[0] == "/":
            yield text.count("\n", 0, match.start()) + 1, match.group()


def functions(text):
    """(name, first line, last line) of each function. In the house format, and only there, a function
    body opens and closes with a brace alone in the first column."""
    lines = code_only(text).split("\n")
    for opening, line in enumerate(lines):
        if line.rstrip() != "{":
            continue
        first = opening
        while first > 0 and lines[first - 1].strip() and not lines[first - 1].startswith(("}", "#")):
            first -= 1
        closing = next((i for i in range(opening, len(lines)) if lines[i].startswith("}")), opening)
        name = re.search(r"(\w+)\s*\(", " ".join(lines[first:opening]))
        yield name.group(1) if name else "?", first + 1, closing + 1


def main(check):
    """For running one gate by itself."""
    problems, advice = check()
    for line in advice:
        print(f"advice: {line}")
    for line in problems:
        print(line)
    sys.exit(1 if problems else 0)
