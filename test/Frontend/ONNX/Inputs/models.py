"""Writes the ONNX models that tests of the importer read: models.py NAME FILE."""
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

random = np.random.default_rng(0)


def weight(name, *shape):
    return numpy_helper.from_array((random.standard_normal(shape) * 0.3).astype(np.float32), name)


def integers(name, values):
    return numpy_helper.from_array(np.array(values, np.int64), name)


def info(name, *shape, element=T.FLOAT):
    return h.make_tensor_value_info(name, element, shape)


def model(nodes, inputs, outputs, initializers=(), version=17, **options):
    graph = h.make_graph(nodes, "graph", inputs, outputs, list(initializers))
    result = h.make_model(graph, opset_imports=[h.make_opsetid("", version)] + options.pop("sets", []), **options)
    result.ir_version = 8
    return result


def cnn():
    """Convolution, batch norm, pooling, a computed shape and a dense layer whose weight has a made-up name."""
    nodes = [
        h.make_node("Conv", ["x", "conv1.weight", "conv1.bias"], ["c"], name="/conv1/Conv", pads=[1, 1, 1, 1]),
        h.make_node("BatchNormalization", ["c", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"], ["n"],
                    name="/bn/BatchNormalization"),
        h.make_node("Relu", ["n"], ["r"], name="/Relu"),
        h.make_node("MaxPool", ["r"], ["p"], kernel_shape=[2, 2], strides=[2, 2], name="/MaxPool"),
        h.make_node("Shape", ["p"], ["s"], name="/Shape"),
        h.make_node("Gather", ["s", "zero"], ["b"], name="/Gather"),
        h.make_node("Unsqueeze", ["b", "first"], ["rows"], name="/Unsqueeze"),
        h.make_node("Concat", ["rows", "rest"], ["shape"], axis=0, name="/Concat"),
        h.make_node("Reshape", ["p", "shape"], ["flat"], name="/Reshape"),
        h.make_node("MatMul", ["flat", "onnx::MatMul_17"], ["m"], name="/fc/MatMul"),
        h.make_node("Add", ["m", "fc.bias"], ["logits"], name="/fc/Add"),
        h.make_node("Softmax", ["logits"], ["probabilities"], name="/Softmax"),
    ]
    variance = numpy_helper.from_array(np.array([0.5, 1, 1.5, 2], np.float32), "bn.running_var")
    weights = [weight("conv1.weight", 4, 1, 3, 3), weight("conv1.bias", 4), weight("bn.weight", 4), weight("bn.bias", 4),
               weight("bn.running_mean", 4), variance, weight("onnx::MatMul_17", 4 * 7 * 7, 10), weight("fc.bias", 10),
               integers("zero", 0), integers("first", [0]), integers("rest", [-1])]
    return model(nodes, [info("x", "N", 1, 14, 14)], [info("probabilities", "N", 10)], weights)


def layers():
    """Each way in which a layer reads its weight: a filter, one of groups, rows of a table, both products, a transpose."""
    nodes = [
        h.make_node("Conv", ["x", "conv.weight"], ["c"], name="/conv/Conv", pads=[1, 1, 1, 1]),
        h.make_node("Conv", ["c", "depth.weight"], ["d"], name="/depth/Conv", group=6, pads=[1, 1, 1, 1]),
        h.make_node("GlobalAveragePool", ["d"], ["g"], name="/GlobalAveragePool"),
        h.make_node("Flatten", ["g"], ["f"], name="/Flatten"),
        h.make_node("Gather", ["table.weight", "word"], ["e"], name="/table/Gather"),
        h.make_node("Add", ["f", "e"], ["s"], name="/Add"),
        h.make_node("Gemm", ["s", "gemm.weight", "gemm.bias"], ["m"], name="/gemm/Gemm", transB=1),
        h.make_node("Tanh", ["m"], ["t"], name="/Tanh"),
        h.make_node("Transpose", ["linear.weight"], ["w"], name="/linear/Transpose", perm=[1, 0]),
        h.make_node("MatMul", ["t", "w"], ["n"], name="/linear/MatMul"),
        h.make_node("MatMul", ["n", "last.weight"], ["y"], name="/last/MatMul"),
    ]
    weights = [weight("conv.weight", 6, 4, 3, 3), weight("depth.weight", 6, 1, 3, 3), weight("table.weight", 9, 6),
               weight("gemm.weight", 8, 6), weight("gemm.bias", 8), weight("linear.weight", 7, 8), weight("last.weight", 7, 5)]
    return model(nodes, [info("x", "N", 4, 5, 5), info("word", "N", element=T.INT32)], [info("y", "N", 5)], weights)


def functions():
    """A function of the model's own, called with an attribute; and a branch with a constant condition."""
    scale = h.make_node("Constant", [], ["alpha"])
    reference = onnx.AttributeProto()
    reference.name, reference.ref_attr_name, reference.type = "value_float", "factor", onnx.AttributeProto.FLOAT
    scale.attribute.append(reference)
    function = h.make_function("local", "Scale", ["x"], ["y"], [scale, h.make_node("Mul", ["x", "alpha"], ["y"])],
                               [h.make_opsetid("", 17)], ["factor"])
    then = h.make_graph([h.make_node("Add", ["scaled", "w"], ["t"], name="then")], "then", [], [info("t", 2, 3)])
    other = h.make_graph([h.make_node("Sub", ["scaled", "w"], ["e"], name="else")], "else", [], [info("e", 2, 3)])
    nodes = [h.make_node("Scale", ["x"], ["scaled"], domain="local", factor=2.0, name="call"),
             h.make_node("If", ["condition"], ["y"], then_branch=then, else_branch=other, name="if")]
    condition = numpy_helper.from_array(np.array(True), "condition")
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)], [weight("w", 2, 3), condition],
                 functions=[function], sets=[h.make_opsetid("local", 1)])


