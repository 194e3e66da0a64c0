"""Normalisation, activations, and targets among the best."""

import numpy as np
import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
random = np.random.RandomState(7)
nan, inf = float("nan"), float("inf")


def numbers(*shape, dtype="float32", low=-2.0, high=2.0):
    """Different numbers with three digits, in random order."""
    count = int(np.prod(shape))
    values = np.linspace(low, high, max(count, 1))[:count] + 0.0007
    return tf.constant(np.round(random.permutation(values), 3).reshape(shape), dtype)


# --- Normalisation.
for name, attributes in [
    ("default", {}), ("alexnet", {"depth_radius": 2, "bias": 2.0, "alpha": 1e-2, "beta": 0.75}),
    ("own", {"depth_radius": 0, "alpha": 0.5, "beta": 1.0}),
]:
    golden.case(
        f"lrn_{name}", "LRN", lambda x: tf.nn.lrn(x, **attributes), numbers(1, 2, 2, 7),
        **attributes)
for name, x, axes in [
    ("last", numbers(3, 4), [-1]), ("two", numbers(2, 2, 3, dtype="float64"), [0, 2]),
    ("all", numbers(5), [0]), ("zeros", tf.zeros([2, 2]), [1]),
]:
    golden.case(f"l2_normalize_{name}", "l2Normalize", lambda x: tf.nn.l2_normalize(x, axes), x,
                axes=axes)
for name, x, axes, keep in [
    ("batch", numbers(4, 3), [0], False), ("image", numbers(2, 2, 2, 2), [0, 1, 2], True),
    ("negative", numbers(3, 4, dtype="float64"), [-1], False),
    ("empty", tf.zeros([0, 2]), [0], False),
]:
    golden.case(f"moments_{name}", "moments", lambda x: tf.nn.moments(x, axes, keepdims=keep), x,
                axes=axes, keep_dims=keep)
    if name != "empty":
        golden.case(
            f"variance_{name}", "momentsVariance",
            lambda x: tf.nn.moments(x, axes, keepdims=keep)[1], x, axes=axes, keep_dims=keep)
for name, x, weights, axes in [
    ("rows", numbers(3, 4), tf.constant([[1.0], [0.0], [2.0]]), [0]),
    ("all", numbers(2, 3, dtype="float64"), numbers(2, 3, dtype="float64", low=0.5), [0, 1]),
    ("nothing", numbers(2, 2), tf.zeros([2, 2]), [1]),
]:
    golden.case(
        f"weighted_moments_{name}", "weightedMoments",
        lambda x, w: tf.nn.weighted_moments(x, axes, w), x, weights, axes=axes)
    golden.case(
        f"weighted_variance_{name}", "weightedVariance",
        lambda x, w: tf.nn.weighted_moments(x, axes, w)[1], x, weights, axes=axes)
for dtype in ["float32", "float64"]:
    x, mean = numbers(3, 2, dtype=dtype), numbers(2, dtype=dtype)
    variance, offset = numbers(2, dtype=dtype, low=0.3), numbers(2, dtype=dtype)
    golden.case(
        f"batch_normalization_{dtype}", "batchNormalization",
        lambda x, m, v, o, s: tf.nn.batch_normalization(x, m, v, o, s, 0.01), x, mean, variance,
        offset, numbers(2, dtype=dtype), variance_epsilon=0.01)
golden.case(
    "batch_normalization_plain", "batchNormalization",
    lambda x, m, v: tf.nn.batch_normalization(x, m, v, None, None, 0.01), x, mean, variance,
    variance_epsilon=0.01)

# --- Activations, with their edges.
edges = [0.0, -0.0, 1.0, -1.0, 6.0, 6.5, -20.0, 20.0, 100.0, -100.0, inf, -inf, nan]
for op, function in [
    ("Relu", tf.nn.relu), ("Relu6", tf.nn.relu6), ("Elu", tf.nn.elu), ("Selu", tf.nn.selu),
    ("Softplus", tf.nn.softplus), ("Softsign", tf.nn.softsign),
]:
    for dtype in ["float32", "float64"]:
        golden.case(f"{op.lower()}_{dtype}", op, function, numbers(2, 5, dtype=dtype))
    golden.case(f"{op.lower()}_edges", op, function, tf.constant(edges), gradient=False)
    golden.case(f"{op.lower()}_empty", op, function, tf.zeros([0, 2]))
golden.case("leaky_relu", "LeakyRelu", tf.nn.leaky_relu, numbers(2, 5))
golden.case("leaky_relu_alpha", "LeakyRelu", lambda x: tf.nn.leaky_relu(x, 0.01),
            tf.constant(edges, "float64"), gradient=False, alpha=0.01)

for op, function in [("Softmax", tf.nn.softmax), ("LogSoftmax", tf.nn.log_softmax)]:
    golden.case(f"{op.lower()}_last", op, function, numbers(2, 4))
    golden.case(f"{op.lower()}_large", op, function, tf.constant([[1000.0, 1001.0, -1000.0]]))
    for axis in [0, 1, -2, 2]:
        golden.case(f"{op.lower()}_axis_{axis}", op, lambda x: function(x, axis=axis),
                    numbers(2, 3, 2, dtype="float64" if axis < 0 else "float32"), axis=axis)

golden.case("bias_add", "BiasAdd", tf.nn.bias_add, numbers(2, 2, 3), numbers(3))
golden.case("bias_add_empty", "BiasAdd", tf.nn.bias_add, tf.zeros([0, 3]), numbers(3))

# --- Targets among the best.
predictions = tf.constant([[0.1, 0.5, 0.4], [0.3, 0.3, 0.3], [0.9, 0.1, inf], [nan, 1, 2], [3, 2, 1],
                           [inf, 1, 2]])
for k in [0, 1, 2, 3]:
    golden.case(
        f"in_top_k_{k}", "InTopK", lambda p, t: tf.math.in_top_k(t, p, k), predictions,
        tf.constant([2, 1, 0, 1, 3, 2]), k=k)
golden.case(
    "in_top_k_int64", "InTopK", lambda p, t: tf.math.in_top_k(t, p, 1), predictions,
    tf.constant([1, -1, 0, 2, 0, 1], "int64"), k=1)

golden.case("crelu", "CRelu", tf.nn.crelu, tf.constant([[1.5, -2.0, 0.0], [-1.0, 3.0, 0.5]]))
golden.case("crelu_axis", "CRelu", lambda x: tf.nn.crelu(x, axis=0),
            tf.constant([[1.5, -2.0], [-1.0, 3.0]], tf.float64), axis=0)

golden.write()
