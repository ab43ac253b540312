"""Trains models as their TrainingInfoProto says, with dlc and with NumPy: train_as_told.py DLC FOLDER NAME..."""
import os
import subprocess
import sys

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import load_file

ROWS, STEPS = 8, 5


def gradients(weights, x, label):
    """Of the mean cross-entropy of a dense layer."""
    logits = x @ weights["w"] + weights["b"]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = (powers / powers.sum(axis=1, keepdims=True) - np.eye(3)[label]) / len(label)
    return {"w": x.T @ error, "b": error.sum(axis=0)}


def updated(op, options, count, rate, w, g, v):
    """A tensor and its state after a step, by the operators' documents."""
    g = g + options.get("norm_coefficient", 0) * w
    if op == "Adagrad":
        v = v + g * g
        return w - rate / (1 + count * options["decay_factor"]) * g / (np.sqrt(v) + options["epsilon"]), v
    v = options["alpha"] * v + (options["beta"] if count > 0 else 1) * g
    return w - rate * (g + options["alpha"] * v if options["mode"] == b"nesterov" else v), v


dlc, folder, *names = sys.argv[1:]
random = np.random.default_rng(0)
x, label = random.standard_normal((ROWS, 4)).astype(np.float32), random.integers(0, 3, ROWS)
data = os.path.join(folder, "data.npz")
np.savez(data, x=x, label=label)
for name in names:
    path, run = os.path.join(folder, name + ".onnx"), os.path.join(folder, name)
    model = onnx.load(path)
    weights = {tensor.name: numpy_helper.to_array(tensor).astype(np.float64) for tensor in model.graph.initializer}
    node = model.training_info[0].algorithm.node[2]
    options = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
    trained = list(model.training_info[0].algorithm.node[1].input)
    states = {key: np.zeros_like(value) for key, value in weights.items()}
    for count in range(STEPS):
        slopes = gradients(weights, x.astype(np.float64), label)
        for key in trained:
            weights[key], states[key] = updated(node.op_type, options, count, 0.1, weights[key], slopes[key], states[key])
    subprocess.run([dlc, "train", path, "--loss", "model", "--data", "npz:" + data, "--batch", str(ROWS), "--epochs", str(STEPS),
                    "--out", run], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    got = load_file(os.path.join(run, "last.safetensors"))
    for key, value in weights.items():
        if not np.allclose(got[key], value, rtol=1e-5, atol=1e-6):
            sys.exit(f"{name}: {key} is off by {np.abs(got[key] - value).max()}")
