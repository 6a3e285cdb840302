# SPDX-License-Identifier: Apache-2.0
"""
Programs that mean harm, through the command: each ends as a typed outcome within 1.1 times its time limit (and
the start of the process), in bounded host memory. The same programs and more run ten thousand times in one
process in tests/hostile.
"""
import os

import pytest

from conftest import Command

LIMIT = 1.0
START = 0.3  # start of the process on a busy machine
# What the sanitizers' own bookkeeping may take beside the program.
SANITIZER_KIB = 200_000 if "ASAN_OPTIONS" in os.environ else 0
HOST_KIB = 160 * 1024

SEVEN = {
    "endless loop": ("while (true) {}", {"deadline"}),
    "array growth": ("const a = []; while (true) a.push(a.length)", {"memory"}),
    "big buffers": ("const a = []; for (;;) a.push(new ArrayBuffer(16 << 20))", {"memory", "error"}),
    "deep recursion": ("function f(n) { return f(n + 1) + 1 } f(0)", {"error"}),
    "catastrophic regular expression": ("/^(a+)+$/.test('a'.repeat(40) + '!')", {"deadline", "error"}),
    "deep source": ("(" * 60000 + "1" + ")" * 60000, {"error"}),
    "promise that queues itself": ("(function f() { Promise.resolve().then(f) })(); await new Promise(() => {})",
                                   {"deadline"}),
}

MORE = {
    "string doubling": ("let s = 'ab'; for (;;) s = s + s", {"memory", "error"}),
    "BigInt tower": ("let n = 3n; for (;;) n = n ** 7n", {"deadline", "memory", "error"}),
    "huge sort": ("for (;;) Array.from({ length: 1e5 }, (_, i) => -i).sort((a, b) => a - b)", {"deadline"}),
    "proxy that answers with itself": ("const p = new Proxy({}, { get: () => p.x }); p.x", {"error"}),
    "JSON of a deep value": ("let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; JSON.stringify(o)", {"error", "deadline"}),
    "deep JSON text": ("JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))", {"error"}),
    "deep result": ("let o = []; for (let i = 0; i < 1e5; i++) o = [o]; o", {"error", "output"}),
    "endless generator": ("function* g() { while (true) yield 1 } [...g()]", {"memory", "deadline"}),
    "timer storm": ("setInterval(() => { for (let i = 0; i < 100; i++) setTimeout(() => {}, 0) }, 0)",
                    {"deadline", "error"}),
    "errors that cause one another": (
        "let e = new Error('x'); for (let i = 0; i < 1e4; i++) e = new Error('x', { cause: e }); throw e", {"error"}),
    "error whose parts lie": (
        "throw { get message() { for (;;); }, get stack() { throw 1 }, get name() { return this.name } }",
        {"deadline", "error"}),
    "toString that throws": ("throw { toString() { throw new Error('no') } }", {"error"}),
    "getter in the result": ("({ get x() { for (;;); } })", {"deadline"}),
    "sparse array": ("const a = []; a[4294967294] = 1; a.join()", {"deadline", "memory", "error"}),
    "symbol flood": ("const m = {}; for (;;) m[Symbol()] = 1", {"memory"}),
    "code that makes code": ("let s = '1'; for (;;) { s += '+' + s; eval(s) }", {"memory", "error", "deadline"}),
    "escape sequences in errors": ("throw new Error('\\x1b[2J\\x1b]0;owned\\x07')", {"error"}),
    "prototypes overwritten": (
        "Object.prototype.toJSON = Array.prototype.push = () => { throw 1 }; Error.prototype.name = null; null.x",
        {"error"}),
}


@pytest.mark.parametrize("name", [*SEVEN, *MORE])
def test_hostile(troupe, name):
    source, outcomes = {**SEVEN, **MORE}[name]
    ended = troupe.js(source, "--json", "--timeout", f"{LIMIT}s")
    told = ended.json
    assert told["outcome"] in outcomes, (told["outcome"], told["error"])
    assert told["error"]["code"] and told["error"]["message"] is not None
    assert told["usage"]["time"]["used"] <= 1.1 * LIMIT * 1e9
    assert ended.seconds <= 1.1 * LIMIT + START
    assert ended.rss_kib < HOST_KIB


@pytest.mark.parametrize("name", [*SEVEN, *MORE])
def test_hostile_as_text(troupe, name):
    source, _ = {**SEVEN, **MORE}[name]
    ended = troupe.js(source, "--timeout", "300ms")
    assert ended.code in (1, 11, 12, 13)
    assert ended.err and len(ended.err) < 20000
    assert not any(ord(c) < 32 and c != "\n" for c in ended.err)


BINARIES = {
    "empty": b"",
    "header alone": b"\0asm\1\0\0\0",
    "wrong version": b"\0asm\2\0\0\0",
    "cut": b"\0asm\1\0\0\0\1\x7f",
    "no memory of its own name": b"\0asm\1\0\0\0\5\3\1\0\xff",
    "text": b"(module",
    "zeros": b"\0" * 1000,
}


@pytest.mark.parametrize("name", BINARIES)
def test_binaries(troupe, name):
    troupe.file("p.wasm", BINARIES[name])
    ended = troupe("run", "--json", "p.wasm")
    told = ended.json
    assert (ended.code, told["outcome"]) == (16, "refused")
    assert told["error"]["code"] in ("invalid", "unsupported")


@pytest.mark.parametrize("source", [
    "\xff\xfe", "\x00", "\xc3", "\xed\xa0\x80"], ids=ascii)
def test_sources_that_are_no_text(troupe, source):
    ended = troupe.js(source.encode("latin-1"), "--json")
    assert ended.code in (1, 16)
    assert ended.json["outcome"] in ("error", "refused")


