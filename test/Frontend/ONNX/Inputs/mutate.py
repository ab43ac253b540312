"""Damages models at random and checks that none of them crashes the importer or what follows it.

  mutate.py DLC-ONNX SEED COUNT

Some mutations change bytes of a file, others the fields of a model: attributes, dimensions, types, operands.
"""
import os
import random
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import onnx
from onnx.backend.test.loader import load_model_tests
from safetensors.numpy import save_file

import models

warnings.filterwarnings("ignore")
NUMBERS = [-1, 0, 1, 2, 3, 7, 1000, 1 << 20, 1 << 31, 1 << 40, (1 << 62), -(1 << 63)]


def change_fields(model, choose, operators):
    graph = model.graph
    node = choose.choice(graph.node)
    attributes = list(node.attribute)
    lists = [attribute for attribute in attributes if attribute.ints]
    values = [value for value in graph.input if value.type.HasField("tensor_type")]
    dims = [dim for value in values for dim in value.type.tensor_type.shape.dim]
    kind = choose.randrange(8)
    if kind == 0 and attributes:
        choose.choice(attributes).i = choose.choice(NUMBERS)
    elif kind == 1 and lists:
        ints = choose.choice(lists).ints
        ints[choose.randrange(len(ints))] = choose.choice(NUMBERS)
    elif kind == 2 and dims:
        choose.choice(dims).dim_value = choose.choice(NUMBERS)
    elif kind == 3 and dims:
        choose.choice([value for value in values if value.type.tensor_type.shape.dim]).type.tensor_type.shape.dim.pop()
    elif kind == 4 and values:
        choose.choice(values).type.tensor_type.elem_type = choose.choice([1, 2, 6, 7, 9, 11, 16])
    elif kind == 5:
        node.op_type = choose.choice(operators)
    elif kind == 6 and node.input:
        del node.input[choose.randrange(len(node.input))]
    elif node.input and values:
        node.input[choose.randrange(len(node.input))] = choose.choice(values).name


def change_bytes(data, choose):
    data = bytearray(data)
    for _ in range(choose.randint(1, 6)):
        data[choose.randrange(len(data))] = choose.randrange(256)
    return bytes(data)


def main():
    tool, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    choose = random.Random(seed)
    cases = [case.model for case in load_model_tests(kind="node")]
    operators = sorted({case.graph.node[0].op_type for case in cases})
    seeds = [model.SerializeToString() for model in [models.cnn(), models.functions(), models.tied()] + cases]
    crashed = 0
    with tempfile.TemporaryDirectory() as folder:
        path, inputs, outputs = (os.path.join(folder, name) for name in ("m.onnx", "i.safetensors", "o.safetensors"))
        save_file({"none": np.zeros(1, np.float32)}, inputs)
        process = subprocess.Popen([tool], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True, errors="replace")
        for i in range(count):
            data = choose.choice(seeds)
            if choose.random() < 0.7:
                model = onnx.ModelProto.FromString(data)
                for _ in range(choose.randint(1, 3)):
                    change_fields(model, choose, operators)
                data = model.SerializeToString()
            else:
                data = change_bytes(data, choose)
            with open(path, "wb") as file:
                file.write(data)
            process.stdin.write(f"{path}\t{inputs}\t{outputs}\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if "crashed" in answer or not answer:
                crashed += 1
                kept = os.path.abspath(f"crash-{seed}-{i}.onnx")
                with open(kept, "wb") as file:
                    file.write(data)
                print(f"{kept}: {answer.strip()}")
        process.stdin.close()
    print(f"{count} models, {crashed} crashes")
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())
