#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every gate: each check_<name>.py beside this file. The last line counts them."""
import importlib
import sys
from pathlib import Path


def main():
    failed, names = 0, sorted(path.stem for path in Path(__file__).parent.glob("check_*.py"))
    for name in names:
        problems, advice = importlib.import_module(name).check()
        print(f"{'FAILED' if problems else 'ok':7}{name}" + (f" ({len(advice)} advised)" if advice else ""))
        for line in problems:
            print(f"       {line}")
        failed += bool(problems)
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
