"""One step of a batch norm that learns: statistics.py data MODEL.onnx DATA.npz, or check MODEL.onnx DATA.npz AFTER.onnx.

The exported statistics must be 9 parts of what they were and 1 part of the batch's own, which ONNX Runtime computes.
"""
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

model = onnx.load(sys.argv[2])
if sys.argv[1] == "data":
    random = np.random.default_rng(3)
    np.savez(sys.argv[3], x=random.standard_normal((16, 1, 14, 14)).astype(np.float32) * 2 + 1,
             label=random.integers(0, 10, 16).astype(np.int32))
    sys.exit()
model.graph.output.append(onnx.helper.make_tensor_value_info("c", onnx.TensorProto.FLOAT, None))
session = onnxruntime.InferenceSession(model.SerializeToString())
images = session.run(["c"], {"x": np.load(sys.argv[3])["x"]})[0].astype(np.float64)
before, after = ({tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
                 for graph in (model.graph, onnx.load(sys.argv[4]).graph))
for name, own in (("bn.running_mean", images.mean((0, 2, 3))), ("bn.running_var", images.var((0, 2, 3)))):
    assert np.abs(after[name] - before[name]).max() > 1e-3, name
    np.testing.assert_allclose(after[name], 0.9 * before[name] + 0.1 * own, rtol=1e-5, atol=1e-6, err_msg=name)
assert np.abs(after["bn.weight"] - before["bn.weight"]).max() > 1e-4
