"""Holds `gradus eval` against the same rules in SQL on DuckDB: the same results, and how long each takes.

usage: run.py FOLDER GRADUS [ROUNDS]

FOLDER holds what make.py made, GRADUS is the program of a release build. Both run alternately, so that whatever else the
machine does falls on both; medians and their ratio are printed. Needs duckdb and pyarrow from PyPI.
"""
import os
import statistics
import subprocess
import sys
import time

import duckdb
import pyarrow.parquet as parquet

HERE = os.path.dirname(os.path.abspath(__file__))
TOLERANCE = 1e-9


def by_gradus(program, folder, out):
    command = [program, "eval", HERE, "--data-root", folder, "--of", "unit", "-o", out]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def by_sql(folder, out):
    """In a process of its own, as the other is."""
    with open(os.path.join(HERE, "reference.sql"), encoding="utf-8") as file:
        query = file.read()
    code = f"import duckdb; duckdb.sql('set enable_progress_bar = false'); duckdb.sql({query!r}.replace('FOLDER', {folder!r})).write_parquet({out!r}, compression='zstd')"
    subprocess.run([sys.executable, "-c", code], check=True)


def compare(ours, reference):
    """The largest difference of a number, and how many tiers differ."""
    a, b = (parquet.read_table(path).sort_by("unit_id") for path in (ours, reference))
    assert a.num_rows == b.num_rows, (a.num_rows, b.num_rows)
    largest, tiers = 0.0, 0
    for name in b.column_names:
        x, y = a[name].to_pylist(), b[name].to_pylist()
        if name in ("unit_id", "tier"):
            tiers += sum(p != q for p, q in zip(x, y))
            continue
        assert all((p is None) == (q is None) for p, q in zip(x, y)), name
        largest = max([largest] + [abs(float(p) - float(q)) for p, q in zip(x, y) if p is not None])
    return largest, tiers


def main():
    folder, program = sys.argv[1], sys.argv[2]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    ours, reference = os.path.join(folder, "gradus.parquet"), os.path.join(folder, "duckdb.parquet")
    runs = {"gradus": lambda: by_gradus(program, folder, ours), "duckdb": lambda: by_sql(folder, reference)}
    times = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    largest, tiers = compare(ours, reference)
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    print(f"largest difference {largest:.2g}, tiers that differ {tiers}")
    print(f"duckdb {duckdb.__version__}: " + ", ".join(f"{name} {m:.2f} s" for name, m in medians.items()))
    print(f"ratio {medians['gradus'] / medians['duckdb']:.2f}")
    sys.exit(0 if largest <= TOLERANCE and tiers == 0 else 1)


main()
