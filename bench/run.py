#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs our benchmark programs, then the peers, and prints one table with ratios.

A program under build/bench/ (bench_*) or a peer prints lines of tab-separated fields: name, p50, p90,
p99, unit, number of samples; a single figure leaves p90 and p99 empty. Lines are kept in
build/bench.tsv. Ratios compare p50 of the same work, measured in the same run on the same machine.
"""
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench/peers"

PEER_NAMES = ("quickjs-emscripten", "isolated-vm", "node-vm", "node-worker")

# our figure -> the peer figures that do the same work
SAME_WORK = {
    "js_fresh_1+1": [f"{peer}_1+1" for peer in PEER_NAMES],
    "js_fresh_report": [f"{peer}_report" for peer in PEER_NAMES],
    "process_troupe_run_hello": ["process_node_hello"],
}


class Figure(NamedTuple):
    name: str
    p50: float
    p90: str
    p99: str
    unit: str
    samples: str


def figures_of(command, cwd=ROOT):
    """Runs a program; shows what it says on standard error, collects its figures."""
    print(f"  {' '.join(map(str, command))}", file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        fields = line.split("\t")
        if len(fields) == 6:
            yield Figure(fields[0], float(fields[1]), *fields[2:])
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with status {done.returncode}")


def install_peers():
    """Installs the pinned packages. Node's own headers serve the one that is compiled."""
    env = {**os.environ}
    headers = Path(os.path.realpath("/usr/bin/node")).parent.parent
    if (headers / "include/node/node.h").exists():
        env.setdefault("npm_config_nodedir", str(headers))
    subprocess.run(["npm", "ci", "--loglevel=error"], cwd=PEERS, env=env, stdout=sys.stderr, check=True)


def start_of(command, name, times=50):
    """The whole life of a process, as a person or a script waits for it."""
    taken = []
    for _ in range(times):
        start = time.perf_counter_ns()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        taken.append((time.perf_counter_ns() - start) / 1e6)
    taken.sort()
    at = [taken[int((times - 1) * share)] for share in (0.5, 0.9, 0.99)]
    return Figure(name, at[0], f"{at[1]:.1f}", f"{at[2]:.1f}", "ms", str(times))


def print_table(figures):
    print(f"\n{'figure':44} {'p50':>10} {'p90':>10} {'p99':>10} unit")
    for figure in figures:
        print(f"{figure.name:44} {figure.p50:10.1f} {figure.p90:>10} {figure.p99:>10} {figure.unit}")


def print_ratios(figures):
    by_name = {figure.name: figure for figure in figures}
    rows = [(ours, peer) for ours, peers in SAME_WORK.items() for peer in peers
            if ours in by_name and peer in by_name]
    if rows:
        print(f"\n{'p50 of peer / p50 of ours':60} {'ratio':>8}")
    for ours, peer in rows:
        print(f"{peer + ' / ' + ours:60} {by_name[peer].p50 / by_name[ours].p50:7.1f}x")


def main():
    figures = []
    for program in sorted((ROOT / "build/bench").glob("bench_*")):
        if os.access(program, os.X_OK) and program.is_file():
            figures += figures_of([str(program)])
    figures.append(start_of(["build/troupe", "run", "examples/hello.js"], "process_troupe_run_hello"))
    figures.append(start_of(["node", "examples/hello.js"], "process_node_hello"))
    if "--no-peers" not in sys.argv[1:]:
        install_peers()
        figures += figures_of(["node", "peers.mjs"], PEERS)
    print_table(figures)
    print_ratios(figures)
    with (ROOT / "build/bench.tsv").open("w", encoding="utf-8") as out:
        out.writelines("\t".join(map(str, figure)) + "\n" for figure in figures)


if __name__ == "__main__":
    main()
