"""Makes losses.json: Keras's losses and their gradients with respect to the prediction.

Run: pip install tensorflow-cpu safetensors && python make_losses.py

The reduction is the default, the mean over the batch. Probabilities are clipped to
[1e-7, 1 - 1e-7]; 1 - 1e-7 is another number in float32 than in float64, so cases at the
edges (probabilities of 0 and 1) are computed in float32 and say so in their "dtype".
"""

import zlib

from fixture import dense, generator, normal, tensor, write

import keras
import numpy as np
import tensorflow as tf


def case(name, kind, arguments, y_true, y_pred, dtype="float64"):
    keras.backend.set_floatx(dtype)
    if y_true.dtype.kind == "f":
        y_true = y_true.astype(dtype)
    prediction = tf.constant(y_pred.astype(dtype))
    with tf.GradientTape() as tape:
        tape.watch(prediction)
        loss = getattr(keras.losses, kind)(**arguments)(y_true, prediction)
    gradient = tape.gradient(loss, prediction)
    return {"name": name, "kind": kind, "arguments": arguments, "dtype": dtype,
            "y_true": tensor(y_true), "y_pred": tensor(prediction), "loss": tensor(loss),
            "gradient": tensor(dense(gradient))}


def probabilities(rng, shape):
    x = np.exp(rng.standard_normal(shape))
    return np.round(x / x.sum(-1, keepdims=True), 6)


def one_hot(rng, shape):
    return np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]


def regression_cases():
    for kind, prefix in (("MeanSquaredError", "mse"), ("MeanAbsoluteError", "mae")):
        for suffix, shape in (("one_column", (7, 1)), ("rank2", (4, 3)), ("rank1", (5,)),
                              ("rank3", (2, 3, 4)), ("batch_1", (1, 1))):
            rng = generator(zlib.crc32((prefix + suffix).encode()))
            yield case(f"{prefix}_{suffix}", kind, {}, normal(rng, shape), normal(rng, shape))
        rng = generator(5)
        y = normal(rng, (3, 2))
        predicted = y.copy()
        predicted[0] += 0.5
        yield case(f"{prefix}_some_equal", kind, {}, y, predicted)


def huber_cases():
    for suffix, arguments, shape in (("one_column", {}, (7, 1)), ("rank2", {}, (4, 3)),
                                     ("rank2_delta", {"delta": 0.3}, (4, 3)),
                                     ("rank3_delta", {"delta": 2.0}, (2, 3, 4))):
        rng = generator(zlib.crc32(("huber" + suffix).encode()))
        yield case(f"huber_{suffix}", "Huber", arguments, normal(rng, shape), normal(rng, shape))
    y = np.array([[0.0], [0.0], [0.0], [0.0], [0.0]])
    errors = np.array([[0.0], [1.0], [-1.0], [0.5], [-2.0]])
    yield case("huber_at_the_edges", "Huber", {}, y, errors)


def binary_cases():
    kind = "BinaryCrossentropy"
    for suffix, shape in (("one_column", (7, 1)), ("rank2", (4, 3)), ("rank3", (2, 3, 2))):
        rng = generator(zlib.crc32(suffix.encode()))
        y = rng.integers(0, 2, shape).astype("float64")
        p = np.round(rng.uniform(0.02, 0.98, shape), 6)
        logits = np.round(3 * normal(rng, shape), 3)
        yield case(f"bce_{suffix}", kind, {}, y, p)
        yield case(f"bce_{suffix}_logits", kind, {"from_logits": True}, y, logits)
        yield case(f"bce_{suffix}_smoothing", kind, {"label_smoothing": 0.1}, y, p)
        yield case(f"bce_{suffix}_logits_smoothing", kind,
                   {"from_logits": True, "label_smoothing": 0.1}, y, logits)
        yield case(f"bce_{suffix}_soft_labels", kind, {},
                   np.round(rng.uniform(0, 1, shape), 3), p)
    y = np.array([[0.0], [1.0], [0.0], [1.0], [1.0], [0.0]])
    p = np.array([[0.0], [0.0], [1.0], [1.0], [1e-8], [0.5]])
    yield case("bce_edges", kind, {}, y, p, dtype="float32")
    logits = np.array([[-100.0], [-100.0], [100.0], [100.0], [0.0], [30.0]])
    yield case("bce_edges_logits", kind, {"from_logits": True}, y, logits)


