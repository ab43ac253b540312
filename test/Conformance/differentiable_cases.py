"""A small model for each operator that ONNX's schemas mark as differentiable.

`CASES[op]` is a list of (inputs, attributes). Inputs are in the operator's order: arrays, or None for one that is left
out. Those of floating-point numbers are the graph's inputs, others are initialisers: operators need most of them when
a model is compiled. Values lie away from kinks: finite differences mean nothing across them.
"""
import math

import numpy as np
from onnx.reference.op_run import OpRun

random = np.random.default_rng(7)


def f(*shape, low=0.2, high=1.7, signs=True):
    """Numbers whose sizes lie in [low, high), of either sign, no two of them close."""
    count = int(np.prod(shape))
    values = low + (high - low) * (random.permutation(count) + 0.5) / max(count, 1)
    if signs:
        values = values * random.choice([-1, 1], count)
    return values.reshape(shape).astype(np.float64)


def positive(*shape, low=0.2, high=1.7):
    return f(*shape, low=low, high=high, signs=False)


def i(*values):
    return np.array(values, np.int64)


def plain(*shape, **options):
    return [([f(*shape, **options)], {})]


def pair(a=(2, 3, 4), b=(3, 1)):
    return [([f(*a), f(*b)], {})]


def recurrent(gates, states, direction="forward", **attributes):
    d = 2 if direction == "bidirectional" else 1
    inputs = [f(3, 2, 4), f(d, gates * 5, 4, high=0.6), f(d, gates * 5, 5, high=0.6), f(d, 2 * gates * 5, high=0.5), None]
    inputs += [f(d, 2, 5, high=0.8) for _ in range(states)]
    return (inputs, dict(hidden_size=5, direction=direction, **attributes))


SIGMOID = ("Sigmoid", "Tanh", "Erf", "Exp", "Sin", "Cos", "Sinh", "Cosh", "Asinh", "Atan", "Abs", "Neg", "Identity", "Relu",
           "Softplus", "Softsign", "Mish", "Elu", "Selu", "Celu", "LeakyRelu", "HardSwish", "Reciprocal", "Tan")
REDUCTIONS = ("ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare",
              "ReduceLogSumExp")

