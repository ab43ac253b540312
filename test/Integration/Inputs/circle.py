#!/usr/bin/env python3
"""circle.py CSV OUT.npy writes points; --check NPY checks that points lie on a circle; --same PREFIX A B that
the tensors of two .safetensors whose names start with PREFIX are the same, and not all of the others."""
import sys

import numpy as np

from compare_weights import read


def check(points):
    radius = np.hypot(points[:, 0], points[:, 1])
    quadrants = {(x > 0, y > 0) for x, y in points}
    print(f"radius {radius.mean():.3f} +- {radius.std():.3f}, {len(quadrants)} quadrants")
    # Noise alone, before training, has a mean radius far below 1 and spreads as much.
    return 0.85 < radius.mean() < 1.15 and radius.std() < 0.25 and len(quadrants) == 4


def main():
    if sys.argv[1] == "--check":
        sys.exit(0 if check(np.load(sys.argv[2])) else 1)
    if sys.argv[1] == "--same":
        first, second = read(sys.argv[3]), read(sys.argv[4])
        same = {name for name in first if np.array_equal(first[name], second[name])}
        wanted = {name for name in first if name.startswith(sys.argv[2])}
        sys.exit(0 if wanted and wanted <= same and same != set(first) else f"the same: {same}")
    table = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, dtype=np.float32)
    np.save(sys.argv[2], table)


if __name__ == "__main__":
    main()
