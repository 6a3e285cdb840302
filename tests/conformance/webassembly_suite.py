# SPDX-License-Identifier: Apache-2.0
"""WebAssembly as the command runs it: programs that print, programs that trap, modules that are refused.

webassembly/*.wat are programs whose head says what they print. "use print" stands for the lines of
print.wat.inc, which give them $print and $print64. Traps and refusals are rows of the tables below.
"""
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent / "webassembly"


class Program(NamedTuple):
    name: str
    text: str
    options: list
    prints: list


def programs():
    fragment = (HERE / "print.wat.inc").read_text(encoding="utf-8")
    for path in sorted(HERE.glob("*.wat")):
        text = path.read_text(encoding="utf-8")
        options = re.search(r"^;; options: (.*)$", text, re.M)
        yield Program(path.stem, text.replace("  ;; use print\n", fragment),
                      options.group(1).split() if options else [],
                      re.search(r"^;; prints:(.*)$", text, re.M).group(1).split())


def start(body, declarations=""):
    """A module with one page of memory whose _start is `body`."""
    return f'(module {declarations} (memory (export "memory") 1) (func (export "_start") {body}))'


TABLE = "(table 1 funcref)"
DATA = '(data $d "abcd")'
ELEMENTS = "(table 1 funcref) (elem $e func $f) (func $f)"

# name, code of the trap, program
TRAPS = [
    ("unreachable", "unreachable", start("unreachable")),
    ("load past the end", "bounds", start("(drop (i32.load (i32.const 65533)))")),
    ("load at the highest address", "bounds", start("(drop (i32.load8_u (i32.const -1)))")),
    ("address and offset overflow", "bounds",
     start("(drop (i64.load offset=4294967295 (i32.const -1)))")),
    ("store past the end", "bounds", start("(i64.store (i32.const 65529) (i64.const 1))")),
    ("vector load past the end", "bounds", start("(drop (v128.load (i32.const 65521)))")),
    ("lane store past the end", "bounds",
     start("(v128.store64_lane 1 (i32.const 65529) (v128.const i64x2 0 0))")),
    ("memory.copy from outside", "bounds",
     start("(memory.copy (i32.const 0) (i32.const 65530) (i32.const 10))")),
    ("memory.copy to outside", "bounds",
     start("(memory.copy (i32.const 65536) (i32.const 0) (i32.const 1))")),
    ("memory.copy of nothing, outside", "bounds",
     start("(memory.copy (i32.const 65537) (i32.const 0) (i32.const 0))")),
    ("memory.fill past the end", "bounds",
     start("(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))")),
    ("memory.init past the segment", "bounds",
     start("(memory.init $d (i32.const 0) (i32.const 1) (i32.const 4))", DATA)),
    ("memory.init past the memory", "bounds",
     start("(memory.init $d (i32.const 65535) (i32.const 0) (i32.const 2))", DATA)),
    ("memory.init of a dropped segment", "bounds",
     start("(data.drop $d) (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1))", DATA)),
    ("memory.init of an active segment", "bounds",
     start("(memory.init $d (i32.const 0) (i32.const 0) (i32.const 1))",
           '(data $d (i32.const 0) "abcd")')),
    ("division by zero", "arithmetic", start("(drop (i32.div_u (i32.const 1) (i32.const 0)))")),
    ("remainder by zero", "arithmetic", start("(drop (i64.rem_s (i64.const 1) (i64.const 0)))")),
    ("division overflow", "arithmetic",
     start("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))")),
    ("conversion of no number", "arithmetic", start("(drop (i32.trunc_f64_s (f64.const nan)))")),
    ("conversion of too large a number", "arithmetic",
     start("(drop (i64.trunc_f32_u (f32.const 1e30)))")),
    ("conversion of a negative number", "arithmetic",
     start("(drop (i32.trunc_f32_u (f32.const -1)))")),
    ("call_indirect past the table", "table", start("(call_indirect (i32.const 1))", TABLE)),
    ("call_indirect of an empty entry", "table", start("(call_indirect (i32.const 0))", TABLE)),
    ("call_indirect of another type", "signature",
     start("(drop (call_indirect (result i32) (i32.const 0)))", "(table funcref (elem $f)) (func $f)")),
    ("return_call_indirect of another type", "signature",
     start("(return_call_indirect (param i32) (i32.const 0) (i32.const 0))",
           "(table funcref (elem $f)) (func $f)")),
    ("return_call_indirect of an empty entry", "table",
     start("(return_call_indirect (i32.const 0))", TABLE)),
    ("table.get past the end", "table", start("(drop (table.get 0 (i32.const 1)))", TABLE)),
    ("table.set past the end", "table", start("(table.set 0 (i32.const 1) (ref.null func))", TABLE)),
    ("table.init past the segment", "table",
     start("(table.init $e (i32.const 0) (i32.const 0) (i32.const 2))", ELEMENTS)),
    ("table.init of a dropped segment", "table",
     start("(elem.drop $e) (table.init $e (i32.const 0) (i32.const 0) (i32.const 1))", ELEMENTS)),
    ("table.copy past the end", "table",
     start("(table.copy (i32.const 0) (i32.const 1) (i32.const 1))", TABLE)),
    ("table.fill past the end", "table",
     start("(table.fill 0 (i32.const 1) (ref.null func) (i32.const 1))", TABLE)),
    ("endless recursion", "stack", start("(call $f)", "(func $f (call $f))")),
    ("endless recursion with large frames", "stack",
     start("(call $f (v128.const i64x2 0 0))",
           "(func $f (param v128) (call $f (local.get 0)) (call $f (local.get 0)))")),
    ("trap in the start function", "unreachable", start("", "(func $s unreachable) (start $s)")),
]


