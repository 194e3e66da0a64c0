"""Elementwise functions of one tensor, and arithmetic on whole numbers."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
nan, inf = float("nan"), float("inf")
F, D = tf.float32, tf.float64


def const(values, dtype=F):
    return tf.constant(values, dtype)


# Their gradients are 0 or none.
steps = {"Sign", "Floor", "Ceil", "Round", "Rint"}

# Functions of one tensor: their type, the function, and where they are asked.
wide = [-2.5, -1.0, -0.3, 0.0, 0.7, 1.0, 3.2]
unit = [-0.9, -0.3, 0.0, 0.2, 0.75]
positive = [0.1, 0.5, 1.0, 2.5, 17.0]
unary = [
    ("Abs", tf.abs, wide), ("Neg", tf.negative, wide), ("Sign", tf.sign, wide),
    ("Square", tf.square, wide), ("Sqrt", tf.sqrt, positive), ("Rsqrt", tf.math.rsqrt, positive),
    ("Reciprocal", tf.math.reciprocal, positive), ("Exp", tf.exp, wide),
    ("Expm1", tf.math.expm1, wide), ("Log", tf.math.log, positive),
    ("Log1p", tf.math.log1p, positive), ("Sin", tf.sin, wide), ("Cos", tf.cos, wide),
    ("Tan", tf.tan, wide), ("Asin", tf.asin, unit), ("Acos", tf.acos, unit),
    ("Atan", tf.atan, wide), ("Sinh", tf.sinh, wide), ("Cosh", tf.cosh, wide),
    ("Asinh", tf.asinh, wide), ("Acosh", tf.acosh, [1.5, 2.0, 9.0]), ("Atanh", tf.atanh, unit),
    ("Erf", tf.math.erf, wide), ("Erfc", tf.math.erfc, wide),
    ("Lgamma", tf.math.lgamma, [0.1, 0.5, 2.5, 10.0, 40.0]),
    ("Digamma", tf.math.digamma, [0.1, 0.5, 3.0, 10.0, 40.0, -0.5]),
    ("Floor", tf.floor, wide), ("Ceil", tf.math.ceil, wide),
    ("Round", tf.round, [-1.5, -0.5, 0.5, 1.5, 2.5, 2.6]),
    ("Rint", tf.math.rint, [-1.5, -0.5, 0.5, 1.5, 2.5, 2.6]),
]
for op, function, values in unary:
    for dtype in [F, D]:
        golden.case(f"{op}_{dtype.name}", op, function, const(values, dtype), gradient=op not in steps)
    golden.case(f"{op}_limits", op, function, const([nan, inf, -inf, 0.0]), gradient=False)
    golden.case(f"{op}_empty", op, function, tf.zeros([0, 2]), gradient=op not in steps)
golden.case("Digamma_poles", "Digamma", tf.math.digamma, const([-1.5, -7.25], D), gradient=False)
golden.case("Asin_outside", "Asin", tf.asin, const([1.5, -2.0]), gradient=False)
golden.case("Acosh_outside", "Acosh", tf.acosh, const([0.5, -2.0]), gradient=False)
golden.case("CheckNumerics", "CheckNumerics", lambda x: tf.debugging.check_numerics(x, "x"),
            const([1.0, -2.0]), message="x")
for op, function in [("IsFinite", tf.math.is_finite), ("IsNan", tf.math.is_nan),
                     ("IsInf", tf.math.is_inf)]:
    for dtype in [F, D]:
        golden.case(f"{op}_{dtype.name}", op, function, const([0.0, nan, inf, -inf, -1e30], dtype))

# Whole numbers.
for dtype in [tf.int8, tf.int32, tf.int64, tf.uint8]:
    signed = dtype != tf.uint8
    a = const([[7, -7, 100, 0], [3, 1, -128, 127]] if signed else [[7, 9, 100, 0], [3, 1, 255, 127]],
              dtype)
    b = const([2, -3, 100, 5] if signed else [2, 3, 100, 5], dtype)
    binary = [("AddV2", tf.add), ("Sub", tf.subtract), ("Mul", tf.multiply),
              ("Maximum", tf.maximum), ("Minimum", tf.minimum), ("FloorDiv", tf.math.floordiv),
              ("TruncateDiv", tf.truncatediv), ("Divide", tf.divide)]
    if dtype in (tf.int32, tf.int64):
        binary += [("SquaredDifference", tf.math.squared_difference), ("FloorMod", tf.math.floormod),
                   ("TruncateMod", tf.raw_ops.TruncateMod)]
    for op, function in binary:
        f = (lambda x, y: function(x=x, y=y)) if op == "TruncateMod" else function
        golden.case(f"{op}_{dtype.name}", op, f, a, b)
    if signed:
        golden.case(f"Abs_{dtype.name}", "Abs", tf.abs, a)
        golden.case(f"Neg_{dtype.name}", "Neg", tf.negative, a)
        golden.case(f"Sign_{dtype.name}", "Sign", tf.sign, a)
    if dtype in (tf.int32, tf.int64):
        golden.case(f"Square_{dtype.name}", "Square", tf.square, a)
        golden.case(f"Round_{dtype.name}", "Round", tf.round, a)
        golden.case(f"Pow_{dtype.name}", "Pow", tf.pow, a, const([2, 3, 0, 9], dtype))
    golden.case(f"ArgMax_{dtype.name}", "ArgMax", lambda x: tf.argmax(x, 1), a, axis=1)
    golden.case(f"ArgMin_{dtype.name}", "ArgMin", lambda x: tf.argmin(x, 0), a, axis=0)
golden.case("ArgMax_ties", "ArgMax", lambda x: tf.argmax(x, -1), const([[1.0, 3.0, 3.0], [2, 2, 2]]),
            axis=-1)

golden.write()
