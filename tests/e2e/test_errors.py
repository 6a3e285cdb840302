# SPDX-License-Identifier: Apache-2.0
"""Errors as they are shown, byte for byte, and the JSON object. `pytest --update` writes them anew."""
import json
import os
import pty
import subprocess

import pytest

from conftest import TROUPE

PROGRAMS = {
    "unknown_global": "const total = 1\nconsole.log(totl)\n",
    "type_error": "function price(order) {\n  return order.item.price\n}\n\nprice({})\n",
    "syntax": "const rows = [1, 2\nconst sum = 0\n",
    "await_outside_async": "function load() {\n  const x = await fetch('u')\n}\nload()\n",
    "thrown_string": "throw 'plain text'\n",
    "thrown_object": "throw { status: 404 }\n",
    "cause": "try {\n  null.x\n} catch (cause) {\n  throw new Error('cannot read', { cause })\n}\n",
    "aggregate": "throw new AggregateError([new TypeError('one'), new RangeError('two')], 'both')\n",
    "rejected": "await Promise.reject(new Error('later'))\n",
    "unhandled_rejection": "Promise.reject(new Error('nobody looks'))\n1\n",
    "timer_callback": "setTimeout(function tick() { undefined.x }, 1)\n",
    "never_settles": "await new Promise(() => {})\n",
    "recursion": "function down(n) { return down(n + 1) + 1 }\ndown(0)\n",
    "unicode": "const größe = '😀'; größe.nope.x\n",
    "long_line": "const data = '" + "x" * 300 + "'; data.nope.x; '" + "y" * 300 + "'\n",
    "tabs": "\t\tnull.x\n",
    "escapes": "throw new Error('\\x1b[31mred\\x1b[0m\\nsecond line')\n",
    "deadline": "for (;;) {}\n",
    "memory": "const a = []\nfor (;;) a.push(new Array(1000).fill(1))\n",
    "result": "'x'.repeat(2 << 20)\n",
    "import": "import x from './other.js'\nx\n",
    "module_missing": "import x from 'nowhere'\nx\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_text(troupe, golden, name):
    ended = troupe.js(PROGRAMS[name], "--timeout", "500ms" if name == "deadline" else "5s")
    golden(f"errors/{name}.txt", f"exit {ended.code}\n{ended.err}")
    assert troupe.js(PROGRAMS[name], "--timeout", "500ms" if name == "deadline" else "5s").err == ended.err


BINARIES = {
    "unreachable": '(module (func $inner unreachable) (func (export "_start") call $inner))',
    "unknown_import": '(module (import "env" "system" (func)) (func (export "_start")))',
    "library": '(module (func (export "add") (result i32) i32.const 1))',
    "wat_syntax": '(module\n  (func (export "_start")\n    (i32.const)))',
}


@pytest.mark.parametrize("name", BINARIES)
def test_binary_text(troupe, golden, name):
    troupe.file("program.wat", BINARIES[name])
    ended = troupe("run", "program.wat")
    golden(f"errors/{name}.txt", f"exit {ended.code}\n{ended.err}")


def stable(report):
    """Times and the hash of the guest are the machine's, memory the guest build's."""
    for limit in ("time", "memory"):
        if report["usage"][limit]["used"] is not None:
            report["usage"][limit]["used"] = "…"
    report["module"] = report["module"] and "…"
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name,source,options", [
    ("ok", "console.log('a', 1); console.warn('b'); ({ x: [1, 2.5, null, true, 'ü'] })", []),
    ("undefined", "undefined", []),
    ("error", PROGRAMS["type_error"], []),
    ("deadline", "for (;;);", ["--timeout", "200ms"]),
    ("refused", "1", ["--dir", "absent::/d"]),
    ("truncated", "for (let i = 0; i < 100; i++) console.log('line', i)", ["--output-limit", "200"]),
])
def test_json(troupe, golden, name, source, options):
    golden(f"json/{name}.json", stable(troupe.js(source, "--json", *options).json))


def test_same_members_always(troupe):
    reports = [troupe.js(source, "--json").json for source in ("1", "throw 1", "let")]
    troupe.file("p.wasm", b"\0asm")
    reports.append(troupe("run", "--json", "p.wasm").json)
    assert all(list(report) == list(reports[0]) for report in reports)
    errors = [report["error"] for report in reports if report["error"]]
    assert len(errors) == 3 and all(list(error) == list(errors[0]) for error in errors)


def on_terminal(troupe, env):
    """What comes out of standard error when that is a terminal."""
    troupe.file("main.js", "null.x")
    main, side = pty.openpty()
    child = subprocess.Popen([TROUPE, "run", "main.js"], cwd=troupe.dir, stderr=side, stdout=subprocess.DEVNULL,
                             env={**os.environ, **env})
    os.close(side)
    child.wait(20)
    text = os.read(main, 65536).decode()
    os.close(main)
    return text


def test_colour(troupe):
    assert "\033[" in on_terminal(troupe, {"TERM": "xterm", "NO_COLOR": ""})
    assert "\033[" not in on_terminal(troupe, {"TERM": "xterm", "NO_COLOR": "1"})
    assert "\033[" not in on_terminal(troupe, {"TERM": "dumb"})
    assert "\033[" not in troupe.js("null.x").err