def tied():
    """One weight that two layers read, and two equal ones that stay apart."""
    nodes = [h.make_node("MatMul", ["x", "w"], ["a"], name="/a/MatMul"), h.make_node("MatMul", ["a", "w"], ["b"], name="/b/MatMul"),
             h.make_node("Add", ["b", "u"], ["c"], name="/c/Add"), h.make_node("Add", ["c", "v"], ["y"], name="/d/Add")]
    same = np.ones(3, np.float32)
    return model(nodes, [info("x", "N", 3)], [info("y", "N", 3)],
                 [weight("w", 3, 3), numpy_helper.from_array(same, "u"), numpy_helper.from_array(same, "v")])


def indices():
    """Indices of two inputs: rows of a table of 7, elements of a dimension of 5; and one that is computed."""
    nodes = [
        h.make_node("Gather", ["table", "word"], ["rows"], name="/table/Gather"),
        h.make_node("GatherElements", ["x", "place"], ["elements"], axis=1, name="/GatherElements"),
        h.make_node("Mod", ["any", "seven"], ["kept"], name="/Mod"),
        h.make_node("Gather", ["table", "kept"], ["computed"], name="/computed/Gather"),
    ]
    inputs = [info("x", "N", 5), info("word", "N", 2, element=T.INT64), info("place", "N", 3, element=T.INT32),
              info("any", "N", element=T.INT64)]
    outputs = [info("rows", "N", 2, 3), info("elements", "N", 3), info("computed", "N", 3)]
    return model(nodes, inputs, outputs, [weight("table", 7, 3), integers("seven", 7)])


def embedded():
    """An input that is nothing but indices: rows of tables of 9 and, of the same input, 7."""
    nodes = [h.make_node("Gather", ["large.weight", "word"], ["a"], name="/large/Gather"),
             h.make_node("Unsqueeze", ["word", "first"], ["column"], name="/Unsqueeze"),
             h.make_node("Gather", ["small.weight", "column"], ["b"], name="/small/Gather"),
             h.make_node("Squeeze", ["b", "first"], ["c"], name="/Squeeze"), h.make_node("Add", ["a", "c"], ["y"], name="/Add")]
    return model(nodes, [info("word", "N", element=T.INT64)], [info("y", "N", 3)],
                 [weight("large.weight", 9, 3), weight("small.weight", 7, 3), integers("first", [1])])


