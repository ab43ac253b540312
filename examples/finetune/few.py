#!/usr/bin/env python3
"""Writes the first LABELS images of an IDX data set and all of its test images: few.py FOLDER LABELS few.npz [--float].

With --float, images are f32[1, 28, 28] between 0 and 1, as frameworks like them.
"""
import gzip
import os
import sys

import numpy as np


def read(folder, name):
    """An IDX file of bytes: a magic number whose last byte is the rank, the sizes, the elements."""
    with gzip.open(os.path.join(folder, name + "-ubyte.gz")) as file:
        data = file.read()
    shape = np.frombuffer(data, ">i4", count=data[3], offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def main():
    folder, labels, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    arrays = {"image": read(folder, "train-images-idx3")[:labels],
              "label": read(folder, "train-labels-idx1")[:labels].astype(np.int32),
              "image_test": read(folder, "t10k-images-idx3"),
              "label_test": read(folder, "t10k-labels-idx1").astype(np.int32)}
    if "--float" in sys.argv:
        for name in ("image", "image_test"):
            arrays[name] = (arrays[name][:, None] / 255).astype(np.float32)
    np.savez(path, **arrays)


if __name__ == "__main__":
    main()
