"""Elementwise functions of two floating tensors."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
nan, inf = float("nan"), float("inf")
F, D = tf.float32, tf.float64


def const(values, dtype=F):
    return tf.constant(values, dtype)


# Functions of two floating tensors.
pairs = [
    ("AddV2", tf.add), ("Sub", tf.subtract), ("Mul", tf.multiply), ("RealDiv", tf.divide),
    ("Maximum", tf.maximum), ("Minimum", tf.minimum), ("FloorDiv", tf.math.floordiv),
    ("FloorMod", tf.math.floormod), ("DivNoNan", tf.math.divide_no_nan), ("Atan2", tf.atan2),
    ("SquaredDifference", tf.math.squared_difference),
]
for op, function in pairs:
    for dtype in [F, D]:
        x = const([[5.5, -7.25, 3.0], [-0.75, 8.0, 1.5]], dtype)
        golden.case(f"{op}_row_{dtype.name}", op, function, x, const([2.0, -3.0, 0.5], dtype))
        golden.case(f"{op}_scalar_{dtype.name}", op, function, const(2.5, dtype), x)
    golden.case(f"{op}_both", op, function, const([[[1.5, -2.0]], [[0.25, 4.0]]]),
                const([[3.0], [-0.5], [7.0]]))
    golden.case(f"{op}_limits", op, function, const([nan, inf, -inf, 1.0, 0.0, 5.0]),
                const([1.0, 2.0, inf, nan, 0.0, -inf]), gradient=False)
    golden.case(f"{op}_empty", op, function, tf.zeros([0, 3]), const([1.0, 2.0, 3.0]))
golden.case("Pow_float", "Pow", tf.pow, const([[0.5, 2.0, 3.0], [1.5, 0.25, 9.0]]),
            const([2.0, -1.0, 0.5]))
golden.case("Pow_negative", "Pow", tf.pow, const([-2.0, -2.0, 0.0, nan]), const([3.0, 0.5, 0.0, 0.0]),
            gradient=False)
golden.case("DivNoNan_zero", "DivNoNan", tf.math.divide_no_nan, const([1.0, 0.0, nan, -2.0]),
            const([0.0, 0.0, 0.0, 4.0]))
golden.case("TruncateMod_float", "TruncateMod", lambda x, y: tf.raw_ops.TruncateMod(x=x, y=y),
            const([5.5, -5.5, 5.5, -5.5]), const([2.0, 2.0, -2.0, -2.0]), gradient=False)
golden.case("Polygamma", "Polygamma", tf.math.polygamma, const([0.0, 1.0, 2.0, 3.0], D),
            const([0.7, 2.5, 3.0, 11.0], D))
golden.case("Zeta", "Zeta", tf.math.zeta, const([2.0, 1.5, 3.0, 8.0], D), const([1.0, 2.5, 0.3, 20.0], D))
golden.case("AddN_int", "AddN", lambda *x: tf.add_n(list(x)), const([1, -2], tf.int32),
            const([3, 4], tf.int32), const([2**31 - 1, 6], tf.int32))
golden.case("AddN", "AddN", lambda *x: tf.add_n(list(x)), const([1.0, 2.0]), const([3.0, 4.0]),
            const([5.0, 6.0]))

golden.write()