def columns_of_indices():
    """Two columns of one input, each with a table of its own: no limit is that of the whole."""
    nodes = [h.make_node("Split", ["words", "sizes"], ["first", "second"], axis=1, name="/Split"),
             h.make_node("Gather", ["small", "first"], ["a"], name="/small/Gather"),
             h.make_node("Gather", ["large", "second"], ["b"], name="/large/Gather"), h.make_node("Add", ["a", "b"], ["y"], name="/Add")]
    return model(nodes, [info("words", "N", 2, element=T.INT64)], [info("y", "N", 1, 3)],
                 [weight("small", 3, 3), weight("large", 90, 3), integers("sizes", [1, 1])])


def half(name, raw, *shape):
    """Numbers of float16, the largest and the least among them, in one of the two ways in which files hold them."""
    values = random.standard_normal(shape).astype(np.float16)
    values.flat[:6] = [65504, -65504, 6e-8, -6.1e-5, 0.1, -0.0]
    return numpy_helper.from_array(values, name) if raw else h.make_tensor(name, T.FLOAT16, values.shape, values.flatten())


def half_weights():
    """Weights of float16 that are cast before anything is computed of them."""
    nodes = [h.make_node("Cast", ["dense.weight"], ["w"], to=T.FLOAT, name="/dense/Cast"),
             h.make_node("MatMul", ["x", "w"], ["m"], name="/dense/MatMul"),
             h.make_node("Gather", ["table.weight", "word"], ["rows"], name="/table/Gather"),
             h.make_node("Cast", ["rows"], ["e"], to=T.FLOAT, name="/table/Cast"), h.make_node("Add", ["m", "e"], ["y"], name="/Add")]
    return model(nodes, [info("x", "N", 4), info("word", "N", element=T.INT32)], [info("y", "N", 3)],
                 [half("dense.weight", True, 4, 3), half("table.weight", False, 7, 3)])


def half_input():
    return model([h.make_node("Cast", ["x"], ["y"], to=T.FLOAT, name="node")], [info("x", 2, 3, element=T.FLOAT16)], [info("y", 2, 3)])


def half_cast():
    nodes = [h.make_node("Cast", ["x"], ["c"], to=T.FLOAT16, name="node"), h.make_node("Cast", ["c"], ["y"], to=T.FLOAT, name="add")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)])


def half_product():
    """Where the product of two weights would be rounded."""
    nodes = [h.make_node("Transpose", ["w"], ["t"], name="/Transpose"), h.make_node("Mul", ["t", "scale"], ["m"], name="/Mul"),
             h.make_node("Cast", ["m"], ["c"], to=T.FLOAT, name="/Cast"), h.make_node("Add", ["x", "c"], ["y"], name="/Add")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)], [half("w", True, 3, 2), half("scale", True, 2, 3)])


def half_constant():
    value = h.make_tensor("value", T.FLOAT16, [1], [0.1])
    nodes = [h.make_node("ConstantOfShape", ["shape"], ["c"], value=value, name="node"),
             h.make_node("Cast", ["c"], ["d"], to=T.FLOAT, name="cast"), h.make_node("Add", ["x", "d"], ["y"], name="add")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)], [integers("shape", [2, 3])])


def half_output():
    return model([h.make_node("Identity", ["w"], ["y"], name="node")], [info("x", 2, 3)], [info("y", 2, 3, element=T.FLOAT16)],
                 [half("w", True, 2, 3)])


def half_short():
    result = half_weights()
    result.graph.initializer[0].raw_data = result.graph.initializer[0].raw_data[:-2]
    return result


def byte_input():
    return model([h.make_node("Cast", ["x"], ["y"], to=T.FLOAT, name="node")], [info("x", 2, 3, element=T.INT8)], [info("y", 2, 3)])


def byte_weight():
    nodes = [h.make_node("Cast", ["w"], ["c"], to=T.FLOAT, name="node"), h.make_node("Add", ["x", "c"], ["y"], name="add")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)], [numpy_helper.from_array(np.ones((2, 3), np.int8), "w")])


def byte_cast():
    nodes = [h.make_node("Cast", ["x"], ["c"], to=T.INT8, name="node"), h.make_node("Cast", ["c"], ["y"], to=T.FLOAT, name="add")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)])


def unary(op="Relu", **options):
    return model([h.make_node(op, ["x"], ["y"], name="node")], [info("x", 2, 3)], [info("y", 2, 3)], **options)


