"""Fails, naming them, if ops of the dl dialect lack the tests that every op has."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
# They hold other ops or declare memory, and compute nothing themselves.
STRUCTURE = {"group", "yield", "variable", "gradient", "gradient_of"}
# Truth values, indices and masks, through which no gradient flows.
DISCRETE = {"and", "or", "not", "argmax", "one_hot", "row_mask"}


def text_of(folder, pattern):
    return "\n".join(path.read_text() for path in (root / folder).glob(pattern))


definitions = text_of("include/dlc/Dialect/DL", "*Ops.td")
ops = set(re.findall(r'^def DL_\w+Op\s*:\s*\w+<(?:DL_Dialect, )?\s*"(\w+)"', definitions, re.M))
assert "softmax_cross_entropy" in ops and "add" in ops, "the definitions have changed their form"


def missing_in(tests, exempt):
    return sorted(op for op in ops - exempt if not re.search(rf"\bdl\.{op}\b", tests))


# Takes the place of convolutions after differentiation.
LATE = {"contract"}
missing = {
    "a test by value in test/Dialect/DL/values": missing_in(
        text_of("test/Dialect/DL/values", "*.mlir"), STRUCTURE),
    "a test in test/Gradcheck or test/Autodiff": missing_in(
        text_of("test/Gradcheck", "*.mlir") + text_of("test/Autodiff", "*.mlir"),
        STRUCTURE | DISCRETE | LATE),
}
for what, names in missing.items():
    if names:
        print(f"without {what}: {', '.join(names)}", file=sys.stderr)
sys.exit(any(missing.values()))
