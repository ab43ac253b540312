"""check-machine.py A.json [B.json]: whether a machine model has sound figures; and the second the same ones."""
import json
import math
import sys

models = [json.load(open(path)) for path in sys.argv[1:]]
model = models[0]
assert model["version"] == 1 and model["cpu"] and model["threads"] >= 1
widths = [peak["bits"] for peak in model["fma"]]
assert widths in ([128, 256], [128, 256, 512]), widths
names = [level["level"] for level in model["bandwidth"]]
assert names in (["L1", "L2", "memory"], ["L1", "L2", "L3", "memory"]), names
assert all((level["bytes"] == 0) == (level["level"] == "memory") for level in model["bandwidth"])
sizes = [team["threads"] for team in model["team"]]
expected = []
while not expected or expected[-1] < model["threads"]:
    expected.append(min(2 * (expected[-1] if expected else 1), model["threads"]))
assert sizes == ([] if model["threads"] == 1 else expected), sizes
for entry in model["fma"] + model["bandwidth"] + model["team"]:
    for key, value in entry.items():
        if key not in ("level", "bytes"):
            assert math.isfinite(value) and value > 0, (key, value)
assert all(other == model for other in models[1:])
