# SPDX-License-Identifier: Apache-2.0
"""The layer table: which folders a folder of C sources may include from, besides itself and the
public headers. What those use in turn may be used too. docs/architecture.md shows the same table, and
check_docs.py compares the two."""

LAYERS = {
    # folder: (may use, what it is)
    "base": ((), "errors, bytes, CBOR, JSON, hashes, limits, log, operating system"),
    "wasm": (("base",), "reading, checking and rewriting Wasm modules: preparation"),
    "engine": (("wasm",), "slots, images, sandboxes, state, kill; the only user of Wasmtime"),
    "guest": (("engine",), "the border: turn ABI, WASI preview 1, virtual files"),
    "handler": (("guest",), "where effects are performed; one file per handler"),
    "turn": (("handler",), "one run of a program from nothing to its outcome"),
    "report": (("turn",), "what a person or a model reads about a run"),
    "api": (("report",), "the public library over all of it"),
    "cli": (("api",), "the command: one file per verb"),
}


def allowed(layer):
    """All layers that `layer` may include from, itself included."""
    found = {layer}
    for below in LAYERS[layer][0]:
        found |= allowed(below)
    return found


def table():
    """The lines of the table in docs/architecture.md."""
    rows = ["| folder | uses | what it is |", "| --- | --- | --- |"]
    for layer, (below, text) in LAYERS.items():
        rows.append(f"| `src/{layer}` | {' '.join(below) or '–'} | {text} |")
    return rows
