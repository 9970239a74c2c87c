"""The largest difference between the numbers of two results, and how many texts differ.

usage: compare.py OURS REFERENCE
"""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

ours, reference = (parquet.read_table(path) for path in sys.argv[1:3])
key = reference.column_names[0]
ours, reference = ours.sort_by(key), reference.sort_by(key)
if ours.num_rows != reference.num_rows:
    sys.exit(f"{ours.num_rows} rows, not {reference.num_rows}")
largest, texts = 0.0, 0
for name in reference.column_names:
    if name not in ours.column_names:
        continue
    a, b = ours[name], reference[name]
    if pa.types.is_integer(b.type) or pa.types.is_floating(b.type) or pa.types.is_decimal(b.type):
        x, y = (column.cast(pa.float64()).to_numpy() for column in (a, b))
        if (np.isnan(x) != np.isnan(y)).any():
            sys.exit(f"{name}: values are missing in one alone")
        largest = max(largest, float(np.nanmax(np.abs(x - y), initial=0.0)))
    else:
        texts += int(np.sum(a.cast(pa.string()).to_numpy(zero_copy_only=False) != b.cast(pa.string()).to_numpy(zero_copy_only=False)))
print(f"{largest:.1g}, {texts} texts")
