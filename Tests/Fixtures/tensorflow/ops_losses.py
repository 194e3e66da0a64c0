"""Losses of tf.nn and of TensorFlow 1's tf.losses."""

import numpy as np
import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
random = np.random.RandomState(11)
nan, inf = float("nan"), float("inf")
losses = tf.compat.v1.losses


def numbers(*shape, dtype="float32", low=-2.0, high=2.0):
    return tf.constant(np.round(random.uniform(low, high, shape), 3), dtype)


# --- tf.nn
for dtype in ["float32", "float64"]:
    golden.case(
        f"sigmoid_{dtype}", "sigmoidCrossEntropyWithLogits",
        lambda z, x: tf.nn.sigmoid_cross_entropy_with_logits(z, x),
        numbers(2, 3, dtype=dtype, low=0, high=1), numbers(2, 3, dtype=dtype))
    golden.case(
        f"softmax_{dtype}", "SoftmaxCrossEntropyWithLogits",
        lambda z, x: tf.nn.softmax_cross_entropy_with_logits(z, x),
        tf.nn.softmax(numbers(2, 3, dtype=dtype)), numbers(2, 3, dtype=dtype))
    golden.case(
        f"sparse_{dtype}", "SparseSoftmaxCrossEntropyWithLogits",
        lambda z, x: tf.nn.sparse_softmax_cross_entropy_with_logits(z, x),
        tf.constant([2, 0], "int64"), numbers(2, 3, dtype=dtype))
    golden.case(
        f"weighted_{dtype}", "weightedCrossEntropyWithLogits",
        lambda z, x, w: tf.nn.weighted_cross_entropy_with_logits(z, x, w),
        numbers(2, 3, dtype=dtype, low=0, high=1), numbers(2, 3, dtype=dtype, low=-9, high=9),
        tf.constant(2.5, dtype))
    for full in [False, True]:
        golden.case(
            f"log_poisson_{dtype}_{full}", "logPoissonLoss",
            lambda z, x: tf.nn.log_poisson_loss(z, x, compute_full_loss=full),
            tf.constant([0.5, 1.0, 2.0, 7.0, 3.5], dtype), numbers(5, dtype=dtype),
            compute_full_loss=full)
golden.case("sigmoid_large", "sigmoidCrossEntropyWithLogits",
            lambda z, x: tf.nn.sigmoid_cross_entropy_with_logits(z, x), [0.0, 1.0, 0.5, 1.0],
            [100.0, -100.0, 1000.0, 0.0])
golden.case("softmax_large", "SoftmaxCrossEntropyWithLogits",
            lambda z, x: tf.nn.softmax_cross_entropy_with_logits(z, x), [[0.0, 1.0]],
            [[1000.0, -1000.0]])
golden.case("sparse_empty", "SparseSoftmaxCrossEntropyWithLogits",
            lambda z, x: tf.nn.sparse_softmax_cross_entropy_with_logits(z, x),
            tf.zeros([0], "int32"), tf.zeros([0, 3]))
golden.case("weighted_each", "weightedCrossEntropyWithLogits",
            lambda z, x, w: tf.nn.weighted_cross_entropy_with_logits(z, x, w),
            [[0.0, 1.0], [0.3, 1.0]], [[50.0, -50.0], [0.0, 2.0]], [1.0, 3.0])
golden.case("log_poisson_edges", "logPoissonLoss",
            lambda z, x: tf.nn.log_poisson_loss(z, x, compute_full_loss=True),
            [0.0, -1.0, nan, 2.0], [0.5, 0.5, 0.5, inf], gradient=False, compute_full_loss=True)

# --- tf.losses
each = tf.constant([[1.0, 0.0, 2.0], [0.5, 1.0, 0.0]])
WEIGHTS = [("plain", None), ("scalar", tf.constant(0.5)), ("rows", tf.constant([[2.0], [0.0]])),
           ("each", each), ("nothing", tf.zeros([2, 3]))]


