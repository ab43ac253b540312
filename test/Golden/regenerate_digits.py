#!/usr/bin/env python3
"""Writes onnx/digits.onnx: a small network that PyTorch has trained on MNIST, for examples/finetune.

Run with torch==2.13.0, onnx and numpy: regenerate_digits.py FOLDER, which holds MNIST's four IDX files.
"""
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../examples/finetune"))
from few import read


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5, padding=2)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.fc1 = nn.Linear(400, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, image):
        x = F.max_pool2d(F.relu(self.conv1(image)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


def main():
    folder = sys.argv[1]
    images, labels, test_images, test_labels = (
        torch.from_numpy(read(folder, name).astype(kind))
        for name, kind in (("train-images-idx3", np.float32), ("train-labels-idx1", np.int64),
                           ("t10k-images-idx3", np.float32), ("t10k-labels-idx1", np.int64)))
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = Digits()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(3):
        for batch in torch.randperm(len(images)).split(64):
            loss = F.cross_entropy(model(images[batch][:, None] / 255), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        right = (model(test_images[:, None] / 255).argmax(1) == test_labels).float().mean()
    print(f"MNIST, test: {100 * right:.1f} %")
    path = os.path.join(HERE, "onnx/digits.onnx")
    torch.onnx.export(model, (torch.zeros(2, 1, 28, 28),), path, input_names=["image"], output_names=["logits"],
                      dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}}, opset_version=17, dynamo=False)
    onnx.save(onnx.load(path), path)


if __name__ == "__main__":
    main()
