#!/usr/bin/env python3
"""Writes mlp.safetensors: a hundred steps of a small network in PyTorch.

Run with torch==2.13.0, numpy and safetensors. The file holds
  image, label            the samples, 395 of ten classes; a step takes the next 16, the last of a round 11
  weights.NAME            the parameters before the first step, as dlc lays them out
  CASE.loss               the loss of each step, before its update
  CASE.gradient.NAME      the gradients of the first step
for each CASE of CASES. Inputs/compare_steps.c compares a compiled model with it.
"""
import os

import numpy as np
import torch
from safetensors.numpy import save_file

STEPS, BATCH, SAMPLES, SIDE, HIDDEN, CLASSES = 100, 16, 395, 8, 32, 10
L2 = 1e-3

CASES = {
    "adam": lambda params: torch.optim.Adam(params, lr=3e-3),
    "momentum": lambda params: torch.optim.SGD(params, lr=0.05, momentum=0.9),
    "l2": lambda params: torch.optim.SGD(params, lr=0.1),
}


def samples(random):
    """A picture per class, each sample with half of its pixels replaced by noise."""
    pictures = random.integers(0, 256, (CLASSES, SIDE, SIDE))
    label = random.integers(0, CLASSES, SAMPLES)
    noise = random.integers(0, 256, (SAMPLES, SIDE, SIDE))
    image = np.where(random.random((SAMPLES, SIDE, SIDE)) < 0.5, pictures[label], noise)
    return image.astype(np.uint8), label.astype(np.int32)


def initial_weights(random):
    """Uniform in Glorot's bounds; biases that are not zero, so that a lost one shows."""
    def dense(rows, columns):
        bound = np.sqrt(6 / (rows + columns))
        return (random.uniform(-bound, bound, (rows, columns)).astype(np.float32),
                random.uniform(-0.1, 0.1, columns).astype(np.float32))

    hidden, logits = dense(SIDE * SIDE, HIDDEN), dense(HIDDEN, CLASSES)
    return {"hidden.weight": hidden[0], "hidden.bias": hidden[1],
            "logits.weight": logits[0], "logits.bias": logits[1]}


def train(case, image, label, weights):
    params = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    optimizer = CASES[case](list(params.values()))
    losses, first = [], {}
    for step in range(STEPS):
        at = step % -(-SAMPLES // BATCH) * BATCH
        x = torch.tensor(image[at:at + BATCH]).flatten(1).float() / 255
        y = torch.tensor(label[at:at + BATCH]).long()
        hidden = torch.relu(x @ params["hidden.weight"] + params["hidden.bias"])
        logits = hidden @ params["logits.weight"] + params["logits.bias"]
        loss = torch.nn.functional.cross_entropy(logits, y)
        if case == "l2":
            loss = loss + L2 * sum(p.square().sum() for p in params.values() if p.dim() == 2)
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
    weights = initial_weights(random)
    tensors = {"image": image, "label": label}
    tensors |= {f"weights.{name}": value for name, value in weights.items()}
    for case in CASES:
        losses, gradients = train(case, image, label, weights)
        tensors[f"{case}.loss"] = losses
        tensors |= {f"{case}.gradient.{name}": value for name, value in gradients.items()}
        print(f"{case}: loss {losses[0]:.4f} to {losses[-1]:.4f}")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mlp.safetensors")
    save_file(tensors, path, {"source": f"regenerate_mlp.py with torch {torch.__version__}"})


if __name__ == "__main__":
    main()
