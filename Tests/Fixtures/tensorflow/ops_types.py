"""Element types besides the usual ones: whole numbers, complex ones, truth values."""

from golden import Golden, np, tf

golden = Golden(__file__)
raw = tf.raw_ops
WHOLE = [tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8]


def complexes(numbers):
    return tf.constant(np.array(numbers, np.complex64))


def values(dtype, shape, seed=0):
    """Numbers from −4 to 9, without negative ones where there are none."""
    flat = [(5 * i + seed) % 14 - 4 for i in range(int(np.prod(shape)))]
    if dtype == tf.uint8:
        flat = [abs(x) for x in flat]
    if dtype == tf.complex64:
        flat = [complex(x, (3 * i + seed) % 7 - 3) / 2 for i, x in enumerate(flat)]
    return tf.reshape(tf.cast(np.array(flat), dtype), shape)


# Products.
for dtype in (tf.int32, tf.int64):
    big = tf.constant([[dtype.max, 2], [-3, 4]], dtype)
    for a in (False, True):
        for b in (False, True):
            golden.case(f"MatMul_{dtype.name}_{a}_{b}", "MatMul",
                        lambda x, y: raw.MatMul(a=x, b=y, transpose_a=a, transpose_b=b),
                        values(dtype, [3, 2] if a else [2, 3]),
                        values(dtype, [4, 3] if b else [3, 4], 3), transpose_a=a, transpose_b=b)
    golden.case(f"MatMul_wraps_{dtype.name}", "MatMul", lambda x, y: raw.MatMul(a=x, b=y), big, big)
    golden.case(f"MatMul_empty_{dtype.name}", "MatMul", lambda x, y: raw.MatMul(a=x, b=y),
                tf.zeros([2, 0], dtype), tf.zeros([0, 3], dtype))
for dtype in (tf.int16, tf.int32, tf.int64):
    for a in (False, True):
        golden.case(f"BatchMatMulV2_{dtype.name}_{a}", "BatchMatMulV2",
                    lambda x, y: raw.BatchMatMulV2(x=x, y=y, adj_x=a, adj_y=not a),
                    values(dtype, [2, 1, 3, 2] if a else [2, 1, 2, 3]),
                    values(dtype, [3, 3, 4] if a else [3, 4, 3], 2), adj_x=a, adj_y=not a)

EQUATIONS = [("ii->i", [[3, 3]]), ("ii->", [[3, 3]]), ("i->ii", [[3]]), ("iij->j", [[2, 2, 3]]),
             ("ij->iji", [[2, 3]]), ("...ii->...i", [[2, 3, 3]]), ("ii,i->i", [[3, 3], [3]]),
             ("ii,jj->ij", [[2, 2], [3, 3]]), ("i,j->ijij", [[2], [3]]),
             ("ij,jk->ik", [[2, 3], [3, 4]]), ("bij,bjk->bki", [[2, 1, 3], [2, 3, 2]]),
             ("i,i->", [[3], [3]]), ("ij->", [[2, 3]]), ("iij,jkk->ki", [[2, 2, 3], [3, 2, 2]]),
             ("ij->ji", [[2, 3]]), ("i,j->ij", [[2], [3]]), ("ii->ii", [[3, 3]])]
for dtype in (tf.float32, tf.int32, tf.int64, tf.complex64):
    for equation, shapes in EQUATIONS:
        golden.case(f"Einsum_{equation}_{dtype.name}", "Einsum",
                    lambda *x: raw.Einsum(inputs=x, equation=equation),
                    *[values(dtype, s, i) for i, s in enumerate(shapes)], equation=equation)
golden.case("Einsum_i->ii_float64", "Einsum", lambda *x: raw.Einsum(inputs=x, equation="i->ii"),
            values(tf.float64, [3]), equation="i->ii")

