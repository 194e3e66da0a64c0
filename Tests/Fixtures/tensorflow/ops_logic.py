"""Comparisons and logic."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
nan, inf = float("nan"), float("inf")
types = [tf.float32, tf.float64, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8]
comparisons = [
    ("Equal", tf.equal), ("NotEqual", tf.not_equal), ("Less", tf.less),
    ("LessEqual", tf.less_equal), ("Greater", tf.greater), ("GreaterEqual", tf.greater_equal),
]
for op, function in comparisons:
    for dtype in types:
        golden.case(f"{op}_{dtype.name}", op, function, tf.constant([[1, 2, 3], [3, 2, 1]], dtype),
                    tf.constant([2, 2, 2], dtype))
    golden.case(f"{op}_limits", op, function, tf.constant([nan, inf, -inf, 0.0, nan]),
                tf.constant([nan, inf, inf, -0.0, 1.0]))
    golden.case(f"{op}_empty", op, function, tf.zeros([2, 0]), tf.zeros([1, 1]))
    golden.case(f"{op}_scalar", op, function, tf.constant(2), tf.constant([[1], [2], [3]]))
texts = tf.constant([["a", "b", ""], ["Grüße", "b", b"\xff\x00"]])
bools = tf.constant([[True, False], [False, True]])
for op, function in comparisons[:2]:
    golden.case(f"{op}_string", op, function, texts, tf.constant(["a", "b", b"\xff\x00"]))
    golden.case(f"{op}_string_scalar", op, function, texts, tf.constant("b"))
    golden.case(f"{op}_bool", op, function, bools, tf.constant([True, True]))
for op, function in [("LogicalAnd", tf.logical_and), ("LogicalOr", tf.logical_or),
                     ("LogicalXor", tf.math.logical_xor)]:
    golden.case(op, op, function, bools, tf.constant([[True], [False]]))
    golden.case(f"{op}_scalar", op, function, tf.constant(True), bools)
    golden.case(f"{op}_empty", op, function, tf.zeros([0, 2], tf.bool), bools[:1])
golden.case("LogicalNot", "LogicalNot", tf.logical_not, bools)
golden.case("LogicalNot_scalar", "LogicalNot", tf.logical_not, tf.constant(False))

golden.write()
