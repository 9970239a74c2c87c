#!/usr/bin/env python3
"""How the time of a command grows with the size of a page.

    benches/growth/run.py [--program target/release/gradus] [--command check] [--most 10000] [--only NAME]...

For each kind of page, as many as 100, 300, 1,000, … of the same thing. A row shows the seconds of the processor for each
size, and the largest ratio of two neighbours by what they would have if time grew with size: 1.0 is linear. A run that
takes longer than `--limit` seconds ends its row. `--policy COUNT` writes the page of the speed benchmark instead.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from pages import KINDS, policies


def seconds(program, command, path, limit):
    """The processor time and the memory in MB of one run; `None` where it takes too long."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        subprocess.run([program, command, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    root = Path(__file__).resolve().parent.parent.parent
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", default=str(root / "target/release/gradus"))
    arguments.add_argument("--command", default="check", choices=["check", "fmt"])
    arguments.add_argument("--most", type=int, default=10_000)
    arguments.add_argument("--limit", type=float, default=60)
    arguments.add_argument("--only", action="append", default=[])
    arguments.add_argument("--policy", type=int)
    arguments = arguments.parse_args()
    if arguments.policy is not None:
        sys.stdout.write(policies(arguments.policy))
        return
    sizes = [size for size in (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000) if size <= arguments.most]
    print(f"{'':24}" + "".join(f"{size:>10,}" for size in sizes) + f"{'ratio':>10}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.grad"
        for name, page in KINDS.items():
            if arguments.only and name not in arguments.only:
                continue
            taken, ratio = [], 0.0
            for size in sizes:
                path.write_text(page(size), encoding="utf-8")
                time = seconds(arguments.program, arguments.command, path, arguments.limit)
                if time is None:
                    break
                # What starting the program takes hides the growth of small pages.
                if taken and taken[-1] > 0.02:
                    ratio = max(ratio, time / taken[-1] / (size / sizes[len(taken) - 1]))
                taken.append(time)
            row = "".join(f"{time:>10.3f}" for time in taken) + f"{'…':>10}" * (len(sizes) - len(taken))
            print(f"{name:24}{row}{ratio:>10.1f}", flush=True)


if __name__ == "__main__":
    main()
