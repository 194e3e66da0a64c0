"""Convolution, pooling and morphology: windows over sequences, images and volumes."""

import numpy as np
import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
random = np.random.RandomState(7)


def numbers(*shape, dtype="float32", low=-2.0, high=2.0):
    """Different numbers with three digits, in random order."""
    count = int(np.prod(shape))
    values = np.linspace(low, high, max(count, 1))[:count] + 0.0007
    return tf.constant(np.round(random.permutation(values), 3).reshape(shape), dtype)


def window(strides, padding, dilations=None):
    found = {"strides": list(strides), "padding": padding}
    if dilations:
        found["dilations"] = list(dilations)
    return found


# --- Convolution of sequences, images and volumes. None of empty batches: TensorFlow 2.21 gives those the
# wrong shape.
for name, x, f, stride, padding, dilation in [
    ("valid", (2, 7, 2), (3, 2, 3), 1, "VALID", 1), ("same", (1, 6, 2), (3, 2, 2), 2, "SAME", 1),
    ("dilated", (1, 8, 1), (3, 1, 2), 1, "SAME", 2),
]:
    golden.case(
        f"conv1d_{name}", "conv1D",
        lambda x, f: tf.nn.conv1d(x, f, stride, padding, dilations=dilation), numbers(*x),
        numbers(*f), stride=stride, padding=padding, dilation=dilation)
golden.case(
    "conv1d_transpose", "conv1DTranspose",
    lambda x, f: tf.nn.conv1d_transpose(x, f, [2, 8, 2], 2, "SAME"), numbers(2, 4, 3),
    numbers(3, 2, 3), output_shape=[2, 8, 2], stride=2, padding="SAME")

for name, x, f, strides, padding, dilations, dtype in [
    ("valid", (1, 5, 4, 2), (3, 2, 2, 3), (1, 1), "VALID", (1, 1), "float32"),
    ("same", (2, 4, 5, 1), (3, 3, 1, 2), (2, 1), "SAME", (1, 1), "float32"),
    ("dilated", (1, 6, 6, 1), (2, 3, 1, 2), (1, 1), "SAME", (2, 2), "float32"),
    ("double", (1, 4, 4, 2), (2, 2, 2, 2), (1, 2), "VALID", (1, 1), "float64"),
]:
    golden.case(
        f"conv2d_{name}", "Conv2D",
        lambda x, f: tf.nn.conv2d(x, f, strides, padding, dilations=dilations),
        numbers(*x, dtype=dtype), numbers(*f, dtype=dtype), **window(strides, padding, dilations))

for name, x, f, strides, padding, dilations, dtype in [
    ("valid", (1, 4, 5, 2), (3, 2, 2, 2), (1, 1), "VALID", (1, 1), "float32"),
    ("same", (2, 5, 4, 3), (3, 3, 3, 1), (2, 2), "SAME", (1, 1), "float32"),
    ("double", (1, 4, 4, 2), (2, 3, 2, 3), (1, 1), "SAME", (1, 1), "float64"),
    ("dilated", (1, 6, 6, 2), (2, 2, 2, 1), (1, 1), "VALID", (2, 2), "float32"),
]:
    golden.case(
        f"depthwise_{name}", "DepthwiseConv2dNative",
        lambda x, f: tf.nn.depthwise_conv2d(x, f, [1, *strides, 1], padding, dilations=dilations),
        numbers(*x, dtype=dtype), numbers(*f, dtype=dtype), **window(strides, padding, dilations))
golden.case(
    "separable", "separableConv2D",
    lambda x, d, p: tf.nn.separable_conv2d(x, d, p, [1, 1, 1, 1], "SAME"), numbers(1, 4, 3, 2),
    numbers(2, 2, 2, 2), numbers(1, 1, 4, 3), **window((1, 1), "SAME"))

for name, x, f, shape, strides, padding, dtype in [
    ("same", (1, 3, 2, 2), (3, 3, 1, 2), (1, 6, 4, 1), (2, 2), "SAME", "float32"),
    ("same_odd", (1, 3, 2, 2), (3, 2, 2, 2), (1, 5, 3, 2), (2, 2), "SAME", "float32"),
    ("valid", (2, 2, 2, 1), (2, 3, 2, 1), (2, 4, 5, 2), (2, 2), "VALID", "float64"),
]:
    golden.case(
        f"conv2d_transpose_{name}", "Conv2DTranspose",
        lambda x, f: tf.nn.conv2d_transpose(x, f, shape, strides, padding),
        numbers(*x, dtype=dtype), numbers(*f, dtype=dtype), output_shape=list(shape),
        **window(strides, padding))

