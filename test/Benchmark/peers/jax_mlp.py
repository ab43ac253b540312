"""Times a compiled training step of a perceptron in JAX; prints milliseconds, one number a line.

usage: jax_mlp.py BATCH THREADS SECONDS INPUT [HIDDEN ...] CLASSES
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


def logits_of(parameters, images):
    values = images.astype(jnp.float32) / 255
    for index, (weight, bias) in enumerate(parameters):
        values = values @ weight + bias
        if index + 1 < len(parameters):
            values = jax.nn.relu(values)
    return values


def loss_of(parameters, images, labels):
    logits = logits_of(parameters, images)
    return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean()


def main():
    batch, seconds = int(sys.argv[1]), float(sys.argv[3])
    sizes = [int(size) for size in sys.argv[4:]]
    random = np.random.default_rng(1)
    parameters = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        weight = random.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)
        parameters.append((jnp.asarray(weight, jnp.float32), jnp.zeros(fan_out)))
    images = jnp.asarray(random.integers(0, 256, (batch, sizes[0]), np.uint8))
    labels = jnp.asarray(random.integers(0, sizes[-1], (batch,), np.int32))
    optimizer = optax.adam(1e-3)
    moments = optimizer.init(parameters)

    def step(parameters, moments, images, labels):
        loss, gradients = jax.value_and_grad(loss_of)(parameters, images, labels)
        updates, moments = optimizer.update(gradients, moments, parameters)
        return optax.apply_updates(parameters, updates), moments, loss

    # Parameters and moments are updated in place.
    step = jax.jit(step, donate_argnums=(0, 1))

    def run():
        nonlocal parameters, moments
        parameters, moments, loss = step(parameters, moments, images, labels)
        loss.block_until_ready()

    for time in milliseconds(run, seconds):
        print(time)


main()
