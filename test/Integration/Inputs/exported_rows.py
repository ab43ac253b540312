"""Compares an exported model with dlc predict: exported_rows.py DLC MODEL WEIGHTS EXPORTED.onnx ROWS..."""
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

dlc, model, weights, exported, *rows = sys.argv[1:]
onnx.checker.check_model(exported, full_check=True)
session = onnxruntime.InferenceSession(exported)
describe = lambda values: ", ".join(f"{value.name} {value.shape}" for value in values)
print(describe(session.get_inputs()), "->", describe(session.get_outputs()))
random = np.random.default_rng(1)
with tempfile.TemporaryDirectory() as folder:
    given, got = os.path.join(folder, "inputs.npz"), os.path.join(folder, "outputs.npz")
    for count in map(int, rows):
        inputs = {value.name: random.standard_normal([count] + value.shape[1:]).astype(np.float32)
                  for value in session.get_inputs()}
        np.savez(given, **inputs)
        subprocess.run([dlc, "predict", model, "--weights", weights, "--input", given, "-o", got, "--batch", str(count)],
                       check=True)
        outputs = np.load(got)
        for value, result in zip(session.get_outputs(), session.run(None, inputs)):
            np.testing.assert_allclose(outputs[value.name], result, rtol=1e-5, atol=1e-5, err_msg=value.name)
        print(count, "rows agree")
names = {name for node in onnx.load(exported).graph.node for name in node.input}
sizes = [numpy_helper.to_array(tensor).size for tensor in onnx.load(exported).graph.initializer
         if tensor.name in names and tensor.name.startswith("constant")]
print("largest constant:", max(sizes, default=0))
