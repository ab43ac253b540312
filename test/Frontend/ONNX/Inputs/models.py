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
