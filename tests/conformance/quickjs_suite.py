# SPDX-License-Identifier: Apache-2.0
"""quickjs-ng's own tests, from the package that the guest is built from.

The files run as they are, through the command, in a copy of their folder. What the suite's own runner
gives them is added without moving a line or, but for the first line of a few scripts, a column:

- assert.js is replaced by a stand-in that counts and calls the original;
- print and gc are globals: set by that stand-in, or in front of the first line of a script without it;
- qjs:std and qjs:os are modules with the few functions that make sense in a sandbox.

A file's head says what is expected of it: `negative: type: X`, `flags: [module]`.
"""
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import command

HERE = Path(__file__).resolve().parent / "quickjs"

# Files of the folder that are no tests.
HELPERS = {"assert.js", "empty.js", "microbench.js", "test_worker_module.js"}

# Tests that are not run, and why.
EXCLUDED = {
    "atomics-store-leak.js": "Atomics: the engine has none when compiled for WASI",
    "bug1301.js": "Atomics: the engine has none when compiled for WASI",
    "bug1302.js": "Atomics: the engine has none when compiled for WASI",
    "import-attributes-identity.js":
        "module loader of the qjs command: `type: \"text\"`, and JSON without an import attribute",
    "test_bjson.js": "qjs:bjson, which writes and reads the engine's objects and bytecode",
    "test_worker.js": "qjs:os Worker: a sandbox has one thread",
}

# Parts that are not run: lines from the first pattern to the second are emptied; what goes with them.
CUTS = {
    "test_builtin.js": (
        ("    assert(qjs.getStringKind(\"xyzzy\".slice(1)),", "           /*JS_STRING_KIND_SLICE*/1);",
         "qjs.getStringKind, which shows how the engine stores a string"),
        ("    assert(new Date(\"2024 Apr 7 1:00 AM\").toLocaleString(), \"04/07/2024, 01:00:00 AM\");",
         "    assert(new Date(\"2024 Apr 7 12:00 PM\").toLocaleString(), \"04/07/2024, 12:00:00 PM\");",
         "the engine's own toLocaleString of dates; the prelude's gives what ECMA-402 and Node give"),
    ),
    "test_std.js": (
        ("test_printf();", "!isWin && test_os_exec();",
         "qjs:std and qjs:os: files, processes and printf of the host"),
        ("test_stdio_close();", "test_stdio_close();", "qjs:std: standard streams of the host"),
    ),
}


class Expected(NamedTuple):
    outcome: str = "ok"
    error: str = ""  # its class
    reason: str = ""


# Where the outcome is another than the file's head says, and why that is right.
DIFFERENT = {
    "bug1661.js": Expected("error", "Thrown", "leaves a rejected promise without a handler, which "
                           "fails a program here, as in Node; all assertions hold"),
    "detect_module/2.js": Expected("error", "SyntaxError", "`await` as a name: in a script that may "
                                   "await at top level it is a keyword"),
}


@cache
def source_folder():
    found = subprocess.run([command.ROOT / "deps/sources/fetch.sh", "rquickjs-sys"], check=True,
                           text=True, stdout=subprocess.PIPE).stdout.strip()
    return Path(found) / "quickjs/tests"


def names():
    """Every test file, the excluded ones too."""
    found = (str(path.relative_to(source_folder())) for path in source_folder().rglob("*.js"))
    return sorted(name for name in found if name not in HELPERS and not name.startswith("fixture_"))


def cut(name, text):
    for first, last, _ in CUTS.get(name, ()):
        begin = text.index(f"\n{first}\n") + 1
        end = text.index(f"\n{last}\n", begin - 1) + 1 + len(last)
        text = text[:begin] + "\n" * text.count("\n", begin, end) + text[end:]
    return text


def first_line():
    lines = (HERE / "globals.js").read_text(encoding="utf-8").splitlines()
    return " ".join(line.strip() for line in lines if not line.startswith("//"))


def prepared(name, text):
    text = cut(name, text)
    if "assert.js" in text or not re.search(r"\bprint\(|\bgc\(|^function assert\(", text, re.M):
        return text
    counting = "countAssertions(assert); " if "\nfunction assert(" in text else ""
    return f"{first_line()} {counting}{text}"


def copy_to(folder):
    shutil.copytree(source_folder(), folder)
    (folder / "assert.js").rename(folder / "assert.suite.js")
    for path in HERE.iterdir():
        shutil.copy(path, folder)
    for name in names():
        path = folder / name
        path.write_text(prepared(name, path.read_text(encoding="utf-8")), encoding="utf-8")


def head(name):
    found = re.match(r"/\*---(.*?)---\*/", (source_folder() / name).read_text(encoding="utf-8"), re.S)
    return found.group(1) if found else ""


def expected(name):
    if name in DIFFERENT:
        return DIFFERENT[name]
    if "set-interrupt-handler" in head(name):  # the suite's runner interrupts it; here it is the time limit
        return Expected("deadline", "LimitError")
    negative = re.search(r"\btype: (\w+)", head(name))
    return Expected("error", negative.group(1)) if negative else Expected()


def run(folder, name):
    """(the run's report, how many assertions were made)"""
    program = name
    if re.search(r"flags:.*\bmodule\b", head(name).replace("no-detect-module", "")):
        program = name.replace(".js", ".mjs")
        shutil.copy(folder / name, folder / program)
    modules = ["--module", "qjs:std=std.js", "--module", "qjs:os=os.js", "--allow", "imports"]
    if "/" in name:  # what it imports lies above its own folder
        for helper in ("assert.js", "assert.suite.js", "globals.js"):
            modules += ["--module", f"../{helper}={helper}"]
    limit = "300ms" if expected(name).outcome == "deadline" else "60s"
    report = command.report("--timeout", limit, *modules, program, cwd=folder)
    texts = [entry["text"] for entry in report["logs"]]
    counts = [int(text.split()[1]) for text in texts if text.startswith("assertions: ")]
    return report, sum(counts)
