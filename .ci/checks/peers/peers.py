"""Runs attrsim and its peers in turn, and compares what they took and what they found.

    peers.py ATTRSIM DATA-FOLDER WORK-FOLDER REPETITIONS

This process stays small: Linux counts what a starting process holds into its child's peak memory.
"""

import os
import subprocess
import sys
import time
from importlib.metadata import version

HERE = os.path.dirname(os.path.abspath(__file__))


def measure(command):
    """Runs a command to its end: CPU seconds, wall seconds, peak memory in bytes."""
    start = time.monotonic()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"peers: status {os.waitstatus_to_exitcode(status)} of {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024


def measure_in_turn(commands, repetitions):
    """A B C A B C …, so that noise hits all alike. The best times and the worst peak of each."""
    best = {}
    for _ in range(repetitions):
        for name, command in commands.items():
            cpu, wall, peak = measure(command)
            old = best.get(name, (cpu, wall, peak))
            best[name] = (min(cpu, old[0]), min(wall, old[1]), max(peak, old[2]))
    return best


def show(title, best, repetitions):
    print(f"\n{title}; best of {repetitions}, in turn")
    print(f"{'':22}   CPU s  × ours   wall s  × ours   peak MB")
    ours = next(iter(best.values()))
    for name, (cpu, wall, peak) in best.items():
        print(
            f"{name:22} {cpu:7.2f} {cpu / ours[0]:7.1f} {wall:8.2f} {wall / ours[1]:7.1f}"
            f" {peak / 1e6:9,.0f}")


def main():
    attrsim, data, work, repetitions = sys.argv[1:]
    repetitions = int(repetitions)
    print(f"{os.cpu_count()} cores; Python {sys.version.split()[0]}; results into SQLite by"
          f" adbc-driver-sqlite {version('adbc-driver-sqlite')}")
    jobs = [
        ("first-click", "bench.json",
         "First click within 1 h of each checkout, with user, product, revenue and profit"),
        ("five-models", "five.json",
         "First click, last click, linear, time decay and position-based: totals of each source"),
    ]
    for job, scenario, title in jobs:
        results = {name: f"{work}/{name}-{job}.sqlite" for name in ["attrsim", "duckdb", "polars"]}
        commands = {"attrsim": [
            attrsim, "run", f"{data}/{scenario}", "--truth", "none", "--quiet", "--output",
            results["attrsim"]]}
        for peer in ["duckdb", "polars"]:
            commands[f"{peer} {version(peer)}"] = [
                sys.executable, f"{HERE}/{peer}_job.py", job, data, results[peer]]
        best = measure_in_turn(commands, repetitions)
        show(title, best, repetitions)
        sys.stdout.flush()
        # In a process of its own: it needs memory.
        compared = subprocess.run(
            [sys.executable, f"{HERE}/compare.py", job, *results.values()], check=False)
        if compared.returncode != 0:
            sys.exit(1)


main()