for name, x, f, strides, padding, dilations, dtype in [
    ("valid", (1, 3, 4, 3, 2), (2, 3, 2, 2, 2), (1, 1, 1), "VALID", (1, 1, 1), "float32"),
    ("same", (1, 4, 3, 3, 1), (3, 2, 3, 1, 2), (2, 1, 2), "SAME", (1, 1, 1), "float32"),
    ("double", (2, 2, 3, 2, 1), (2, 2, 1, 1, 1), (1, 1, 1), "SAME", (1, 1, 1), "float64"),
]:
    golden.case(
        f"conv3d_{name}", "Conv3D",
        lambda x, f: tf.nn.conv3d(x, f, [1, *strides, 1], padding, dilations=[1, *dilations, 1]),
        numbers(*x, dtype=dtype), numbers(*f, dtype=dtype), **window(strides, padding, dilations))
golden.case(
    "conv3d_transpose", "Conv3DTranspose",
    lambda x, f: tf.nn.conv3d_transpose(x, f, [1, 4, 3, 4, 1], (2, 1, 2), "SAME"),
    numbers(1, 2, 3, 2, 2), numbers(2, 3, 2, 1, 2), output_shape=[1, 4, 3, 4, 1],
    **window((2, 1, 2), "SAME"))

# --- Pooling.
ties = tf.constant([1, 1, 3, 3, 3, 2, 1, 1, 1, 5, 5, 0, 2, 2, 2, 2], "float32")
for kind, pool in [("max", tf.nn.max_pool), ("avg", tf.nn.avg_pool)]:
    op = kind.capitalize() + "Pool"
    for name, x, size, stride, padding in [
        ("valid", numbers(2, 7, 2), 3, 2, "VALID"), ("same", numbers(1, 5, 1), 2, 2, "SAME"),
        ("ties", tf.reshape(ties, [1, 16, 1]), 3, 2, "SAME"),
    ]:
        if kind == "avg" and name == "ties":
            continue
        golden.case(
            f"{kind}_pool1d_{name}", kind + "Pool1D", lambda x: pool(x, size, stride, padding), x,
            ksize=size, stride=stride, padding=padding)
    for name, x, size, strides, padding in [
        ("valid", numbers(1, 5, 4, 2), (2, 3), (2, 1), "VALID"),
        ("same", numbers(1, 5, 5, 1, dtype="float64"), (3, 2), (2, 2), "SAME"),
        ("ties", tf.reshape(ties, [1, 4, 4, 1]), (2, 2), (1, 1), "VALID"),
    ]:
        if kind == "avg" and name == "ties":
            continue
        golden.case(
            f"{kind}_pool2d_{name}", op, lambda x: pool(x, size, strides, padding), x,
            ksize=list(size), **window(strides, padding))
    for name, x, size, strides, padding in [
        ("valid", numbers(1, 3, 4, 3, 2), (2, 2, 3), (1, 2, 1), "VALID"),
        ("same", numbers(2, 3, 2, 3, 1), (2, 2, 2), (2, 1, 2), "SAME"),
        ("ties", tf.reshape(ties, [1, 2, 2, 4, 1]), (2, 2, 2), (1, 1, 1), "SAME"),
    ]:
        if kind == "avg" and name == "ties":
            continue
        golden.case(
            f"{kind}_pool3d_{name}", op + "3D",
            lambda x: getattr(tf.nn, kind + "_pool3d")(x, size, strides, padding), x,
            ksize=list(size), **window(strides, padding))

# --- Morphology.
for name, x, f, strides, rates, padding, dtype in [
    ("valid", (1, 4, 5, 2), (2, 3, 2), (1, 1), (1, 1), "VALID", "float32"),
    ("same", (2, 4, 3, 1), (3, 2, 1), (2, 1), (1, 1), "SAME", "float64"),
    ("rates", (1, 5, 6, 1), (2, 2, 1), (1, 2), (2, 3), "SAME", "float32"),
]:
    for kind, op in [("dilation2D", tf.nn.dilation2d), ("erosion2D", tf.nn.erosion2d)]:
        golden.case(
            f"{kind}_{name}", "Dilation2D" if kind == "dilation2D" else kind,
            lambda x, f: op(x, f, [1, *strides, 1], padding, "NHWC", [1, *rates, 1]),
            numbers(*x, dtype=dtype), numbers(*f, dtype=dtype, low=-1, high=1),
            strides=list(strides), rates=list(rates), padding=padding)
flat = tf.zeros([1, 3, 3, 1])
golden.case(
    "dilation2D_ties", "Dilation2D",
    lambda x, f: tf.nn.dilation2d(x, f, [1, 1, 1, 1], "SAME", "NHWC", [1, 1, 1, 1]), flat,
    tf.zeros([2, 2, 1]), strides=[1, 1], rates=[1, 1], padding="SAME")

golden.write()
