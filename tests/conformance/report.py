#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/conformance.md from the suites' tables and counts.json.

usage: report.py            write the page
       report.py --measure  first run all suites with the command and write counts.json

The tests compare each count with counts.json, so a suite that shrinks fails.
"""
import json
import re
import sys
import tempfile
from pathlib import Path

import command
import promises_suite
import quickjs_suite
import webassembly_suite

COUNTS = Path(__file__).resolve().parent / "counts.json"
PAGE = command.ROOT / "docs/conformance.md"

HEAD = """\
# Conformance

What runs in the sandbox, through the command, in `make test`. This page is written by
`tests/conformance/report.py`; a test checks that it is current. Every count is compared with a recorded
one, so a suite cannot shrink unseen.

"""


def measure_quickjs():
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tests"
        quickjs_suite.copy_to(folder)
        run = [name for name in quickjs_suite.names() if name not in quickjs_suite.EXCLUDED]
        counts = {name: quickjs_suite.run(folder, name)[1] for name in run}
    return {"files": len(run), "assertions": {name: n for name, n in counts.items() if n}}


def measure_promises():
    with tempfile.TemporaryDirectory() as scratch:
        result = promises_suite.run(promises_suite.bundle(Path(scratch) / "promises"))["result"]
    return {"tests": result["passed"]}


def measure_webassembly():
    suite = webassembly_suite
    return {"programs": len(list(suite.programs())), "traps": len(suite.TRAPS),
            "refused": len(suite.REFUSED) + len(suite.NOT_OFFERED)}


def measure():
    counts = {"quickjs": measure_quickjs(), "promises": measure_promises(),
              "webassembly": measure_webassembly()}
    COUNTS.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")


def table(head, rows):
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows)) + "\n"


def engine_package():
    text = (command.ROOT / "deps/sources/Cargo.toml").read_text(encoding="utf-8")
    version = re.search(r'^# (quickjs-ng [\d.]+).*\nrquickjs-sys = \{ version = "=([\d.]+)"', text, re.M)
    return f"{version.group(1)}, from rquickjs-sys {version.group(2)}"


def overview(counts):
    quickjs, promises, webassembly = (counts[name] for name in ("quickjs", "promises", "webassembly"))
    assertions = sum(quickjs["assertions"].values())
    return table(["suite", "version", "what runs"], [
        ["quickjs-ng's own tests", engine_package(),
         f"{quickjs['files']:,} of {quickjs['files'] + len(quickjs_suite.EXCLUDED):,} files, "
         f"{assertions:,} assertions"],
        ["promises-aplus-tests", promises_suite.versions()["promises-aplus-tests"],
         f"{promises['tests']:,} of {promises['tests']:,} tests"],
        ["WebAssembly programs", "this repository",
         f"{webassembly['programs']} programs that print, {webassembly['traps']} that trap, "
         f"{webassembly['refused']} modules that are refused"],
    ])


def quickjs_section():
    suite = quickjs_suite
    excluded = [[f"`{name}`", reason] for name, reason in suite.EXCLUDED.items()]
    cuts = [[f"`{name}`", reason] for name, parts in suite.CUTS.items() for *_, reason in parts]
    different = [[f"`{name}`", f"`{want.outcome}`, {want.error}", want.reason]
                 for name, want in suite.DIFFERENT.items()]
    return ("## quickjs-ng\n\nFiles that are not run:\n\n" + table(["file", "it needs"], excluded)
            + "Parts of files that are not run:\n\n" + table(["file", "left out"], cuts)
            + "Files whose outcome differs from what their head says:\n\n"
            + table(["file", "outcome", "why"], different))


def webassembly_section():
    names = ", ".join(f"`{program.name}`" for program in webassembly_suite.programs())
    refused = sorted({words for _, code, _, words, _ in webassembly_suite.REFUSED if code == "unsupported"})
    defects = [[name, what] for name, what in webassembly_suite.DEFECTS.items()]
    text = (f"## WebAssembly\n\nPrograms: {names}.\n\nRefused, with a typed error and the byte offset: "
            f"{', '.join(refused)}.\n\n")
    return text + ("Not right yet:\n\n" + table(["case", "outcome"], defects) if defects else "")


def page():
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    return (HEAD + overview(counts) + quickjs_section() + webassembly_section()).rstrip("\n") + "\n"


if __name__ == "__main__":
    if "--measure" in sys.argv[1:]:
        measure()
    PAGE.write_text(page(), encoding="utf-8")
