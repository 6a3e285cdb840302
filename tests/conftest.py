# SPDX-License-Identifier: Apache-2.0
"""Options of all tests. They stand here because pytest asks only the folder it is started on."""


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="write the golden files anew")
