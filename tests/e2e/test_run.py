# SPDX-License-Identifier: Apache-2.0
"""Every option of `troupe run`, where programs come from, and what is printed where."""
import json
import os
import signal
import subprocess
import time

import pytest

from conftest import TROUPE


def test_result_and_log(troupe):
    ended = troupe.js("console.log('hello'); console.error('bad'); ({ a: [1, 'x'] })")
    assert (ended.code, ended.err) == (0, "bad\n")
    assert ended.out == 'hello\n{\n  "a": [\n    1,\n    "x"\n  ]\n}\n'


@pytest.mark.parametrize("source", ["undefined", "console.log", "let x = 1", ""])
def test_nothing_to_print(troupe, source):
    ended = troupe.js(source if source != "console.log" else "void 0")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_quiet(troupe):
    ended = troupe.js("console.log('seen'); 7", "--quiet")
    assert (ended.code, ended.out) == (0, "seen\n")


def test_standard_input_as_program(troupe):
    ended = troupe("run", "-", stdin="6 * 7")
    assert (ended.code, ended.out) == (0, "42\n")


def test_standard_input_as_module(troupe, wasi):
    module = wasi("seven", "int main(void) { return 7; }")
    assert troupe("run", "-", stdin=module).code == 7


@pytest.mark.parametrize("name", ["main.js", "main.mjs"])
def test_default_export(troupe, name):
    troupe.file(name, "export default async function (input) { return input.n + 1 }")
    ended = troupe("run", "--input", '{"n": 1}', name)
    assert (ended.code, ended.out) == (0, "2\n")


def test_input_from_file(troupe):
    troupe.file("in.json", '{"rows": [1, 2]}')
    troupe.file("main.mjs", "export default i => i.rows.length")
    assert troupe("run", "--input", "@in.json", "main.mjs").out == "2\n"
    assert troupe("run", "--input=-", "main.mjs", stdin='{"rows": []}').out == "0\n"
    assert troupe("run", "--input", "@absent.json", "main.mjs").code == 16


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", "[1,]", "nul", "\x00", "1 2"])
def test_input_that_is_no_json(troupe, text):
    troupe.file("bad.json", text)
    ended = troupe("run", "--input", "@bad.json", troupe.file("main.js", "1"))
    assert ended.code == 2
    assert "the input" in ended.err


def test_program_and_input_are_both_standard_input(troupe):
    assert troupe("run", "--input", "-", "-", stdin="1").code == 2


def test_modules(troupe):
    troupe.file("lib/util.js", "export const twice = n => 2 * n; export function fail() { throw new TypeError('x') }")
    troupe.file("main.mjs", "import { twice } from 'util'; export default () => twice(21)")
    assert troupe("run", "--module", "util=lib/util.js", "main.mjs").out == "42\n"
    troupe.file("main.mjs", "import { fail } from 'util'; fail()")
    ended = troupe("run", "--module", "util=lib/util.js", "main.mjs")
    assert ended.code == 1
    assert "util:1:" in ended.err and "export function fail" in ended.err


@pytest.mark.parametrize("spec", ["util", "=x.js", "util="])
def test_module_that_is_none(troupe, spec):
    assert troupe.js("1", "--module", spec).code == 2


def test_relative_imports_need_a_grant(troupe):
    troupe.file("app/part.js", "export default 5")
    troupe.file("app/main.mjs", "import five from './part.js'; export default () => five")
    ended = troupe("run", "app/main.mjs")
    assert ended.code == 14
    assert "--allow imports" in ended.err
    ended = troupe("run", "--allow", "imports", "app/main.mjs")
    assert (ended.code, ended.out) == (0, "5\n")


