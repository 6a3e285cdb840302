#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calls that have no place, by name; no // comments in C; licence line and head comment in each file.

The compiler enforces src/base/banned.h wherever it is forced in; here its list is applied to guests,
examples and tools too, and calls are added that only some folders may not make.
"""
import re

import gate

SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
HEAD_LINES_MAX = 60

# (folders, except these, names, why)
RULES = [
    (("src/",), ("src/cli/",), "exit _exit quick_exit abort", "a library never ends the process"),
    (("src/",), ("src/cli/", "src/base/log.c"), "printf vprintf puts putchar perror",
     "a library never prints"),
    (("src/", "guests/"), (), "system popen setenv putenv signal", "acts on the whole process"),
    (("src/", "guests/"), (), "strtol strtoul atoi scanf sscanf fscanf", "accepts what is no number"),
    (("src/",), ("src/base/os.c",), "getrandom getentropy", "randomness comes from base/os.h"),
]

# path:call -> why it may stand there. An entry that is no longer needed fails the gate.
WAIVERS = {
    "src/base/json_number.c:strtol": "reads digits that snprintf wrote",
    "src/api/program.c:strtoul": "reads digits that the text parser wrote",
    "src/engine/slot.c:abort": "a guest that cannot be stopped must never run on unseen",
}


def banned_everywhere():
    poison = re.findall(r"#pragma GCC poison ([\w ]+)", gate.read("src/base/banned.h"))
    return " ".join(poison)


def calls(name, code, used):
    rules = [(("",), ("src/base/banned.h",), banned_everywhere(), "see src/base/banned.h"), *RULES]
    for folders, excepted, names, why in rules:
        if not name.startswith(folders) or name.startswith(excepted):
            continue
        pattern = re.compile(rf"(?<![\w.>])({'|'.join(names.split())})\s*\(")
        for match in pattern.finditer(code):
            key = f"{name}:{match.group(1)}"
            if key in WAIVERS:
                used.add(key)
                continue
            line = code.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: {match.group(1)}() is banned here: {why}"


def heads(name, text):
    if not text.startswith(SPDX):
        yield f"{name}:1: the first line must be {SPDX.strip()}"
        return
    head = re.match(r"\s*(/\*.*?\*/)", text[len(SPDX):], re.S)
    if not head:
        yield f"{name}:2: no comment that says what the file is for"
    elif head.group(1).count("\n") > HEAD_LINES_MAX:
        yield f"{name}:2: a head comment of more than {HEAD_LINES_MAX} lines belongs in docs/"


def check():
    problems, used = [], set()
    for name in gate.c_files():
        text = gate.read(name)
        problems += heads(name, text)
        problems += calls(name, gate.code_only(text), used)
        problems += [f"{name}:{line}: use /* */ for comments"
                     for line, comment in gate.comments(text) if comment.startswith("//")]
    problems += [f"tools/check_banned.py:1: the waiver for {key} is not needed"
                 for key in sorted(set(WAIVERS) - used)]
    return problems, []


if __name__ == "__main__":
    gate.main(check)
