"""Reads as many lines "NAME_RxC: numbers" as its argument says; fails unless each is another matrix with orthonormal
columns, or rows if R < C."""
import re
import sys

import numpy as np

seen = []
for line in sys.stdin:
    name, values = line.split(":")
    rows, columns = map(int, re.search(r"(\d+)x(\d+)$", name).groups())
    matrix = np.array(values.split(), np.float64).reshape(rows, columns)
    if rows < columns:
        matrix = matrix.T
    error = np.abs(matrix.T @ matrix - np.eye(matrix.shape[1])).max()
    assert error < 1e-5, f"{name}: {error}"
    seen.append(matrix.flatten()[:1])
assert len(seen) == len(np.unique(seen)) == int(sys.argv[1]), seen
