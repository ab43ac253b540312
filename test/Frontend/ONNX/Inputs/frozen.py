"""Checks that fine-tuning left the frozen weights alone and moved others: frozen.py BEFORE.onnx AFTER.onnx."""
import sys

import numpy as np
import onnx
from onnx import numpy_helper

before, after = ({tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
                 for path in sys.argv[1:])
for name in ("conv1.weight", "conv1.bias", "bn.running_mean", "bn.running_var"):
    assert np.array_equal(before[name], after[name]), name
assert not np.array_equal(before["bn.weight"], after["bn.weight"])
assert after["head.weight"].shape == (196, 4)
