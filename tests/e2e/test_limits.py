# SPDX-License-Identifier: Apache-2.0
"""Every limit is on by default and trips; what one program can make the host hold is bounded."""
import pytest

MIB = 1024  # KiB


def report(troupe, source, *options):
    ended = troupe.js(source, "--json", *options)
    return ended, ended.json


def test_time(troupe):
    ended, told = report(troupe, "for (;;);", "--timeout", "300ms")
    assert (ended.code, told["outcome"], told["error"]["code"]) == (11, "deadline", "deadline")
    assert 0.3e9 <= told["usage"]["time"]["used"] < 0.33e9
    assert told["usage"]["time"]["allowed"] == 300_000_000


def test_time_is_waiting_too(troupe):
    ended, told = report(troupe, "await new Promise(r => setTimeout(r, 60000))", "--timeout", "300ms")
    assert (ended.code, told["outcome"]) == (11, "deadline")
    assert told["usage"]["time"]["used"] < 0.33e9


def test_default_time(troupe):
    ended = troupe.js("for (;;);")
    assert ended.code == 11
    assert 5 <= ended.seconds < 5.6


@pytest.mark.parametrize("source", [
    "const a = []; for (;;) a.push(new Array(1000).fill(0))",
    "const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))",
    "const a = []; for (let i = 0;; i++) a.push('x'.repeat(1000) + i)",
    "const m = new Map(); for (let i = 0;; i++) m.set(i, { i })"])
def test_memory(troupe, source):
    ended, told = report(troupe, source)
    assert (ended.code, told["outcome"], told["error"]["code"]) == (12, "memory", "memory")
    assert told["usage"]["memory"]["used"] <= 64 << 20
    assert ended.rss_kib < 64 * MIB + 80 * MIB


def test_memory_error_can_be_caught(troupe):
    ended = troupe.js("try { 'x'.repeat(1 << 28).length } catch (e) { 'caught' }")
    assert (ended.code, ended.out) == (0, '"caught"\n')


def test_less_memory(troupe):
    source = "new Uint8Array(20 << 20).fill(1).length"
    assert troupe.js(source).code == 0
    assert troupe.js(source, "--memory", "10MiB").code == 12
    assert troupe.js("1", "--memory", "64KiB").code in (12, 16)


def test_stack(troupe):
    ended, told = report(troupe, "function f() { return f() + 1 }\nf()")
    assert (ended.code, told["outcome"], told["error"]["code"]) == (1, "error", "stack")
    assert told["error"]["class"] == "RangeError" and told["error"]["line"] == 1
    source = "let n = 0; function f() { n++; f() } try { f() } catch (e) {} n"
    assert int(troupe.js(source).out) > 10 * int(troupe.js(source, "--stack-limit", "64KiB").out) > 0


def test_output_of_logs(troupe):
    ended, told = report(troupe, "for (let i = 0; i < 1e5; i++) console.log('line ' + i)")
    assert ended.code == 0
    texts = [log["text"] for log in told["logs"]]
    assert texts[0] == "line 0" and texts[-1] == "line 99999"
    gap = [log for log in told["logs"] if log["level"] == "gap"]
    dropped = told["truncated"]["logs"]["dropped_bytes"]
    assert len(gap) == 1 and str(dropped) in gap[0]["text"]
    assert told["truncated"]["logs"]["truncated"] and dropped > 0
    assert told["truncated"]["logs"]["total_bytes"] == sum(len(f"line {i}") for i in range(100000))
    assert len("".join(texts)) <= 1 << 20


def test_output_of_logs_as_text(troupe):
    ended = troupe.js("for (let i = 0; i < 1e4; i++) console.log('line ' + i)", "--output-limit", "4KiB")
    lines = ended.out.splitlines()
    assert lines[0] == "line 0" and lines[-1] == "line 9999"
    assert any("bytes left out" in line for line in lines)
    assert len(ended.out) < 6000


def test_ten_thousand_lines(troupe):
    ended = troupe.js("for (let i = 0; i < 1e4; i++) console.log('line ' + i)")
    assert ended.out == "".join(f"line {i}\n" for i in range(10000))


def test_output_of_streams(troupe, wasi):
    troupe.file("p.wasm", wasi("noise", r"""
        #include <stdio.h>
        int main(void) { for (int i = 0; i < 300000; i++) { printf("line %d\n", i); fprintf(stderr, "e%d\n", i); } }
        """))
    told = troupe("run", "--json", "p.wasm").json
    for stream, first, last in [("stdout", "line 0\n", "line 299999\n"), ("stderr", "e0\n", "e299999\n")]:
        text, cut = told[stream], told["truncated"][stream]
        assert text.startswith(first) and text.endswith(last) and "bytes left out" in text
        assert cut["truncated"] and cut["total_bytes"] > 1 << 20
        assert len(text) < (1 << 20) + 100
    ended = troupe("run", "p.wasm")
    assert ended.out == told["stdout"] and ended.err == told["stderr"]