def unsupported():
    """Two nodes that cannot be imported, one that hangs on them, and one that nobody needs."""
    nodes = [h.make_node("Unique", ["x"], ["u"], name="first"), h.make_node("NonZero", ["x"], ["z"], name="second"),
             h.make_node("Cast", ["z"], ["c"], to=T.FLOAT, name="cast"), h.make_node("Add", ["u", "c"], ["y"], name="add"),
             h.make_node("NonMaxSuppression", ["x", "x"], ["unused"], name="third")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)])


def cyclic():
    nodes = [h.make_node("Add", ["x", "b"], ["a"], name="first"), h.make_node("Relu", ["a"], ["b"], name="second")]
    return model(nodes, [info("x", 2, 3)], [info("b", 2, 3)])


def missing():
    return model([h.make_node("Add", ["x", "w"], ["y"], name="node")], [info("x", 2, 3)], [info("y", 2, 3)])


def negative():
    result = missing()
    tensor = weight("w", 2, 3)
    tensor.dims[0] = -2
    result.graph.initializer.append(tensor)
    return result


def huge():
    result = missing()
    tensor = weight("w", 2, 3)
    tensor.dims[0] = 1 << 62
    result.graph.initializer.append(tensor)
    return result


def short():
    result = missing()
    tensor = weight("w", 2, 3)
    tensor.raw_data = tensor.raw_data[:-1]
    result.graph.initializer.append(tensor)
    return result


def external(location):
    result = missing()
    tensor = weight("w", 2, 3)
    tensor.ClearField("raw_data")
    tensor.data_location = T.EXTERNAL
    for key, value in [("location", location), ("offset", "0"), ("length", "24")]:
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    result.graph.initializer.append(tensor)
    return result


def outside():
    return external("../weights.bin")


def absent():
    return external("no-such-file.bin")


def future():
    return unary(version=99)


def ancient():
    return unary(version=3)


def future_ir():
    result = unary()
    result.ir_version = 99
    return result


def shapes():
    nodes = [h.make_node("MatMul", ["x", "w"], ["y"], name="/fc/MatMul")]
    return model(nodes, [info("x", "N", 5)], [info("y", "N", 2)], [weight("w", 4, 2)])


def types():
    result = unary()
    result.graph.input[0].type.tensor_type.elem_type = T.STRING
    return result


def attribute():
    result = unary("Relu")
    result.graph.node[0].attribute.append(h.make_attribute("flavour", 3))
    return result


def ill_typed():
    result = model([h.make_node("Softmax", ["x"], ["y"], name="node")], [info("x", 2, 3)], [info("y", 2, 3)])
    result.graph.node[0].attribute.append(h.make_attribute("axis", 1.5))
    return result


def empty():
    return model([h.make_node("ReduceMean", ["x"], ["y"], name="node")], [info("x", 0, 3)], [info("y", 1, 1)])


def open_shape():
    return model([h.make_node("Relu", ["x"], ["y"], name="node")], [info("x", "N", "length")], [info("y", "N", "length")])


def gradient(xs=("x",), y="loss", operands=("x",), outputs=("dx",)):
    """The gradient of a sum of squares; `z` has no part in it."""
    nodes = [h.make_node("Mul", ["x", "x"], ["s"], name="mul"),
             h.make_node("ReduceSum", ["s"], ["loss"], keepdims=0, name="sum"),
             h.make_node("Cast", ["loss"], ["whole"], to=T.INT64, name="cast"),
             h.make_node("Gradient", list(operands), list(outputs), xs=list(xs), y=y, name="gradient",
                         domain="ai.onnx.preview.training")]
    return model(nodes, [info("x", 2, 3), info("z", 2, 3)], [info(name, 2, 3) for name in outputs],
                 sets=[h.make_opsetid("ai.onnx.preview.training", 1)])


def gradient_of_other():
    return gradient(xs=("z",), operands=("z",), outputs=("dz",))


def gradient_count():
    return gradient(xs=("x", "z"))


def gradient_of_integers():
    return gradient(y="whole")


def gradient_of_nothing():
    return gradient(y="nowhere")


def lstm():
    return model([h.make_node("LSTM", ["x", "w", "r"], ["y"], hidden_size=5, name="lstm")], [info("x", 3, 2, 4)],
                 [info("y", 3, 1, 2, 5)], [weight("w", 1, 20, 4), weight("r", 1, 16, 5)])