def both(op, function, labels, predictions, suffix="", weights=None, **attributes):
    """A case with all losses weighted alike, and one with weights, which come last."""
    golden.case(f"{op}{suffix}", op, lambda z, x: function(z, x), labels, predictions,
                **attributes)
    if weights is not None:
        golden.case(f"{op}{suffix}_weighted", op, lambda z, x, w: function(z, x, weights=w),
                    labels, predictions, weights, **attributes)


for reduction in [losses.Reduction.NONE, losses.Reduction.SUM, losses.Reduction.MEAN,
                  losses.Reduction.SUM_OVER_BATCH_SIZE, losses.Reduction.SUM_BY_NONZERO_WEIGHTS]:
    for name, weights in WEIGHTS:
        x = numbers(2, 3)
        inputs = [x] if weights is None else [x, weights]
        golden.case(
            f"{reduction}_{name}", "computeWeightedLoss",
            lambda x, *w: losses.compute_weighted_loss(x, *w, reduction=reduction), *inputs,
            # A mean does not change with a weight of all, but for rounding.
            gradient=(reduction, name) != (losses.Reduction.MEAN, "scalar"), reduction=reduction)
golden.case("weighted_loss_nan", "computeWeightedLoss", losses.compute_weighted_loss,
            [[1.0, nan]], [[0.0, 0.0]], gradient=False)

z, x = numbers(2, 3), numbers(2, 3)
both("absoluteDifference", losses.absolute_difference, z, x, weights=each)
both("meanSquaredError", losses.mean_squared_error, z, x, weights=each)
both("huberLoss", losses.huber_loss, z, x, weights=each)
both("huberLoss", lambda *a, **k: losses.huber_loss(*a, **k, delta=0.3), z, x, "_delta", delta=0.3)
both("logLoss", losses.log_loss, numbers(2, 3, low=0, high=1), numbers(2, 3, low=0.1, high=0.9),
     weights=each)
both("hingeLoss", losses.hinge_loss, tf.constant([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]), x,
     weights=each)
both("cosineDistance", lambda *a, **k: losses.cosine_distance(*a, **k, axis=1), z, x,
     weights=tf.constant([[1.0], [3.0]]), axis=1)
# In a graph, as in TensorFlow 1: outside of one, a weight of all counts all samples' elements as one's.
pairwise = tf.function(losses.mean_pairwise_squared_error)
both("meanPairwiseSquaredError", pairwise, z, x, weights=tf.constant([[0.5], [2.0]]))
both("meanPairwiseSquaredError", pairwise, numbers(2, 2, 2), numbers(2, 2, 2), "_3d",
     weights=tf.constant(0.0))
both("meanPairwiseSquaredError", pairwise, numbers(2, 1), numbers(2, 1), "_single")
both("sigmoidCrossEntropy", losses.sigmoid_cross_entropy, numbers(2, 3, low=0, high=1), x,
     weights=each)
both("sigmoidCrossEntropy",
     lambda *a, **k: losses.sigmoid_cross_entropy(*a, **k, label_smoothing=0.2),
     tf.constant([[0.0, 1.0], [1.0, 1.0]]), numbers(2, 2), "_smoothed", label_smoothing=0.2)
both("softmaxCrossEntropy", losses.softmax_cross_entropy,
     tf.constant([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), x, weights=tf.constant([2.0, 0.0]))
both("softmaxCrossEntropy",
     lambda *a, **k: losses.softmax_cross_entropy(*a, **k, label_smoothing=0.1),
     tf.constant([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), x, "_smoothed", label_smoothing=0.1)
both("sparseSoftmaxCrossEntropy", losses.sparse_softmax_cross_entropy, tf.constant([2, 0]), x,
     weights=tf.constant([2.0, 0.5]))
both("sparseSoftmaxCrossEntropy", losses.sparse_softmax_cross_entropy,
     tf.constant([[2], [0]], "int64"), x, "_column", weights=tf.constant([[2.0], [0.5]]))

golden.write()
