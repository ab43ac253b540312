"""Times a step of training the head of the network of examples/finetune in PyTorch, with all before it frozen; prints
milliseconds, one number a line.

usage: pytorch_finetune.py BATCH THREADS SECONDS
"""
import sys

import torch
import torch.nn.functional as F
from torch import nn

from timing import milliseconds


class Clothes(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 16, 5, padding=2)
        self.c2 = nn.Conv2d(16, 32, 5)
        self.fc1 = nn.Linear(800, 128)
        self.kind = nn.Linear(128, 10)
        for part in (self.c1, self.c2, self.fc1):
            part.requires_grad_(False)

    def forward(self, image):
        x = image[:, None].float() / 255
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2)
        return self.kind(F.relu(self.fc1(x.flatten(1))))


def main():
    batch, seconds = int(sys.argv[1]), float(sys.argv[3])
    torch.set_num_threads(int(sys.argv[2]))
    torch.manual_seed(0)
    model = Clothes()
    optimizer = torch.optim.Adam(model.kind.parameters(), lr=1e-3)
    image = torch.randint(0, 256, (batch, 28, 28), dtype=torch.uint8)
    label = torch.randint(0, 10, (batch,))

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(image), label).backward()
        optimizer.step()

    for time in milliseconds(step, seconds):
        print(time)


main()
