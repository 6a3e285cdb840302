# SPDX-License-Identifier: Apache-2.0
"""The JSON reader and writer against Python's json: generated values there and back.

usage: json_peer.py JSON_ECHO
Every number is a double here, as in JavaScript; the seed is fixed, so a failure comes back.
"""
import json
import math
import random
import struct
import subprocess
import sys

VALUES = 600
SEED = 20240101


def number(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return rng.randrange(-1000, 1000)
    if kind == 1:
        return rng.getrandbits(rng.randrange(1, 200)) * rng.choice((1, -1))
    if kind == 2:
        return rng.uniform(-1, 1)
    if kind == 3:
        return rng.randrange(-10**6, 10**6) / 1000
    if kind == 4:
        return float(f"{rng.choice('123456789')}e{rng.randrange(-330, 308)}")
    value = struct.unpack("<d", rng.randbytes(8))[0]
    return value if math.isfinite(value) else 0.0


def text(rng):
    alphabet = [chr(c) for c in range(0x80)] + list("äß€→日本\u2028\ufeff\uffff😀\U0010ffff")
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(0, 40)))


def value(rng, depth):
    kind = rng.randrange(8 if depth < 6 else 4)
    if kind <= 1:
        return number(rng)
    if kind == 2:
        return text(rng)
    if kind == 3:
        return rng.choice((True, False, None))
    if kind <= 5:
        return [value(rng, depth + 1) for _ in range(rng.randrange(0, 6))]
    return {text(rng): value(rng, depth + 1) for _ in range(rng.randrange(0, 6))}


def as_doubles(parsed):
    """What JSON.parse would hold: every number as a double."""
    if isinstance(parsed, bool) or parsed is None or isinstance(parsed, str):
        return parsed
    if isinstance(parsed, (int, float)):
        return float(parsed)
    if isinstance(parsed, list):
        return [as_doubles(item) for item in parsed]
    return {key: as_doubles(item) for key, item in parsed.items()}


def main():
    rng = random.Random(SEED)
    values = [value(rng, 0) for _ in range(VALUES)] + [number(rng) for _ in range(5 * VALUES)]
    lines = [json.dumps(v, ensure_ascii=rng.random() < 0.5) for v in values]
    echo = subprocess.run([sys.argv[1]], input="\n".join(lines).encode() + b"\n",
                          stdout=subprocess.PIPE, check=True)
    answers = echo.stdout.decode().rstrip("\n").split("\n")
    assert len(answers) == len(lines), f"{len(lines)} texts, {len(answers)} answers"
    for sent, got in zip(lines, answers):
        assert got != "error", f"refused: {sent}"
        assert as_doubles(json.loads(got)) == as_doubles(json.loads(sent)), f"{sent}\nbecame\n{got}"
        keys = [k for k, _ in json.loads(sent, object_pairs_hook=list)] if sent[0] == "{" else []
        assert keys == ([k for k, _ in json.loads(got, object_pairs_hook=list)] if keys else [])
    print(f"{len(lines)} values there and back")


if __name__ == "__main__":
    main()
