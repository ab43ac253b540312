"""Times training steps of LeNet-5, ResNet-20 or the GPT of examples/ in PyTorch; prints milliseconds, one number a line.

usage: pytorch_examples.py BATCH THREADS SECONDS lenet5|resnet20|gpt
"""
import sys

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_transformer import Layer
from timing import milliseconds


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


class Residual(nn.Module):
    def __init__(self, channels, filters):
        super().__init__()
        stride = filters // channels
        self.first = nn.Sequential(nn.Conv2d(channels, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters))
        self.second = nn.Sequential(nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters))
        self.shortcut = nn.Identity()
        if stride > 1:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        return F.relu(self.second(F.relu(self.first(x))) + self.shortcut(x))


def resnet20():
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    widths = [16] * 4 + [32] * 3 + [64] * 3
    layers += [Residual(channels, filters) for channels, filters in zip(widths, widths[1:])]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class GPT(nn.Module):
    def __init__(self, characters=65, length=64, width=128, heads=4, layers=4):
        super().__init__()
        self.tokens = nn.Embedding(characters, width)
        self.places = nn.Parameter(0.02 * torch.randn(length, width))
        self.layers = nn.Sequential(*(Layer(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        hidden = self.norm(self.layers(self.tokens(x) + self.places))
        return (hidden @ self.tokens.weight.T).flatten(0, 1)


def case(name, batch):
    """The network, its optimizer, the largest norm of its gradients or None, and a batch."""
    if name == "gpt":
        network = GPT()
        optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1)
        return network, optimizer, 1.0, torch.randint(65, (batch, 64)), torch.randint(65, (batch * 64,))
    labels = torch.randint(10, (batch,))
    if name == "lenet5":
        network = lenet5()
        return network, torch.optim.Adam(network.parameters(), lr=1e-3), None, torch.rand(batch, 1, 28, 28), labels
    network = resnet20()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    return network, optimizer, None, torch.rand(batch, 3, 32, 32), labels


def main():
    batch, threads, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network, optimizer, norm, x, labels = case(sys.argv[4], batch)

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(network(x), labels).backward()
        if norm:
            nn.utils.clip_grad_norm_(network.parameters(), norm)
        optimizer.step()

    for time in milliseconds(step, seconds):
        print(time)


main()
