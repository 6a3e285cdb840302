# SPDX-License-Identifier: Apache-2.0
"""Runs what the documentation shows: each ```console block of README.md and docs/ is one shell session.

A line that begins with "$ " is a command, continued while a line ends in a backslash; what follows is its
output, both streams together. In the output "…" stands for any text within a line, and a line that is only
"…" for any number of lines. Commands run at the top of the repository with `troupe` on PATH.
"""
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TROUPE = Path(os.environ.get("TROUPE", ROOT / "build/troupe")).resolve()
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
MARK = "---next command---"


def sessions():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in BLOCK.finditer(text):
            line = text.count("\n", 0, block.start()) + 1
            yield pytest.param(block.group(1), id=f"{page.relative_to(ROOT)}:{line}")


def parse(block):
    """[(command, expected output lines)]"""
    steps = []
    continued = False
    for line in block.splitlines():
        if continued:
            steps[-1][0] += "\n" + line
        elif line.startswith("$ "):
            steps.append([line[2:], []])
        else:
            steps[-1][1].append(line)
        continued = (continued or line.startswith("$ ")) and line.endswith("\\")
    return steps


def pattern(expected):
    parts = []
    for line in expected:
        if line == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(r".*?".join(re.escape(piece) for piece in line.split("…")) + r"\n")
    return re.compile("".join(parts))


def test_documentation_has_sessions():
    assert list(sessions())


@pytest.mark.parametrize("block", sessions())
def test_session(block, tmp_path):
    steps = parse(block)
    # The status is carried over the mark, so that "echo $?" shows that of the command before it.
    script = "".join(f"(exit $status)\n{command}\nstatus=$?; echo '{MARK}'\n" for command, _ in steps)
    env = {**os.environ, "PATH": f"{TROUPE.parent}:{os.environ['PATH']}", "NO_COLOR": "1",
           "TMPDIR": str(tmp_path)}
    done = subprocess.run(["bash", "-c", "status=0\n" + script], cwd=ROOT, env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          timeout=120)
    outputs = done.stdout.split(MARK + "\n")
    assert len(outputs) == len(steps) + 1, done.stdout
    for (command, expected), output in zip(steps, outputs):
        if output and not output.endswith("\n"):
            output += "\n"
        assert pattern(expected).fullmatch(output), (
            f"$ {command}\n--- documented\n" + "\n".join(expected) + f"\n--- got\n{output}")