def test_result(troupe):
    ended, told = report(troupe, "'x'.repeat(2 << 20)")
    assert (ended.code, told["outcome"], told["error"]["code"]) == (13, "output", "result")
    assert troupe.js("'x'.repeat(2 << 20)", "--output-limit", "3MiB").code == 0


def test_source(troupe):
    ended, told = report(troupe, "//" + "x" * (4 << 20))
    assert (ended.code, told["outcome"], told["error"]["code"]) == (16, "refused", "limit")
    troupe.file("big.js", "//" + "x" * 2000)
    troupe.file("main.mjs", "import 'big'; export default () => 1")
    assert troupe("run", "--module", "big=big.js", "--source-limit", "1KiB", "main.mjs").code == 16
    troupe.file("main.mjs", "import './big.js'; export default () => 1")
    assert troupe("run", "--allow", "imports", "main.mjs").code == 0
    assert troupe("run", "--allow", "imports", "--source-limit", "1KiB", "main.mjs").code == 1


def test_files(troupe, wasi):
    troupe.file("p.wasm", wasi("fill", r"""
        #include <stdio.h>
        #include <string.h>
        #include <errno.h>
        int main(void) {
            static char block[1 << 20];
            memset(block, 1, sizeof block);
            FILE *f = fopen("/tmp/full", "w");
            if (!f) { perror("open"); return 9; }
            setvbuf(f, 0, _IONBF, 0);
            for (int i = 0; i < 1000; i++)
                if (fwrite(block, sizeof block, 1, f) != 1) { printf("%d %s", i, strerror(errno)); return 3; }
        }
        """))
    ended = troupe("run", "p.wasm")
    assert ended.code == 3
    written = int(ended.out.split()[0])
    assert 30 <= written < 64
    assert ended.rss_kib < 200 * MIB
    assert int(troupe("run", "--files-limit", "8MiB", "p.wasm").out.split()[0]) < 8
    told = troupe("run", "--json", "p.wasm").json
    assert 0 < told["usage"]["files"]["used"] <= 64 << 20


def test_timers(troupe):
    ended, told = report(troupe, "for (let i = 0; i < 10001; i++) setTimeout(() => {}, 1000)")
    assert (ended.code, told["outcome"], told["error"]["class"]) == (1, "error", "RangeError")
    assert troupe.js("for (let i = 0; i < 9999; i++) setTimeout(() => {}, 1); 1").code == 0
    assert troupe.js("setTimeout(() => {}, 1); setTimeout(() => {}, 1)", "--timers-limit", "1").code == 1


def test_usage_names_every_limit(troupe):
    _, told = report(troupe, "1")
    assert set(told["usage"]) == {"time", "memory", "stack", "output", "source", "files", "timers"}
    for use in told["usage"].values():
        assert use["used"] is None or use["used"] <= use["allowed"]


# The host's own memory, beyond what a run of "1" takes.

@pytest.fixture(scope="module")
def idle_rss(tmp_path_factory):
    from conftest import Command
    return Command(tmp_path_factory.mktemp("idle")).js("1").rss_kib


def test_host_memory_of_printing(troupe, idle_rss):
    ended = troupe.js("const s = 'x'.repeat(1 << 20); for (let i = 0; i < 700; i++) console.log(s)", "--json",
                      "--timeout", "30s")
    assert ended.code == 0
    assert ended.json["truncated"]["logs"]["total_bytes"] == 700 << 20
    assert ended.rss_kib < idle_rss + 32 * MIB


def test_host_memory_of_printing_small(troupe, idle_rss):
    ended = troupe.js("for (let i = 0; i < 300000; i++) console.log('x')", "--timeout", "30s")
    assert ended.rss_kib < idle_rss + 16 * MIB


def test_host_memory_of_raw_output(troupe, wasi, idle_rss):
    troupe.file("p.wasm", wasi("flood", r"""
        #include <string.h>
        #include <unistd.h>
        int main(void) { static char b[1 << 20]; memset(b, 'x', sizeof b);
            for (int i = 0; i < 700; i++) { write(1, b, sizeof b); write(2, b, sizeof b); } }
        """))
    ended = troupe("run", "--timeout", "30s", "p.wasm")
    assert ended.code == 0
    assert len(ended.out) < (1 << 20) + 100 and len(ended.err) < (1 << 20) + 100
    assert ended.rss_kib < idle_rss + 64 * MIB


def test_host_memory_of_large_strings(troupe, idle_rss):
    ended = troupe.js("const a = []; for (let i = 0; i < 1024; i++) a.push('x'.repeat(1 << 20) + i)")
    assert ended.code == 12
    assert ended.rss_kib < idle_rss + 64 * MIB + 16 * MIB


def test_host_memory_of_errors(troupe, idle_rss):
    ended = troupe.js("throw new Error('x'.repeat(30 << 20))")
    assert ended.code in (1, 12, 13)
    assert ended.rss_kib < idle_rss + 64 * MIB + 32 * MIB
    assert len(ended.err) < 20000