CASES = {op: plain(3, 4) for op in SIGMOID}
CASES.update({op: [([f(2, 3, 4), i(1)], {}), ([f(2, 3, 4), i(0, 2)], dict(keepdims=0))] for op in REDUCTIONS})
CASES.update({op: pair() for op in ("Add", "Sub", "Mul", "Div", "Max", "Min", "Mean", "Sum", "PRelu")})
CASES.update({
    "Acos": plain(3, 4, low=0.1, high=0.9),
    "Acosh": [([positive(3, 4, low=1.2, high=3)], {})],
    "AffineGrid": [([f(2, 2, 3), i(2, 3, 4, 5)], {}), ([f(1, 3, 4), i(1, 2, 2, 3, 2)], dict(align_corners=1))],
    "Asin": plain(3, 4, low=0.1, high=0.9),
    "Atanh": plain(3, 4, low=0.1, high=0.9),
    "AveragePool": [([f(1, 2, 6, 5)], dict(kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1])),
                    ([f(1, 2, 4, 5, 4)], dict(kernel_shape=[2, 3, 2], strides=[1, 2, 1], count_include_pad=1))],
    "BatchNormalization": [([f(2, 3, 4), f(3), f(3), f(3), positive(3)], {})],
    "Cast": [([f(3, 4)], dict(to=11))],
    "CastLike": [([f(3, 4), np.zeros(1)], {})],
    "CenterCropPad": [([f(5, 4), i(3, 6)], {})],
    "Clip": [([f(3, 4), np.array(-1.0), np.array(0.9)], {})],
    "Col2Im": [([f(1, 2 * 6, 6), i(4, 5), i(2, 3)], dict(strides=[1, 2], pads=[0, 0, 0, 0])),
               ([f(1, 9, 9), i(3, 3), i(3, 3)], dict(pads=[1, 1, 1, 1]))],
    "Compress": [([f(3, 4), np.array([True, False, True])], dict(axis=0)), ([f(2, 2), np.array([False, True, True])], {})],
    "Concat": [([f(2, 3), f(2, 1), f(2, 2)], dict(axis=1))],
    "Conv": [([f(1, 4, 6, 5), f(6, 2, 3, 2), f(6)], dict(group=2, strides=[2, 1], pads=[1, 0, 1, 1])),
             ([f(1, 2, 7), f(3, 2, 3)], dict(dilations=[2])),
             ([f(1, 2, 4, 4, 3), f(4, 1, 2, 3, 2), f(4)], dict(group=2, strides=[2, 1, 1], pads=[1, 1, 0, 1, 0, 1]))],
    "ConvTranspose": [([f(1, 4, 3, 4), f(4, 2, 3, 2), f(2)], dict(strides=[2, 1], pads=[1, 0, 0, 1])),
                      ([f(1, 2, 3, 2, 3), f(2, 3, 2, 3, 2)], dict(strides=[2, 1, 2]))],
    "CumSum": [([f(3, 4), i(1).reshape(())], {}), ([f(3, 4), i(0).reshape(())], dict(exclusive=1, reverse=1))],
    "DepthToSpace": [([f(1, 8, 2, 3)], dict(blocksize=2)), ([f(1, 8, 2, 3)], dict(blocksize=2, mode="CRD"))],
    "Det": [([f(2, 3, 3)], {}), ([f(5, 5)], {})],
    "Dropout": [([f(3, 4)], {})],
    "Einsum": [([f(2, 3, 4), f(2, 4, 5)], dict(equation="bij,bjk->bik")), ([f(3, 3)], dict(equation="ii->i")),
               ([f(2, 3, 4), f(4, 2), f(3)], dict(equation="...ij,jk,i->...k"))],
    "Expand": [([f(3, 1), i(2, 3, 4)], {})],
    "Flatten": [([f(2, 3, 4)], dict(axis=2))],
    "GRU": [recurrent(3, 1), recurrent(3, 1, "bidirectional", linear_before_reset=1)],
    "Gather": [([f(4, 3), np.array([[0, 2], [2, -1]])], dict(axis=0)), ([f(2, 4, 3), i(1, 1)], dict(axis=1))],
    "GatherElements": [([f(3, 4), np.array([[0, 1, 2, 0], [2, 2, 0, -1]])], dict(axis=0))],
    "GatherND": [([f(3, 4, 2), np.array([[0, 1], [2, 3], [0, 1]])], {}), ([f(2, 3, 2), np.array([[1], [0]])], dict(batch_dims=1))],
    "Gelu": [([f(3, 4)], {}), ([f(3, 4)], dict(approximate="tanh"))],
    "Gemm": [([f(3, 4), f(5, 4), f(5)], dict(alpha=0.5, beta=2.0, transB=1))],
    "GlobalAveragePool": plain(2, 3, 4, 2),
    "GlobalLpPool": [([f(2, 3, 4, 2)], dict(p=3))],
    "GlobalMaxPool": plain(2, 3, 4, 2),
    "GridSample": [([f(1, 2, 4, 5), f(1, 3, 3, 2, high=1.1)], dict(mode=mode, padding_mode=padding, align_corners=align))
                   for mode, padding, align in (("linear", "zeros", 0), ("cubic", "border", 1), ("nearest", "reflection", 0))],
    "GroupNormalization": [([f(2, 4, 3), f(4), f(4)], dict(num_groups=2))],
    "HardSigmoid": plain(3, 4),
    "Hardmax": plain(3, 4),
    "InstanceNormalization": [([f(2, 3, 4), f(3), f(3)], {})],
    "LRN": [([f(1, 5, 2, 2)], dict(size=3, alpha=0.1))],
    "LSTM": [recurrent(4, 2), recurrent(4, 2, "reverse", input_forget=0)],
    "Log": [([positive(3, 4)], {})],
    "LogSoftmax": [([f(3, 4)], dict(axis=0))],
    "LpNormalization": [([f(3, 4)], dict(axis=1, p=2)), ([positive(3, 4)], dict(axis=0, p=1))],
    "LpPool": [([f(1, 2, 6, 5)], dict(kernel_shape=[3, 2], p=2)), ([f(1, 1, 3, 4, 3)], dict(kernel_shape=[2, 2, 2], p=3))],
    "MatMul": [([f(2, 3, 4), f(4, 5)], {}), ([f(2, 3, 4), f(2, 4, 2)], {}), ([f(4), f(4)], {})],
    "MaxPool": [([f(1, 2, 6, 5)], dict(kernel_shape=[3, 2], strides=[2, 1], pads=[1, 0, 1, 1])),
                ([f(1, 1, 4, 4, 5)], dict(kernel_shape=[2, 2, 3], strides=[2, 1, 2])),
                ([f(1, 2, 8)], dict(kernel_shape=[3], dilations=[2]))],
    "MaxRoiPool": [([f(2, 3, 6, 5), np.array([[0, 0, 0, 4, 5], [1, 1, 2, 3, 4.0]])], dict(pooled_shape=[2, 2]))],
    "MaxUnpool": [([f(1, 1, 2, 2), np.array([[[[5, 7], [13, 15]]]])], dict(kernel_shape=[2, 2], strides=[2, 2]))],
    "MeanVarianceNormalization": [([f(2, 3, 4, 2)], {})],
    "Mod": [([f(3, 4), np.array(0.7)], dict(fmod=1))],
    "NegativeLogLikelihoodLoss": [([f(3, 4), i(1, 3, 0)], {}), ([f(2, 3, 2), np.array([[1, 0], [2, 1]])], dict(reduction="sum"))],
    "Pad": [([f(2, 3), i(1, 0, 0, 2)], dict(mode=mode)) for mode in ("constant", "reflect", "edge")],
    "Pow": [([positive(3, 4), f(4)], {})],
    "RNN": [recurrent(1, 1), recurrent(1, 1, "bidirectional")],
    "ReduceLogSum": [([positive(2, 3, 4), i(1)], {})],
    "Reshape": [([f(2, 6), i(3, -1)], {})],
    "Resize": [([f(1, 1, 3, 4), None, np.array([1, 1, 2, 1.5], np.float32)], dict(mode=mode)) for mode in ("linear", "cubic", "nearest")],
    "ScatterElements": [([f(3, 3), np.array([[1, 0, 2], [0, 2, 1]]), f(2, 3)], {}),
                        ([f(3, 3), np.array([[1, 0, 2], [1, 2, 2]]), f(2, 3)], dict(reduction="add")),
                        ([f(3, 3), np.array([[1, 0, 2], [1, 2, 2]]), f(2, 3)], dict(reduction="mul"))],
    "ScatterND": [([f(4, 3), np.array([[1], [3]]), f(2, 3)], {}), ([f(4, 3), np.array([[1], [1]]), f(2, 3)], dict(reduction="max"))],
    "Shrink": [([f(3, 4)], dict(lambd=0.5, bias=0.3))],
    "Slice": [([f(4, 5), i(1, -1), i(4, 0), i(0, 1), i(2, -2)], {})],
    "Softmax": plain(3, 4),
    "SoftmaxCrossEntropyLoss": [([f(3, 4), i(1, 3, 0)], {}), ([f(3, 4), i(1, 3, 0)], dict(ignore_index=3, reduction="sum"))],
    "SpaceToDepth": [([f(1, 2, 4, 6)], dict(blocksize=2))],
    "Split": [([f(5, 3), i(2, 3)], dict(axis=0))],
    "Sqrt": [([positive(3, 4)], {})],
    "Squeeze": [([f(3, 1, 4, 1), i(1)], {})],
    "ThresholdedRelu": [([f(3, 4)], dict(alpha=0.7))],
    "Tile": [([f(2, 3), i(2, 3)], {})],
    "TopK": [([f(3, 5), i(2)], {}), ([f(4, 3), i(2)], dict(axis=0, largest=0))],
    "Transpose": [([f(2, 3, 4)], dict(perm=[2, 0, 1]))],
    "Trilu": [([f(2, 3, 4)], dict(upper=0))],
    "Unsqueeze": [([f(3, 4), i(0, 2)], {})],
    "Where": [([np.array([[True, False, True]]), f(2, 3), f(1, 3)], {})],
})
OUTPUTS = {"Split": 2, "TopK": 2, "RNN": 2, "GRU": 2, "LSTM": 3, "SoftmaxCrossEntropyLoss": 2}