def test_imports_stay_in_the_directory(troupe):
    troupe.file("secret.js", "export default 'secret'")
    os.makedirs(troupe.dir / "app")
    os.symlink("../secret.js", troupe.dir / "app/link.js")
    for path in ["../secret.js", "./link.js", "./../secret.js", "/etc/passwd"]:
        troupe.file("app/main.mjs", f"import x from '{path}'; export default () => x")
        ended = troupe("run", "--allow", "imports", "app/main.mjs")
        assert ended.code != 0 and "secret" not in ended.out


def test_unknown_grant(troupe):
    assert troupe.js("1", "--allow", "everything").code == 2


ENV_PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) printf("[%s]", argv[i]);
    printf("A=%s B=%s HOME=%s", getenv("A") ? getenv("A") : "-", getenv("B") ? getenv("B") : "-",
           getenv("HOME") ? getenv("HOME") : "-");
}
"""


def test_env_and_arguments(troupe, wasi):
    troupe.file("p.wasm", wasi("env", ENV_PROGRAM))
    ended = troupe("run", "--env", "A=x=y", "--env", "B", "p.wasm", "--json", "", env={"B": "copied"})
    assert (ended.code, ended.out) == (0, "[--json][]A=x=y B=copied HOME=-")
    assert troupe("run", "--env", "NOT_SET_HERE", "p.wasm").code == 2
    assert troupe("run", "--env", "=x", "p.wasm").code == 2


def test_options_after_the_program(troupe, wasi):
    troupe.file("p.wasm", wasi("env", ENV_PROGRAM))
    assert troupe("run", "p.wasm", "--env", "A=1", "--", "--env").out.startswith("[--env]A=1")
    assert troupe("run", "p.wasm", "--", "x").out.startswith("[x]A=-")
    assert troupe("run", "p.wasm", "a", "--", "x").out.startswith("[a][--][x]A=-")
    assert troupe("run", "--", "p.wasm", "--", "x").out.startswith("[--][x]A=-")


STDIN_PROGRAM = r"""
#include <stdio.h>
int main(void) { char b[64]; size_t n, sum = 0; while ((n = fread(b, 1, 64, stdin))) sum += n; printf("%zu", sum); }
"""


def test_standard_input_of_a_program(troupe, wasi):
    troupe.file("p.wasm", wasi("stdin", STDIN_PROGRAM))
    assert troupe("run", "p.wasm", stdin=b"x" * 100000).out == "100000"
    assert troupe("run", "p.wasm").out == "0"


def test_waiting_for_input_ends_at_the_deadline(troupe, wasi):
    troupe.file("p.wasm", wasi("stdin", STDIN_PROGRAM))
    started = time.monotonic()
    child = subprocess.Popen([TROUPE, "run", "--timeout", "300ms", "p.wasm"], cwd=troupe.dir,
                             stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert child.wait(20) == 11
    assert time.monotonic() - started < 3
    child.stdin.close()


FILE_PROGRAM = r"""
#include <stdio.h>
int main(int argc, char **argv) {
    FILE *f = fopen(argv[1], argv[2]);
    if (!f) { perror(argv[1]); return 3; }
    if (argc > 3) { if (fputs(argv[3], f) < 0 || fclose(f)) return 4; return 0; }
    int c; while ((c = fgetc(f)) != EOF) putchar(c);
}
"""


def test_directories(troupe, wasi):
    troupe.file("p.wasm", wasi("file", FILE_PROGRAM))
    troupe.file("data/in.txt", "hello")

    def run(mode, *args):
        return troupe("run", "--dir", f"data::/d{mode}", "p.wasm", *args)

    assert run("", "/d/in.txt", "r").out == "hello"
    assert run(":ro", "/d/new", "w", "x").code == 3
    assert run(":overlay", "/d/new", "w", "x").code == 0
    assert not (troupe.dir / "data/new").exists()
    assert run(":rw", "/d/new", "w", "x").code == 0
    assert (troupe.dir / "data/new").read_text() == "x"
    assert troupe("run", "p.wasm", "/d/in.txt", "r").code == 3


def test_directories_hold(troupe, wasi):
    troupe.file("p.wasm", wasi("file", FILE_PROGRAM))
    troupe.file("secret", "secret")
    os.makedirs(troupe.dir / "data")
    os.symlink("../secret", troupe.dir / "data/link")
    os.symlink("/etc/passwd", troupe.dir / "data/abs")
    for path in ["/d/link", "/d/abs", "/d/../secret", "/d/./../../secret", "../secret", "/secret"]:
        for mode in ["ro", "rw", "overlay"]:
            ended = troupe("run", "--dir", f"data::/d:{mode}", "p.wasm", path, "r")
            assert ended.code == 3 and ended.out == "", path


@pytest.mark.parametrize("spec", ["data", "data::d", "::/d", "data::/d:x", "data:/d"])
def test_directory_that_is_none(troupe, spec):
    assert troupe.js("1", "--dir", spec).code == 2


def test_absent_directory(troupe):
    ended = troupe.js("1", "--dir", "absent::/d")
    assert ended.code == 16 and "absent" in ended.err


def test_clock(troupe):
    source = "[Date.now(), new Date().toISOString()]"
    assert json.loads(troupe.js(source, "--clock", "2026-03-01T12:30:00Z").out) == [
        1772368200000, "2026-03-01T12:30:00.000Z"]
    source = "const a = Date.now(); for (let i = 0; i < 1e6; i++); await new Promise(r => setTimeout(r, 20)); Date.now() - a"
    assert troupe.js(source, "--clock", "fixed").out == "0\n"
    assert troupe.js("1", "--clock", "tomorrow").code == 2


def test_seed(troupe):
    source = "[Math.random(), Math.random()]"
    first = troupe.js(source, "--seed", "1,2").out
    assert troupe.js(source, "--seed", "1,2").out == first
    assert troupe.js(source, "--seed", "0x1,0x2").out == first
    assert troupe.js(source, "--seed", "1").out != first
    assert troupe.js(source).out != troupe.js(source).out
    for bad in ["", "x", "1,", "1,2,3", "-1", "99999999999999999999"]:
        assert troupe.js("1", "--seed", bad).code == 2


@pytest.mark.parametrize("option,value", [
    ("--timeout", "5"), ("--timeout", "0s"), ("--timeout", "25h"), ("--timeout", "x"),
    ("--memory", "0"), ("--memory", "64XB"), ("--memory", "5GiB"), ("--stack-limit", "2MiB"),
    ("--output-limit", "2GiB"), ("--source-limit", "1TB"), ("--files-limit", "5GiB"),
    ("--timers-limit", "0"), ("--timers-limit", "1000001"), ("--timers-limit", "1.5")])
def test_limits_that_are_none(troupe, option, value):
    assert troupe.js("1", option, value).code == 2


@pytest.mark.parametrize("args,words", [
    (["run"], "no program given"),
    (["run", "--timeot", "1s", "x.js"], "did you mean --timeout"),
    (["run", "--frobnicate", "x.js"], "unknown option --frobnicate"),
    (["run", "--json=1", "x.js"], "takes no value"),
    (["run", "--json", "--json", "x.js"], "given twice"),
    (["run", "--timeout"], "needs a value"),
    (["run", "x.py"], "none of .js"),
    (["rnu"], 'did you mean "run"'),
    (["frobnicate"], "unknown command"),
    (["help", "frobnicate"], "no help"),
    (["version", "x"], "takes nothing"),
    (["doctor", "x"], "options only"),
    (["doctor", "--jsn"], "did you mean --json"),
    (["completion"], "name a shell"),
    (["completion", "tcsh"], "name a shell")])
def test_wrong_command_lines(troupe, args, words):
    troupe.file("x.py", "1")
    ended = troupe(*args)
    assert ended.code == 2
    assert words in ended.err
    assert ended.out == ""


def test_no_command(troupe):
    assert troupe().code == 2


@pytest.mark.parametrize("times,expected", [(1, 15), (2, -signal.SIGINT)])
def test_interrupt(troupe, times, expected):
    # The second interrupt arrives while nothing reacts to the first: standard output is full.
    source = ("for (;;) console.log('x'.repeat(1000))" if times == 2 else
              "console.log('ready'); await new Promise(r => setTimeout(r, 4000))")
    child = subprocess.Popen([TROUPE, "run", "--output-limit", "10MiB", troupe.file("main.js", source)],
                             cwd=troupe.dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout.read(5)
    time.sleep(0.1)
    for _ in range(times):
        child.send_signal(signal.SIGINT)
        time.sleep(0.1)
    if times == 1:
        child.communicate(timeout=5)
    assert child.wait(5) == expected
    child.stdout.close()
    child.stderr.close()


def test_interrupt_before_the_program_runs(troupe):
    child = subprocess.Popen([TROUPE, "run", "-"], cwd=troupe.dir, stdin=subprocess.PIPE)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    assert child.wait(5) == -signal.SIGINT
    child.stdin.close()


def test_streams_while_running(troupe):
    troupe.file("main.js", "console.log('first'); await new Promise(r => setTimeout(r, 3000)); console.log('last')")
    child = subprocess.Popen([TROUPE, "run", "main.js"], cwd=troupe.dir, stdout=subprocess.PIPE)
    started = time.monotonic()
    assert child.stdout.readline() == b"first\n"
    assert time.monotonic() - started < 2
    assert child.stdout.readline() == b"last\n"
    assert child.wait(5) == 0


def test_exit_status(troupe, wasi):
    troupe.file("p.wasm", wasi("status", "#include <stdlib.h>\nint main(int c, char **v) { exit(atoi(v[1])); }"))
    for status, code in [("0", 0), ("1", 1), ("42", 42), ("255", 255), ("256", 1)]:
        assert troupe("run", "p.wasm", status).code == code
    report = troupe("run", "--json", "p.wasm", "42").json
    assert (report["outcome"], report["exit_status"], report["error"]) == ("exit", 42, None)
    assert troupe("run", "--json", "p.wasm", "0").json["outcome"] == "ok"


def test_help_lists_every_option(troupe):
    text = troupe("help", "run").out
    for option in ["--input", "--json", "--quiet", "--timeout", "--memory", "--stack-limit", "--output-limit",
                   "--source-limit", "--files-limit", "--timers-limit", "--module", "--allow", "--env", "--dir",
                   "--clock", "--seed", "--artifacts"]:
        assert option in text
    assert troupe("run", "--help").out == text


@pytest.mark.parametrize("topic", ["run", "doctor", "exit-codes", "limits"])
def test_help_golden(troupe, golden, topic):
    golden(f"help/{topic}.txt", troupe("help", topic).out)


def test_help_itself(troupe, golden):
    golden("help/all.txt", troupe("help").out)
    assert troupe("--help").out == troupe("help").out


def test_version(troupe):
    assert troupe("version").out.startswith("troupe ")
    assert troupe("--version").out == troupe("version").out


def test_man_page(troupe):
    page = troupe("help", "man").out
    assert page.startswith(".TH TROUPE 1") and "\\-\\-timeout" in page


def test_artifacts_of_javascript(troupe):
    ended = troupe.js('artifact("t.csv", "a\\n"); artifact("b", new Uint8Array([0, 255]), "x/y")', "--artifacts", "out")
    assert ended.code == 0
    assert (troupe.dir / "out/t.csv").read_bytes() == b"a\n" and (troupe.dir / "out/b").read_bytes() == b"\0\xff"
    told = troupe("run", "--json", "main.js").json["artifacts"]
    assert [(one["name"], one["type"], one["data"]) for one in told] == [("t.csv", "text/csv", "YQo="), ("b", "x/y", "AP8=")]
    assert "text, an ArrayBuffer" in troupe.js('artifact("x", 5)').err
