"""Makes activations.json: y and dy/dx of Keras's activations on a grid.

Run: pip install tensorflow-cpu safetensors && python make_activations.py
"""

from fixture import dense, generator, normal, tensor, write

import keras
import numpy as np
import tensorflow as tf

NAMES = [
    "linear", "relu", "relu6", "sigmoid", "tanh", "softplus", "softsign", "elu", "selu",
    "gelu", "leaky_relu", "silu",
]
# The kinks (0 and 6), the saturated ends, numbers near 0, and a plain range between.
HALF = [1e-30, 1e-8, 1e-3, 0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 4.5, 5.999, 6.0, 6.5, 8.0, 10.0,
        15.0, 20.0, 40.0, 80.0, 100.0]
GRID = np.array([-x for x in reversed(HALF)] + [0.0] + HALF)


def elementwise(name):
    x = tf.constant(GRID)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.activations.get(name)(x)
    return {"name": name, "activation": name, "input": tensor(GRID), "output": tensor(y),
            "derivative": tensor(dense(tape.gradient(y, x)))}


def softmax(name, rows):
    x = tf.constant(rows)
    cotangent = normal(generator(2), rows.shape)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.activations.softmax(x)
        target = tf.reduce_sum(y * cotangent)
    return {"name": name, "activation": "softmax", "input": tensor(rows), "output": tensor(y),
            "cotangent": tensor(cotangent),
            "input_gradient": tensor(dense(tape.gradient(target, x)))}


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    edges = np.array([
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [100.0, -100.0, 0.0, 1.0, 99.0],
        [-100.0, -100.0, -99.0, -98.0, -100.5],
        [1e-8, -1e-8, 1e-3, -1e-3, 0.0],
        [100.0, 100.0, 100.0, 100.0, 100.0],
    ])
    write("activations.json", __file__, [
        *(elementwise(name) for name in NAMES),
        softmax("softmax", np.round(3 * normal(generator(1), (4, 7)), 3)),
        softmax("softmax_edges", edges),
        softmax("softmax_one_class", np.array([[2.0], [-3.0]])),
        softmax("softmax_rank3", normal(generator(3), (2, 3, 4))),
    ])
