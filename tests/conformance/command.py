# SPDX-License-Identifier: Apache-2.0
"""The command under test, as the conformance suites use it."""
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TROUPE = Path(os.environ.get("TROUPE", ROOT / "build/troupe")).resolve()


def report(*arguments, cwd=None, timeout=280):
    """What `troupe run --json ARGUMENTS` prints, as an object."""
    done = subprocess.run([TROUPE, "run", "--json", *arguments], cwd=cwd, text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, capture_output=True)
    assert done.stdout, f"no report; exit status {done.returncode}\n{done.stderr}"
    return json.loads(done.stdout)


def recorded(suite):
    """The counts of one suite that docs/conformance.md shows, from counts.json."""
    return json.loads((Path(__file__).parent / "counts.json").read_text())[suite]
