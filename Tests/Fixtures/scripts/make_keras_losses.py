"""Makes keras_losses.json: every loss of Keras, its values, its reductions, its gradient.

Run: pip install tensorflow-cpu safetensors && python make_keras_losses.py

"values" is the loss of each sample (reduction none), "loss" what the reduction makes of them with
the sample weights of the case, "gradient" that of "loss" with respect to the prediction. Keras has
no quantile loss; it is written out here.
"""

import zlib

from fixture import dense, generator, normal, tensor, write

import keras
import numpy as np
import tensorflow as tf


class Quantile(keras.losses.Loss):
    """The pinball loss, as Koenker and Bassett have it."""

    def __init__(self, quantile=0.5, **others):
        super().__init__(**others)
        self.quantile = quantile

    def call(self, y_true, y_pred):
        error = y_true - y_pred
        return tf.reduce_mean(
            tf.maximum(self.quantile * error, (self.quantile - 1) * error), axis=-1)


def case(name, kind, y_true, y_pred, weights=None, dtype="float64", **arguments):
    keras.backend.set_floatx(dtype)
    make = (Quantile if kind == "Quantile" else
            keras.src.losses.losses.CategoricalGeneralizedCrossEntropy
            if kind == "CategoricalGeneralizedCrossEntropy" else getattr(keras.losses, kind))
    if y_true.dtype.kind == "f":
        y_true = y_true.astype(dtype)
    prediction = tf.constant(y_pred.astype(dtype))
    values = make(**{**arguments, "reduction": "none"})(y_true, prediction)
    with tf.GradientTape() as tape:
        tape.watch(prediction)
        loss = make(**arguments)(y_true, prediction, sample_weight=weights)
    gradient = tape.gradient(loss, prediction)
    extra = {} if weights is None else {"sample_weight": tensor(weights)}
    return {"name": name, "kind": kind, "arguments": arguments, "dtype": dtype,
            "y_true": tensor(y_true), "y_pred": tensor(prediction), **extra,
            "values": tensor(values), "loss": tensor(loss), "gradient": tensor(dense(gradient))}


def probabilities(rng, shape):
    x = np.exp(rng.standard_normal(shape))
    return np.round(x / x.sum(-1, keepdims=True), 6)


def uniform(rng, shape):
    return np.round(rng.uniform(0.02, 0.98, shape), 4)


def positive(rng, shape):
    return np.round(rng.uniform(0.1, 4, shape), 3)


def zeros_and_ones(rng, shape):
    return rng.integers(0, 2, shape).astype("float64")


def one_hot(rng, shape):
    return np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]


def labels(rng, shape):
    return rng.integers(0, shape[-1], shape[:-1]).astype("int32")


def logits(rng, shape):
    return np.round(2 * normal(rng, shape), 3)


