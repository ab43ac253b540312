"""check-memory.py FREE LIMITED BYTES: the reports of `dlc inspect` of a model, without a limit and with one."""
import json
import sys

free, limited = (json.load(open(path)) for path in sys.argv[1:3])
limit = int(sys.argv[3])


def total(report):
    bytes = report["bytes"]
    return bytes["parameters"] + bytes["state"] + bytes["optimizer"] + bytes["workspace"]


assert total(free) > limit >= total(limited), (total(free), total(limited))
assert free["recomputed_segments"] == 0 and limited["recomputed_segments"] >= 2
