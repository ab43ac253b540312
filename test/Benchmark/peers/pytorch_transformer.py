"""A layer of the transformers that are timed."""
import torch.nn.functional as F
from torch import nn


class Layer(nn.Module):
    """Causal attention and feed-forward, layer norm in front of each, on [batch, positions, width]."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        parts = self.qkv(self.before(x)).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        attention = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.mix(attention.transpose(1, 2).flatten(2))
        return x + self.down(F.gelu(self.up(self.between(x))))