# Kind, arguments of its own, how targets and predictions are made.
NUMBERS = (normal, normal)
LOSSES = [
    ("MeanSquaredError", [{}], NUMBERS),
    ("MeanAbsoluteError", [{}], NUMBERS),
    ("MeanAbsolutePercentageError", [{}], NUMBERS),
    ("MeanSquaredLogarithmicError", [{}], NUMBERS),
    ("Huber", [{}, {"delta": 0.4}], NUMBERS),
    ("LogCosh", [{}], NUMBERS),
    ("Quantile", [{}, {"quantile": 0.9}, {"quantile": 0.25}], NUMBERS),
    ("CosineSimilarity", [{}, {"axis": 1}], NUMBERS),
    ("BinaryCrossentropy", [{}, {"label_smoothing": 0.2}, {"axis": 1}],
     (zeros_and_ones, uniform)),
    ("BinaryCrossentropy", [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.1}],
     (zeros_and_ones, logits)),
    ("BinaryFocalCrossentropy",
     [{}, {"gamma": 3.0, "label_smoothing": 0.1},
      {"apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5}], (zeros_and_ones, uniform)),
    ("BinaryFocalCrossentropy", [{"from_logits": True, "gamma": 1.0}], (zeros_and_ones, logits)),
    ("CategoricalCrossentropy", [{}, {"label_smoothing": 0.2}], (one_hot, probabilities)),
    ("CategoricalCrossentropy", [{"from_logits": True}], (one_hot, logits)),
    ("CategoricalFocalCrossentropy",
     [{}, {"alpha": 0.6, "gamma": 1.5}, {"label_smoothing": 0.1}], (one_hot, probabilities)),
    ("CategoricalFocalCrossentropy", [{"from_logits": True}], (one_hot, logits)),
    ("SparseCategoricalCrossentropy", [{}, {"ignore_class": 1}], (labels, probabilities)),
    ("SparseCategoricalCrossentropy", [{"from_logits": True, "ignore_class": 0}],
     (labels, logits)),
    ("CategoricalGeneralizedCrossEntropy", [{}, {"q": 0.8}], (labels, probabilities)),
    ("KLDivergence", [{}], (probabilities, probabilities)),
    ("Poisson", [{}], (positive, positive)),
    ("Hinge", [{}], (zeros_and_ones, normal)),
    ("SquaredHinge", [{}], (zeros_and_ones, normal)),
    ("CategoricalHinge", [{}], (one_hot, normal)),
    ("Dice", [{}, {"axis": -1}], (zeros_and_ones, uniform)),
    ("Tversky", [{}, {"alpha": 0.3, "beta": 0.7, "axis": 1}], (zeros_and_ones, uniform)),
]
SHAPES = [(5, 3), (2, 3, 4)]


def plain_cases():
    for kind, settings, (true, predicted) in LOSSES:
        for arguments in settings:
            for shape in SHAPES:
                words = [f"{key}_{value}" for key, value in arguments.items()]
                name = "_".join([kind, *words, f"rank{len(shape)}"])
                rng = generator(zlib.crc32(name.encode()))
                yield case(name, kind, true(rng, shape), predicted(rng, shape), **arguments)


def reduction_cases():
    """Each reduction with and without weights, of a loss with and one without a mask."""
    for reduction in ("sum_over_batch_size", "mean", "sum", "mean_with_sample_weight"):
        for kind, true, predicted, arguments in (
                ("MeanSquaredError", normal, normal, {}),
                ("SparseCategoricalCrossentropy", labels, probabilities, {"ignore_class": 2})):
            for is_weighted in (False, True):
                name = f"{kind}_{reduction}" + ("_weighted" if is_weighted else "")
                rng = generator(zlib.crc32(name.encode()))
                shape = (6, 3)
                y_true, y_pred = true(rng, shape), predicted(rng, shape)
                weights = np.round(rng.uniform(0, 2, 6), 3) if is_weighted else None
                yield case(name, kind, y_true, y_pred, weights, reduction=reduction, **arguments)
    rng = generator(11)
    weights = np.round(rng.uniform(0, 2, (2, 3)), 3)
    yield case("mse_weights_of_places", "MeanSquaredError", normal(rng, (2, 3, 4)),
               normal(rng, (2, 3, 4)), weights)
    rng = generator(12)
    yield case("dice_weighted", "Dice", zeros_and_ones(rng, (3, 2)), uniform(rng, (3, 2)),
               np.array([0.5, 1.0, 2.5]))


def special_cases():
    rng = generator(13)
    for kind in ("Hinge", "SquaredHinge"):
        yield case(f"{kind}_signs", kind, 2 * zeros_and_ones(rng, (4, 3)) - 1, normal(rng, (4, 3)))
        yield case(f"{kind}_other_numbers", kind, normal(rng, (4, 3)), normal(rng, (4, 3)))
    y = np.zeros((3, 1))
    yield case("quantile_at_the_kink", "Quantile", y, np.array([[0.0], [1.0], [-1.0]]),
               quantile=0.9)
    yield case("mape_of_zeros", "MeanAbsolutePercentageError", y, np.array([[0.5], [1.0], [-1.0]]))
    yield case("cosine_of_zeros", "CosineSimilarity", np.array([[0.0, 0.0], [1.0, 2.0]]),
               np.array([[1.0, 2.0], [-3.0, 1.0]]))
    rng = generator(14)
    shape = (2, 3, 4)
    images = (5, 4, 3, 2)
    yield case("sparse_per_pixel", "SparseCategoricalCrossentropy",
               rng.integers(0, 2, images[:-1]).astype("int32"), probabilities(rng, images))
    yield case("sparse_ignores_all", "SparseCategoricalCrossentropy", np.full(3, -1, "int32"),
               probabilities(rng, (3, 2)), ignore_class=-1)
    yield case("dice_of_images", "Dice", zeros_and_ones(rng, images), uniform(rng, images),
               axis=[1, 2])
    for kind in ("CategoricalCrossentropy", "CategoricalFocalCrossentropy"):
        true = np.moveaxis(one_hot(rng, (2, 4, 3)), -1, 1)
        predicted = np.moveaxis(probabilities(rng, (2, 4, 3)), -1, 1)
        yield case(f"{kind}_axis", kind, true, predicted, axis=1, label_smoothing=0.1)
    yield case("focal_with_gamma_0", "CategoricalFocalCrossentropy", one_hot(rng, shape),
               probabilities(rng, shape), gamma=0.0)


def ctc_cases():
    """Keras computes it in float32. Labels are padded with 0, the blank."""
    targets = {
        "plain": ([[1, 2, 3], [2, 2, 0], [3, 0, 0], [0, 0, 0]], 6),
        "tight": ([[1, 2, 1, 2], [1, 1, 0, 0]], 4),
    }
    for name, (rows, steps) in targets.items():
        rng = generator(zlib.crc32(name.encode()))
        y_true = np.array(rows, "float32")
        y_pred = logits(rng, (len(rows), steps, 5))
        yield case(f"ctc_{name}", "CTC", y_true, y_pred, dtype="float32")
        yield case(f"ctc_{name}_sum", "CTC", y_true, y_pred, dtype="float32", reduction="sum")


if __name__ == "__main__":
    write("keras_losses.json", __file__,
          [*plain_cases(), *reduction_cases(), *special_cases(), *ctc_cases()])
