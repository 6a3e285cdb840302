# SPDX-License-Identifier: Apache-2.0
"""promises-aplus-tests in the sandbox; promises_suite.py says how."""
import pytest

import command
import promises_suite as suite

RECORDED = command.recorded("promises")


@pytest.mark.slow
def test_promises(tmp_path):
    report = suite.run(suite.bundle(tmp_path / "promises"))
    assert report["outcome"] == "ok", report["error"]
    assert report["result"] == {"passed": RECORDED["tests"], "failed": []}


def test_the_harness_tells_failures(tmp_path):
    (tmp_path / "main.mjs").write_text("""
        import { runTests } from './harness.js';
        specify('passes', (done) => setTimeout(done));
        specify('calls back with an error', (done) => done('wrong'));
        describe('group', () => specify('throws', () => { throw 'thrown'; }));
        export default runTests;
    """)
    module = f"harness.js={suite.HERE / 'harness.js'}"
    report = command.report("--module", module, "main.mjs", cwd=tmp_path)
    assert report["result"] == {"passed": 1, "failed": [
        {"name": "calls back with an error", "message": "wrong"},
        {"name": "group throws", "message": "thrown"}]}
