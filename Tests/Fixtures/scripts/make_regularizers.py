"""Makes regularizers.json: value and gradient of Keras's weight penalties.

Run: pip install tensorflow-cpu safetensors && python make_regularizers.py
"""

from fixture import dense, generator, normal, tensor, write

import keras
import tensorflow as tf


def case(name, kind, weight, **arguments):
    x = tf.constant(weight)
    with tf.GradientTape() as tape:
        tape.watch(x)
        penalty = getattr(keras.regularizers, kind)(**arguments)(x)
    return {"name": name, "kind": kind, "arguments": arguments, "input": tensor(weight),
            "penalty": tensor(penalty), "gradient": tensor(dense(tape.gradient(penalty, x)))}


def cases():
    rng = generator(21)
    matrix = normal(rng, (3, 4))
    matrix[1, 2] = 0.0  # the kink of |x|: its gradient is 0
    kernel = normal(rng, (3, 3, 2, 2))
    for kind, name, arguments in (
        ("L1", "l1", {"l1": 0.02}),
        ("L2", "l2", {"l2": 0.03}),
        ("L1L2", "l1_l2", {"l1": 0.02, "l2": 0.03}),
    ):
        if kind != "L1L2":  # whose defaults are 0
            yield case(f"{name}_default", kind, matrix)
        yield case(f"{name}_matrix", kind, matrix, **arguments)
        yield case(f"{name}_kernel", kind, kernel, **arguments)
    yield case("l1_l2_only_l1", "L1L2", matrix, l1=0.5)
    yield case("l1_l2_only_l2", "L1L2", matrix, l2=0.5)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("regularizers.json", __file__, list(cases()))
