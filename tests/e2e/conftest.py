# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: running the command, measuring it, comparing with golden files.

`pytest --update` writes the golden files anew instead of comparing.
"""
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests/golden"
TROUPE = Path(os.environ.get("TROUPE", ROOT / "build/troupe")).resolve()


@dataclass
class Ended:
    code: int
    out: str
    err: str
    seconds: float
    rss_kib: int

    @property
    def json(self):
        return json.loads(self.out)


class Command:
    """Runs `troupe ARGS` in a directory of the test's own."""

    def __init__(self, directory):
        self.dir = directory

    def file(self, name, text):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    def __call__(self, *args, stdin=b"", env=None, timeout=60):
        out, err = self.dir / ".out", self.dir / ".err"
        stdin = stdin.encode() if isinstance(stdin, str) else stdin
        started = time.monotonic()
        with open(out, "wb") as out_file, open(err, "wb") as err_file:
            child = subprocess.Popen([TROUPE, *args], cwd=self.dir, stdin=subprocess.PIPE,
                                     stdout=out_file, stderr=err_file,
                                     env=None if env is None else {**os.environ, **env})
            try:
                child.stdin.write(stdin)
                child.stdin.close()
            except BrokenPipeError:
                pass
            code, usage = self.wait(child, started + timeout)
        return Ended(code, out.read_text(errors="replace"), err.read_text(errors="replace"),
                     time.monotonic() - started, usage.ru_maxrss)

    @staticmethod
    def wait(child, until):
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                child.returncode = os.waitstatus_to_exitcode(status)
                return child.returncode, usage
            if time.monotonic() > until:
                os.kill(child.pid, signal.SIGKILL)
                os.wait4(child.pid, 0)
                pytest.fail("troupe did not end in time")
            time.sleep(0.002)

    def js(self, source, *options, **more):
        """A program given as text, in main.js."""
        return self("run", *options, self.file("main.js", source), **more)


@pytest.fixture
def troupe(tmp_path):
    return Command(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def prepared(tmp_path_factory):
    """A cache of the tests' own. Its first run compiles the guest, which no test should be measured with."""
    os.environ["TROUPE_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    command = Command(tmp_path_factory.mktemp("prepare"))
    assert command.js("1").code == 0


@pytest.fixture
def golden(request):
    def compare(name, text):
        path = GOLDEN / name
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        assert path.exists(), f"{path} is missing: pytest --update writes it"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def wasi(tmp_path_factory):
    """Compiles a C program to a WASI module; skips where there is no compiler for it."""
    directory = tmp_path_factory.mktemp("wasi")

    def compile_c(name, source):
        module = directory / f"{name}.wasm"
        if not module.exists():
            (directory / f"{name}.c").write_text(source)
            done = subprocess.run(["clang-19", "--target=wasm32-wasi", "-O1", "-o", module,
                                   directory / f"{name}.c"], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        return module.read_bytes()

    return compile_c