def section(number, *content):
    content = bytes(content)
    return bytes([number, len(content)]) + content


def module(*sections):
    return b"\0asm\1\0\0\0" + b"".join(sections)


def body(*code):
    """A module of one function of no parameters; its first instruction lies at BODY."""
    return module(section(1, 1, 0x60, 0, 0), section(3, 1, 0), section(10, 1, len(code) + 2, 0, *code, 0x0B))


HEADER = 8        # bytes before the first section
FIRST = 11        # the first item of the first section
BODY = 23         # the first instruction in body()

# name, code, byte offset, words of the message, module
REFUSED = [
    ("memory64", "unsupported", FIRST, "memory64", module(section(5, 1, 0x04, 1))),
    ("shared memory", "unsupported", FIRST, "threads", module(section(5, 1, 0x03, 1, 1))),
    ("atomic instruction", "unsupported", BODY, "threads", body(0xFE, 0x03, 0x00)),
    ("structure type", "unsupported", FIRST, "garbage collection", module(section(1, 1, 0x5F, 0, 0))),
    ("array type", "unsupported", FIRST, "garbage collection", module(section(1, 1, 0x5E, 0x7F, 0))),
    ("recursive types", "unsupported", FIRST, "garbage collection",
     module(section(1, 1, 0x4E, 1, 0x60, 0, 0))),
    ("instruction on structures", "unsupported", BODY, "garbage collection", body(0xFB, 0x00, 0x00)),
    ("typed function reference", "unsupported", BODY, "function references", body(0x14, 0x00)),
    ("tag section", "unsupported", HEADER, "exception", module(section(13, 1, 0, 0))),
    ("throw", "unsupported", BODY, "exception", body(0x08, 0x00)),
    ("try_table", "unsupported", BODY, "exception", body(0x1F, 0x40, 0x00, 0x0B)),
    ("try of the older proposal", "unsupported", BODY, "exception", body(0x06, 0x40, 0x0B)),
    ("two memories", "unsupported", FIRST - 1, "2 memories", module(section(5, 2, 0, 1, 0, 1))),
    ("relaxed vector instruction", "unsupported", BODY, "relaxed SIMD", body(0xFD, 0x80, 0x02)),
    ("wide arithmetic", "unsupported", BODY, "wide arithmetic", body(0xFC, 0x13)),
    ("custom page sizes", "unsupported", FIRST, "custom page sizes", module(section(5, 1, 0x08, 1, 0))),
    ("component", "unsupported", 4, "component", b"\0asm\x0d\0\1\0"),
    ("unknown version", "invalid", 4, "version", b"\0asm\2\0\0\0"),
    ("unknown section", "invalid", HEADER, "section", module(section(99, 0))),
    ("sections out of order", "invalid", 13, "order",
     module(section(5, 1, 0, 1), section(3, 0))),
    ("truncated section", "invalid", 10, "", module(section(5, 1, 0, 1))[:-1]),
    ("unknown instruction", "invalid", BODY, "opcode", body(0xFF)),
]

# Well-formed text that asks for what no sandbox offers: name, code, words of the message, text.
NOT_OFFERED = [
    ("unknown import", "unsupported", '"env" "x"',
     '(module (import "env" "x" (func)) (func (export "_start")))'),
    ("unknown function of WASI", "unsupported", '"nope"',
     '(module (import "wasi_snapshot_preview1" "nope" (func)) (func (export "_start")))'),
    ("function of WASI with another type", "unsupported", "another type",
     '(module (import "wasi_snapshot_preview1" "fd_write" (func)) (func (export "_start")))'),
    ("imported memory", "unsupported", "only functions",
     '(module (import "env" "m" (memory 1)) (func (export "_start")))'),
    ("imported global", "unsupported", "only functions",
     '(module (import "env" "g" (global i32)) (func (export "_start")))'),
    ("no _start", "unsupported", "_start", "(module)"),
    ("more memory than allowed", "limit", "memory", '(module (memory 2000) (func (export "_start")))'),
    ("data outside of the memory", "invalid", "data segment",
     start("", '(data (i32.const 65535) "ab")')),
    ("elements outside of the table", "invalid", "element segment",
     start("", "(table 1 funcref) (elem (i32.const 1) $f) (func $f)")),
    ("type mismatch", "invalid", "type mismatch", start("(i32.const 1)")),
    ("references to host objects", "unsupported", "externref", start("(drop (ref.null extern))")),
    ("_start with parameters", "unsupported", "_start", '(module (func (export "_start") (param i32)))'),
]

# Rows whose outcome is not right yet, and what it is instead.
DEFECTS = {}
