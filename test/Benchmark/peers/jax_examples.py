"""Times compiled training steps of LeNet-5, ResNet-20 or the GPT of examples/ in JAX; prints milliseconds, one number a
line.

usage: jax_examples.py BATCH THREADS SECONDS lenet5|resnet20|gpt
"""
import os
import sys

threads = int(sys.argv[2])
# XLA takes as many threads as the process has processors.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import jax
import jax.numpy as jnp
import numpy as np
import optax

from timing import milliseconds

random = np.random.default_rng(1)


def weight(*shape):
    fan_in = np.prod(shape[:-1])
    return jnp.asarray(random.standard_normal(shape) / np.sqrt(fan_in), jnp.float32)


def dense(inputs, outputs):
    return {"weight": weight(inputs, outputs), "bias": jnp.zeros(outputs)}


def norm(width):
    return {"scale": jnp.ones(width), "shift": jnp.zeros(width)}


def apply_dense(p, x):
    return x @ p["weight"] + p["bias"]


def convolve(x, filters, stride=1, padding="SAME"):
    return jax.lax.conv_general_dilated(x, filters, (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def normalise(p, x, axes):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * p["scale"] + p["shift"]


def pool(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def lenet5():
    convolutions = [{"filters": weight(5, 5, 1, 6), "bias": jnp.zeros(6)}, {"filters": weight(5, 5, 6, 16), "bias": jnp.zeros(16)}]
    params = {"convolutions": convolutions, "layers": [dense(400, 120), dense(120, 84), dense(84, 10)]}

    def forward(p, x):
        for layer, padding in zip(p["convolutions"], ("SAME", "VALID")):
            x = pool(jax.nn.relu(convolve(x, layer["filters"], padding=padding) + layer["bias"]))
        x = x.reshape(x.shape[0], -1)
        for layer in p["layers"][:-1]:
            x = jax.nn.relu(apply_dense(layer, x))
        return apply_dense(p["layers"][-1], x)

    return params, forward


def resnet20():
    widths = [16] * 4 + [32] * 3 + [64] * 3

    def block(channels, filters):
        p = {"first": weight(3, 3, channels, filters), "first_norm": norm(filters), "second": weight(3, 3, filters, filters),
             "second_norm": norm(filters)}
        if filters != channels:
            p |= {"shortcut": weight(1, 1, channels, filters), "shortcut_norm": norm(filters)}
        return p

    params = {"stem": weight(3, 3, 3, 16), "stem_norm": norm(16),
              "blocks": [block(channels, filters) for channels, filters in zip(widths, widths[1:])], "logits": dense(64, 10)}
    images = (0, 1, 2)

    def forward(p, x):
        x = jax.nn.relu(normalise(p["stem_norm"], convolve(x, p["stem"]), images))
        for q in p["blocks"]:
            stride = 2 if "shortcut" in q else 1
            y = jax.nn.relu(normalise(q["first_norm"], convolve(x, q["first"], stride, ((1, 1), (1, 1))), images))
            y = normalise(q["second_norm"], convolve(y, q["second"]), images)
            if "shortcut" in q:
                x = normalise(q["shortcut_norm"], convolve(x, q["shortcut"], stride), images)
            x = jax.nn.relu(y + x)
        return apply_dense(p["logits"], x.mean((1, 2)))

    return params, forward


def gpt(characters=65, length=64, width=128, heads=4, layers=4):
    def layer():
        return {"before": norm(width), "qkv": dense(width, 3 * width), "mix": dense(width, width), "between": norm(width),
                "up": dense(width, 4 * width), "down": dense(4 * width, width)}

    params = {"tokens": weight(characters, width), "places": weight(length, width), "layers": [layer() for _ in range(layers)],
              "norm": norm(width)}
    mask = jnp.tril(jnp.ones((length, length), bool))

    def forward(p, x):
        h = p["tokens"][x] + p["places"]
        batch = h.shape[0]
        for q in p["layers"]:
            parts = apply_dense(q["qkv"], normalise(q["before"], h, -1)).reshape(batch, length, 3, heads, width // heads)
            query, key, value = (parts[:, :, i].transpose(0, 2, 1, 3) for i in range(3))
            scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(width / heads)
            mixed = jax.nn.softmax(jnp.where(mask, scores, -1e30)) @ value
            h = h + apply_dense(q["mix"], mixed.transpose(0, 2, 1, 3).reshape(batch, length, width))
            up = jax.nn.gelu(apply_dense(q["up"], normalise(q["between"], h, -1)), approximate=False)
            h = h + apply_dense(q["down"], up)
        return (normalise(p["norm"], h, -1) @ p["tokens"].T).reshape(batch * length, characters)

    return params, forward


def case(name, batch):
    """Parameters, the network's function, its optimizer and a batch."""
    if name == "gpt":
        optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(1e-3, b2=0.99, weight_decay=0.1))
        tokens, following = random.integers(65, size=(batch, 64)), random.integers(65, size=batch * 64)
        return *gpt(), optimizer, jnp.asarray(tokens), jnp.asarray(following)
    pixels, channels = (28, 1) if name == "lenet5" else (32, 3)
    images = jnp.asarray(random.random((batch, pixels, pixels, channels)), jnp.float32)
    labels = jnp.asarray(random.integers(10, size=batch))
    if name == "lenet5":
        return *lenet5(), optax.adam(1e-3), images, labels
    optimizer = optax.chain(optax.add_decayed_weights(5e-4), optax.sgd(0.1, momentum=0.9))
    return *resnet20(), optimizer, images, labels


def main():
    batch, seconds = int(sys.argv[1]), float(sys.argv[3])
    params, forward, optimizer, x, labels = case(sys.argv[4], batch)
    state = optimizer.init(params)

    def loss_of(params, x, labels):
        return optax.softmax_cross_entropy_with_integer_labels(forward(params, x), labels).mean()

    def step(params, state, x, labels):
        loss, gradients = jax.value_and_grad(loss_of)(params, x, labels)
        updates, state = optimizer.update(gradients, state, params)
        return optax.apply_updates(params, updates), state, loss

    # Parameters and the optimizer's state are updated in place.
    step = jax.jit(step, donate_argnums=(0, 1))

    def run():
        nonlocal params, state
        params, state, loss = step(params, state, x, labels)
        loss.block_until_ready()

    for time in milliseconds(run, seconds):
        print(time)


main()
