"""Runs the cases of the ONNX project's test suite that a list names.

  run_cases.py TOOL LIST            all of LIST must pass; exit code 1 names those that do not
  run_cases.py TOOL LIST --update   tries every case of the suite, and adds to LIST those that pass
  run_cases.py TOOL LIST --why      tries every case, and prints why the others do not pass

The list may only grow: --update keeps what it has.
"""
import argparse
import collections
import glob
import os
import queue
import sys
import threading
import warnings

import numpy as np
import onnx
from onnx import numpy_helper

warnings.filterwarnings("ignore")
from onnx.backend.test.loader import load_model_tests
from onnx.backend.test.runner import Runner

from dlc_backend import Backend, Unsupported

KINDS = ["node", "simple", "pytorch-operator", "pytorch-converted"]


class LightCase:
    """One of the networks that the package has without their weights: these are constants."""

    model, model_dir, data_sets = None, None, None
    rtol, atol = 1e-3, 1e-6

    def __init__(self, path):
        self.name, self.path = os.path.basename(path).removesuffix(".onnx"), path


def load_cases(kind):
    if kind != "light":
        return load_model_tests(kind=kind)
    folder = os.path.join(os.path.dirname(onnx.__file__), "backend/test/data/light")
    return [LightCase(path) for path in sorted(glob.glob(os.path.join(folder, "*.onnx")))]


def read_proto(path, type_proto):
    with open(path, "rb") as file:
        data = file.read()
    if not type_proto.HasField("tensor_type"):
        raise Unsupported("values that are no tensors")
    tensor = onnx.TensorProto()
    tensor.ParseFromString(data)
    return numpy_helper.to_array(tensor)


def data_sets(case, model):
    """Pairs of inputs and expected outputs."""
    if case.data_sets:
        yield from case.data_sets
        return
    if isinstance(case, LightCase):
        initialised = {tensor.name for tensor in model.graph.initializer}
        inputs = [Runner.generate_dummy_data(value, name=case.name) for value in model.graph.input
                  if value.name not in initialised]
        with open(case.path.removesuffix(".onnx") + "_output_0.pb", "rb") as file:
            yield inputs, [numpy_helper.to_array(onnx.TensorProto.FromString(file.read()))]
        return
    for folder in sorted(glob.glob(os.path.join(case.model_dir, "test_data_set_*"))):
        def values(kind, infos):
            count = len(glob.glob(os.path.join(folder, kind + "_*.pb")))
            return [read_proto(os.path.join(folder, f"{kind}_{i}.pb"), infos[i].type) for i in range(count)]
        yield values("input", model.graph.input), values("output", model.graph.output)


def compare(case, expected, got):
    if len(expected) != len(got):
        raise Unsupported(f"{len(got)} outputs instead of {len(expected)}")
    for reference, result in zip(expected, got):
        if isinstance(reference, onnx.TensorProto):
            reference = numpy_helper.to_array(reference)
        if not isinstance(reference, (np.ndarray, np.generic)):
            raise Unsupported("outputs that are no tensors")
        if reference.shape != result.shape or reference.dtype != result.dtype:
            raise Unsupported(f"WRONG: {result.dtype}{result.shape} instead of {reference.dtype}{reference.shape}")
        if np.issubdtype(reference.dtype, np.floating):
            if not np.allclose(reference, result, rtol=case.rtol, atol=case.atol, equal_nan=True):
                off = np.nanmax(np.abs(reference.astype(np.float64) - result)) if reference.size else 0
                raise Unsupported(f"WRONG: values differ by {off}")
        elif not np.array_equal(reference, result):
            raise Unsupported("WRONG: values differ")


def run(case, backend):
    """Empty if the case passes, else the reason."""
    try:
        if case.model is not None:
            model = case.model
            prepared = backend.prepare(model)
        else:
            path = getattr(case, "path", None) or os.path.join(case.model_dir, "model.onnx")
            model = onnx.load(path, load_external_data=False)
            prepared = backend.prepare_file(path)
        for inputs, outputs in data_sets(case, model):
            compare(case, outputs, prepared.run(inputs))
        return ""
    except Unsupported as error:
        return str(error)


def run_all(cases, tool, arguments):
    """The reason of each case, by name."""
    waiting, reasons = queue.SimpleQueue(), {}
    for case in cases:
        waiting.put(case)

    def work():
        backend = Backend(tool, arguments)
        while True:
            try:
                case = waiting.get_nowait()
            except queue.Empty:
                break
            reasons[case.name] = run(case, backend)
        backend.tool.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return reasons


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("list")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--why", action="store_true")
    parser.add_argument("--only", default="", help="cases whose names contain this")
    parser.add_argument("--pipeline", default="optimised")
    parser.add_argument("--kinds", default=",".join(KINDS), help="of these, and of light")
    options = parser.parse_args()
    listed = set()
    if os.path.exists(options.list):
        with open(options.list) as file:
            listed = set(file.read().split())
    everything = options.update or options.why
    kinds, cases = {}, []
    for kind in options.kinds.split(","):
        for case in load_cases(kind):
            if case.name not in kinds and options.only in case.name and (everything or case.name in listed):
                kinds[case.name] = kind
                cases.append(case)
    reasons = run_all(cases, options.tool, [f"--pipeline={options.pipeline}"])
    passed = {name for name, reason in reasons.items() if not reason}
    if options.why:
        groups = collections.defaultdict(list)
        for name, reason in sorted(reasons.items()):
            if reason:
                print(f"{name}: {reason}")
    lost = listed - passed if not options.only else set()
    if options.update:
        with open(options.list, "w") as file:
            file.write("\n".join(sorted(listed | passed)) + "\n")
    for name in sorted(lost):
        print(f"lost: {name}: {reasons.get(name, 'there is no such case')}")
    counts = collections.Counter(kinds[name] for name in passed)
    print(", ".join(f"{kind}: {counts[kind]} passed" for kind in options.kinds.split(",")))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
