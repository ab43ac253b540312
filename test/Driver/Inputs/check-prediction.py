"""check-prediction.py REPORT.json MACHINE.json: whether what `dlc inspect --json` predicts follows from its kernels."""
import json
import math
import sys

report, machine = (json.load(open(path)) for path in sys.argv[1:])
prediction = report["prediction"]
kernels, steps = prediction["kernels"], prediction["steps"]
assert [step["threads"] for step in steps] == [1, 2, 4, 8, 16, 32, 64]


def same(a, b):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


# The target has vectors of 256 bits.
flops_per_us = next(peak["one_gflops"] for peak in machine["fma"] if peak["bits"] == 256) * 1e3
for kernel in kernels:
    assert kernel["slices"] >= 1 and 1 / kernel["slices"] <= kernel["largest_slice"] <= 1 and kernel["times"] > 0
    assert same(kernel["arithmetic_us"], kernel["flops"] / flops_per_us), kernel
    assert same(kernel["us"], max(kernel["arithmetic_us"], kernel["memory_us"])), kernel

# One thread waits for nobody, and takes the sum of its kernels.
one = steps[0]
assert one["barriers_us"] == 0 and one["start_us"] == 0
for key, part in (("us", "us"), ("kernels_us", "us"), ("arithmetic_us", "arithmetic_us"), ("memory_us", "memory_us")):
    assert same(one[key], sum(kernel[part] * kernel["times"] for kernel in kernels)), key

functions = {}
for kernel in kernels:
    functions.setdefault(kernel["function"], []).append(kernel)
slices = {name: max(kernel["slices"] for kernel in group) for name, group in functions.items()}
teams = {team["threads"]: team for team in machine["team"]}
for step in steps:
    assert same(step["us"], step["kernels_us"] + step["barriers_us"] + step["start_us"]), step
    # The arithmetic is that of the thread with most slices.
    arithmetic = barriers = start = 0
    for name, group in functions.items():
        threads = min(step["threads"], slices[name])
        for kernel in group:
            most = -(-kernel["slices"] // min(threads, kernel["slices"]))
            share = min(most * kernel["largest_slice"], 1)
            arithmetic += kernel["times"] * kernel["arithmetic_us"] * share
        if threads == 1:
            continue
        further = (threads - 2) * (teams[4]["barrier_ns"] - teams[2]["barrier_ns"]) / 2
        times = group[0]["times"]
        barriers += times * sum(kernel["meets"] for kernel in group) * (teams[2]["barrier_ns"] + further) / 1e3
        start += times * (teams[2]["start_ns"] + 2 * further) / 1e3
    assert same(step["arithmetic_us"], arithmetic), step
    assert same(step["barriers_us"], barriers) and same(step["start_us"], start), (step, barriers, start)

cut = any(count > 1 for count in slices.values())
if not cut:
    assert all(step["us"] == one["us"] for step in steps)
names = [name + ("" if group[0]["times"] == 1 else f"*{group[0]['times']:g}") for name, group in functions.items()]
print(f"cut: {cut}, barriers: {any(step['barriers_us'] for step in steps)}, functions: {', '.join(names)}")
