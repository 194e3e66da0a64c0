"""Makes keras_activations.json: Keras's other activations on a grid that has their kinks.

Run: pip install tensorflow-cpu safetensors && python make_keras_activations.py

"function" is the name in a configuration. Keras has `gelu_tanh` as gelu(approximate=True).
"""

from fixture import dense, generator, normal, tensor, write

import keras
import numpy as np
import tensorflow as tf

HALF = [1e-8, 1e-3, 0.1, 0.25, 0.499, 0.5, 0.501, 0.75, 0.999, 1.0, 1.001, 1.5, 2.0, 2.999, 3.0,
        3.001, 4.5, 6.0, 8.0, 10.0, 20.0]
GRID = np.array([-x for x in reversed(HALF)] + [0.0] + HALF)
NAMES = ["celu", "exponential", "mish", "squareplus", "hard_shrink", "hard_sigmoid", "hard_silu",
         "hard_swish", "hard_tanh", "log_sigmoid", "soft_shrink", "sparse_plus", "sparse_sigmoid",
         "swish", "tanh_shrink"]


def case(name, function, x, cotangent, call):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = call(x)
        target = tf.reduce_sum(y * cotangent)
    return {"name": name, "activation": function, "input": tensor(x), "output": tensor(y),
            "cotangent": tensor(cotangent),
            "input_gradient": tensor(dense(tape.gradient(target, x)))}


def cases():
    ones = np.ones_like(GRID)
    for name in NAMES:
        yield case(name, name, GRID, ones, keras.activations.get(name))
    yield case("gelu_tanh", "gelu_tanh", GRID, ones,
               lambda x: keras.activations.gelu(x, approximate=True))
    for function in ("glu", "log_softmax", "sparsemax"):
        for number, shape in enumerate([(3, 4), (2, 3, 6)]):
            rng = generator(number)
            rows = np.round(2 * normal(rng, shape), 3)
            y = keras.activations.get(function)(rows)
            yield case(f"{function}_rank{len(shape)}", function, rows,
                       normal(rng, tuple(y.shape)), keras.activations.get(function))


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("keras_activations.json", __file__, list(cases()))
