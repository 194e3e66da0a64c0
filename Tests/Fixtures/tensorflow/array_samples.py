"""Inputs of array operations of every type."""

import numpy as np
import tensorflow as tf


def ramp(shape, dtype=tf.float32):
    """Different numbers; of every other type what they become."""
    count = int(np.prod(shape))
    values = np.arange(count) * 0.75 - 2 if dtype in (tf.float32, tf.float64) else np.arange(count)
    if dtype == tf.string:
        return tf.constant([f"s{v}" for v in range(count)], shape=shape)
    if dtype == tf.complex64:
        return tf.reshape(tf.constant(values - 0.5j * values, tf.complex64), shape)
    if dtype == tf.bool:
        return tf.reshape(tf.constant(values % 3 == 0), shape)
    return tf.reshape(tf.constant(values, dtype), shape)


TYPES = [tf.float32, tf.float64, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.bool,
         tf.string, tf.complex64]


def typed(golden, name, op, function, extents, types=TYPES, **attributes):
    for dtype in types:
        # Gradients of complex numbers are those of real ones; one case says so.
        golden.case(f"{name}_{dtype.name}", op, function, ramp(extents, dtype),
                    gradient=dtype != tf.complex64, **attributes)


SOME = [tf.float32, tf.uint8, tf.int16, tf.string]
