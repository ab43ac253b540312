#!/usr/bin/env python3
"""Writes networks.txt: the losses of the first steps of large networks in PyTorch, in f64, one network a line.

Run with torch==2.13.0. Weights and images follow from a formula (Inputs/compare_networks.c has it too), since they are
too large to be recorded. The rate is small: at 1e-4 PyTorch in f32 is 1e-2 off its own f64 after two steps of ResNet-50.
Element i of a tensor is `scale * (2 u - 1) + shift` with u from splitmix64 of the tensor's name
and i. VGG-16 is the example's on images of 32 x 32 pixels, with 128 features where it has 4096, and without dropout.
"""
import os
import re

import numpy as np
import torch
import torch.nn.functional as F

RATE, MOMENTUM, STEPS, BATCH = 3e-6, 0.9, 3, 2


def noise(name, count):
    """`count` numbers in [-1, 1)."""
    seed = 14695981039346656037
    for byte in name.encode():
        seed = (seed ^ byte) * 1099511628211 % 2**64  # FNV-1a
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float32) / np.float32(2**23) - np.float32(1)


def parameter(name, shape):
    values = noise(name, int(np.prod(shape)))
    if len(shape) == 4:
        values *= np.float32(np.sqrt(6 / (shape[1] * shape[2] * shape[3])))
    elif len(shape) == 2:
        values *= np.float32(np.sqrt(3 / shape[0]))
    elif re.search(r"norm\w*\.weight$", name):
        values = np.float32(1) + np.float32(0.1) * values
    else:
        values *= np.float32(0.1)
    return torch.tensor(values.astype(np.float64).reshape(shape), requires_grad=True)


class Network:
    """Makes parameters as they are first used, with dlc's names."""

    def __init__(self):
        self.params = {}

    def get(self, name, *shape):
        if name not in self.params:
            self.params[name] = parameter(name, shape)
        return self.params[name]

    def conv_norm(self, x, name, filters, kernel, stride=1, padding=0):
        y = F.conv2d(x, self.get(f"{name}.conv.weight", filters, x.shape[1], kernel, kernel), stride=stride, padding=padding)
        norm = f"{name}.batch_norm"
        return F.batch_norm(y, None, None, self.get(norm + ".weight", filters), self.get(norm + ".bias", filters), training=True)

    def dense(self, x, name, outputs):
        return x @ self.get(name + ".weight", x.shape[1], outputs) + self.get(name + ".bias", outputs)

    def conv(self, x, name, filters):
        weight = self.get(f"{name}.weight", filters, x.shape[1], 3, 3)
        return F.conv2d(x, weight, self.get(f"{name}.bias", filters), padding=1).relu()


class ResNet50(Network):
    size = 224

    def bottleneck(self, x, name, width, stride=1):
        a = self.conv_norm(x, f"{name}.a", width, 1).relu()
        b = self.conv_norm(a, f"{name}.b", width, 3, stride, 1).relu()
        return self.conv_norm(b, f"{name}.c", 4 * width, 1)

    def forward(self, x):
        h = F.max_pool2d(self.conv_norm(x, "stem", 64, 7, 2, 3).relu(), 3, 2, 1)
        for stage, (width, units) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), start=1):
            stride, name = (1 if stage == 1 else 2), f"s{stage}"
            first = self.bottleneck(h, f"{name}.first", width, stride)
            h = (first + self.conv_norm(h, f"{name}.shortcut", 4 * width, 1, stride)).relu()
            for unit in range(1, units):
                h = (self.bottleneck(h, f"{name}.unit.{unit}", width) + h).relu()
        return self.dense(h.mean((2, 3)), "logits", 1000)


class VGG16(Network):
    size = 32

    def forward(self, x):
        for stage, (filters, layers) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), start=1):
            for layer in range(layers):
                x = self.conv(x, f"s{stage}.conv.{layer}", filters)
            x = F.max_pool2d(x, 2)
        h = self.dense(x.flatten(1), "fc1", 128).relu()
        return self.dense(self.dense(h, "fc2", 128).relu(), "logits", 1000)


def train(network):
    shape = (BATCH, 3, network.size, network.size)
    image = torch.tensor(noise("image", int(np.prod(shape))).astype(np.float64).reshape(shape))
    label = torch.arange(BATCH) * 7 + 3
    losses, optimizer = [], None
    for _ in range(STEPS):
        loss = F.cross_entropy(network.forward(image), label)
        optimizer = optimizer or torch.optim.SGD(network.params.values(), lr=RATE, momentum=MOMENTUM)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks.txt")
    with open(path, "w", encoding="utf-8") as file:
        for name, network in (("resnet50", ResNet50()), ("vgg16", VGG16())):
            line = " ".join([name] + [f"{loss:.8f}" for loss in train(network)])
            print(line)
            print(line, file=file)


if __name__ == "__main__":
    main()
