# SPDX-License-Identifier: Apache-2.0
"""quickjs-ng's own tests in the sandbox; quickjs_suite.py says how, and what is left out."""
import pytest

import command
import quickjs_suite as suite

RECORDED = command.recorded("quickjs")
RUN = [name for name in suite.names() if name not in suite.EXCLUDED]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("quickjs") / "tests"
    suite.copy_to(path)
    return path


@pytest.mark.parametrize("name", RUN)
def test_file(folder, name):
    report, assertions = suite.run(folder, name)
    want = suite.expected(name)
    error = report["error"]
    assert (report["outcome"], error["class"] if error else "") == (want.outcome, want.error), error
    assert assertions == RECORDED["assertions"].get(name, 0)


def test_tables_name_real_files():
    known = set(suite.names())
    assert {*suite.EXCLUDED, *suite.DIFFERENT, *suite.CUTS} <= known
    assert RECORDED["files"] == len(RUN)


def test_the_counting_assert_can_fail(folder):
    (folder / "failing.js").write_text('import { assert } from "./assert.js";\nassert(1, 1);\nassert(1, 2);\n')
    report = command.report("--allow", "imports", "failing.js", cwd=folder)
    assert report["outcome"] == "error"
    assert "got |1|, expected |2|" in report["error"]["message"]