# Layers of whole and complex numbers.
for dtype in WHOLE + [tf.complex64]:
    golden.case(f"BiasAdd_{dtype.name}", "BiasAdd", lambda x, b: raw.BiasAdd(value=x, bias=b),
                values(dtype, [2, 2, 3]), values(dtype, [3], 7))
    if dtype != tf.complex64:
        golden.case(f"BiasAdd_wraps_{dtype.name}", "BiasAdd",
                    lambda x, b: raw.BiasAdd(value=x, bias=b),
                    tf.constant([[dtype.max, 1]], dtype), tf.constant([2, 3], dtype))
for dtype in WHOLE:
    x = tf.constant([0, 1, 5, 6, 7, dtype.max] + ([] if dtype == tf.uint8 else [-1, dtype.min]),
                    dtype)
    golden.case(f"Relu_{dtype.name}", "Relu", lambda x: raw.Relu(features=x), x)
    golden.case(f"Relu6_{dtype.name}", "Relu6", lambda x: raw.Relu6(features=x), x)
    for padding in ("VALID", "SAME"):
        golden.case(f"MaxPool_{dtype.name}_{padding}", "MaxPool",
                    lambda x: raw.MaxPool(input=x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1],
                                          padding=padding),
                    values(dtype, [1, 3, 5, 2]), ksize=[2, 2], strides=[2, 2],
                    padding=padding)
    golden.case(f"MaxPool_lowest_{dtype.name}", "MaxPool",
                lambda x: raw.MaxPool(input=x, ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1],
                                      padding="SAME"),
                tf.fill([1, 3, 3, 1], tf.constant(dtype.min, dtype)), ksize=[3, 3],
                strides=[2, 2], padding="SAME")

# Complex functions.
z = [1 + 2j, -3 + 0.5j, 0.3 - 0.2j, -2 - 0.7j, 2j, 1e-4 + 1e-4j, 0.5, -1.5, 4 - 3j, 0.01 - 1j]
inside = [0.3 - 0.2j, 0.5, -0.5 + 0.1j, 0.25j, 1e-3 - 1e-3j, 2 + 1j, -3 - 2j]
for op in ("Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cos", "Cosh", "Exp", "Expm1", "Log",
           "Log1p", "Reciprocal", "Rsqrt", "Sigmoid", "Sign", "Sin", "Sinh", "Sqrt", "Square",
           "Tan", "Tanh"):
    golden.case(f"{op}_complex64", op, lambda x: getattr(raw, op)(x=x),
                complexes(inside if op.startswith("A") else z), gradient=op != "Sign")
w = [2 - 1j, 1 + 1j, 1, 3, 0.5j, 2, 0.25 + 0.5j, -1j, 1 - 1j, -0.5]
for op in ("DivNoNan", "Pow", "SquaredDifference"):
    golden.case(f"{op}_complex64", op, lambda x, y: getattr(raw, op)(x=x, y=y),
                complexes(z), complexes(w))
    golden.case(f"{op}_complex64_broadcast", op, lambda x, y: getattr(raw, op)(x=x, y=y),
                complexes(z[:4])[:, None], complexes(w[:2]))
golden.case("DivNoNan_complex64_zero", "DivNoNan", lambda x, y: raw.DivNoNan(x=x, y=y),
            complexes([1 + 1j, 0, 2]), complexes([0, 0, 1j]))
for axes in ([0], [1], [0, 1]):
    golden.case(f"Prod_complex64_{axes}", "Prod", lambda x: raw.Prod(input=x, axis=axes),
                values(tf.complex64, [2, 3], 1), axis=axes, keep_dims=False)
for op in ("Cumsum", "Cumprod"):
    for exclusive in (False, True):
        for reverse in (False, True):
            for axis in (0, 1):
                golden.case(f"{op}_complex64_{axis}_{exclusive}_{reverse}", op,
                            lambda x: getattr(raw, op)(x=x, axis=axis, exclusive=exclusive,
                                                       reverse=reverse),
                            values(tf.complex64, [2, 3], 1), axis=axis, exclusive=exclusive,
                            reverse=reverse)
golden.case("Where_complex64", "Where", lambda x: raw.Where(condition=x),
            complexes([[0, 1j], [1, 0]]))

golden.write()
