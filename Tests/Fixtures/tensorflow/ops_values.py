"""Operations whose output shapes depend on values."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)

golden.case("shape", "Shape", lambda x: tf.shape(x), tf.zeros([2, 0, 3]))
golden.case("shape_int64", "Shape", lambda x: tf.shape(x, tf.int64), tf.zeros([4]), out_type="int64")
golden.case("shape_scalar", "Shape", lambda x: tf.shape(x), tf.constant(1.0))

for name, dtype, values in [
    ("up", tf.int32, (2, 11, 3)), ("down", tf.int64, (5, -4, -2)), ("none", tf.int32, (3, 3, 1)),
    ("floats", tf.float32, (0.5, 2.1, 0.4)), ("doubles", tf.float64, (1.0, -1.0, -0.25)),
]:
    golden.case(f"range_{name}", "Range", tf.range, *[tf.constant(v, dtype) for v in values])

nan = float("nan")
golden.case("where_bool", "Where", tf.where, [[True, False], [False, True]])
golden.case("where_floats", "Where", tf.where, [0.0, -0.0, nan, float("inf"), -1.0])
golden.case("where_empty", "Where", tf.where, tf.zeros([0, 3], tf.int32))
golden.case("where_nothing", "Where", tf.where, tf.zeros([2, 3], tf.uint8))

golden.write()
