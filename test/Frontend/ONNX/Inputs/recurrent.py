"""Compares recurrent layers with ONNX Runtime: recurrent.py DLC-ONNX."""
import os
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../Conformance"))
from dlc_backend import Backend, Unsupported

T, B, I, H = 5, 3, 4, 6
random = np.random.default_rng(0)


def numbers(*shape):
    return random.uniform(-1, 1, shape).astype(np.float32)


def layer(op, direction="forward", lengths=None, peepholes=False, bias=True, state=True, **attributes):
    gates, cells = {"RNN": (1, 1), "GRU": (3, 1), "LSTM": (4, 2)}[op]
    d = 2 if direction == "bidirectional" else 1
    inputs = {"X": numbers(T, B, I), "W": numbers(d, gates * H, I), "R": numbers(d, gates * H, H),
              "B": numbers(d, 2 * gates * H) if bias else None,
              "lengths": None if lengths is None else np.array(lengths, np.int32)}
    for k in range(cells):
        inputs[f"state{k}"] = numbers(d, B, H) if state else None
    if peepholes:
        inputs["P"] = numbers(d, 3 * H)
    names = ["" if value is None else name for name, value in inputs.items()]
    while not names[-1]:
        names.pop()
    outputs = ["Y", "Y_h"] + ["Y_c"] * (op == "LSTM")
    node = helper.make_node(op, names, outputs, name="node", hidden_size=H, direction=direction, **attributes)
    return [node], {name: value for name, value in inputs.items() if value is not None}, outputs, []


def scan():
    """A running sum over columns, from the last one on, and the squares of its states."""
    def info(name, shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    body = helper.make_graph([helper.make_node("Add", ["old", "x"], ["new"]), helper.make_node("Mul", ["new", "new"], ["square"])],
                             "body", [info("old", [3]), info("x", [3])], [info("new", [3]), info("square", [3])])
    node = helper.make_node("Scan", ["start", "X"], ["last", "squares"], name="scan", body=body, num_scan_inputs=1,
                            scan_input_axes=[1], scan_input_directions=[1], scan_output_axes=[1], scan_output_directions=[1])
    return [node], {"start": numbers(3), "X": numbers(3, 4)}, ["last", "squares"], []


def loop():
    """x^2, x^4, … with a condition that ends it after the third round of ten."""
    def info(name, kind, shape):
        return helper.make_tensor_value_info(name, kind, shape)
    nodes = [helper.make_node("Mul", ["v", "v"], ["next"]), helper.make_node("Less", ["round", "two"], ["more"])]
    body = helper.make_graph(nodes, "body", [info("round", TensorProto.INT64, []), info("go", TensorProto.BOOL, []),
                                             info("v", TensorProto.FLOAT, [2])],
                             [info("more", TensorProto.BOOL, []), info("next", TensorProto.FLOAT, [2]), info("next", TensorProto.FLOAT, [2])])
    node = helper.make_node("Loop", ["trips", "", "X"], ["last", "all"], name="loop", body=body)
    constants = [numpy_helper.from_array(np.array(10, np.int64), "trips"), numpy_helper.from_array(np.array(2, np.int64), "two")]
    return [node], {"X": numbers(2)}, ["last", "all"], constants


def sequences():
    """Parts of a tensor, one of them taken out, one put in, and all put together along a new axis."""
    nodes = [helper.make_node("SplitToSequence", ["X"], ["parts"], axis=1, keepdims=0),
             helper.make_node("SequenceAt", ["parts", "last"], ["part"]),
             helper.make_node("SequenceErase", ["parts", "first"], ["fewer"]),
             helper.make_node("SequenceInsert", ["fewer", "part", "first"], ["more"]),
             helper.make_node("SequenceLength", ["more"], ["count"]),
             helper.make_node("ConcatFromSequence", ["more"], ["Y"], axis=0, new_axis=1)]
    constants = [numpy_helper.from_array(np.array(-1, np.int64), "last"), numpy_helper.from_array(np.array(0, np.int64), "first")]
    return nodes, {"X": numbers(2, 4)}, ["Y", "count"], constants


CASES = {
    "rnn": layer("RNN"),
    "rnn activations": layer("RNN", "bidirectional", activations=["LeakyRelu", "Affine"], activation_alpha=[0.3, 0.5],
                             activation_beta=[0.1]),
    "rnn lengths": layer("RNN", "reverse", lengths=[5, 1, 3], activations=["Relu"], state=False),
    "gru": layer("GRU", "bidirectional", lengths=[2, 5, 4], linear_before_reset=1),
    "gru activations": layer("GRU", activations=["HardSigmoid", "ScaledTanh"], activation_alpha=[0.3, 1.5], activation_beta=[0.4, 0.7]),
    "gru clip": layer("GRU", "reverse", clip=0.4, bias=False),
    "lstm": layer("LSTM", "bidirectional", lengths=[5, 2, 3], peepholes=True),
    "lstm clip": layer("LSTM", clip=0.3, peepholes=True),
    "lstm coupled": layer("LSTM", input_forget=1, state=False),
    "lstm activations": layer("LSTM", "reverse", activations=["Softsign", "Elu", "Softplus"], activation_alpha=[0.8]),
    "scan": scan(),
    "loop": loop(),
    "sequences": sequences(),
}

backend, failures = Backend(sys.argv[1]), 0
for name, (nodes, inputs, outputs, constants) in CASES.items():
    types = [helper.make_tensor_value_info(key, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape) for key, value in inputs.items()]
    results = [helper.make_empty_tensor_value_info(output) for output in outputs]
    graph = helper.make_graph(nodes, "graph", types, results, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    try:
        got = backend.prepare(model).run(list(inputs.values()))
    except Unsupported as error:
        failures += 1
        print(f"{name}: {error}")
        continue
    for output, result, reference in zip(outputs, got, session.run(None, inputs)):
        if result.shape != reference.shape or not np.allclose(result, reference, rtol=1e-5, atol=1e-5):
            failures += 1
            print(f"{name}: {output} differs")
backend.tool.close()
sys.exit(1 if failures else 0)
