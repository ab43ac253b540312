#!/usr/bin/env python3
"""Writes lenet5.safetensors: the first steps of LeNet-5 (examples/lenet5) in PyTorch.

Run with torch==2.13.0, numpy and safetensors. The file holds
  image, label            the samples, 60 of ten classes; a step takes the next 16, the last of a round 12
  codes.NAME              the parameters before the first step, as dlc lays them out: a byte c for (c - 128) / 512
  gradient.NAME           the gradients of the first step; of more than 1024 elements every 17th
  CASE.loss               the loss of each step, before its update, for each CASE of CASES
Inputs/compare_steps.c compares a compiled model with it.
"""
import os

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

STEPS, BATCH, SAMPLES, SIDE, CLASSES = 20, 16, 60, 28, 10
SHAPES = {"c1": (6, 1, 5, 5), "c2": (16, 6, 5, 5), "fc1": (400, 120), "fc2": (120, 84), "logits": (84, 10)}

CASES = {
    "adam": lambda params: torch.optim.Adam(params, lr=1e-3),
    "momentum": lambda params: torch.optim.SGD(params, lr=0.02, momentum=0.9),
}


def samples(random):
    """A picture of 4 x 4 squares per class, each sample with a third of its pixels replaced by noise."""
    squares = random.integers(0, 256, (CLASSES, SIDE // 4, SIDE // 4))
    pictures = squares.repeat(4, axis=1).repeat(4, axis=2)
    label = random.integers(0, CLASSES, SAMPLES)
    noise = random.integers(0, 256, (SAMPLES, SIDE, SIDE))
    image = np.where(random.random((SAMPLES, SIDE, SIDE)) < 0.33, noise, pictures[label])
    return image.astype(np.uint8), label.astype(np.int32)


def initial_codes(random):
    """Uniform in Glorot's bounds; biases that are not zero, so that a lost one shows."""
    codes = {}
    for name, shape in SHAPES.items():
        field = int(np.prod(shape[2:]))
        bound = min(127, int(512 * np.sqrt(6 / ((shape[0] + shape[1]) * field))))
        outputs = shape[0] if len(shape) == 4 else shape[1]
        codes[name + ".weight"] = random.integers(128 - bound, 129 + bound, shape).astype(np.uint8)
        codes[name + ".bias"] = random.integers(128 - 50, 129 + 50, outputs).astype(np.uint8)
    return codes


def forward(params, image):
    def layer(op, x, name):
        return torch.relu(op(x, params[name + ".weight"], params[name + ".bias"]))

    def dense(x, weight, bias):
        return x @ weight + bias

    x = torch.tensor(image).float()[:, None] / 255
    x = F.max_pool2d(layer(lambda *a: F.conv2d(*a, padding=2), x, "c1"), 2)
    x = F.max_pool2d(layer(F.conv2d, x, "c2"), 2).flatten(1)
    x = layer(dense, layer(dense, x, "fc1"), "fc2")
    return dense(x, params["logits.weight"], params["logits.bias"])


def train(case, image, label, codes):
    params = {name: torch.tensor((value.astype(np.float32) - 128) / 512, requires_grad=True)
              for name, value in codes.items()}
    optimizer = CASES[case](list(params.values()))
    losses, first = [], {}
    for step in range(STEPS):
        at = step % -(-SAMPLES // BATCH) * BATCH
        loss = F.cross_entropy(forward(params, image[at:at + BATCH]), torch.tensor(label[at:at + BATCH]).long())
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            first = {name: p.grad.numpy().copy() for name, p in params.items()}
        optimizer.step()
        losses.append(loss.item())
    return np.array(losses, np.float32), first


def main():
    torch.set_num_threads(1)
    random = np.random.default_rng(1)
    image, label = samples(random)
    codes = initial_codes(random)
    tensors = {"image": image, "label": label}
    tensors |= {f"codes.{name}": value for name, value in codes.items()}
    for index, case in enumerate(CASES):
        losses, gradients = train(case, image, label, codes)
        tensors[f"{case}.loss"] = losses
        if index == 0:  # they are the same for each optimizer
            tensors |= {f"gradient.{name}": value.flatten()[::17].copy() if value.size > 1024 else value
                        for name, value in gradients.items()}
        print(f"{case}: loss {losses[0]:.4f} to {losses[-1]:.4f}")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lenet5.safetensors")
    save_file(tensors, path, {"source": f"regenerate_lenet5.py with torch {torch.__version__}"})
    os.chmod(path, 0o644)


if __name__ == "__main__":
    main()
