# SPDX-License-Identifier: Apache-2.0
"""WebAssembly through the command; webassembly_suite.py holds the programs and tables."""
import pytest

import command
import webassembly_suite as suite

RECORDED = command.recorded("webassembly")
PROGRAMS = list(suite.programs())
LIMITED = [
    ("endless loop", "deadline", ["--timeout", "200ms"], suite.start("(loop (br 0))")),
    ("endless start function", "deadline", ["--timeout", "200ms"],
     suite.start("", "(func $s (loop (br 0))) (start $s)")),
    ("gives up without memory", "memory", ["--memory", "1MiB"],
     suite.start("(if (i32.eq (memory.grow (i32.const 100)) (i32.const -1)) (then unreachable))")),
]


def marks(name):
    wrong = suite.DEFECTS.get(name)
    return [pytest.mark.xfail(reason=wrong, strict=True)] if wrong else []


def by_name(rows):
    return [pytest.param(*values, id=name, marks=marks(name)) for name, *values in rows]


def run(tmp_path, program, *options):
    path = tmp_path / ("program.wasm" if isinstance(program, bytes) else "program.wat")
    path.write_bytes(program if isinstance(program, bytes) else program.encode())
    return command.report(*options, path.name, cwd=tmp_path)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_prints(tmp_path, program):
    report = run(tmp_path, program.text, *program.options)
    assert report["outcome"] == "ok", report["error"]
    assert report["stdout"].split() == program.prints


@pytest.mark.parametrize("code, program", by_name(suite.TRAPS))
def test_traps(tmp_path, code, program):
    report = run(tmp_path, program)
    assert (report["outcome"], report["error"]["code"]) == ("trap", code)
    assert report["error"]["stack"]


@pytest.mark.parametrize("outcome, options, program", by_name(LIMITED))
def test_limits(tmp_path, outcome, options, program):
    assert run(tmp_path, program, *options)["outcome"] == outcome


def test_exit_status(tmp_path):
    program = suite.start(
        "(call $exit (i32.const 7)) unreachable",
        '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))')
    report = run(tmp_path, program)
    assert (report["outcome"], report["exit_status"], report["error"]) == ("exit", 7, None)


@pytest.mark.parametrize("code, offset, words, program", by_name(suite.REFUSED))
def test_refuses_binary(tmp_path, code, offset, words, program):
    report = run(tmp_path, program)
    error = report["error"]
    assert (report["outcome"], error["code"], error["offset"]) == ("refused", code, offset), error
    assert words in error["message"]
    assert report["module"] is None


@pytest.mark.parametrize("code, words, program", by_name(suite.NOT_OFFERED))
def test_refuses_text(tmp_path, code, words, program):
    report = run(tmp_path, program)
    assert (report["outcome"], report["error"]["code"]) == ("refused", code), report["error"]
    assert words in report["error"]["message"]


def test_syntax_error_has_a_place(tmp_path):
    report = run(tmp_path, "(module\n  (func (i32.const)))\n")
    error = report["error"]
    assert (report["outcome"], error["code"], error["line"], error["column"]) == (
        "refused", "invalid", 2, 19)


def test_counts_are_recorded():
    assert RECORDED == {"programs": len(PROGRAMS), "traps": len(suite.TRAPS),
                        "refused": len(suite.REFUSED) + len(suite.NOT_OFFERED)}
