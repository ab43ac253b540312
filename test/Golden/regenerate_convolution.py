#!/usr/bin/env python3
"""Writes the tests by value of convolution and pooling, with what PyTorch computes.

Run with torch==2.13.0 and numpy; the files are those named here, in test/Dialect/DL/values and test/Frontend/DSL. All
inputs are small whole numbers, so the results are exact but for the averages.
"""
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

TESTS = pathlib.Path(__file__).resolve().parent.parent
FOLDER = TESTS / "Dialect/DL/values"
RANDOM = np.random.default_rng(7)


def numbers(*shape, low=-3, high=4):
    return torch.tensor(RANDOM.integers(low, high, shape), dtype=torch.float64)


def type_of(tensor, element="f32"):
    return "tensor<" + "x".join(map(str, (*tensor.shape, element))) + ">"


def listed(tensor, separator=" "):
    return separator.join(f"{value:g}" for value in tensor.flatten().tolist())


class Test:
    """One file: a function of some inputs, the lines of its body and what it returns."""

    def __init__(self, name, title):
        self.name, self.title = name, title
        self.inputs, self.body, self.results = [], [], []

    def input(self, tensor):
        self.inputs.append(tensor)
        return f"%arg{len(self.inputs) - 1}"

    def op(self, text, **results):
        """`text` computes the named results, each a tensor or a pair of one and its element type."""
        values = {k: v if isinstance(v, tuple) else (v, "f32") for k, v in results.items()}
        types = ", ".join(type_of(*v) for v in values.values())
        self.body.append(f"  {', '.join('%' + k for k in values)} = {text} -> {types}")
        self.results += values.items()

    def write(self):
        lines = ["// DEFINE: %{run} = dlc-run %s --digits=7 \\"]
        for index, tensor in enumerate(self.inputs):
            more = " \\" if index + 1 < len(self.inputs) else ""
            lines.append(f"// DEFINE:   --in arg{index}={listed(tensor, ',')}{more}")
        lines += ["// RUN: %{run} | FileCheck %s",
                  f"// {self.title} Written by test/Golden/regenerate_convolution.py.", ""]
        lines += [f"// CHECK: {name}: {listed(value)}" for name, (value, _) in self.results]
        arguments = ", ".join(f"%arg{i}: {type_of(t)}" for i, t in enumerate(self.inputs))
        results = ",\n        ".join(f'{type_of(*v)} {{dl.name = "{k}"}}' for k, v in self.results)
        lines += [f"func.func @f({arguments})", f"    -> ({results}) {{", *self.body]
        names = ", ".join("%" + k for k, _ in self.results)
        types = ", ".join(type_of(*v) for _, v in self.results)
        lines += [f"  return {names} : {types}", "}", ""]
        (FOLDER / self.name).write_text("\n".join(lines))


def window_text(stride, low, high):
    return f"strides {list(stride)} low {list(low)} high {list(high)}"


def convolve(x, w, stride, low, high, dilation, groups):
    padded = F.pad(x, (low[1], high[1], low[0], high[0]))
    return F.conv2d(padded, w, stride=stride, dilation=dilation, groups=groups)


CONVOLUTIONS = {
    "plain": dict(stride=(1, 1), low=(0, 0), high=(0, 0), dilation=(1, 1), groups=1),
    "strided": dict(stride=(2, 1), low=(1, 0), high=(0, 2), dilation=(1, 1), groups=1),
    "dilated": dict(stride=(1, 2), low=(1, 1), high=(1, 1), dilation=(2, 3), groups=1),
    "grouped": dict(stride=(1, 2), low=(0, 1), high=(0, 1), dilation=(1, 1), groups=2),
}