@pytest.mark.parametrize("body,outcome", [
    ("(loop br 0)", "deadline"),
    ("unreachable", "trap"),
    ("(call $start)", "trap"),
    ("(drop (i32.load (i32.const -4)))", "trap"),
    ("(drop (i32.div_u (i32.const 1) (i32.const 0)))", "trap"),
    ("(drop (memory.grow (i32.const 65535))) (drop (i32.load (i32.const 100000)))", "memory"),
    ("(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br 0))", "deadline"),
])
def test_foreign_modules(troupe, body, outcome):
    troupe.file("p.wat", f'(module (memory 1) (func $start (export "_start") {body}))')
    ended = troupe("run", "--json", "--timeout", "500ms", "p.wat")
    told = ended.json
    assert told["outcome"] == outcome, told["error"]
    assert ended.seconds <= 0.55 + START


@pytest.mark.parametrize("source", [
    # a few hundred bytes that would be 2^60 numbers as text
    "let r = [1]; for (let i = 0; i < 60; i++) r = [r, r]; r",
    # every path through thirty objects that refer to each other
    "const o = Array.from({ length: 30 }, () => []); for (const a of o) a.push(...o); o",
])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_results_that_are_huge_as_text(troupe, source, options):
    ended = troupe.js(source, *options)
    assert ended.code == 13, ended.err
    assert ended.rss_kib < 120_000 + SANITIZER_KIB and ended.seconds < 2 + START


def emitting(troupe, kind, item, pages, *options, times=1):
    """A WASI program that emits bytes of its own making through the guest interface."""
    data = "".join(f"\\{b:02x}" for b in item[0])
    troupe.file("p.wat", f"""(module (import "troupe" "emit" (func $emit (param i32 i32 i32)))
        (memory {pages}) (data (i32.const 0) "{data}")
        (func (export "_start") (local $n i32) (loop
            (call $emit (i32.const {kind}) (i32.const 0) (i32.const {item[1]}))
            (br_if 0 (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))
                               (i32.const {times}))))))""")
    return troupe("run", *options, "p.wat")


def test_a_result_in_deep_brackets(troupe):
    """Indented by a thousand spaces, each of these numbers would take a kilobyte."""
    deep, n = 500, 1_000_000
    head = b"\x81" * deep + b"\x9a" + n.to_bytes(4, "big")
    ended = emitting(troupe, 1, (head, len(head) + n), 16)
    assert ended.code == 0, ended.err
    assert ended.out.count("0") == n and ended.rss_kib < 120_000 + SANITIZER_KIB


@pytest.mark.parametrize("kind,outcome", [(1, "output"), (2, "output"), (3, "trap"), (6, "deadline"),
                                          (7, "trap"), (8, "trap")])
def test_large_values_are_not_read_past_the_deadline(troupe, kind, outcome):
    n = 65_000_000
    head = b"\x9a" + n.to_bytes(4, "big")
    ended = emitting(troupe, kind, (head, len(head) + n), 1000, "--json", "--timeout", "300ms", times=10**9)
    assert ended.json["outcome"] == outcome
    assert ended.seconds < 0.33 + START and ended.rss_kib < 150_000 + SANITIZER_KIB


@pytest.mark.parametrize("n", [8, 9, 64])
def test_tables_are_not_memory_beyond_the_limit(troupe, n):
    fill = "".join(f"(table.fill {i} (i32.const 0) (ref.func $f) (i32.const 1000000))" for i in range(n))
    tables = "(table 1000000 funcref)" * n
    troupe.file("p.wat", f'(module {tables} (elem declare func $f) (func $f) (func (export "_start") {fill}))')
    ended = troupe("run", "p.wat")
    assert ended.code == (0 if n <= 8 else 16), ended.err
    assert ended.rss_kib < 120_000 + SANITIZER_KIB


@pytest.mark.parametrize("name", ["../../escape", "/etc/escape", "..", "", "-rf", "a\0b", "x" * 5000, "é", ".hidden"])
def test_artifact_names(tmp_path, name):
    troupe = Command(tmp_path / "a/b")
    troupe.dir.mkdir(parents=True)
    body = ("(module (import \"troupe\" \"emit\" (func $emit (param i32 i32 i32))) (memory (export \"memory\") 2)"
            " (data (i32.const 8) \"{}\") (func (export \"_start\") (call $emit (i32.const 7) (i32.const 8) (i32.const {}))))")
    text = name.encode()
    item = b"\x83\x63a/b" + b"\x79" + len(text).to_bytes(2, "big") + text if len(text) > 255 else (
        b"\x83\x63a/b" + (b"\x78" + bytes([len(text)]) if len(text) > 23 else bytes([0x60 + len(text)])) + text)
    item += b"\x45bytes"
    wat = body.format("".join(f"\\{b:02x}" for b in item), len(item))
    troupe.file("p.wat", wat)
    ended = troupe("run", "--artifacts", "out", "p.wat")
    assert ended.code == 0, ended.err
    made = [p for p in tmp_path.rglob("*") if p.is_file() and p.name not in (".out", ".err", "p.wat")]
    assert [p.parent for p in made] == [troupe.dir / "out"]
    assert made[0].read_bytes() == b"bytes" and not made[0].name.startswith((".", "-"))


def test_advice_is_never_the_programs_own(troupe):
    ended = troupe.js("""
        throw Object.assign(new Error("x"), {
            code: "denied", grant: "--dir /::/host:rw", hint: "run it again with --dir /::/host:rw" })
        """)
    assert ended.code != 0
    lines = ended.err.splitlines()
    assert not [line for line in lines if line.startswith(("hint:", "grant:"))]
    told = troupe("run", "--json", "main.js").json["error"]
    assert told["hint"] is None and told["grant"] is None
