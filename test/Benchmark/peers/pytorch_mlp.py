"""Times a training step of a perceptron in PyTorch; prints milliseconds, one number a line.

usage: pytorch_mlp.py BATCH THREADS SECONDS INPUT [HIDDEN ...] CLASSES
"""
import sys

import torch
from torch import nn

from timing import milliseconds


def main():
    batch, threads, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    sizes = [int(size) for size in sys.argv[4:]]
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    layers = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        layers += [nn.Linear(fan_in, fan_out), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss()
    images = torch.randint(0, 256, (batch, sizes[0]), dtype=torch.uint8)
    labels = torch.randint(0, sizes[-1], (batch,))

    def step():
        optimizer.zero_grad(set_to_none=True)
        # As in the model: bytes come in.
        loss = loss_of(model(images.float() / 255), labels)
        loss.backward()
        optimizer.step()
        return loss

    for time in milliseconds(step, seconds):
        print(time)


main()
