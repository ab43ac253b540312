"""Says what the runs of examples/finetune have trained: finetuned.py FOLDER."""
import json
import os
import sys

import numpy as np


def load(run, name="last"):
    """A safetensors file: the length of a header in JSON, the header, the tensors."""
    with open(os.path.join(sys.argv[1], run, name + ".safetensors"), "rb") as file:
        data = file.read()
    end = 8 + int.from_bytes(data[:8], "little")
    return {name: np.frombuffer(data[end + entry["data_offsets"][0]:end + entry["data_offsets"][1]], np.float32)
            for name, entry in json.loads(data[8:end]).items() if name != "__metadata__" and entry["dtype"] == "F32"}


digits = load("digits", "best")
for run in ("frozen", "lora", "full"):
    weights = load(run)
    old = [name for name in weights if name.startswith("digits.") and ".lora_" not in name]
    assert len(old) == 6, old
    same = all(np.array_equal(weights[name], digits[name[len("digits."):]]) for name in old)
    changes = sum(name.endswith(".lora_b") and np.abs(value).max() > 0 for name, value in weights.items())
    print(f"{run}: " + ("all of digits as it was" if same else "digits has moved") +
          (f", {changes} changes of low rank" if changes else ""))
frozen, full = load("torch-frozen"), load("torch-full")
for run, moved in (("torch-frozen", [name for name in frozen if name.startswith("head")]),
                   ("torch-full", [name for name in full if not np.array_equal(full[name], frozen[name])])):
    print(f"{run}: " + " ".join(sorted(moved)))
