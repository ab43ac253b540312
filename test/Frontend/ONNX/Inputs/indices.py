"""Predicts from indices, legal ones that may be negative but for what is set: indices.py DLC MODEL OUT [NAME SAMPLE VALUE].

With nothing set, the outputs have to be those of ONNX Runtime.
"""
import os
import subprocess
import sys

import numpy as np
import onnxruntime

dlc, model, output = sys.argv[1:4]
LIMITS = {"word": 7, "place": 5, "any": 1000, "words": 3}
random = np.random.default_rng(3)
session = onnxruntime.InferenceSession(model)
inputs = {}
for value in session.get_inputs():
    shape = [40 if i == 0 else size for i, size in enumerate(value.shape)]
    if value.type == "tensor(float)":
        inputs[value.name] = random.standard_normal(shape).astype(np.float32)
        continue
    limit = LIMITS[value.name]
    inputs[value.name] = random.integers(-limit, limit, shape).astype({"tensor(int64)": np.int64, "tensor(int32)": np.int32}[value.type])
    inputs[value.name].flat[:2] = [-limit, limit - 1]
if "words" in inputs:  # the second column has a larger table
    inputs["words"][:, 1] = random.integers(-90, 90, 40)
if len(sys.argv) > 4:
    inputs[sys.argv[4]].reshape(40, -1)[int(sys.argv[5]), -1] = int(sys.argv[6])
given = os.path.join(os.path.dirname(output), "in.npz")
np.savez(given, **inputs)
code = subprocess.run([dlc, "predict", model, "--input", given, "-o", output]).returncode
if code or len(sys.argv) > 4:
    sys.exit(code)
outputs = np.load(output)
for value, reference in zip(session.get_outputs(), session.run(None, inputs)):
    if not np.allclose(outputs[value.name], reference, rtol=1e-6, atol=1e-6):
        sys.exit(f"{value.name} differs by {np.abs(outputs[value.name] - reference).max()}")
