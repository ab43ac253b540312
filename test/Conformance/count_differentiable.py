"""Counts the operators that ONNX's schemas of operator set 21 mark as differentiable and that are imported and
differentiated: count_differentiable.py TOOL LIST [--update] [--why].

For each, the gradients that a model with the operator Gradient gives are compared with central differences of ONNX's
reference implementation, in f64. All operators of LIST must pass; the list may only grow (--update adds to it).
"""
import argparse
import os
import sys
import warnings

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

warnings.filterwarnings("ignore")
from differentiable_cases import CASES, OUTPUTS, OWN
from dlc_backend import Backend, Unsupported

VERSION = 21
STEP, TOLERANCE = 1e-5, 1e-6
# Entries of an input that are checked one by one; then a few directions, of all entries.
ENTRIES, DIRECTIONS = 6, 2


def schemas():
    """The schemas of the operators that are differentiable in something, by name."""
    newest = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        if schema.domain == "" and schema.since_version <= VERSION:
            known = newest.get(schema.name)
            if known is None or known.since_version < schema.since_version:
                newest[schema.name] = schema
    return {name: schema for name, schema in newest.items()
            if not schema.deprecated and (differentiable(schema.inputs) or differentiable(schema.outputs))}


def differentiable(parameters):
    category = onnx.defs.OpSchema.DifferentiationCategory.Differentiable
    return [k for k, parameter in enumerate(parameters) if parameter.differentiation_category == category]


def is_float(value):
    return value is not None and value.dtype == np.float64


class Case:
    """loss = the sum of all differentiable results times random numbers, and its gradients."""

    def __init__(self, op, schema, inputs, attributes):
        names = ["" if value is None else f"x{k}" for k, value in enumerate(inputs)]
        count = OUTPUTS.get(op, 1)
        outputs = [f"y{k}" for k in range(count)]
        node = helper.make_node(op, names, outputs, name="node", **attributes)
        # The last parameter of a schema stands for all that follow.
        marked = differentiable(schema.inputs) or [0]
        last = len(schema.inputs) - 1
        self.wanted = [names[k] for k, value in enumerate(inputs) if is_float(value) and min(k, last) in marked]
        self.values = {name: value for name, value in zip(names, inputs) if is_float(value)}
        constants = [numpy_helper.from_array(value, name) for name, value in zip(names, inputs)
                     if value is not None and name not in self.values]
        types = [helper.make_tensor_value_info(name, onnx.TensorProto.DOUBLE, value.shape) for name, value in self.values.items()]
        results = self.shapes(node, types, constants, outputs)
        random = np.random.default_rng(3)
        nodes, terms = [node], []
        last = len(schema.outputs) - 1
        for k, value in enumerate(results):
            if min(k, last) not in differentiable(schema.outputs) or not is_float(value):
                continue
            constants.append(numpy_helper.from_array(random.uniform(0.5, 1.5, value.shape), f"c{k}"))
            nodes += [helper.make_node("Mul", [f"y{k}", f"c{k}"], [f"m{k}"]),
                      helper.make_node("ReduceSum", [f"m{k}"], [f"s{k}"], keepdims=0)]
            terms.append(f"s{k}")
        nodes.append(helper.make_node("Sum", terms, ["loss"]))
        self.forward = self.model(nodes, types, constants, ["loss"])
        gradients = ["d" + name for name in self.wanted]
        nodes = nodes + [helper.make_node("Gradient", self.wanted, gradients, xs=self.wanted, y="loss", name="gradient",
                                          domain="ai.onnx.preview.training")]
        self.backward = self.model(nodes, types, constants, ["loss"] + gradients)
        self.evaluator = ReferenceEvaluator(self.forward, new_ops=OWN)

    @staticmethod
    def model(nodes, inputs, constants, outputs):
        outputs = [helper.make_tensor_value_info(name, onnx.TensorProto.DOUBLE, None) for name in outputs]
        graph = helper.make_graph(nodes, "graph", inputs, outputs, constants)
        sets = [helper.make_opsetid("", VERSION), helper.make_opsetid("ai.onnx.preview.training", 1)]
        return helper.make_model(graph, opset_imports=sets, ir_version=10)

    def shapes(self, node, types, constants, outputs):
        return ReferenceEvaluator(self.model([node], types, constants, outputs), new_ops=OWN).run(None, self.values)

    def loss(self, name, direction, step):
        values = dict(self.values)
        values[name] = values[name] + step * direction
        return float(self.evaluator.run(None, values)[0])

    def difference(self, name, direction):
        return (self.loss(name, direction, STEP) - self.loss(name, direction, -STEP)) / (2 * STEP)

    def check(self, backend):
        """Empty if values and gradients are right, else what is wrong."""
        results = backend.prepare(self.backward).run([self.values[name] for name in self.values])
        expected = self.loss(next(iter(self.values)), 0, 0)
        if not abs(results[0] - expected) <= 1e-5 * max(abs(expected), 1):
            return f"the loss is {results[0]} instead of {expected}"
        random = np.random.default_rng(5)
        for name, gradient in zip(self.wanted, results[1:]):
            value = self.values[name]
            if gradient.shape != value.shape:
                return f"the gradient of {name} has shape {gradient.shape} instead of {value.shape}"
            directions = []
            for entry in random.permutation(value.size)[:ENTRIES]:
                directions.append(np.zeros(value.size))
                directions[-1][entry] = 1
            directions += list(random.choice([-1.0, 1.0], (DIRECTIONS, value.size)))
            for direction in directions:
                direction = direction.reshape(value.shape)
                wanted, got = self.difference(name, direction), float((gradient * direction).sum())
                scale = max(np.abs(gradient).sum(), abs(wanted), 1e-3)
                if not abs(wanted - got) <= TOLERANCE * scale:
                    return f"along a direction in {name}, the gradient is {got} instead of {wanted}"
        return ""


def reason(op, schema, backend):
    if op not in CASES:
        return "there is no case of it"
    for k, (inputs, attributes) in enumerate(CASES[op]):
        try:
            wrong = Case(op, schema, inputs, attributes).check(backend)
        except Unsupported as error:
            wrong = str(error)
        if wrong:
            return f"case {k}: {wrong}"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("list")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--why", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    listed = set()
    if os.path.exists(options.list):
        with open(options.list) as file:
            listed = set(file.read().split())
    backend = Backend(options.tool)
    all_schemas = schemas()
    reasons = {op: reason(op, schema, backend) for op, schema in sorted(all_schemas.items()) if options.only in op}
    backend.tool.close()
    passed = {op for op, why in reasons.items() if not why}
    lost = (listed - passed) if not options.only else set()
    for op, why in reasons.items():
        if why and (options.why or op in lost):
            print(f"{'lost: ' if op in lost else ''}{op}: {why}")
    if options.update:
        with open(options.list, "w") as file:
            file.write("\n".join(sorted(listed | passed)) + "\n")
    print(f"{len(passed)} of {len(all_schemas)} differentiable operators")
    return 1 if lost or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
