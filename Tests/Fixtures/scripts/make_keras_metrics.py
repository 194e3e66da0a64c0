"""Makes keras_metrics.json: every metric of Keras over three batches, the last one smaller.

Run: pip install tensorflow-cpu safetensors && python make_keras_metrics.py

"targets" says what the targets are: numbers, binary, one_hot or class_numbers. "column" is the name
that Keras gives the metric. CohenKappa and MatthewsCorrelation are not Keras's; they are written out
here by their definitions.
"""

import zlib

from fixture import generator, normal, tensor, write

import keras
import numpy as np

BATCHES = (6, 6, 4)


class Agreement:
    """A metric of a confusion matrix."""

    def __init__(self, name):
        self.name = name
        self.matrix = None

    def update_state(self, y_true, y_pred, sample_weight=None):
        if y_pred.shape[-1] == 1:
            classes, true, predicted = 2, y_true[..., 0] != 0, y_pred[..., 0] > 0.5
        else:
            classes, predicted = y_pred.shape[-1], y_pred.argmax(-1)
            true = y_true if y_true.ndim < y_pred.ndim else y_true.argmax(-1)
        if self.matrix is None:
            self.matrix = np.zeros((classes, classes))
        weights = np.ones(len(y_true)) if sample_weight is None else sample_weight
        weights = np.broadcast_to(
            weights.reshape(weights.shape + (1,) * (true.ndim - weights.ndim)), true.shape)
        np.add.at(self.matrix, (true.astype(int), predicted.astype(int)), weights)


class CohenKappa(Agreement):
    def __init__(self, weightage="none"):
        super().__init__("cohen_kappa")
        self.weightage = weightage

    def result(self):
        places = np.arange(len(self.matrix))
        distance = np.abs(places[:, None] - places[None, :]).astype(float)
        weight = {"none": (distance > 0).astype(float), "linear": distance,
                  "quadratic": distance**2}[self.weightage]
        chance = np.outer(self.matrix.sum(1), self.matrix.sum(0)) / self.matrix.sum()
        return 1 - (weight * self.matrix).sum() / (weight * chance).sum()


class MatthewsCorrelation(Agreement):
    def __init__(self):
        super().__init__("matthews_correlation")

    def result(self):
        total, right = self.matrix.sum(), np.trace(self.matrix)
        actual, predicted = self.matrix.sum(1), self.matrix.sum(0)
        return (right * total - actual @ predicted) / np.sqrt(
            (total**2 - predicted @ predicted) * (total**2 - actual @ actual))


OWN = {"CohenKappa": CohenKappa, "MatthewsCorrelation": MatthewsCorrelation}


def case(name, kind, targets, true, predicted, arguments, keras_arguments=None, weights=None):
    """`true` and `predicted` are functions of a generator and the batch's size; `weights` makes
    the weights of a batch of the given size."""
    rng = generator(zlib.crc32(name.encode()))
    keras.utils.clear_session()  # names do not count up
    make = OWN.get(kind) or getattr(keras.metrics, kind)
    metric = make(**{**arguments, **(keras_arguments or {})})
    updates = []
    for count in BATCHES:
        y_true, y_pred = true(rng, count), predicted(rng, count)
        update = {"y_true": tensor(y_true), "y_pred": tensor(y_pred)}
        if "TopK" in kind:  # which TensorFlow computes in float32 alone
            y_pred = y_pred.astype("float32")
        if weights:
            own = weights(rng, count)
            update["sample_weight"] = tensor(own)
            metric.update_state(y_true, y_pred, sample_weight=own)
        else:
            metric.update_state(y_true, y_pred)
        updates.append({**update, "result_so_far": float(metric.result())})
    return {"name": name, "kind": kind, "arguments": arguments, "targets": targets,
            "column": metric.name, "batches": updates}


def gaussian(*shape):
    return lambda rng, n: normal(rng, (n, *shape))


def positive(*shape):
    return lambda rng, n: np.round(rng.uniform(0.1, 4, (n, *shape)), 3)


def uniform(*shape):
    return lambda rng, n: np.round(rng.uniform(0, 1, (n, *shape)), 3)


def binary(*shape):
    return lambda rng, n: rng.integers(0, 2, (n, *shape)).astype("float64")


def softmax(*shape):
    def rows(rng, n):
        x = np.exp(rng.standard_normal((n, *shape)))
        return np.round(x / x.sum(-1, keepdims=True), 4)
    return rows


def one_hot(*shape):
    return lambda rng, n: np.eye(shape[-1])[rng.integers(0, shape[-1], (n, *shape[:-1]))]


def labels(classes, *shape):
    return lambda rng, n: rng.integers(0, classes, (n, *shape)).astype("int32")


def sample_weights(rng, n):
    return np.round(rng.uniform(0, 2, n), 3)


