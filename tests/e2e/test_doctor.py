# SPDX-License-Identifier: Apache-2.0
"""`troupe doctor` on this machine and on crippled ones, and the completion scripts."""
import os
import resource
import shutil
import subprocess

import pytest

from conftest import TROUPE

CHECKS = {"versions", "kernel", "pagemap", "openat2", "address_space", "overcommit", "max_map_count", "landlock",
          "seccomp", "cache", "cleaning", "run"}


def test_doctor(troupe):
    ended = troupe("doctor")
    assert ended.code == 0
    assert "wasmtime 48.0.8" in ended.out and "quickjs-ng 0.16.2" in ended.out
    report = troupe("doctor", "--json").json
    assert report["ok"] and set(report["checks"]) == CHECKS
    assert all(check["finding"] in ("ok", "note", "problem") for check in report["checks"].values())


def test_bad_cache_directory(troupe):
    cache = troupe.dir / "cache"
    cache.mkdir()
    (cache / "modules").mkdir()
    os.chmod(cache / "modules", 0o777)
    report = troupe("doctor", "--json", env={"TROUPE_CACHE": str(cache)}).json
    assert report["checks"]["cache"]["finding"] == "note"
    assert "0700" in report["checks"]["cache"]["remedy"]
    assert report["ok"]


def test_no_cache_directory(troupe):
    ended = subprocess.run([TROUPE, "doctor"], cwd=troupe.dir, env={}, capture_output=True, text=True)
    assert ended.returncode == 0
    assert "XDG_CACHE_HOME" in ended.stdout


@pytest.mark.parametrize("gib,good", [(3, False), (20, True)])
def test_little_address_space(troupe, gib, good):
    if "libasan" in subprocess.run(["ldd", TROUPE], capture_output=True, text=True).stdout:
        pytest.skip("the sanitizer itself needs the address space")
    ended = subprocess.run([TROUPE, "doctor"], cwd=troupe.dir, capture_output=True, text=True,
                           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (gib << 30, gib << 30)))
    assert "ulimit -v unlimited" in ended.stdout
    assert (ended.returncode == 0) == good


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(troupe, shell):
    script = troupe("completion", shell)
    assert script.code == 0
    assert "timeout" in script.out and "doctor" in script.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script.out, text=True, check=True)


def test_completion_completes(troupe):
    script = troupe("completion", "bash").out
    ask = 'COMP_WORDS=(troupe run --timeo); COMP_CWORD=2; _troupe; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script + ask], capture_output=True, text=True)
    assert done.stdout.strip() == "--timeout"
