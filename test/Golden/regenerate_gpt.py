#!/usr/bin/env python3
"""Writes gpt.safetensors: twenty steps of a small GPT in PyTorch.

Run with torch==2.13.0, numpy and safetensors. The file holds
  tokens, next       one batch after the other
  weights.NAME       the parameters before the first step, as dlc lays them out
  loss               the loss of each step, before its update
  gradient.NAME      the gradients of the first step
Inputs/compare_sequences.c compares a compiled model with it.
"""
import os

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

STEPS, BATCH, T, V, D, H, LAYERS, MLP = 20, 5, 12, 19, 16, 4, 4, 48
KV_HEADS = [4, 2, 4, 2]


def initial_weights(random):
    """Biases and scales that are neither 0 nor 1, so that a lost one shows."""
    weights = {}

    def dense(name, rows, columns):
        bound = np.sqrt(6 / (rows + columns))
        weights[f"{name}.weight"] = random.uniform(-bound, bound, (rows, columns))
        weights[f"{name}.bias"] = random.uniform(-0.1, 0.1, columns)

    def norm(name):
        weights[f"{name}.weight"] = random.uniform(0.8, 1.2, D)
        weights[f"{name}.bias"] = random.uniform(-0.1, 0.1, D)

    weights["emb.weight"] = random.normal(0, 0.5, (V, D))
    weights["h.weight"] = random.normal(0, 0.2, (T, D))
    for i in range(LAYERS):
        layer, keys = f"layers.{i}", KV_HEADS[i] * D // H
        norm(f"{layer}.att.layer_norm")
        for name, units in (("q", D), ("k", keys), ("v", keys), ("o", D)):
            dense(f"{layer}.att.{name}", D, units)
        norm(f"{layer}.up.layer_norm")
        dense(f"{layer}.up", D, MLP)
        dense(f"{layer}.dense", MLP, D)
    norm("final")
    return {name: value.astype(np.float32) for name, value in weights.items()}


def forward(p, tokens):
    def dense(name, x):
        return x @ p[f"{name}.weight"] + p[f"{name}.bias"]

    def norm(name, x):
        return F.layer_norm(x, (D,), p[f"{name}.weight"], p[f"{name}.bias"])

    h = p["emb.weight"][tokens] + p["h.weight"]
    for i in range(LAYERS):
        layer = f"layers.{i}"
        x = norm(f"{layer}.att.layer_norm", h)
        q, k, v = (dense(f"{layer}.att.{name}", x).view(BATCH, T, -1, D // H).transpose(1, 2)
                   for name in "qkv")
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        h = h + dense(f"{layer}.att.o", seen.transpose(1, 2).reshape(BATCH, T, D))
        up = F.gelu(dense(f"{layer}.up", norm(f"{layer}.up.layer_norm", h)))
        h = h + dense(f"{layer}.dense", up)
    return norm("final", h) @ p["emb.weight"].T


def main():
    torch.set_num_threads(1)
    random = np.random.default_rng(1)
    # Each token depends on the one before, so that there is something to learn.
    follow = random.integers(0, V, (V, 3))
    text = [0]
    for _ in range(STEPS * BATCH * T):
        text.append(follow[text[-1], random.integers(0, 3)])
    text = np.array(text, np.int32)
    tokens = text[:-1].reshape(STEPS * BATCH, T)
    following = text[1:].reshape(STEPS * BATCH, T)
    weights = initial_weights(random)
    params = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    optimizer = torch.optim.AdamW(list(params.values()), lr=3e-3, weight_decay=0.1)
    losses, first = [], {}
    for step in range(STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        logits = forward(params, torch.tensor(tokens[rows]).long())
        loss = F.cross_entropy(logits.flatten(0, 1), torch.tensor(following[rows]).long().flatten())
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            first = {name: p.grad.numpy().copy() for name, p in params.items()}
        optimizer.step()
        losses.append(loss.item())
    tensors = {"tokens": tokens, "next": following, "loss": np.array(losses, np.float32)}
    tensors |= {f"weights.{name}": value for name, value in weights.items()}
    tensors |= {f"gradient.{name}": value for name, value in first.items()}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gpt.safetensors")
    save_file(tensors, path, {"source": f"regenerate_gpt.py with torch {torch.__version__}"})
    print(f"loss {losses[0]:.4f} to {losses[-1]:.4f}")


if __name__ == "__main__":
    main()
