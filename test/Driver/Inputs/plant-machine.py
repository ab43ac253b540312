"""plant-machine.py FILE FOLDER [CPU]: puts the machine model FILE where dlc looks for this machine's, as if measured here."""
import glob
import json
import os
import subprocess
import sys

path, folder, *cpu = sys.argv[1:]
# What this machine is called, and where the file belongs, a measurement tells.
subprocess.run(["dlc", "bench", "--machine"], check=True, stdout=subprocess.DEVNULL)
place, = glob.glob(os.path.join(folder, "machine-*.json"))
name = json.load(open(place))["cpu"]
model = json.load(open(path))
model["cpu"] = cpu[0] if cpu else name
with open(place, "w") as file:
    json.dump(model, file, indent=2)