# Kind, what the targets are, targets, predictions, settings. Each is computed without and with
# weights of samples.
METRICS = [
    ("BinaryAccuracy", "binary", binary(1), uniform(1), [{}, {"threshold": 0.3}]),
    ("BinaryAccuracy", "binary", binary(3), uniform(3), [{}]),
    ("CategoricalAccuracy", "one_hot", one_hot(4), softmax(4), [{}]),
    ("CategoricalAccuracy", "one_hot", one_hot(3, 4), softmax(3, 4), [{}]),
    ("SparseCategoricalAccuracy", "class_numbers", labels(4), softmax(4), [{}]),
    ("TopKCategoricalAccuracy", "one_hot", one_hot(6), softmax(6), [{"k": 2}, {"k": 3}, {}]),
    ("SparseTopKCategoricalAccuracy", "class_numbers", labels(6), softmax(6),
     [{"k": 2}, {"k": 4}]),
    ("MeanSquaredError", "numbers", gaussian(3), gaussian(3), [{}]),
    ("MeanSquaredError", "numbers", gaussian(2, 3), gaussian(2, 3), [{}]),
    ("MeanAbsoluteError", "numbers", gaussian(3), gaussian(3), [{}]),
    ("RootMeanSquaredError", "numbers", gaussian(3), gaussian(3), [{}]),
    ("MeanAbsolutePercentageError", "numbers", positive(2), positive(2), [{}]),
    ("MeanSquaredLogarithmicError", "numbers", positive(2), positive(2), [{}]),
    ("R2Score", "numbers", gaussian(1), gaussian(1), [{}]),
    ("R2Score", "numbers", gaussian(3), gaussian(3),
     [{}, {"class_aggregation": "variance_weighted_average"}, {"num_regressors": 2},
      {"num_regressors": 60}]),
    ("LogCoshError", "numbers", gaussian(3), gaussian(3), [{}]),
    ("CosineSimilarity", "numbers", gaussian(3), gaussian(3), [{}]),
    ("CosineSimilarity", "numbers", gaussian(2, 3), gaussian(2, 3), [{"axis": 1}]),
    ("PearsonCorrelation", "numbers", gaussian(4), gaussian(4), [{}]),
    ("PearsonCorrelation", "numbers", gaussian(3, 2), gaussian(3, 2), [{"axis": 1}]),
    ("ConcordanceCorrelation", "numbers", gaussian(4), gaussian(4), [{}]),
    ("ConcordanceCorrelation", "numbers", gaussian(3, 2), gaussian(3, 2), [{"axis": 1}]),
    ("BinaryCrossentropy", "binary", binary(2), uniform(2), [{}, {"label_smoothing": 0.1}]),
    ("BinaryCrossentropy", "binary", binary(2), gaussian(2), [{"from_logits": True}]),
    ("CategoricalCrossentropy", "one_hot", one_hot(3), softmax(3),
     [{}, {"label_smoothing": 0.1}]),
    ("CategoricalCrossentropy", "one_hot", one_hot(3), gaussian(3), [{"from_logits": True}]),
    ("SparseCategoricalCrossentropy", "class_numbers", labels(3), softmax(3),
     [{}, {"ignore_class": 1}]),
    ("KLDivergence", "numbers", softmax(3), softmax(3), [{}]),
    ("Poisson", "numbers", positive(2), positive(2), [{}]),
    ("Hinge", "binary", binary(2), gaussian(2), [{}]),
    ("SquaredHinge", "binary", binary(2), gaussian(2), [{}]),
    ("CategoricalHinge", "one_hot", one_hot(3), gaussian(3), [{}]),
    ("F1Score", "one_hot", one_hot(4), softmax(4),
     [{"average": "macro"}, {"average": "micro"}, {"average": "weighted"},
      {"average": "macro", "threshold": 0.3}]),
    ("F1Score", "binary", binary(1), uniform(1), [{"average": "macro", "threshold": 0.5}]),
    ("FBetaScore", "one_hot", one_hot(4), softmax(4),
     [{"average": "macro", "beta": 2.0}, {"average": "micro", "beta": 0.5},
      {"average": "weighted", "beta": 2.0, "threshold": 0.25}]),
    ("CohenKappa", "one_hot", one_hot(4), softmax(4),
     [{}, {"weightage": "linear"}, {"weightage": "quadratic"}]),
    ("CohenKappa", "class_numbers", labels(3), softmax(3), [{}]),
    ("CohenKappa", "binary", binary(1), uniform(1), [{}]),
    ("MatthewsCorrelation", "one_hot", one_hot(4), softmax(4), [{}]),
    ("MatthewsCorrelation", "binary", binary(1), uniform(1), [{}]),
]
THRESHOLDS = [
    (kind, targets, true, predicted, settings)
    for targets, true, predicted, more in (
        ("binary", binary(1), uniform(1), []),
        ("one_hot", one_hot(3), softmax(3), [{"class_id": 1}]))
    for kind, settings in (
        ("Precision", [{}, {"thresholds": 0.3}, *([{"top_k": 2, "class_id": 1}] if more else [])]),
        ("Recall", [{}, {"thresholds": 0.3}, *([{"top_k": 1}] if more else [])]),
        ("TruePositives", [{}, {"thresholds": 0.3}]),
        ("TrueNegatives", [{}, {"thresholds": 0.3}]),
        ("FalsePositives", [{}, {"thresholds": 0.3}]),
        ("FalseNegatives", [{}, {"thresholds": 0.3}]),
        ("PrecisionAtRecall",
         [{"recall": 0.6}, {"recall": 0.5, "num_thresholds": 1},
          *({"recall": 0.4, "num_thresholds": 20, **one} for one in more)]),
        ("RecallAtPrecision",
         [{"precision": 0.5}, *({"precision": 0.45, **one} for one in more)]),
        ("SensitivityAtSpecificity",
         [{"specificity": 0.5}, *({"specificity": 0.6, **one} for one in more)]),
        ("SpecificityAtSensitivity",
         [{"sensitivity": 0.5}, *({"sensitivity": 0.6, **one} for one in more)]),
        ("AUC", [{}, {"num_thresholds": 5}, {"curve": "PR"},
                 {"curve": "PR", "summation_method": "majoring", "num_thresholds": 9},
                 {"curve": "PRGAIN"}, {"summation_method": "minoring", "num_thresholds": 7},
                 {"thresholds": [0.7, 0.2]}, {"num_thresholds": 2}]),
    )
]
# Weights of samples are cut to whole numbers unless the type is a floating one.
FLOATING = {"dtype": "float32"}
OVERLAPS = [
    ("IoU", "numbers", lambda rng, n: rng.integers(0, 3, (n, 2)).astype("float64"),
     lambda rng, n: rng.integers(0, 3, (n, 2)).astype("float64"),
     [{"num_classes": 3, "target_class_ids": [0, 2]},
      {"num_classes": 3, "target_class_ids": [1], "ignore_class": 0}]),
    ("IoU", "class_numbers", labels(3), softmax(3),
     [{"num_classes": 3, "target_class_ids": [0, 1], "sparse_y_pred": False}]),
    ("BinaryIoU", "binary", binary(3), uniform(3),
     [{}, {"threshold": 0.3, "target_class_ids": [1]}]),
    ("MeanIoU", "class_numbers", labels(3, 2), softmax(2, 3),
     [{"num_classes": 3, "sparse_y_pred": False},
      {"num_classes": 3, "sparse_y_pred": False, "ignore_class": 2}]),
    ("MeanIoU", "numbers", lambda rng, n: rng.integers(0, 3, (n, 2)).astype("float64"),
     lambda rng, n: rng.integers(0, 4, (n, 2)).astype("float64"), [{"num_classes": 3}]),
    ("OneHotIoU", "one_hot", one_hot(4), softmax(4),
     [{"num_classes": 4, "target_class_ids": [0, 3]}]),
    ("OneHotMeanIoU", "one_hot", one_hot(4), softmax(4),
     [{"num_classes": 4}, {"num_classes": 4, "ignore_class": 1}]),
]


