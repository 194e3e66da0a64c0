#!/usr/bin/env python3
"""The workloads in JAX, with Adam written out. Variants:

    jit      one jitted call a step
    scan     one jitted call an epoch: lax.scan over its steps

Data stay bytes on the device; a batch is gathered by index inside the jitted step.
"""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from common import LEARNING_RATE, PREDICTION_BATCH, Benchmark

VARIANTS = ["jit", "scan"]


def conv(p, x, padding="VALID"):
    y = lax.conv_general_dilated(
        x, p["w"], (1, 1), padding, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )
    return jax.nn.relu(y + p["b"])


def dense(p, x):
    return x @ p["w"] + p["b"]


def pool(x, key):
    """2 × 2 maxima, by what was faster here: reshaping in training, a window in prediction."""
    if key is None:
        return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    n, h, w, c = x.shape
    x = x[:, : h // 2 * 2, : w // 2 * 2]
    return x.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4))


def dropout(x, rate, key):
    """Without a key (prediction) the identity."""
    if key is None:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def keys(key, count):
    return [None] * count if key is None else jax.random.split(key, count)


def mlp(p, x, key):
    k = keys(key, 2)
    x = x.reshape(len(x), -1)
    x = dropout(jax.nn.relu(dense(p[0], x)), 0.2, k[0])
    x = dropout(jax.nn.relu(dense(p[1], x)), 0.2, k[1])
    return dense(p[2], x)


def cnn(p, x, key):
    x = pool(conv(p[1], pool(conv(p[0], x), key)), key)
    return dense(p[2], dropout(x.reshape(len(x), -1), 0.5, key))


def cifar(p, x, key):
    k = keys(key, 3)
    x = dropout(pool(conv(p[1], conv(p[0], x, "SAME")), key), 0.25, k[0])
    x = dropout(pool(conv(p[3], conv(p[2], x, "SAME")), key), 0.25, k[1])
    x = dropout(jax.nn.relu(dense(p[4], x.reshape(len(x), -1))), 0.5, k[2])
    return dense(p[5], x)


def iris(p, x, key):
    return dense(p[1], jax.nn.relu(dense(p[0], x)))


# The function from parameters, inputs and key to logits, and the shapes of its kernels.
MODELS = {
    "mlp": (mlp, [(784, 512), (512, 512), (512, 10)]),
    "cnn": (cnn, [(3, 3, 1, 32), (3, 3, 32, 64), (1600, 10)]),
    "cifar": (
        cifar,
        [(3, 3, 3, 32), (3, 3, 32, 32), (3, 3, 32, 64), (3, 3, 64, 64), (2304, 512), (512, 10)],
    ),
    "iris": (iris, [(4, 16), (16, 3)]),
}


def initialise(shapes):
    """Glorot-uniform kernels and zero biases."""
    random = np.random.default_rng(0)
    parameters = []
    for shape in shapes:
        window = int(np.prod(shape[:-2]))
        limit = np.sqrt(6 / (window * (shape[-2] + shape[-1])))
        w = random.uniform(-limit, limit, shape).astype(np.float32)
        parameters.append({"w": jnp.asarray(w), "b": jnp.zeros(shape[-1], jnp.float32)})
    return parameters


def adam(parameters, gradients, m, v, t):
    """One step of Adam, with the defaults of Keras."""
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
    rate = LEARNING_RATE * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    new = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), parameters, m, v)
    return new, m, v


def main():
    bench = Benchmark("jax", VARIANTS)
    model, shapes = MODELS[bench.workload.model]
    parameters = initialise(shapes)
    m = jax.tree.map(jnp.zeros_like, parameters)
    v = jax.tree.map(jnp.zeros_like, parameters)
    state = (parameters, m, v, jnp.zeros((), jnp.float32), jax.random.key(0))
    inputs, labels = jnp.asarray(bench.inputs), jnp.asarray(bench.labels)
    steps = bench.count // bench.workload.batch

    def scaled(x):
        return x.astype(jnp.float32) / 255 if x.dtype == jnp.uint8 else x

    def loss_of(parameters, x, y, key):
        log_probabilities = jax.nn.log_softmax(model(parameters, scaled(x), key))
        return -jnp.take_along_axis(log_probabilities, y[:, None], axis=1).mean()

    def step(state, inputs, labels, rows):
        parameters, m, v, t, key = state
        key, dropout_key = jax.random.split(key)
        loss, gradients = jax.value_and_grad(loss_of)(
            parameters, inputs[rows], labels[rows], dropout_key
        )
        parameters, m, v = adam(parameters, gradients, m, v, t + 1)
        return (parameters, m, v, t + 1, key), loss

    @functools.partial(jax.jit, donate_argnums=0)
    def scan_epoch(state, inputs, labels, order):
        return lax.scan(lambda s, rows: step(s, inputs, labels, rows), state, order)

    jitted_step = jax.jit(step, donate_argnums=0)
    random = np.random.default_rng(1)

    def run_epoch():
        nonlocal state
        order = random.permutation(bench.count).astype(np.int32).reshape(steps, -1)
        if bench.variant == "scan":
            state, losses = scan_epoch(state, inputs, labels, order)
            return float(losses.mean())
        losses = []
        for rows in order:
            state, loss = jitted_step(state, inputs, labels, rows)
            losses.append(loss)
        return float(np.mean(jax.device_get(losses)))

    @jax.jit
    def probabilities_of(parameters, inputs, start):
        x = lax.dynamic_slice_in_dim(inputs, start, PREDICTION_BATCH)
        return jax.nn.softmax(model(parameters, scaled(x), None))

    @jax.jit
    def scan_predictions(parameters, inputs):
        batches = inputs.reshape(-1, PREDICTION_BATCH, *inputs.shape[1:])
        outputs = lax.map(lambda x: jax.nn.softmax(model(parameters, scaled(x), None)), batches)
        return outputs.reshape(bench.count, -1)

    def predict():
        if bench.variant == "scan":
            return np.asarray(scan_predictions(state[0], inputs))
        starts = range(0, bench.count, PREDICTION_BATCH)
        outputs = [probabilities_of(state[0], inputs, start) for start in starts]
        return np.concatenate(jax.device_get(outputs))

    bench.train(run_epoch)
    bench.predict(predict)


if __name__ == "__main__":
    main()
