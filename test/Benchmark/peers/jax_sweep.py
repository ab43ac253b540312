"""Times training steps in JAX: THREADS SECONDS, then a line "KIND SIZES..." each on the standard input; prints the
milliseconds of the fastest step. The networks are those of ../sweep."""
import os
import sys

threads, seconds = int(sys.argv[1]), float(sys.argv[2])
# XLA takes as many threads as there are processors to run on.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import jax
import jax.numpy as jnp
import numpy as np

from timing import milliseconds

random = np.random.default_rng(0)


def weight(*shape):
    return jnp.asarray(random.normal(0, 0.05, shape), jnp.float32)


def dense(inputs, outputs):
    return [weight(inputs, outputs), jnp.zeros(outputs)]


def apply(x, layer):
    return x @ layer[0] + layer[1]


def normalised(x, scale):
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * scale[0] + scale[1]


def mlp(params, x):
    return apply(jax.nn.relu(apply(jax.nn.relu(apply(x, params[0])), params[1])), params[2])


def cnn(params, x):
    def conv(x, layer):
        y = jax.lax.conv_general_dilated(x, layer[0], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        return jax.nn.relu(y + layer[1])

    x = conv(conv(x, params[0]), params[1])
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    return apply(x.reshape(x.shape[0], -1), params[2])


def transformer(params, x, heads):
    h = params["tokens"][x] + params["places"]
    batch, length, width = h.shape
    mask = jnp.tril(jnp.ones((length, length), bool))
    for layer in params["layers"]:
        qkv = apply(normalised(h, layer["first"]), layer["qkv"]).reshape(batch, length, 3, heads, -1)
        q, k, v = (qkv[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(width / heads)
        mixed = jax.nn.softmax(jnp.where(mask, scores, -1e30)) @ v
        h = h + apply(mixed.transpose(0, 2, 1, 3).reshape(batch, length, width), layer["out"])
        h = h + apply(jax.nn.gelu(apply(normalised(h, layer["second"]), layer["up"]), approximate=False), layer["down"])
    return apply(normalised(h, params["norm"]), params["logits"]).reshape(batch * length, -1)


def network(kind, sizes):
    """The network's function, its parameters and a batch."""
    batch = sizes[0]
    if kind == "mlp":
        width = sizes[1]
        params = [dense(width, width), dense(width, width), dense(width, 10)]
        return mlp, params, weight(batch, width), jnp.asarray(random.integers(10, size=batch))
    if kind == "cnn":
        _, channels, filters, pixels = sizes
        params = [[weight(3, 3, channels, filters), jnp.zeros(filters)], [weight(3, 3, filters, filters), jnp.zeros(filters)],
                  dense(filters * (pixels // 2) ** 2, 10)]
        return cnn, params, weight(batch, pixels, pixels, channels), jnp.asarray(random.integers(10, size=batch))
    _, length, width, heads = sizes
    scale = lambda: [jnp.ones(width), jnp.zeros(width)]
    layer = lambda: {"first": scale(), "second": scale(), "qkv": dense(width, 3 * width), "out": dense(width, width),
                     "up": dense(width, 4 * width), "down": dense(4 * width, width)}
    params = {"tokens": weight(65, width), "places": weight(length, width), "layers": [layer(), layer()], "norm": scale(),
              "logits": dense(width, 65)}
    x = jnp.asarray(random.integers(65, size=(batch, length)))
    return lambda p, x: transformer(p, x, heads), params, x, jnp.asarray(random.integers(65, size=batch * length))


for line in sys.stdin:
    kind, *sizes = line.split()
    forward, params, x, y = network(kind, [int(size) for size in sizes])

    def loss(params, x, y):
        logits = jax.nn.log_softmax(forward(params, x))
        return -jnp.take_along_axis(logits, y[:, None], axis=1).mean()

    @jax.jit
    def step(params, momentum, x, y):
        value, gradient = jax.value_and_grad(loss)(params, x, y)
        momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, gradient)
        return jax.tree.map(lambda p, m: p - 0.01 * m, params, momentum), momentum, value

    momentum = jax.tree.map(jnp.zeros_like, params)

    def run():
        global params, momentum
        params, momentum, value = jax.block_until_ready(step(params, momentum, x, y))

    print(min(milliseconds(run, seconds, warmup=3)), flush=True)
