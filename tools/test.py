#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs everything `make test` promises, shows it as it runs, and closes with one summary.

A step is a command and the way its output is counted. A step that fails does not stop the others,
except that nothing is tested with a build that failed. Exit status 0 means: every step ended well and
every step that should count tests did count some.
"""
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

# Nothing about SIGSEGV has to be set for Wasmtime: its handler comes after the sanitizer's and passes on
# what is not a guest's fault. Freed memory is held back little, because tests bound what a process holds.
ASAN = {"ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:quarantine_size_mb=16",
        "UBSAN_OPTIONS": "print_stacktrace=1"}


class Counts(NamedTuple):
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def count_ctest(output):
    total = re.findall(r"tests passed, (\d+) tests failed out of (\d+)", output)
    if not total:
        return Counts()
    failed, ran = map(int, total[-1])
    skipped = len(re.findall(r"\*\*\*Skipped", output))
    return Counts(ran - failed - skipped, failed, skipped)


def count_pytest(output):
    def last(word):
        found = re.findall(rf"(\d+) {word}", output)
        return int(found[-1]) if found else 0

    return Counts(last("passed"), last("failed") + last("errors?"), last("skipped"))


def count_plain(output):
    """The gates print 'N passed, N failed' as their last line."""
    found = re.findall(r"^(\d+) passed, (\d+) failed", output, re.M)
    return Counts(*map(int, found[-1])) if found else Counts()


class Step(NamedTuple):
    name: str
    command: list
    count: object = None  # None: the step builds something and counts no tests
    needs: str = ""       # a step that must have ended well
    env: dict = {}


def steps():
    jobs = str(os.cpu_count() or 2)
    pytest = [sys.executable, "-m", "pytest", "tests", "-q", "-p", "no:cacheprovider"]
    return [
        Step("build", ["tools/build.sh", "release"]),
        Step("gates", [sys.executable, "tools/check.py"], count_plain),
        Step("unit and fuzz replay", ["ctest", "--preset", "release", "-j", jobs], count_ctest, "build"),
        Step("end to end", pytest, count_pytest, "build", {"TROUPE": str(ROOT / "build/troupe")}),
        Step("build, sanitized", ["tools/build.sh", "asan"]),
        Step("unit and fuzz replay, sanitized", ["ctest", "--preset", "asan", "-j", jobs],
             count_ctest, "build, sanitized", ASAN),
        Step("end to end, sanitized", [*pytest, "-m", "not slow"], count_pytest, "build, sanitized",
             {"TROUPE": str(ROOT / "build-asan/troupe"), **ASAN}),
    ]


def run(step):
    """Shows the output line by line and returns (exit status, all of it)."""
    print(f"\n=== {step.name}: {' '.join(step.command)}", flush=True)
    process = subprocess.Popen(step.command, cwd=ROOT, env={**os.environ, **step.env}, text=True,
                               errors="replace", stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = []
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        lines.append(line)
    return process.wait(), "".join(lines)


def main():
    wanted = sys.argv[1:]
    total, rows, good = Counts(), [], set()
    for step in steps():
        if wanted and step.name not in wanted:
            good.add(step.name)
            continue
        if step.needs and step.needs not in good:
            rows.append((step.name, "not run", 0.0, Counts(failed=1)))
            continue
        start = time.monotonic()
        status, output = run(step)
        counts = step.count(output) if step.count else Counts()
        ok = status == 0 and counts.failed == 0 and (not step.count or counts.passed > 0)
        if ok:
            good.add(step.name)
        elif counts.failed == 0:
            counts = counts._replace(failed=1)  # a step that broke without saying which test
        rows.append((step.name, "ok" if ok else "FAILED", time.monotonic() - start, counts))

    print(f"\n{'step':34} {'result':8} {'seconds':>8} {'passed':>7} {'failed':>7} {'skipped':>8}")
    for name, result, seconds, counts in rows:
        print(f"{name:34} {result:8} {seconds:8.1f} {counts.passed:7} {counts.failed:7} {counts.skipped:8}")
        total = Counts(*(a + b for a, b in zip(total, counts)))
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
