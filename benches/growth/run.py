#!/usr/bin/env python3
"""How the time of a command grows with the size of a page, as a table of ratios in Markdown.

    benches/growth/run.py [--program target/release/gradus] [--command check] [--most 10000] [--only NAME]...

For each kind of page (`eval` and `explain`: of pack), as many as 100, 300, 1,000, … of the same thing. A cell has the milliseconds of the processor above
those of an empty page, and behind them the ratio to the size before, by what it would be if time grew with size: 1.0 is linear.
A run that takes longer than `--limit` seconds ends its row. `--policy COUNT` writes the page of the speed benchmark, and
`--speed` runs it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from pages import HEAD, KINDS, PACKS, pack, policies, table

SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)

# Milliseconds below which a ratio says more of the machine than of the program.
LEAST = 20


# What a command is given besides the path.
FURTHER = {"explain": ["--subject", "id=k0"]}


def run(program, command, path, limit):
    """The processor time in ms and the memory in MB of one run; `None` where it takes too long."""
    further = FURTHER.get(command, [])
    child = subprocess.Popen([program, command, *further, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = threading.Timer(limit, child.kill)
    end.start()
    _, status, usage = os.wait4(child.pid, 0)
    end.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode < 0:
        return None
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def best(arguments, path):
    """The least that several runs have used."""
    used = [run(arguments.program, arguments.command, path, arguments.limit) for _ in range(arguments.runs)]
    return None if None in used else min(used)


def write(page, path):
    """A page, or the files of a pack into a folder."""
    if isinstance(page, str):
        path.write_text(page, encoding="utf-8")
        return
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    for name, text in page.items():
        (path / name).write_text(text, encoding="utf-8")


def kinds(command):
    """What a command is drawn for."""
    packs = {name: page for name, (commands, page) in PACKS.items() if command in commands}
    return packs if command in ("eval", "explain") else KINDS | packs


def row(arguments, sizes, page, folder, nothing):
    """The cells of one kind of page, and its largest ratio."""
    cells, before, most = [], None, 0.0
    for size in sizes:
        made = page(size)
        path = folder / ("page.grad" if isinstance(made, str) else "pack")
        write(made, path)
        used = best(arguments, path)
        if used is None:
            cells += ["…"] * (len(sizes) - len(cells))
            break
        time, ratio = max(used[0] - nothing, 0.0), ""
        if before and before[1] >= LEAST:
            growth = time / before[1] / (size / before[0])
            most, ratio = max(most, growth), f" ({growth:.1f})"
        cells.append(f"{time:.0f}{ratio}")
        before = (size, time)
    return cells, most


def main():
    root = Path(__file__).resolve().parent.parent.parent
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", default=str(root / "target/release/gradus"))
    arguments.add_argument("--command", default="check", choices=["check", "fmt", "test", "eval", "explain"])
    arguments.add_argument("--most", type=int, default=10_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--limit", type=float, default=60)
    arguments.add_argument("--only", action="append", default=[], choices=KINDS | PACKS)
    arguments.add_argument("--policy", type=int, metavar="COUNT")
    arguments.add_argument("--speed", action="store_true")
    arguments = arguments.parse_args()
    if arguments.policy is not None:
        sys.stdout.write(policies(arguments.policy))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.grad"
        if arguments.speed:
            print("| lines | ms | MB |\n|---|---|---|")
            for count in (7, 70, 700):
                path.write_text(policies(count), encoding="utf-8")
                time, memory = best(arguments, path)
                print(f"| {policies(count).count(chr(10)):,} | {time:.0f} | {memory:.0f} |", flush=True)
            return
        sizes = [size for size in SIZES if size <= arguments.most]
        path = Path(folder) / "nothing"
        write(pack(HEAD + table() + "tree s of t = x\n"), path)
        nothing = best(arguments, path)[0]
        print("| ms, ratio | " + " | ".join(f"{size:,}" for size in sizes) + " | most |")
        print("|---" * (len(sizes) + 2) + "|")
        for name, page in kinds(arguments.command).items():
            if not arguments.only or name in arguments.only:
                cells, most = row(arguments, sizes, page, Path(folder), nothing)
                print(f"| {name} | {' | '.join(cells)} | {most:.1f} |", flush=True)


if __name__ == "__main__":
    main()
