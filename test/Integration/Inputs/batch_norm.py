"""batch_norm.py make FILE.npz: three samples to train on and five to test on.
batch_norm.py show FILE.safetensors: its f32 tensors, four digits after the point."""
import json
import struct
import sys

import numpy as np

if sys.argv[1] == "make":
    np.savez(sys.argv[2],
             x=np.float32([[1, -2, 0.5], [3, 0.25, 2], [-1.5, 4, 1]]),
             y=np.float32([[0.5, 0, -1], [1, -1, 0], [0, 2, 1]]),
             x_test=np.float32([[0, 1, 2], [1, -1, 0.5], [2, 2, -2], [-3, 0.5, 1], [4, -0.25, 0]]),
             y_test=np.float32([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [-1, 0, 2]]))
else:
    with open(sys.argv[2], "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    for name, entry in sorted(header.items()):
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[begin:end], np.float32)
            print(name, *(f"{value + 0.0:.4f}".replace("-0.0000", "0.0000") for value in values))
