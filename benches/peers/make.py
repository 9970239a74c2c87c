"""Makes the data of the workload: N respondents of 2,000 units as Parquet, and 5,000 of them who withdrew.

usage: make.py N FOLDER [--csv]

Seeded. Needs numpy and pyarrow from PyPI. Respondents have 24 Likert items (four of them worded the other way round),
three items of 0 to 10, a weight with four decimals, seconds, an ending of a complaint and an amount; 3 % of the answers
are missing, and of one respondent in fifty 40 %.
"""
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet

UNITS, ROWS_OF_A_GROUP = 2000, 262_144
REVERSED = {3, 9, 14, 22}
STAGES = ["apply", "onboard", "service", "claim", "renewal", "exit"], [0.15, 0.2, 0.3, 0.15, 0.15, 0.05]
ENDINGS = ["none", "praise", "resolved", "pending", "escalated", "severe"], [0.70, 0.08, 0.08, 0.07, 0.05, 0.02]
ITEMS = [f"q{i}" for i in range(1, 25)] + ["n1", "n2", "n3"]
SCHEMA = pa.schema(
    [("respondent_id", pa.int64()), ("unit_id", pa.string()), ("stage", pa.string()), ("survey_date", pa.date32())]
    + [("weight", pa.float64())]
    + [(name, pa.int8()) for name in ITEMS]
    + [("response_seconds", pa.float64()), ("complaint_status", pa.string()), ("spend", pa.decimal128(12, 2))]
)


def amounts(cents):
    """Cents as decimals of two places."""
    halves = np.stack([cents, np.where(cents < 0, -1, 0)], axis=1).astype(np.int64)
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(cents), [None, pa.py_buffer(halves.tobytes())])


def rows(rng, first, count, effect, pace):
    """The respondents from `first` on; effect and pace are what the units differ by."""
    unit = rng.integers(0, UNITS, count)
    base = 4.0 + effect[unit] + rng.normal(0, 0.5, count)
    lost = np.where(rng.random(count) < 0.02, 0.40, 0.03)
    start = np.datetime64("2025-01-01", "D").astype("int32")
    columns = [
        pa.array(np.arange(first, first + count, dtype=np.int64) * 7 + 1_000_003),
        pa.array(np.char.mod("U%05d", unit)),
        pa.array(np.array(STAGES[0])[rng.choice(6, count, p=STAGES[1])]),
        pa.array((start + rng.integers(0, 365, count)).astype("int32")).cast(pa.date32()),
        pa.array(np.round(rng.uniform(0.4, 2.5, count), 4)),
    ]
    for item in range(1, 25):
        answer = np.clip(np.rint(base + rng.normal(0, 0.8, count)), 1, 5).astype(np.int8)
        answer = (6 - answer).astype(np.int8) if item in REVERSED else answer
        columns.append(pa.array(answer, mask=rng.random(count) < lost))
    for _ in range(3):
        answer = np.clip(np.rint((base - 1) * 2.5 + rng.normal(0, 1.5, count)), 0, 10).astype(np.int8)
        columns.append(pa.array(answer, mask=rng.random(count) < lost))
    columns.append(pa.array(np.round(np.clip(rng.gamma(3, 50, count) + pace[unit], 5, None), 2)))
    columns.append(pa.array(np.array(ENDINGS[0])[rng.choice(6, count, p=ENDINGS[1])]))
    columns.append(amounts(rng.integers(-5000, 500_000, count)))
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def main():
    total, folder = int(sys.argv[1]), sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(11)
    effect, pace = rng.normal(0, 0.55, UNITS), rng.normal(0, 40, UNITS)
    writer = parquet.ParquetWriter(f"{folder}/response.parquet", SCHEMA, compression="zstd", compression_level=3)
    text = csv.CSVWriter(f"{folder}/response.csv", SCHEMA) if "--csv" in sys.argv else None
    for first in range(0, total, ROWS_OF_A_GROUP):
        table = rows(rng, first, min(ROWS_OF_A_GROUP, total - first), effect, pace)
        writer.write_table(table, row_group_size=ROWS_OF_A_GROUP)
        if text:
            text.write_table(table)
    writer.close()
    if text:
        text.close()
    withdrew = np.sort(rng.choice(total, min(5000, total // 20), replace=False)).astype(np.int64) * 7 + 1_000_003
    excluded = pa.table({"respondent_id": pa.array(withdrew)})
    parquet.write_table(excluded, f"{folder}/excluded.parquet")
    csv.write_csv(excluded, f"{folder}/excluded.csv")


main()
