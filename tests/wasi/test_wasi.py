# SPDX-License-Identifier: Apache-2.0
"""WASI preview 1, seen by C programs: each is compiled with clang-19 and run by `troupe run`.

TROUPE names the command (default: build/troupe). Together the programs import every function of
the snapshot; the last test compares that with the list in src/guest/wasi.h.
"""
import os
import pathlib
import re
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TROUPE = os.environ.get("TROUPE", str(ROOT / "build" / "troupe"))
CC = ["clang-19", "--target=wasm32-wasi", "-O1", "-Wall", "-Wextra", "-Werror"]

# The random bytes are those of `openssl enc -chacha20` for the key that src/guest/chance.c describes.
# program -> options, arguments, standard input, exit status, standard output (None = only "ok" lines)
PROGRAMS = {
    "args": {"args": ["one", "", "two words", "grüße"]},
    "clocks": {},
    "dirs": {},
    "environ": {"options": ["--env", "A=1", "--env", "EMPTY="]},
    "escape": {},
    "exit_status": {"status": 42, "stdout": "ok before\n"},
    "files": {},
    "hostile": {},
    "links": {},
    "mounts": {"mounts": True},
    "poll": {},
    "raise": {"status": 134, "stdout": "ok sched_yield\nok no signal\n"},
    "random": {"options": ["--seed", "1,2"], "stdout": "bytes 4dc437d1caf3b35e\nok random_get\n"},
    "rename": {},
    "renumber": {},
    "rights": {},
    "sizes": {},
    "sockets": {},
    "stat": {},
    "streams": {"stdin": "first line\nsecond", "stderr": "to standard error\n"},
}


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Compiles a program once."""
    folder = tmp_path_factory.mktemp("wasi")

    def compile_one(name):
        out = folder / f"{name}.wasm"
        if not out.exists():
            subprocess.run([*CC, str(HERE / f"{name}.c"), "-o", str(out)], check=True)
        return out

    return compile_one


def make_mounts(folder):
    """Three host directories as mounts.c expects them, and the options that mount them."""
    options = []
    (folder / "secret").write_text("outside")
    for mode in ("ro", "rw", "over"):
        host = folder / mode
        (host / "sub").mkdir(parents=True)
        (host / "file").write_text("host")
        (host / "out").symlink_to("../secret")
        options += ["--dir", f"{host}::/{mode}:{'overlay' if mode == 'over' else mode}"]
    return options


def check_mounts(folder):
    """What the guest may have changed on the host, and nothing else."""
    for mode in ("ro", "rw", "over"):
        assert (folder / mode / "file").read_text() == "host"
        assert (folder / mode / "out").is_symlink()
    assert (folder / "rw" / "sub" / "moved").read_text() == "by the guest"
    assert not list((folder / "ro" / "sub").iterdir())
    assert not list((folder / "over" / "sub").iterdir())
    assert (folder / "secret").read_text() == "outside"


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_program(name, compiled, tmp_path):
    case = PROGRAMS[name]
    options = case.get("options", []) + (make_mounts(tmp_path) if case.get("mounts") else [])
    result = subprocess.run(
        [TROUPE, "run", *options, str(compiled(name)), *case.get("args", [])],
        input=case.get("stdin", "").encode(), capture_output=True, timeout=60)
    stdout, stderr = result.stdout.decode(), result.stderr.decode()
    assert result.returncode == case.get("status", 0), stdout + stderr
    if "stdout" in case:
        assert stdout == case["stdout"]
    else:
        assert re.fullmatch(r"(ok .+\n)+", stdout), stdout
    assert stderr == case.get("stderr", "")
    if case.get("mounts"):
        check_mounts(tmp_path)


def read_uleb(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def read_name(data, at):
    size, at = read_uleb(data, at)
    return data[at:at + size].decode(), at + size


def function_imports(wasm):
    """(module, name) of every imported function. LLD makes no other imports for these programs."""
    at, found = 8, set()
    while at < len(wasm):
        section, (size, start) = wasm[at], read_uleb(wasm, at + 1)
        if section == 2:
            count, pos = read_uleb(wasm, start)
            for _ in range(count):
                module, pos = read_name(wasm, pos)
                name, pos = read_name(wasm, pos)
                assert wasm[pos] == 0, "not a function"
                _, pos = read_uleb(wasm, pos + 1)
                found.add((module, name))
        at = start + size
    return found


def test_every_function_is_imported(compiled):
    listed = set(re.findall(r"^ +X\((\w+), ", (ROOT / "src/guest/wasi.h").read_text(), re.M))
    assert len(listed) == 46  # the 45 of the first snapshot, and sock_accept
    imported = set()
    for name in PROGRAMS:
        imported |= function_imports(compiled(name).read_bytes())
    assert imported == {("wasi_snapshot_preview1", name) for name in listed}


def test_every_program_is_run():
    assert {path.stem for path in HERE.glob("*.c")} == set(PROGRAMS)
