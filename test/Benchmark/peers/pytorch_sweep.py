"""Times training steps in PyTorch: THREADS SECONDS, then a line "KIND SIZES..." each on the standard input; prints the
milliseconds of the fastest step. The networks are those of ../sweep."""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from pytorch_transformer import Layer
from timing import milliseconds

threads, seconds = int(sys.argv[1]), float(sys.argv[2])
torch.set_num_threads(threads)


class Transformer(nn.Module):
    def __init__(self, length, width, heads):
        super().__init__()
        self.tokens, self.places = nn.Embedding(65, width), nn.Parameter(torch.randn(length, width) * 0.02)
        self.layers = nn.Sequential(Layer(width, heads), Layer(width, heads))
        self.norm, self.logits = nn.LayerNorm(width), nn.Linear(width, 65)

    def forward(self, x):
        return self.logits(self.norm(self.layers(self.tokens(x) + self.places))).flatten(0, 1)


def network(kind, sizes):
    """The network and a batch for it."""
    if kind == "mlp":
        batch, width = sizes
        layers = [nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10)]
        return nn.Sequential(*layers), torch.randn(batch, width), torch.randint(10, (batch,))
    if kind == "cnn":
        batch, channels, filters, pixels = sizes
        layers = [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.Conv2d(filters, filters, 3, padding=1), nn.ReLU(),
                  nn.MaxPool2d(2), nn.Flatten(), nn.Linear(filters * (pixels // 2) ** 2, 10)]
        return nn.Sequential(*layers), torch.randn(batch, channels, pixels, pixels), torch.randint(10, (batch,))
    batch, length, width, heads = sizes
    x = torch.randint(65, (batch, length))
    return Transformer(length, width, heads), x, torch.randint(65, (batch * length,))


for line in sys.stdin:
    kind, *sizes = line.split()
    model, x, y = network(kind, [int(size) for size in sizes])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

    print(min(milliseconds(step, seconds, warmup=3)), flush=True)
