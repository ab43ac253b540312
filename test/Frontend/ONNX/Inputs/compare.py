"""Compares dlc predict with ONNX Runtime on random inputs: compare.py DLC MODEL ROWS [WEIGHTS MODEL.onnx].

With five arguments, MODEL is predicted with WEIGHTS, and MODEL.onnx is what was exported of it.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime

dlc, model, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
weights, exported = sys.argv[4:6] if len(sys.argv) > 4 else (None, model)
onnx.checker.check_model(exported, full_check=True)
session = onnxruntime.InferenceSession(exported)
random = np.random.default_rng(1)
types = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(uint8)": np.uint8, "tensor(int32)": np.int32,
         "tensor(int64)": np.int64, "tensor(bool)": bool}
inputs = {}
for value in session.get_inputs():
    shape = [rows if i == 0 or not isinstance(size, int) else size for i, size in enumerate(value.shape)]
    kind = types[value.type]
    if np.issubdtype(kind, np.floating):
        inputs[value.name] = random.standard_normal(shape).astype(kind)
    else:
        inputs[value.name] = random.integers(0, 2 if kind is bool or kind is np.int32 else 200, shape).astype(kind)
with tempfile.TemporaryDirectory() as folder:
    given, got = os.path.join(folder, "inputs.npz"), os.path.join(folder, "outputs.npz")
    np.savez(given, **inputs)
    command = [dlc, "predict", model, "--input", given, "-o", got, "--batch", str(rows)]
    subprocess.run(command + (["--weights", weights] if weights else []), check=True)
    outputs = np.load(got)
    for value, reference in zip(session.get_outputs(), session.run(None, inputs)):
        result = outputs[value.name]
        if result.shape != reference.shape or not np.allclose(result, reference, rtol=1e-5, atol=1e-5):
            sys.exit(f"{value.name}: {result.shape} differs from {reference.shape} by {np.abs(result - reference).max()}")