def activations():
    return model([h.make_node("RNN", ["x", "w", "r"], ["y"], hidden_size=5, activations=["Cosine"], name="rnn")],
                 [info("x", 3, 2, 4)], [info("y", 3, 1, 2, 5)], [weight("w", 1, 5, 4), weight("r", 1, 5, 5)])


def loop(trips=None, condition="go"):
    """Doubles x in each round; the body goes on while `condition` holds."""
    nodes = [h.make_node("Add", ["v", "v"], ["next"], name="add"), h.make_node("ReduceSum", ["next"], ["total"], keepdims=0),
             h.make_node("Less", ["total", "limit"], ["small"], name="less")]
    body = h.make_graph(nodes, "body", [info("round", element=T.INT64), info("go", element=T.BOOL), info("v", 2, 3)],
                        [info(condition, element=T.BOOL), info("next", 2, 3)])
    inputs = [info("x", 2, 3)] + ([info("trips", element=T.INT64)] if trips is None else [])
    constants = [numpy_helper.from_array(np.array(9, np.float32), "limit")]
    constants += [] if trips is None else [integers("trips", trips)]
    return model([h.make_node("Loop", ["trips", "", "x"], ["y"], body=body, name="loop")], inputs, [info("y", 2, 3)], constants)


def endless():
    return loop(1 << 20)


def data_loop():
    return loop(3, "small")


def scan():
    body = h.make_graph([h.make_node("Add", ["s", "a"], ["t"]), h.make_node("Add", ["t", "b"], ["u"])], "body",
                        [info("s", 3), info("a", 3), info("b", 3)], [info("u", 3)])
    return model([h.make_node("Scan", ["w", "x", "v"], ["y"], body=body, num_scan_inputs=2, name="scan")], [info("x", 2, 3)],
                 [info("y", 3)], [weight("w", 3), weight("v", 4, 3)])


def position():
    nodes = [h.make_node("SequenceConstruct", ["x", "x"], ["list"], name="list"),
             h.make_node("SequenceAt", ["list", "place"], ["y"], name="at")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)], [integers("place", 2)])


def no_sequence():
    return model([h.make_node("SequenceAt", ["x", "place"], ["y"], name="at")], [info("x", 2, 3)], [info("y", 3)], [integers("place", 0)])


def sequence_out():
    return model([h.make_node("SequenceConstruct", ["x"], ["y"], name="list")], [info("x", 2, 3)], [info("y", 2, 3)])


def nothing():
    nodes = [h.make_node("Optional", [], ["none"], type=h.make_tensor_type_proto(T.FLOAT, [2, 3]), name="optional"),
             h.make_node("OptionalGetElement", ["none"], ["y"], name="get")]
    return model(nodes, [info("x", 2, 3)], [info("y", 2, 3)], version=18)


def subscripts():
    return model([h.make_node("Einsum", ["x", "w"], ["y"], equation="ij,jk->ik", name="einsum")], [info("x", 2, 3)],
                 [info("y", 2, 4)], [weight("w", 5, 4)])


def determinant():
    return model([h.make_node("Det", ["x"], ["y"], name="det")], [info("x", 2, 3)], [info("y")])


def places():
    return model([h.make_node("GatherND", ["x", "i"], ["y"], name="places")],
                 [info("x", 2, 3), info("i", 2, 0, 2, element=T.INT64)], [info("y")])


def scatter():
    return model([h.make_node("ScatterElements", ["x", "i", "x"], ["y"], reduction="mul", name="scatter")],
                 [info("x", 2, 3), info("i", 2, 3, element=T.INT64)], [info("y", 2, 3)], version=18)


def grid():
    return model([h.make_node("GridSample", ["x", "g"], ["y"], name="grid")], [info("x", 1, 2, 3, 4)], [info("y", 1, 2, 2, 2)],
                 [weight("g", 1, 2, 2, 3)])


def quantised():
    return model([h.make_node("QuantizeLinear", ["x", "s"], ["y"], output_dtype=T.INT8, name="quantise")], [info("x", 2, 3)],
                 [info("y", 2, 3, element=T.UINT8)], [numpy_helper.from_array(np.array(0.1, np.float32), "s")], version=21)


