#!/usr/bin/env python3
"""Writes resnet20.safetensors: the first steps of ResNet-20 in PyTorch (examples/resnet20 without its random changes of
images).

Run with torch==2.13.0, numpy and safetensors. PyTorch computes in f64, and the norms have small weights: otherwise steps
in f32 and f64 differ by several percent before the twentieth. The file holds
  image, label            the samples, 60 of ten classes; a step takes the next 16, the last of a round 12
  codes.NAME              the large parameters before the first step: a byte c for (c - 128) / 512
  weights.NAME            the others
  gradient.NAME           the gradients of the first step; of more than 1024 elements every 17th
  momentum.loss           the loss of each step, before its update
Inputs/compare_steps.c compares a compiled model with it.
"""
import os

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

from regenerate_lenet5 import BATCH, SAMPLES, STEPS, samples

RATE, MOMENTUM = 0.005, 0.9


def layers():
    """(name, inputs, filters, kernel) of each convolution, with dlc's names."""
    found = [("stem", 1, 16, 3)]
    channels = 16
    for stage, width in enumerate((16, 32, 64), start=1):
        for unit in range(3):
            name = f"stage{stage}.{unit}"
            found += [(f"{name}.a", channels, width, 3), (f"{name}.b", width, width, 3)]
            if channels != width:
                found.append((f"{name}.shortcut", channels, width, 1))
            channels = width
    return found


def names(layer):
    """The parameters of a convolution and of the norm behind it. The one of a shortcut has no block around it."""
    if layer.endswith("shortcut"):
        unit = layer.rsplit(".", 1)[0]
        return f"{layer}.weight", f"{unit}.batch_norm"
    return f"{layer}.conv.weight", f"{layer}.batch_norm"


def initial(random):
    codes, weights = {}, {}
    for layer, inputs, filters, kernel in layers():
        conv, norm = names(layer)
        bound = min(127, int(512 * np.sqrt(6 / (inputs * kernel * kernel))))
        codes[conv] = random.integers(128 - bound, 129 + bound, (filters, inputs, kernel, kernel)).astype(np.uint8)
        weights[norm + ".weight"] = random.uniform(0.1, 0.3, filters).astype(np.float32)
        weights[norm + ".bias"] = random.uniform(-0.3, 0.3, filters).astype(np.float32)
    weights["logits.weight"] = random.uniform(-0.2, 0.2, (64, 10)).astype(np.float32)
    weights["logits.bias"] = random.uniform(-0.1, 0.1, 10).astype(np.float32)
    return codes, weights


def forward(params, image):
    def conv_norm(x, layer, stride=1):
        conv, norm = names(layer)
        weight = params[conv]
        y = F.conv2d(x, weight, stride=stride, padding=weight.shape[2] // 2)
        return F.batch_norm(y, None, None, params[norm + ".weight"], params[norm + ".bias"], training=True)

    x = torch.tensor(image).double()[:, None] / 255
    h = conv_norm((x - 0.286) / 0.353, "stem").relu()
    for stage in (1, 2, 3):
        for unit in range(3):
            name, stride = f"stage{stage}.{unit}", 2 if stage > 1 and unit == 0 else 1
            y = conv_norm(conv_norm(h, name + ".a", stride).relu(), name + ".b")
            h = (y + (conv_norm(h, name + ".shortcut", 2) if stride == 2 else h)).relu()
    return h.mean((2, 3)) @ params["logits.weight"] + params["logits.bias"]


def main():
    torch.set_num_threads(1)
    random = np.random.default_rng(2)
    image, label = samples(random)
    codes, weights = initial(random)
    values = {name: (value.astype(np.float64) - 128) / 512 for name, value in codes.items()}
    values |= {name: value.astype(np.float64) for name, value in weights.items()}
    params = {name: torch.tensor(value, requires_grad=True) for name, value in values.items()}
    optimizer = torch.optim.SGD(params.values(), lr=RATE, momentum=MOMENTUM)
    tensors = {"image": image, "label": label}
    tensors |= {f"codes.{name}": value for name, value in codes.items()}
    tensors |= {f"weights.{name}": value for name, value in weights.items()}
    losses = []
    for step in range(STEPS):
        at = step % -(-SAMPLES // BATCH) * BATCH
        loss = F.cross_entropy(forward(params, image[at:at + BATCH]), torch.tensor(label[at:at + BATCH]).long())
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            for name, p in params.items():
                gradient = p.grad.numpy().astype(np.float32)
                tensors[f"gradient.{name}"] = gradient.flatten()[::17].copy() if gradient.size > 1024 else gradient
        optimizer.step()
        losses.append(loss.item())
    tensors["momentum.loss"] = np.array(losses, np.float32)
    print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resnet20.safetensors")
    save_file(tensors, path, {"source": f"regenerate_resnet20.py with torch {torch.__version__}"})
    os.chmod(path, 0o644)


if __name__ == "__main__":
    main()
