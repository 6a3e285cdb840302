# SPDX-License-Identifier: Apache-2.0
"""docs/conformance.md says what the tables and counts say."""
import report


def test_page_is_current():
    assert report.PAGE.read_text(encoding="utf-8") == report.page(), "run tests/conformance/report.py"
