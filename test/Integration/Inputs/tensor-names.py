"""Prints the names of the tensors in a safetensors file."""
import json
import struct
import sys

with open(sys.argv[1], "rb") as file:
    (size,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(size))
print("\n".join(sorted(name for name in header if name != "__metadata__")))