def convolution():
    forward = Test("conv2d.mlir", "Convolutions with strides, uneven padding, dilation and groups.")
    backward = Test("conv2d-gradients.mlir", "The adjoints of the same convolutions.")
    x, w, v = numbers(1, 2, 4, 5), numbers(2, 2, 2, 2), numbers(4, 1, 3, 2)
    for test in (forward, backward):
        test.input(x), test.input(w), test.input(v)
    for name, case in CONVOLUTIONS.items():
        filters = v if case["groups"] > 1 else w
        text = (window_text(case["stride"], case["low"], case["high"]) +
                f" dilations {list(case['dilation'])} groups {case['groups']}")
        argument = "%arg2" if filters is v else "%arg1"
        a, b = x.clone().requires_grad_(), filters.clone().requires_grad_()
        y = convolve(a, b, **case)
        forward.op(f"dl.conv2d %arg0, {argument} {text} : {type_of(x)}, {type_of(filters)}", **{name: y.detach()})
        g = numbers(*y.shape)
        y.backward(g)
        at = backward.input(g)
        backward.op(f"dl.conv2d_input_gradient {at}, {argument} {text} : {type_of(g)}, {type_of(filters)}",
                    **{name + "_dx": a.grad})
        backward.op(f"dl.conv2d_weight_gradient %arg0, {at} {text} : {type_of(x)}, {type_of(g)}",
                    **{name + "_dw": b.grad})
    forward.write(), backward.write()


POOLS = {
    "plain": dict(window=(2, 2), stride=(2, 2), low=(0, 0), high=(0, 0)),
    "overlapping": dict(window=(3, 2), stride=(2, 1), low=(1, 0), high=(1, 1)),
}


def numbers_in_windows(x, window, stride, low, high):
    """The maximum of each window and its number within the window, from the positions in the image that PyTorch
    gives. It pads both sides alike: pad with -inf first, and count from there."""
    padded = F.pad(x, (low[1], high[1], low[0], high[0]), value=-np.inf)
    values, flat = F.max_pool2d(padded, window, stride, return_indices=True)
    row, column = flat // padded.shape[3], flat % padded.shape[3]
    row -= torch.arange(values.shape[2])[:, None] * stride[0]
    column -= torch.arange(values.shape[3]) * stride[1]
    return values, row * window[1] + column


def pooling():
    forward = Test("max-pool2d.mlir", "Maxima of windows and their numbers; of equal ones the first counts.")
    backward = Test("max-pool2d-gradients.mlir", "What max_pool2d chose, as PyTorch differentiates it.")
    sums = Test("sum-pool2d.mlir", "Sums of windows, and their adjoint.")
    x = numbers(1, 2, 4, 5, low=0, high=4) - 5  # below zero, so that padding would win
    for test in (forward, backward, sums):
        test.input(x)
    for name, case in POOLS.items():
        text = f"window {list(case['window'])} " + window_text(case["stride"], case["low"], case["high"])
        a = x.clone().requires_grad_()
        values, index = numbers_in_windows(a, **case)
        forward.op(f"dl.max_pool2d %arg0 {text} : {type_of(x)}",
                   **{name: values.detach(), name + "_index": (index, "ui8")})
        g = numbers(*values.shape)
        values.backward(g)
        at = backward.input(g)
        backward.body.append(f"  %{name}, %{name}_index = dl.max_pool2d %arg0 {text} : {type_of(x)} -> "
                             f"{type_of(values)}, {type_of(values, 'ui8')}")
        backward.op(f"dl.max_unpool2d {at}, %{name}_index {text} : {type_of(g)}, {type_of(index, 'ui8')}",
                    **{name + "_dx": a.grad})
        # The second derivative: what a cotangent of the image has at the chosen places.
        y = numbers(*x.shape)
        rows = index // case["window"][1] + torch.arange(index.shape[2])[:, None] * case["stride"][0]
        columns = index % case["window"][1] + torch.arange(index.shape[3]) * case["stride"][1]
        at = backward.input(y)
        padded = F.pad(y, (case["low"][1], case["high"][1], case["low"][0], case["high"][0]))
        chosen = padded.flatten(2).gather(2, (rows * padded.shape[3] + columns).flatten(2)).view(index.shape)
        backward.op(f"dl.pool_select {at}, %{name}_index {text} : {type_of(y)}, {type_of(index, 'ui8')}",
                    **{name + "_select": chosen})

        a = x.clone().requires_grad_()
        padded = F.pad(a, (case["low"][1], case["high"][1], case["low"][0], case["high"][0]))
        total = F.avg_pool2d(padded, case["window"], case["stride"], divisor_override=1)
        total.backward(g)
        at = sums.input(g)
        sums.op(f"dl.sum_pool2d %arg0 {text} : {type_of(x)}", **{name: total.detach()})
        sums.op(f"dl.sum_unpool2d {at} {text} : {type_of(g)}", **{name + "_dx": a.grad})
    forward.write(), backward.write(), sums.write()


