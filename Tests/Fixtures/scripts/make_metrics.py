"""Makes metrics.json: Keras's metrics over several batches, the last one partial.

Run: pip install tensorflow-cpu safetensors && python make_metrics.py

`accuracy` cases record in "kind" which metric Keras picks for the name 'accuracy'.
"""

import zlib

from fixture import generator, normal, tensor, write

import keras
from keras.src.trainers.compile_utils import get_metric
import numpy as np

BATCHES = (4, 4, 3)


def case(name, metric, true, predicted, weighted=False, **arguments):
    """`true` and `predicted` are functions of a generator and the batch's size."""
    rng = generator(zlib.crc32(name.encode()))
    batches = [(true(rng, n), predicted(rng, n)) for n in BATCHES]
    if arguments:
        keras_metric = getattr(keras.metrics, metric)(**arguments)
    else:
        keras_metric = get_metric(metric, *map(keras.ops.convert_to_tensor, batches[0]))
    if isinstance(keras_metric, keras.metrics.MeanMetricWrapper):
        kind = type(keras_metric).__name__
        if kind == "MeanMetricWrapper":
            kind = keras_metric._fn.__name__
    else:
        kind = type(keras_metric).__name__
    updates = []
    for y_true, y_pred in batches:
        update = {"y_true": tensor(y_true), "y_pred": tensor(y_pred)}
        weights = None
        if weighted:
            weights = np.round(rng.uniform(0, 2, len(y_true)), 3)
            update["sample_weight"] = tensor(weights)
            if metric == "Precision":  # Keras wants as many axes as the target has
                weights = weights[:, None] * np.ones_like(y_true)
        keras_metric.update_state(y_true, y_pred, sample_weight=weights)
        updates.append({**update, "result_so_far": float(keras_metric.result())})
    extra = {"arguments": arguments} if arguments else {}
    return {"name": name, "metric": metric, "kind": kind, **extra, "batches": updates,
            "result": float(keras_metric.result())}


def softmax(classes):
    def rows(rng, n):
        x = np.exp(rng.standard_normal((n, classes)))
        return np.round(x / x.sum(-1, keepdims=True), 4)
    return rows


def tied(rng, n):
    """Predictions with equal largest entries: the first of them wins."""
    return np.array([[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.25, 0.5, 0.25], [0.4, 0.2, 0.4]])[:n]


def labels(classes):
    return lambda rng, n: rng.integers(0, classes, n).astype("int32")


def column(classes):
    return lambda rng, n: rng.integers(0, classes, (n, 1)).astype("int32")


def one_hot(classes):
    return lambda rng, n: np.eye(classes)[rng.integers(0, classes, n)]


def binary(*shape):
    return lambda rng, n: rng.integers(0, 2, (n, *shape)).astype("float64")


def uniform(*shape):
    return lambda rng, n: np.round(rng.uniform(0, 1, (n, *shape)), 3)


def gaussian(*shape):
    return lambda rng, n: normal(rng, (n, *shape))


def cases():
    yield case("accuracy_binary", "accuracy", binary(1), uniform(1))
    yield case("accuracy_binary_at_threshold", "accuracy", binary(1),
               lambda rng, n: np.full((n, 1), 0.5))
    yield case("accuracy_categorical", "accuracy", one_hot(3), softmax(3))
    yield case("accuracy_sparse", "accuracy", labels(4), softmax(4))
    yield case("accuracy_sparse_column", "accuracy", column(4), softmax(4))
    yield case("accuracy_sparse_ties", "accuracy", labels(3), tied)
    yield case("binary_accuracy_several_columns", "binary_accuracy", binary(3), uniform(3))
    for name, prefix in (("MeanSquaredError", "mse"), ("MeanAbsoluteError", "mae"),
                         ("RootMeanSquaredError", "rmse")):
        yield case(f"{prefix}_one_column", name, gaussian(1), gaussian(1))
        yield case(f"{prefix}_rank2", name, gaussian(3), gaussian(3))
    yield case("mse_short_name", "mse", gaussian(2), gaussian(2))
    yield case("mae_short_name", "mae", gaussian(2), gaussian(2))
    yield case("accuracy_sparse_weighted", "accuracy", labels(4), softmax(4), weighted=True)
    yield case("accuracy_binary_weighted", "accuracy", binary(1), uniform(1), weighted=True)
    for name, prefix in (("MeanSquaredError", "mse"), ("MeanAbsoluteError", "mae"),
                         ("RootMeanSquaredError", "rmse")):
        yield case(f"{prefix}_weighted", name, gaussian(3), gaussian(3), weighted=True)
    for name, arguments in (("", {}), ("_threshold", {"thresholds": 0.3}),
                            ("_weighted", {"weighted": True})):
        yield case(f"precision_binary{name}", "Precision", binary(1), uniform(1), **arguments)
        yield case(f"precision_classes{name}", "Precision", one_hot(3), softmax(3), **arguments)
    yield case("precision_class_id", "Precision", one_hot(3), softmax(3), class_id=1,
               thresholds=0.3)
    yield case("precision_nothing_predicted", "Precision", binary(1), uniform(1), thresholds=1.0)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("metrics.json", __file__, list(cases()))
