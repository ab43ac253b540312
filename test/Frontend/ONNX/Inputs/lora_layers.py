"""Checks an export with merged changes of low rank: lora_layers.py BEFORE.onnx AFTER.onnx RUN.safetensors RANK SCALE.

Every weight with factors must be what it was plus their scaled product; all other weights of BEFORE must be as before.
"""
import sys

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import load_file

before, after = ({tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
                 for path in sys.argv[1:3])
weights, rank, scale = load_file(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
changed = 0
for name, value in before.items():
    if name not in after or value.dtype != np.float32:
        continue
    if f"{name}.lora_a" not in weights:
        assert np.array_equal(value, after[name]), name
        continue
    a, b = weights[f"{name}.lora_a"], weights[f"{name}.lora_b"]
    left, right = (a, b) if a.shape[0] != rank else (b, a)
    change = scale * (left.reshape(-1, rank).astype(np.float64) @ right.reshape(rank, -1)).reshape(value.shape)
    assert np.abs(change).max() > 1e-4, name
    np.testing.assert_allclose(after[name], value + change, rtol=1e-6, atol=1e-7, err_msg=name)
    changed += 1
print(changed, "changed")
