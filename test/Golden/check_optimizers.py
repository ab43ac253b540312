#!/usr/bin/env python3
"""Compares the @apply that dlc builds with the steps recorded in optimizers.json.

Each case becomes one function that applies the optimizer ten times: the body of @apply, repeated. It is
compiled and run by dlc-run, which must be on PATH, as dlc-opt.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOLERANCE = 1e-11
PARAMETERS = {"w": "tensor<2x3xf64>", "b": "tensor<3xf64>"}

MODEL = """
module attributes {dl.train = %s} {
  dl.variable @w parameter : tensor<2x3xf64> init "zeros" trainable
  dl.variable @b parameter : tensor<3xf64> init "zeros" trainable
  func.func @forward(%%w: tensor<2x3xf64> {dl.role = "parameter", dl.name = "w"},
                     %%b: tensor<3xf64> {dl.role = "parameter", dl.name = "b"})
      -> (tensor<f64> {dl.role = "loss", dl.name = "loss"}) {
    %%0 = dl.reduce_sum %%w axes [0, 1] : tensor<2x3xf64> -> tensor<f64>
    %%1 = dl.reduce_sum %%b axes [0] : tensor<3xf64> -> tensor<f64>
    %%2 = dl.add %%0, %%1 : tensor<f64>
    return %%2 : tensor<f64>
  }
}
"""


def attribute(value):
    """A Python value as an MLIR attribute."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {attribute(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(attribute, value)) + "]"
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value} : i64" if isinstance(value, int) else f"{value:.17e} : f64"


def names(attributes):
    """(role, name) of each argument or result."""
    pattern = r'dl\.name = "([^"]*)", dl\.role = "([^"]*)"'
    return [(role, name) for name, role in re.findall(pattern, attributes)]


class Function:
    """A function of printed IR, of one block."""

    def __init__(self, text, name):
        head, rest = re.search(r"func\.func @%s\((.*)\) -> \((.*) \{\n" % name, text).groups()
        body = text[text.index(rest) + len(rest) + 3:]
        lines = body[:body.index("\n  }")].splitlines()
        self.arguments = dict(zip(names(head), re.findall(r"(%\w+): tensor", head)))
        self.results = names(rest)
        self.body = lines[:-1]
        self.returned = re.findall(r"%\w+", lines[-1])

    def inline(self, prefix, values):
        """The body with its arguments replaced by `values`; gives its lines and results by name."""
        known = {own: values[key] for key, own in self.arguments.items()}
        rename = lambda match: known.get(match[0], "%" + prefix + match[0][1:])
        lines = [re.sub(r"%\w+", rename, line) for line in self.body]
        outs = [re.sub(r"%\w+", rename, value) for value in self.returned]
        return lines, dict(zip(self.results, outs))


def ten_steps(text, golden, recorded):
    """A function of the parameters before and the number of the first step."""
    apply, init = Function(text, "apply"), Function(text, "init")
    lines, values = init.inline("init_", {})
    values = {key: value for key, value in values.items() if key[0] == "optimizer"}
    values |= {("parameter", name): f"%{name}" for name in PARAMETERS}
    lines.append("%scale = dl.constant dense<1.0> : tensor<f32>")
    values["scalar", "lr_scale"] = "%scale"
    lines.append(f"%total = dl.constant dense<{len(golden['gradients'])}> : tensor<i64>")
    values["scalar", "total_steps"] = "%total"
    outputs = []
    for step, gradients in enumerate(golden["gradients"]):
        lines.append(f"%done{step} = dl.constant dense<{step}> : tensor<i64>")
        lines.append(f"%step{step} = dl.add %first, %done{step} : tensor<i64>")
        values["scalar", "step"] = f"%step{step}"
        for (name, type_), elements in zip(PARAMETERS.items(), gradients):
            shape = [elements[:3], elements[3:]] if name == "w" else elements
            lines.append(f"%grad_{name}{step} = dl.constant dense<{shape}> : {type_}")
            values["gradient", name] = f"%grad_{name}{step}"
        used = {key: values[key] for key in apply.arguments}
        body, results = apply.inline(f"s{step}_", used)
        lines += body
        values |= results
        if step + 1 in recorded:
            outputs += [(f"{name}{step + 1}", values["parameter", name], type_)
                        for name, type_ in PARAMETERS.items()]
    arguments = ", ".join(f'%{name}: {type_} {{dl.name = "{name}"}}'
                          for name, type_ in [*PARAMETERS.items(), ("first", "tensor<i64>")])
    results = ", ".join(f'{type_} {{dl.name = "{name}"}}' for name, _, type_ in outputs)
    returned = ", ".join(value for _, value, _ in outputs)
    types = ", ".join(type_ for _, _, type_ in outputs)
    return "\n".join([f"func.func @f({arguments}) -> ({results}) {{", *lines,
                      f"return {returned} : {types}", "}"])


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def check(name, case, golden):
    text = run(["dlc-opt", "--dl-build-steps", "--canonicalize", "--cse"],
               input=MODEL % attribute(case["train"]))
    recorded = {int(step): values for step, values in case["after"].items()}
    flat = lambda values: ",".join(map(repr, values))
    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
        file.write(ten_steps(text, golden, recorded))
        file.flush()
        printed = run(["dlc-run", file.name, "--entry=f", "--digits=17", "--in", "first=0",
                       "--in", "w=" + flat(sum(golden["weight"], [])),
                       "--in", "b=" + flat(golden["bias"])])
    values = {line.split(":")[0]: [float(x) for x in line.split(":")[1].split()]
              for line in printed.splitlines()}
    worst = 0.0
    for step, expected in recorded.items():
        got = values[f"w{step}"] + values[f"b{step}"]
        for a, b in zip(got, expected, strict=True):
            difference = abs(a - b)
            worst = difference if not difference <= worst else worst  # NaN too
    good = worst <= TOLERANCE
    print(f"{'good' if good else 'BAD'} {name}: largest difference {worst:.1e}")
    return good


def main():
    with open(os.path.join(HERE, "optimizers.json")) as file:
        golden = json.load(file)
    results = [check(name, case, golden) for name, case in golden["cases"].items()]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
