"""compare-losses.py A B: the losses of two runs' metrics.jsonl must be within 1e-5."""
import json
import sys

runs = [[json.loads(line) for line in open(path)] for path in sys.argv[1:3]]
losses = [[row["loss"] for row in run if "loss" in row] for run in runs]
assert losses[0] and len(losses[0]) == len(losses[1]), losses
for a, b in zip(*losses):
    assert abs(a - b) <= 1e-5 * abs(a), (a, b)
