"""Compares `gradus eval` with the same rules written by hand for other programs: the same results, and what each takes.

usage: run.py [--rows N] [--rounds N] [--quick] [--gradus PROGRAM] [--folder FOLDER] [--only TEXT]

Installs the peers (requirements.txt) into `target/bench` and makes the data there, unless FOLDER has it. All programs run
in turn, so that whatever else the machine does falls on each of them; medians are printed as a table. Of the peers, the
seconds are those after their imports; of gradus, those of the whole process. `--quick` takes a million rows, three rounds.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PEERS = ["duckdb", "polars", "datafusion"]
TOLERANCE = 1e-9

# The name of a job, its policy, the job of the peers, the format of the data, and whether peers check the data first.
JOBS = [
    ("score, Parquet", "score", "parquet", False),
    ("score, Parquet, checked", "score", "parquet", True),
    ("rowwise, Parquet", "rowwise", "parquet", False),
    ("score, CSV", "score", "csv", False),
]


def python(folder):
    """The interpreter that has the peers; installs them where there is none."""
    home = os.path.join(folder, "python")
    program = os.path.join(home, "Scripts" if os.name == "nt" else "bin", "python")
    if not os.path.exists(program):
        venv.create(home, with_pip=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", "-r", os.path.join(HERE, "requirements.txt")], check=True)
    return program


def measured(command):
    """Seconds of a process, its processor time, its peak of memory in MB, and what it prints."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)}\n{out}{err}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out


def commands(job, options, folder, interpreter):
    """The command of each program for a job."""
    _, workload, form, checked = job
    pack = os.path.join(ROOT, "benches", workload)
    out = lambda name: os.path.join(folder, f"{name}-{workload}.parquet")
    data = [f"--data=response={folder}/response.{form}"]
    if workload == "score":
        data.append(f"--data=excluded={folder}/excluded.{form}")
    subject = "unit" if workload == "score" else "response"
    gradus = [options.gradus, "eval", pack, *data, "--allow-outside", "--of", subject, "-o", out("gradus")]
    peer = os.path.join(HERE, "peer.py")
    all_of = {name: [interpreter, peer, name, workload, form, folder, out(name)] for name in PEERS}
    return {"gradus": gradus} | {name: line + (["--checked"] if checked else []) for name, line in all_of.items()}


def differences(interpreter, folder, workload):
    """How far the results of gradus are from those of DuckDB."""
    compare = [interpreter, os.path.join(HERE, "compare.py"), *(f"{folder}/{name}-{workload}.parquet" for name in ("gradus", "duckdb"))]
    return subprocess.run(compare, check=True, capture_output=True, text=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--gradus", default=os.path.join(ROOT, "target", "release", "gradus"))
    parser.add_argument("--folder", default=os.path.join(ROOT, "target", "bench"))
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    rows = options.rows or (1_000_000 if options.quick else 10_000_000)
    rounds = options.rounds or (3 if options.quick else 5)
    interpreter = python(options.folder)
    folder = os.path.join(options.folder, str(rows))
    if not os.path.exists(f"{folder}/excluded.csv"):
        subprocess.run([interpreter, os.path.join(HERE, "make.py"), str(rows), folder, "--csv"], check=True)
    print(f"{rows:,} rows, medians of {rounds} rounds: seconds / processor seconds / peak MB\n")
    print("| job | " + " | ".join(["gradus", *PEERS]) + " | to the fastest | differences |")
    print("|---" * (len(PEERS) + 4) + "|")
    for job in (job for job in JOBS if options.only in job[0]):
        lines = commands(job, options, folder, interpreter)
        found = {name: [] for name in lines}
        for at in range(rounds + 1):
            for name, line in lines.items():
                seconds, processor, peak, out = measured(line)
                if at:  # The first round fills the caches of files.
                    found[name].append((float(out) if name in PEERS else seconds, processor, peak))
        medians = {name: [statistics.median(each) for each in zip(*runs)] for name, runs in found.items()}
        spread = (max(run[0] for run in found["gradus"]) - min(run[0] for run in found["gradus"])) / medians["gradus"][0]
        ratio = medians["gradus"][0] / min(medians[name][0] for name in PEERS)
        cells = ["{:.2f} / {:.2f} / {:.0f}".format(*medians[name]) for name in ["gradus", *PEERS]]
        told = differences(interpreter, folder, job[1])
        print(f"| {job[0]} | {' | '.join(cells)} | {ratio:.2f} (spread {spread:.0%}) | {told} |", flush=True)


main()