class AffineGrid(OpRun):
    """The reference implementation rounds to f32."""

    def _run(self, theta, size, align_corners=None):
        axes = [np.linspace(-1, 1, n) if align_corners else (2 * np.arange(n) + 1) / n - 1 for n in size[2:].tolist()]
        grids = np.meshgrid(*axes, indexing="ij")
        base = np.stack([*grids[::-1], np.ones_like(grids[0])], axis=-1)
        return (np.einsum("...j,nij->n...i", base, theta),)


class Erf(OpRun):
    """The reference implementation rounds to f32."""

    def _run(self, x):
        return (np.vectorize(math.erf)(x),)


class Gelu(OpRun):
    """The reference implementation rounds to f32."""

    def _run(self, x, approximate="none"):
        if approximate == "tanh":
            return (x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3))),)
        return (x / 2 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))),)


class GroupNormalization(OpRun):
    """The reference implementation rounds to f32."""

    def _run(self, x, scale, bias, epsilon=1e-5, num_groups=1, stash_type=1):
        groups = x.reshape(x.shape[0], num_groups, -1)
        groups = groups - groups.mean(axis=2, keepdims=True)
        groups = groups / np.sqrt((groups ** 2).mean(axis=2, keepdims=True) + epsilon)
        shape = (1, -1) + (1,) * (x.ndim - 2)
        return (groups.reshape(x.shape) * scale.reshape(shape) + bias.reshape(shape),)


