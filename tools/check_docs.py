#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documentation that a script can judge: every public symbol is explained, every relative link leads to
a file and every anchor to a heading, the layer table in the text is the one in force. That the commands
shown do what is shown is tested by tests/e2e/test_docs.py; the man page is made from the tables of the
command itself."""
import re

import gate
import layers

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.M | re.S)
DECLARATION = re.compile(r"^(?:TR_API )?[\w \*]*?\b(tr_\w+)\(", re.M)


def anchors(text):
    """The anchors that GitHub and GitLab make of headings."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub(lambda m: m.group().strip("`"), text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(name):
    text = gate.read(name)
    code = CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    for match in LINK.finditer(code):
        target, _, anchor = match.group(1).partition("#")
        if re.match(r"\w+:", target):
            continue
        place = f"{name}:{code.count(chr(10), 0, match.start()) + 1}"
        path = (gate.ROOT / name).parent / target if target else gate.ROOT / name
        if not path.exists():
            yield f"{place}: no such file: {target}"
        elif anchor and anchor not in anchors(path.read_text(encoding="utf-8")):
            yield f"{place}: no such heading: {match.group(1)}"


def symbols(name):
    """A declaration is explained by a comment above it or behind it, or shares one: declarations that
    follow each other without a blank line are one group."""
    for group in re.split(r"\n\s*\n", gate.read(name)):
        declared = DECLARATION.findall(gate.code_only(group))
        if declared and "/*" not in group:
            yield f"{name}:1: not explained: {', '.join(declared)}"


def layer_table():
    page = "docs/architecture.md"
    if "\n".join(layers.table()) not in gate.read(page):
        yield f"{page}:1: the table of layers is not that of tools/layers.py"


def check():
    pages = [name for name in gate.files() if name.endswith(".md")]
    headers = [name for name in gate.c_files(".h") if name.startswith("include/")]
    problems = [line for name in pages for line in links(name)]
    problems += [line for name in headers for line in symbols(name)]
    return problems + list(layer_table()), []


if __name__ == "__main__":
    gate.main(check)
