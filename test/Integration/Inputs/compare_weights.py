#!/usr/bin/env python3
"""compare_weights.py A B TOLERANCE: whether two .safetensors files hold the same tensors, within TOLERANCE."""
import json
import struct
import sys

import numpy as np


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        dtype = {"F32": "<f4", "F64": "<f8", "I64": "<i8", "I32": "<i4"}[entry["dtype"]]
        tensors[name] = np.frombuffer(data[begin:end], dtype).reshape(entry["shape"])
    return tensors


def main():
    first, second, tolerance = read(sys.argv[1]), read(sys.argv[2]), float(sys.argv[3])
    if first.keys() != second.keys() or not first:
        sys.exit(f"the files hold {sorted(first)} and {sorted(second)}")
    for name in first:
        difference = np.abs(first[name] - second[name]).max()
        if not difference <= tolerance * max(1.0, np.abs(first[name]).max()):  # NaN too
            sys.exit(f"{name} differs by {difference}")


if __name__ == "__main__":
    main()