def columns():
    return model([h.make_node("Col2Im", ["x", "i", "b"], ["y"], name="columns")], [info("x", 1, 6, 5)], [info("y", 1, 1, 4, 4)],
                 [integers("i", [4, 4]), integers("b", [2, 3])], version=18)


def training_info(optimizer="Momentum", loss="SoftmaxCrossEntropyLoss", trained=("w", "b"), binding=True, initialization=False,
                  options=dict(alpha=0.9, beta=0.8, mode="standard", norm_coefficient=0.01)):
    """A dense layer, and a step of training: the loss, its gradients, an optimizer and what it writes back."""
    result = model([h.make_node("MatMul", ["x", "w"], ["product"], name="/fc/MatMul"), h.make_node("Add", ["product", "b"], ["logits"], name="/fc/Add"),
                    h.make_node("Softmax", ["logits"], ["probabilities"], name="softmax")],
                   [info("x", "N", 4)], [info("probabilities", "N", 3)], [weight("w", 4, 3), weight("b", 3)],
                   sets=[h.make_opsetid("ai.onnx.preview.training", 1)])
    gradients = ["d" + name for name in trained]
    states = [f"{name}.{kind}" for kind in ("v", "h")[:2 if optimizer == "Adam" else 1] for name in trained]
    results = [name + ".new" for name in list(trained) + states]
    nodes = [h.make_node(loss, ["logits", "label"], ["loss"], name="loss"),
             h.make_node("Gradient", list(trained), gradients, xs=list(trained), y="loss", domain="ai.onnx.preview.training", name="gradient"),
             h.make_node(optimizer, ["rate", "count", *trained, *gradients, *states], results, domain="ai.onnx.preview.training",
                         name="optimizer", **options),
             h.make_node("Add", ["count", "one"], ["count.new"])]
    shapes = {"w": (4, 3), "b": (3,), "product": (3,)}
    initializers = [numpy_helper.from_array(np.array(0.1, np.float32), "rate"), numpy_helper.from_array(np.array(0, np.int64), "count"),
                    numpy_helper.from_array(np.array(1, np.int64), "one")]
    initializers += [numpy_helper.from_array(np.zeros(shapes[name.split(".")[0]], np.float32), name) for name in states]
    training = result.training_info.add()
    training.algorithm.CopyFrom(h.make_graph(nodes, "step", [info("label", "N", element=T.INT64)], [info("loss")], initializers))
    for name in (list(trained) if binding else []) + states + ["count"]:
        entry = training.update_binding.add()
        entry.key, entry.value = name, name + ".new"
    if initialization:
        draw = h.make_node("RandomNormal", [], ["fresh"], shape=[4, 3], name="draw")
        training.initialization.CopyFrom(h.make_graph([draw], "start", [], [info("fresh", 4, 3)]))
        entry = training.initialization_binding.add()
        entry.key, entry.value = "w", "fresh"
    return result


def training_info_nesterov():
    return training_info(options=dict(alpha=0.9, beta=1.0, mode="nesterov", norm_coefficient=0.0))


def training_info_adagrad():
    return training_info("Adagrad", options=dict(decay_factor=0.1, epsilon=1e-5, norm_coefficient=0.02))


def training_info_frozen():
    return training_info(trained=("b",))


def training_info_sum():
    result = training_info()
    result.training_info[0].algorithm.node[0].attribute.append(h.make_attribute("reduction", "sum"))
    return result


def training_info_unbound():
    return training_info(binding=False)


def training_info_random():
    return training_info(initialization=True)


def training_info_ftrl():
    return training_info("Ftrl", options={})


def training_info_other():
    return training_info(trained=("product",))


if __name__ == "__main__":
    name, path = sys.argv[1:]
    if name in ("truncated", "unknown", "garbage"):
        data = cnn().SerializeToString()
        # A field with the number 1000, a varint of 1.
        data = {"truncated": data[:-100], "unknown": data + b"\xc0\x3e\x01", "garbage": b"not a model"}[name]
        with open(path, "wb") as file:
            file.write(data)
    else:
        result = globals()[name]()
        with open(path, "wb") as file:
            file.write(result.SerializeToString())