def same(x, kernel, stride):
    """TensorFlow's padding "SAME"."""
    pads = []
    for size in reversed(x.shape[2:]):
        total = max(0, (-(-size // stride) - 1) * stride + kernel - size)
        pads += [total // 2, total - total // 2]
    return pads


def language():
    """What the words of the language mean: `same`, `ceil`, `include_pad`, groups and the forms for sequences."""
    x, s, w = numbers(2, 3, 7, 6), numbers(2, 3, 8), numbers(6, 1, 3, 2)
    bias, v = numbers(6), numbers(2, 3, 3)
    lines = {
        "grouped": ("conv2d(x, 6, [3, 2], stride = [2, 1], padding = [1, 0], groups = 3)",
                    F.conv2d(x, w, bias, stride=(2, 1), padding=(1, 0), groups=3)),
        "depth": ("depthwise_conv2d(x, [3, 2], multiplier = 2, dilation = 2)",
                  F.conv2d(x, w, bias, dilation=2, groups=3)),
        "even": ("conv2d(x, 6, [3, 2], padding = same, stride = 2, groups = 3, bias = false)",
                 F.conv2d(F.pad(x, (0, 0, 1, 1)), w, stride=2, groups=3)),
        "sequence": ("conv1d(s, 2, 3, stride = 2, padding = 1, bias = false)",
                     F.conv1d(s, v, stride=2, padding=1)),
        "largest": ("max_pool2d(x, 3, stride = 2, padding = 1, ceil = true)",
                    F.max_pool2d(x, 3, 2, 1, ceil_mode=True)),
        "largest_same": ("max_pool2d(x, 3, stride = 2, padding = same)",
                         F.max_pool2d(F.pad(x, same(x, 3, 2), value=-np.inf), 3, 2)),
        "average": ("avg_pool2d(x, [2, 3])", F.avg_pool2d(x, (2, 3))),
        "average_ceil": ("avg_pool2d(x, 3, stride = 3, padding = 1, ceil = true)",
                         F.avg_pool2d(x, 3, 3, 1, ceil_mode=True)),
        "average_pixels": ("avg_pool2d(x, 2, stride = 3, padding = 1, ceil = true, include_pad = false)",
                           F.avg_pool2d(x, 2, 3, 1, ceil_mode=True, count_include_pad=False)),
        "largest_1d": ("max_pool1d(s, 3, stride = 2)", F.max_pool1d(s, 3, 2)),
        "average_1d": ("avg_pool1d(s, 3, padding = 1)", F.avg_pool1d(s, 3, padding=1)),
        "global_average": ("global_avg_pool2d(x)", x.mean((2, 3))),
        "global_largest": ("global_max_pool1d(s)", s.amax(2)),
    }
    inputs = {"x": x, "s": s, "conv2d.weight": w, "conv2d.bias": bias, "depthwise_conv2d.weight": w,
              "depthwise_conv2d.bias": bias, "conv2d_2.weight": w, "conv1d.weight": v}
    text = ["# RUN: dlc %s --batch 2 --emit=dl -o %t.mlir", "# RUN: dlc-run %t.mlir --entry=predict --digits=5 \\"]
    text += [f"# RUN:   --in {name}={listed(value, ',')} \\"
             for name, value in inputs.items()]
    text += ["# RUN:   | FileCheck %s --match-full-lines",
             "# What the language's words mean, by value. Written by test/Golden/regenerate_convolution.py.",
             "model m {", "  input x : f32[batch, 3, 7, 6]", "  input s : f32[batch, 3, 8]"]
    text += [f"  output {name} = {call}" for name, (call, _) in lines.items()]
    text += ["}"]
    text += [f"# CHECK: {name}: " + " ".join(f"{v:.5g}" for v in value.flatten().tolist())
             for name, (_, value) in lines.items()]
    (TESTS / "Frontend/DSL/convolution-values.dsl").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    convolution()
    pooling()
    language()