def categorical_cases():
    kind = "CategoricalCrossentropy"
    for suffix, shape in (("rank2", (5, 4)), ("two_classes", (3, 2)), ("batch_1", (1, 10)),
                          ("rank3", (2, 3, 4))):
        rng = generator(zlib.crc32(("c" + suffix).encode()))
        y = one_hot(rng, shape)
        p = probabilities(rng, shape)
        logits = np.round(3 * normal(rng, shape), 3)
        yield case(f"cce_{suffix}", kind, {}, y, p)
        yield case(f"cce_{suffix}_logits", kind, {"from_logits": True}, y, logits)
        yield case(f"cce_{suffix}_smoothing", kind, {"label_smoothing": 0.1}, y, p)
        yield case(f"cce_{suffix}_logits_smoothing", kind,
                   {"from_logits": True, "label_smoothing": 0.1}, y, logits)
    rng = generator(6)
    yield case("cce_not_normalised", kind, {}, one_hot(rng, (4, 3)),
               np.round(rng.uniform(0.1, 2, (4, 3)), 3))
    yield case("cce_soft_labels", kind, {}, probabilities(rng, (4, 3)),
               probabilities(rng, (4, 3)))
    y = np.eye(3)[[0, 1, 2, 0]]
    p = np.array([[1.0, 0, 0], [1.0, 0, 0], [0.5, 0.5, 0], [1e-8, 1 - 1e-8, 0]])
    yield case("cce_edges", kind, {}, y, p, dtype="float32")
    logits = np.array([[100.0, 0, 0], [100.0, 0, 0], [0, 0, -100.0], [-100.0, 100.0, 0]])
    yield case("cce_edges_logits", kind, {"from_logits": True}, y, logits)


def sparse_categorical_cases():
    kind = "SparseCategoricalCrossentropy"
    for suffix, shape in (("rank2", (5, 4)), ("two_classes", (3, 2)), ("batch_1", (1, 10)),
                          ("rank3", (2, 3, 4))):
        rng = generator(zlib.crc32(("s" + suffix).encode()))
        y = rng.integers(0, shape[-1], shape[:-1]).astype("int32")
        p = probabilities(rng, shape)
        logits = np.round(3 * normal(rng, shape), 3)
        yield case(f"scce_{suffix}", kind, {}, y, p)
        yield case(f"scce_{suffix}_logits", kind, {"from_logits": True}, y, logits)
        if len(shape) == 2:
            column = y[:, None]
            yield case(f"scce_{suffix}_column_labels", kind, {}, column, p)
            yield case(f"scce_{suffix}_column_labels_logits", kind, {"from_logits": True},
                       column, logits)
    rng = generator(7)
    yield case("scce_not_normalised", kind, {}, np.array([0, 2, 1, 1], "int32"),
               np.round(rng.uniform(0.1, 2, (4, 3)), 3))
    y = np.array([0, 1, 2, 0], "int32")
    p = np.array([[1.0, 0, 0], [1.0, 0, 0], [0.5, 0.5, 0], [1e-8, 1 - 1e-8, 0]])
    yield case("scce_edges", kind, {}, y, p, dtype="float32")
    logits = np.array([[100.0, 0, 0], [100.0, 0, 0], [0, 0, -100.0], [-100.0, 100.0, 0]])
    yield case("scce_edges_logits", kind, {"from_logits": True}, y, logits)


if __name__ == "__main__":
    write("losses.json", __file__, [
        *regression_cases(), *huber_cases(), *binary_cases(), *categorical_cases(),
        *sparse_categorical_cases(),
    ])