class LRN(OpRun):
    """The reference implementation counts images for channels."""

    def _run(self, x, alpha=1e-4, beta=0.75, bias=1.0, size=1):
        squares = np.zeros_like(x)
        for c in range(x.shape[1]):
            squares[:, c] = (x[:, max(0, c - (size - 1) // 2):c + size // 2 + 1] ** 2).sum(axis=1)
        return (x / (bias + alpha / size * squares) ** beta,)


class GlobalLpPool(OpRun):
    def _run(self, x, p=2):
        return ((np.abs(x) ** p).sum(axis=tuple(range(2, x.ndim)), keepdims=True) ** (1 / p),)


class MeanVarianceNormalization(OpRun):
    """The reference implementation takes f32 alone."""

    def _run(self, x, axes=(0, 2, 3)):
        axes = tuple(axes)
        centred = x - x.mean(axis=axes, keepdims=True)
        return (centred / (np.sqrt((centred ** 2).mean(axis=axes, keepdims=True)) + 1e-9),)


class MaxRoiPool(OpRun):
    def _run(self, x, rois, pooled_shape=None, spatial_scale=1.0):
        result = np.zeros((len(rois), x.shape[1], *pooled_shape), x.dtype)
        for r, roi in enumerate(rois):
            ranges = []
            for dim, count in enumerate(pooled_shape):
                low, high = (int(np.floor(roi[k] * spatial_scale + 0.5)) for k in (2 - dim, 4 - dim))
                extent = max(high - low + 1, 1)
                edges = [(np.floor(k * extent / count), np.ceil((k + 1) * extent / count)) for k in range(count)]
                ranges.append([tuple(int(np.clip(low + edge, 0, x.shape[2 + dim])) for edge in pair) for pair in edges])
            for p, (top, bottom) in enumerate(ranges[0]):
                for q, (left, right) in enumerate(ranges[1]):
                    if top < bottom and left < right:
                        result[r, :, p, q] = x[int(roi[0]), :, top:bottom, left:right].max(axis=(1, 2))
        return (result,)


# What the reference implementation lacks, has in f32 alone, or has wrong.
OWN = [AffineGrid, Erf, Gelu, GlobalLpPool, GroupNormalization, LRN, MaxRoiPool, MeanVarianceNormalization]
for operator in OWN:
    operator.op_domain = ""
