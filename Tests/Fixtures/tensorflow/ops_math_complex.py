"""Complex numbers, casts, cumulative sums and products."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
nan, inf = float("nan"), float("inf")
F, D, C = tf.float32, tf.float64, tf.complex64
INTEGERS = [tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8]


def const(values, dtype=F):
    return tf.constant(values, dtype)


# Complex numbers.
z = tf.constant([[1 + 2j, -0.5 + 0.25j, 3j], [0j, -2 + 0j, 1e-3 - 4j]], C)
w = tf.constant([0.5 - 1j, 2 + 0.75j, -1 + 1j], C)
pairs = [("AddV2", tf.add), ("Sub", tf.subtract), ("Mul", tf.multiply), ("RealDiv", tf.divide)]
for op, function in pairs:
    golden.case(f"{op}_complex", op, function, z, w)
    golden.case(f"{op}_complex_scalar", op, function, tf.constant(1 - 3j, C), w)
for op, function in [("Neg", tf.negative), ("Square", tf.square), ("Exp", tf.exp)]:
    golden.case(f"{op}_complex", op, function, z)
golden.case("Reciprocal_complex", "Reciprocal", tf.math.reciprocal, w)
golden.case("AddN_complex", "AddN", lambda *x: tf.add_n(list(x)), w, z[0])
for op, function in [("Real", tf.math.real), ("Imag", tf.math.imag), ("Conj", tf.math.conj),
                     ("ComplexAbs", tf.abs)]:
    golden.case(op, op, function, z)
golden.case("Angle", "Angle", tf.math.angle, w)
golden.case("Angle_axes", "Angle", tf.math.angle, tf.constant([1 + 0j, -1 + 0j, 1j, -1j, 0j], C), gradient=False)
golden.case("ComplexAbs_limits", "ComplexAbs", tf.abs,
            tf.constant([complex(inf, nan), complex(3e30, 4e30)], C), gradient=False)
golden.case("Complex", "Complex", tf.complex, const([[1.0, -2.0], [3.0, 0.5]]), const([0.0, 4.0]))
golden.case("Complex_equal", "Equal", tf.equal, z, tf.constant([[1 + 2j, 0j, 3j], [0j, 2 + 0j, 0j]], C))
golden.case("Complex_sum", "Sum", lambda x: tf.reduce_sum(x, [0]), z, axis=[0])
golden.case("Complex_mean", "Mean", tf.reduce_mean, z)

# Types.
for source in INTEGERS + [F, D, tf.bool, C]:
    for target in [tf.int8, tf.int64, tf.bool, C, D]:
        x = tf.cast(const([0.0, 1.0, 5.75, 100.25]), source)
        golden.case(f"Cast_{source.name}_{target.name}", "Cast", lambda x: tf.cast(x, target), x,
                    DstT=target.name)

# Cumulative.
x = [[1.5, -2.0, 0.5], [3.0, 0.25, -1.0]]
for exclusive in [False, True]:
    for reverse in [False, True]:
        for op, function in [("Cumsum", tf.cumsum), ("Cumprod", tf.math.cumprod)]:
            golden.case(f"{op}_{exclusive}_{reverse}", op,
                        lambda x: function(x, 1, exclusive, reverse), const(x), axis=1,
                        exclusive=exclusive, reverse=reverse)
for op, function in [("Cumsum", tf.cumsum), ("Cumprod", tf.math.cumprod)]:
    golden.case(f"{op}_int", op, lambda x: function(x, 0), const([[3, -4], [5, 2]], tf.int64), axis=0)
    golden.case(f"{op}_last", op, lambda x: function(x, -1), const(x, D), axis=-1)
    golden.case(f"{op}_empty", op, lambda x: function(x, 0), tf.zeros([0, 2]), axis=0)
golden.case("Cumprod_zero", "Cumprod", lambda x: tf.math.cumprod(x, 0), const([2.0, 0.0, 3.0]), axis=0)

golden.write()
