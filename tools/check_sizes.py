#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Functions of at most 100 lines and files of at most 1,000; past 40 and 600 a word of advice."""
import gate

FUNCTION_LINES, FUNCTION_ADVISED = 100, 40
FILE_LINES, FILE_ADVISED = 1000, 600

# path or path:function -> why it may be longer. An entry that is no longer needed fails the gate.
WAIVERS = {}


def measured():
    """(key, place, lines, cap, advised) for every file and function."""
    for name in gate.c_files():
        text = gate.read(name)
        yield name, f"{name}:1", text.count("\n"), FILE_LINES, FILE_ADVISED
        for function, first, last in gate.functions(text):
            yield (f"{name}:{function}", f"{name}:{first}", last - first + 1, FUNCTION_LINES,
                   FUNCTION_ADVISED)


def check():
    problems, advice, unused = [], [], set(WAIVERS)
    for key, place, lines, cap, advised in measured():
        message = f"{place}: {key.split(':')[-1]} has {lines} lines (advised {advised}, at most {cap})"
        if lines > cap and key in WAIVERS:
            unused.discard(key)
        elif lines > cap:
            problems.append(message)
        elif lines > advised:
            advice.append(message)
    problems += [f"tools/check_sizes.py:1: the waiver for {key} is not needed" for key in sorted(unused)]
    return problems, advice


if __name__ == "__main__":
    gate.main(check)