def cases():
    def both(number, kind, targets, true, predicted, settings, weights, extra=None):
        for arguments in settings:
            words = [f"{key}_{value}" for key, value in arguments.items()]
            name = "_".join([kind, targets, str(number), *words])
            yield case(name, kind, targets, true, predicted, arguments, extra)
            yield case(name + "_weighted", kind, targets, true, predicted, arguments, extra,
                       weights)

    for number, (kind, targets, true, predicted, settings) in enumerate(METRICS):
        yield from both(number, kind, targets, true, predicted, settings, sample_weights)
    for number, (kind, targets, true, predicted, settings) in enumerate(THRESHOLDS):
        yield from both(number, kind, targets, true, predicted, settings, sample_weights)
    for number, (kind, targets, true, predicted, settings) in enumerate(OVERLAPS):
        def places(rng, n, true=true):
            own = true(generator(0), n)
            shape = own.shape[:-1] if targets == "one_hot" else own.shape
            return np.round(rng.uniform(0, 2, shape), 3)
        yield from both(number, kind, targets, true, predicted, settings, places, FLOATING)
    multi = {"multi_label": True, "num_labels": 3}
    for arguments in (multi, {**multi, "curve": "PR"}, {**multi, "label_weights": [1.0, 2.0, 0.5]},
                      {"label_weights": [1.0, 2.0, 0.5]}, {"multi_label": True, "curve": "PR",
                                                           "summation_method": "minoring"}):
        name = "AUC_labels_" + "_".join(f"{key}_{value}" for key, value in arguments.items())
        yield case(name, "AUC", "binary", binary(3), uniform(3), arguments)
        yield case(name + "_weighted", "AUC", "binary", binary(3), uniform(3), arguments, None,
                   sample_weights)
    yield case("AUC_logits", "AUC", "binary", binary(1), gaussian(1), {"from_logits": True})


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("keras_metrics.json", __file__, list(cases()))
