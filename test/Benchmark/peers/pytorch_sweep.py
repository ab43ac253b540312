"""Times training steps in PyTorch: THREADS SECONDS, then a line "KIND SIZES..." each on the standard input; prints the
milliseconds of the fastest step. The networks are those of ../sweep."""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

threads, seconds = int(sys.argv[1]), float(sys.argv[2])
torch.set_num_threads(threads)


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        parts = self.qkv(self.first(x)).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        x = x + self.out(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2))
        return x + self.down(F.gelu(self.up(self.second(x))))


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

    best, end = float("inf"), None
    for _ in range(3):
        step()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        step()
        best = min(best, time.perf_counter() - start)
    print(best * 1e3, flush=True)
