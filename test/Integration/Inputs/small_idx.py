"""Writes the first images of an IDX data set as one of its own: small_idx.py FROM TO TRAIN TEST."""
import gzip
import os
import struct
import sys

source, target, *counts = sys.argv[1:]
os.makedirs(target, exist_ok=True)
for split, count in zip(("train", "t10k"), map(int, counts)):
    for name in ("images-idx3", "labels-idx1"):
        file = f"{split}-{name}-ubyte.gz"
        with gzip.open(os.path.join(source, file)) as stream:
            data = stream.read()
        sizes = struct.unpack_from(f">{data[3]}i", data, 4)
        element = 1
        for size in sizes[1:]:
            element *= size
        start = 4 + 4 * data[3]
        with gzip.open(os.path.join(target, file), "wb") as stream:
            stream.write(data[:4] + struct.pack(">i", count) + data[8:start] + data[start:start + count * element])
