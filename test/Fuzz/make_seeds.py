"""Writes the small models that fuzzing the importer starts from: make_seeds.py FOLDER.

They are those of the importer's own tests and the node cases of the onnx package.
"""
import os
import sys
import warnings

from onnx.backend.test.loader import load_model_tests

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Frontend/ONNX/Inputs"))
import models

MOST_BYTES = 20000


def main():
    warnings.filterwarnings("ignore")
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    seeds = {name: getattr(models, name)() for name in ("cnn", "functions", "tied", "cyclic", "negative", "short")}
    seeds |= {case.name: case.model for case in load_model_tests(kind="node")}
    written = 0
    for name, model in seeds.items():
        data = model.SerializeToString()
        if len(data) <= MOST_BYTES:
            with open(os.path.join(folder, name + ".onnx"), "wb") as file:
                file.write(data)
            written += 1
    print(written, "seeds")


if __name__ == "__main__":
    main()
