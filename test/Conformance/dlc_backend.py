"""dlc as a backend of the ONNX project's test suite.

Models are compiled and run by dlc-onnx, one process for many models. The values of inputs are known when a
model is compiled: operators that take shapes, axes or pads as inputs need them then.
"""
import os
import subprocess
import tempfile

import numpy as np
import onnx
import onnx.backend.base
from onnx import numpy_helper
from safetensors.numpy import load_file, save_file


class Unsupported(Exception):
    """The model cannot be compiled or run; the text says why."""


class Tool:
    """A running dlc-onnx."""

    def __init__(self, path, arguments=()):
        self.process = subprocess.Popen([path, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.folder = tempfile.TemporaryDirectory()

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()

    def run(self, model, inputs):
        """The outputs of a model (its file), by name, for arrays by name."""
        given = os.path.join(self.folder.name, "inputs.safetensors")
        results = os.path.join(self.folder.name, "outputs.safetensors")
        try:
            save_file({name: np.array(value, order="C") for name, value in inputs.items()}, given)
        except Exception as error:
            raise Unsupported(f"inputs: {error}")
        self.process.stdin.write(f"{model}\t{given}\t{results}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer != "ok":
            raise Unsupported(answer.removeprefix("failed: ") or "dlc-onnx is gone")
        return load_file(results)


class Prepared(onnx.backend.base.BackendRep):
    def __init__(self, tool, path, graph):
        self.tool, self.path = tool, path
        initialised = {tensor.name for tensor in graph.initializer}
        self.inputs = [value.name for value in graph.input if value.name not in initialised]
        self.outputs = [value.name for value in graph.output]

    def run(self, inputs, **kwargs):
        inputs = [numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else value for value in inputs]
        if not all(isinstance(value, (np.ndarray, np.generic)) for value in inputs):
            raise Unsupported("inputs that are no tensors")
        results = self.tool.run(self.path, dict(zip(self.inputs, inputs)))
        return [results[name] for name in self.outputs]


class Backend(onnx.backend.base.Backend):
    """One for each tool: `prepare` is a method here."""

    def __init__(self, path, arguments=()):
        self.tool = Tool(path, arguments)

    def prepare(self, model, device="CPU", **kwargs):
        path = os.path.join(self.tool.folder.name, "model.onnx")
        onnx.save(model, path)
        return Prepared(self.tool, path, model.graph)

    def prepare_file(self, path):
        return Prepared(self.tool, path, onnx.load(path, load_external_data=False).graph)

    @classmethod
    def supports_device(cls, device):
        return device == "CPU"
