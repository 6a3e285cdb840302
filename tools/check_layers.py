#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No #include points upward (layers.py), none to a folder that is not in the table, and Wasmtime's
headers are met in src/engine only. Guests may use src/base and their own folders."""
import re

import gate
import layers

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
ENGINE_HEADERS = re.compile(r"(wasm|wasmtime|wasi|troupe_engine)(\.h$|/)")


def problems_of(name):
    parts = name.split("/")
    layer = parts[1] if parts[0] == "src" else None
    if layer and layer not in layers.LAYERS:
        yield f"{name}:1: src/{layer} is not in tools/layers.py"
        return
    text = gate.read(name)
    for match in INCLUDE.finditer(text):
        place = f"{name}:{text.count(chr(10), 0, match.start(2)) + 1}"
        quote, target = match.groups()
        folder = target.split("/")[0]
        if quote == "<" and ENGINE_HEADERS.match(target) and layer != "engine" and parts[0] == "src":
            yield f"{place}: only src/engine includes <{target}>"
        if quote != '"' or "/" not in target or folder not in layers.LAYERS:
            continue
        if layer and folder not in layers.allowed(layer):
            yield f"{place}: src/{layer} may not use src/{folder} ({target})"
        if parts[0] == "guests" and folder != "base":
            yield f"{place}: a guest may use src/base only, not src/{folder}"
        if parts[0] in ("include", "examples"):
            yield f"{place}: {parts[0]}/ knows public headers only, not {target}"


def check():
    return [line for name in gate.c_files() for line in problems_of(name)], []


if __name__ == "__main__":
    gate.main(check)
