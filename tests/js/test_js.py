# SPDX-License-Identifier: Apache-2.0
"""The JavaScript guest, through the command.

core/*.js check themselves with node:assert and end with the result "ok"; where a .out file lies beside
one, what it prints is compared instead. web/*.js end with a line
that counts their checks. values.json and
errors.json are rows of a program and what must come of it.
"""
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
TROUPE = Path(os.environ.get("TROUPE", HERE.parents[1] / "build/troupe")).resolve()


def run(*arguments, source=""):
    done = subprocess.run([TROUPE, "run", "--json", *arguments], input=source, text=True, timeout=60,
                          capture_output=True)
    assert done.stdout, f"no report; exit status {done.returncode}\n{done.stderr}"
    return json.loads(done.stdout)


def rows(name):
    return json.loads((HERE / "core" / name).read_text())


def logged(report):
    return "".join(line["text"] + "\n" for line in report["logs"])


@pytest.mark.parametrize("path", sorted(HERE.glob("*/*.js")), ids=lambda path: path.stem)
def test_program(path):
    report = run("--output-limit", "4MiB", str(path))
    assert report["outcome"] == "ok", report["error"]
    expected = path.with_suffix(".out")
    if expected.exists():
        assert logged(report) == expected.read_text()
    elif path.parent.name == "core":
        assert report["result"] == "ok"
    else:
        assert re.fullmatch(r"ok [1-9]\d* checks", logged(report).splitlines()[-1])


@pytest.mark.parametrize("source, result", rows("values.json"))
def test_value(source, result):
    report = run("-", source=source)
    assert report["outcome"] == "ok", report["error"]
    assert report["result"] == result


@pytest.mark.parametrize("row", rows("errors.json"), ids=lambda row: row["source"][:60])
def test_error(row):
    report = run("--timeout", "30s", "-", source=row["source"])
    error = report["error"]
    assert error, report["outcome"]
    got = {key: error[key] for key in row if key != "source"}
    assert got == {key: row[key] for key in row if key != "source"}
    assert not any(frame["file"].startswith("<") for frame in error["stack"])


def test_exit_status_and_arguments():
    report = run("-", "a", "b", source="process.exitCode = process.argv.length; process.argv.slice(2)")
    assert (report["outcome"], report["exit_status"]) == ("exit", 4)
    report = run("-", source="console.log(1); process.exit(3); console.log(2)")
    assert (report["exit_status"], logged(report)) == (3, "1\n")


def test_input():
    value = '{"a":[1,2.5,"é",null,true],"__proto__":1}'
    assert run("--input", value, "-", source="input")["result"] == json.loads(value)
    assert run("--input", value, "-", source="export default (x) => x")["result"] == json.loads(value)
    assert run("-", source="typeof input")["result"] == "undefined"


def test_modules(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "main.js").write_text(
        "import { add, meta } from './lib/add.js'; import data from './lib/data.json' with { type: 'json' };\n"
        "export default () => [add(1, 2), data.x, meta.url, meta.main, import.meta.main];")
    (tmp_path / "lib/add.js").write_text(
        "import '../main.js'; export const meta = import.meta; export const add = (a, b) => a + b;")
    (tmp_path / "lib/data.json").write_text('{"x": 5}')
    report = run("--allow", "imports", str(tmp_path / "main.js"))
    assert report["result"] == [3, 5, "file:///lib/add.js", False, True], report["error"]
    (tmp_path / "up.js").write_text("import '../secret.js'")
    assert run("--allow", "imports", str(tmp_path / "up.js"))["outcome"] in ("error", "denied")


def test_out_of_memory_is_catchable():
    report = run("-", source="let a = []; try { for (;;) a.push({}); } catch (e) { a = null; e.message }")
    assert report["result"] == "out of memory", report


def test_random_follows_the_seed():
    source = "[Math.random(), Math.random()]"
    first, again, other = (run("--seed", seed, "-", source=source)["result"] for seed in ("1", "1", "2"))
    assert first == again != other
