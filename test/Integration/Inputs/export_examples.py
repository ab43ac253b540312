"""Trains every example for a step, exports it and compares: export_examples.py SOURCE FOLDER."""
import glob
import os
import subprocess
import sys

source, folder = sys.argv[1:]
compare = os.path.join(source, "test/Frontend/ONNX/Inputs/compare.py")
LARGE = {"resnet50", "vgg16"}
RANDOM = {"gan"}
failed = []
for model in sorted(glob.glob(os.path.join(source, "examples/*/model.dsl"))):
    name = os.path.basename(os.path.dirname(model))
    if name in LARGE | RANDOM:
        continue
    run, exported = os.path.join(folder, name), os.path.join(folder, name + ".onnx")
    weights = os.path.join(run, "last.safetensors")
    commands = [["dlc", "train", model, "--data", "synthetic:,rows=4", "--batch", "4", "--max-steps", "1", "--quiet",
                 "--no-tensorboard", "--out", run],
                ["dlc", "export", model, "--weights", weights, "-o", exported],
                [sys.executable, compare, "dlc", model, "3", weights, exported]]
    for command in commands:
        if subprocess.run(command).returncode:
            failed.append(name)
            print("failed:", " ".join(command))
            break
print("failed:", failed or "none")
sys.exit(1 if failed else 0)
