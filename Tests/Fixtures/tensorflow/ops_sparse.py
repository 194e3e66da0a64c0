"""Sparse tensors, sums of picked rows, and embeddings.

A sparse tensor is three inputs: indices, values, dense shape. Of operations that make one, the
values come first, so that gradients are theirs.
"""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops


def i64(values):
    return tf.constant(values, tf.int64)


places = i64([[0, 1], [0, 2], [2, 0], [2, 2]])
values = tf.constant([1.5, -2.0, 3.0, 0.25])
shape = i64([3, 4])
nowhere = tf.zeros([0, 2], tf.int64)
nothing = tf.zeros([0])
cube = i64([[0, 0, 1], [0, 1, 0], [1, 0, 1], [1, 2, 0]])
cube_shape = i64([2, 3, 2])


# To and from dense.
def to_dense(i, s, v, d):
    return raw.SparseToDense(sparse_indices=i, output_shape=s, sparse_values=v, default_value=d)


def loosely(i, s, v, d):
    return raw.SparseToDense(sparse_indices=i, output_shape=s, sparse_values=v, default_value=d,
                             validate_indices=False)


golden.case("sparse_to_dense", "SparseToDense", to_dense, places, shape, values, 0.0, known=[0, 1])
golden.case("sparse_to_dense_default", "SparseToDense", to_dense, places, shape,
            tf.cast(values, tf.float64), tf.constant(-1.5, tf.float64), known=[0, 1])
golden.case("sparse_to_dense_cube", "SparseToDense", to_dense, cube, cube_shape, values, 7.0,
            known=[0, 1])
golden.case("sparse_to_dense_int32", "SparseToDense", to_dense, tf.constant([[0, 1], [2, 0]]),
            tf.constant([3, 2]), tf.constant([4, 5]), 9, known=[0, 1])
golden.case("sparse_to_dense_scalar", "SparseToDense", to_dense, tf.constant([1, 3]),
            tf.constant([5]), 4.0, 1.0, known=[0, 1], gradient=False)
golden.case("sparse_to_dense_strings", "SparseToDense", to_dense, i64([[1]]), i64([3]),
            tf.constant(["a"]), "none", known=[0, 1])
golden.case("sparse_to_dense_bool", "SparseToDense", to_dense, i64([[1]]), i64([3]),
            tf.constant([True]), False, known=[0, 1])
golden.case("sparse_to_dense_empty", "SparseToDense", to_dense, nowhere, shape, nothing, 2.0,
            known=[0, 1])
golden.case("sparse_to_dense_loose", "SparseToDense", loosely, i64([[2, 1], [0, 1], [2, 1]]), shape,
            tf.constant([1.0, 2.0, 3.0]), 0.0, known=[0, 1], validate_indices=False,
            gradient=False)


def from_dense(x):
    y = tf.sparse.from_dense(x)
    return y.values, y.indices, y.dense_shape


golden.case("sparse_from_dense", "SparseFromDense", from_dense,
            tf.constant([[0.0, 1.5, 0.0], [-2.0, 0.0, float("nan")]]))
golden.case("sparse_from_dense_ints", "SparseFromDense", from_dense,
            tf.constant([[[0, 3], [0, 0]], [[1, 0], [0, 2]]], tf.int64))
golden.case("sparse_from_dense_strings", "SparseFromDense", from_dense, tf.constant(["", "a"]))
golden.case("sparse_from_dense_complex", "SparseFromDense", from_dense,
            tf.constant([0j, 1j], tf.complex64), gradient=False)
golden.case("sparse_from_dense_nothing", "SparseFromDense", from_dense, tf.zeros([2, 2], tf.bool))


# Order.
def reorder(i, v, s):
    y = raw.SparseReorder(input_indices=i, input_values=v, input_shape=s)
    return y.output_values, y.output_indices


golden.case("sparse_reorder", "SparseReorder", reorder, i64([[2, 0], [0, 3], [0, 1], [2, 0]]),
            values, shape, known=[0, 2])
golden.case("sparse_reorder_strings", "SparseReorder", reorder, i64([[2, 0], [0, 3]]),
            tf.constant(["b", "a"]), shape, known=[0, 2])
golden.case("sparse_reorder_empty", "SparseReorder", reorder, nowhere, nothing, shape,
            known=[0, 2], gradient=False)


def retain(i, v, s, keep):
    y = tf.sparse.retain(tf.SparseTensor(i, v, s), keep)
    return y.values, y.indices, y.dense_shape


golden.case("sparse_retain", "SparseRetain", retain, places, values, shape,
            [True, False, True, True], known=[0, 2])


# Sums.
def add(i, v, s, j, w, t, threshold):
    y = raw.SparseAdd(a_indices=i, a_values=v, a_shape=s, b_indices=j, b_values=w, b_shape=t,
                      thresh=threshold)
    return y.sum_values, y.sum_indices, y.sum_shape


others = i64([[0, 1], [1, 3], [2, 2]])
for dtype in [tf.float32, tf.float64, tf.int32, tf.int8, tf.complex64]:
    real = tf.float32 if dtype == tf.complex64 else dtype
    golden.case(f"sparse_add_{dtype.name}", "SparseAdd", add, places,
                tf.cast([1, -2, 3, 4], dtype), shape, others, tf.cast([-1, 5, 7], dtype), shape,
                tf.cast(0, real), threshold=0, gradient=real == dtype, known=[0, 2, 3, 5])
golden.case("sparse_add_threshold", "SparseAdd", add, places, values, shape, others,
            tf.constant([-1.25, 0.125, 7.0]), shape, 0.5, threshold=0.5, known=[0, 2, 3, 5])
golden.case("sparse_add_empty", "SparseAdd", add, nowhere, nothing, shape, others,
            tf.constant([-1.25, 0.125, 7.0]), shape, 0.0, threshold=0, known=[0, 2, 3, 5])


def add_dense(i, v, s, b):
    return raw.SparseTensorDenseAdd(a_indices=i, a_values=v, a_shape=s, b=b)


for dtype in [tf.float32, tf.float64, tf.int32]:
    golden.case(f"sparse_add_dense_{dtype.name}", "SparseTensorDenseAdd", add_dense, places,
                tf.cast([1, -2, 3, 4], dtype), shape,
                tf.cast(tf.reshape(tf.range(12), [3, 4]), dtype), known=[0, 2])


def reduce_sum(axis, keep_dims):
    return lambda i, v, s: raw.SparseReduceSum(
        input_indices=i, input_values=v, input_shape=s, reduction_axes=axis, keep_dims=keep_dims)


for name, axis, keep in [("", [1], False), ("_keep", [0], True), ("_negative", [-2], False),
                         ("_all", [0, 1], False), ("_all_keep", [0, 1], True)]:
    golden.case(f"sparse_reduce_sum{name}", "SparseReduceSum", reduce_sum(axis, keep), places,
                values, shape, axis=axis, keep_dims=keep, known=[0, 2])
golden.case("sparse_reduce_sum_cube", "SparseReduceSum", reduce_sum([0, 2], False), cube,
            tf.cast(values, tf.float64), cube_shape, axis=[0, 2], keep_dims=False, known=[0, 2])
golden.case("sparse_reduce_sum_ints", "SparseReduceSum", reduce_sum([1], False), places,
            tf.constant([1, 2, 3, 4]), shape, axis=[1], keep_dims=False, known=[0, 2])
golden.case("sparse_reduce_sum_empty", "SparseReduceSum", reduce_sum([1], False), nowhere, nothing,
            shape, axis=[1], keep_dims=False, known=[0, 2])


# Parts.
def part(i, v, s, start, size):
    y = raw.SparseSlice(indices=i, values=v, shape=s, start=start, size=size)
    return y.output_values, y.output_indices, y.output_shape


golden.case("sparse_slice", "SparseSlice", part, places, values, shape, i64([0, 1]), i64([3, 2]),
            known=[0, 2, 3, 4])
golden.case("sparse_slice_beyond", "SparseSlice", part, places, values, shape, i64([2, 0]),
            i64([9, 9]), known=[0, 2, 3, 4])
golden.case("sparse_slice_nothing", "SparseSlice", part, places, values, shape, i64([7, 0]),
            i64([1, 1]), known=[0, 2, 3, 4])
golden.case("sparse_slice_strings", "SparseSlice", part, i64([[1], [2]]), tf.constant(["a", "b"]),
            i64([4]), i64([2]), i64([1]), known=[0, 2, 3, 4])


def reshape(i, v, s, t):
    y = tf.sparse.reshape(tf.SparseTensor(i, v, s), t)
    return y.values, y.indices, y.dense_shape


golden.case("sparse_reshape", "SparseReshape", reshape, places, values, shape, i64([2, -1]),
            known=[0, 2, 3])
golden.case("sparse_reshape_flat", "SparseReshape", reshape, cube, values, cube_shape, i64([12]),
            known=[0, 2, 3])


def fill(i, v, s, d):
    y = raw.SparseFillEmptyRows(indices=i, values=v, dense_shape=s, default_value=d)
    return y.output_values, y.output_indices, y.empty_row_indicator


golden.case("sparse_fill_empty_rows", "SparseFillEmptyRows", fill, places, values, i64([5, 4]), 9.0,
            known=[0, 2])
golden.case("sparse_fill_empty_rows_none", "SparseFillEmptyRows", fill, i64([[0, 1], [1, 0]]),
            tf.constant([2.0, 3.0], tf.float64), i64([2, 2]), tf.constant(1.0, tf.float64),
            known=[0, 2])
golden.case("sparse_fill_empty_rows_all", "SparseFillEmptyRows", fill, nowhere, nothing,
            i64([2, 3]), 9.0, known=[0, 2])
golden.case("sparse_fill_empty_rows_order", "SparseFillEmptyRows", fill,
            i64([[2, 1], [0, 1], [2, 0]]), tf.constant(["a", "b", "c"]), i64([4, 3]), "none",
            known=[0, 2])


# Products.
def product(adjoint_a, adjoint_b):
    return lambda i, v, s, b: raw.SparseTensorDenseMatMul(
        a_indices=i, a_values=v, a_shape=s, b=b, adjoint_a=adjoint_a, adjoint_b=adjoint_b)


for a in [False, True]:
    for b in [False, True]:
        rows = 3 if a else 4
        dense = tf.reshape(tf.range(2 * rows, dtype=tf.float32) * 0.75 - 2, [rows, 2])
        golden.case(f"sparse_matmul_{a}_{b}", "SparseTensorDenseMatMul", product(a, b), places,
                    values, shape, tf.transpose(dense) if b else dense, adjoint_a=a, adjoint_b=b,
                    known=[0, 2])
golden.case("sparse_matmul_float64", "SparseTensorDenseMatMul", product(False, False),
            i64([[1, 0], [0, 1], [1, 0]]), tf.constant([1.0, 2.0, 0.5], tf.float64), i64([2, 2]),
            tf.constant([[1.0, -1.0, 0.5], [2.0, 3.0, 4.0]], tf.float64), known=[0, 2])
golden.case("sparse_matmul_ints", "SparseTensorDenseMatMul", product(False, False), places,
            tf.constant([1, 2, 3, 4]), shape, tf.ones([4, 1], tf.int32), known=[0, 2])
golden.case("sparse_matmul_empty", "SparseTensorDenseMatMul", product(False, False), nowhere,
            nothing, shape, tf.ones([4, 2]), known=[0, 2])

# Sums of picked rows.
rows = tf.constant([[1.5, -2.0], [3.0, 0.25], [-1.0, 0.75], [4.0, 8.0]])
picked = tf.constant([3, 0, 3, 1])
for op, function in [("SparseSegmentSum", tf.sparse.segment_sum),
                     ("SparseSegmentMean", tf.sparse.segment_mean),
                     ("SparseSegmentSqrtN", tf.sparse.segment_sqrt_n)]:
    golden.case(op, op, function, rows, picked, tf.constant([0, 0, 0, 2]))
    golden.case(f"{op}_int64", op, function, tf.cast(rows, tf.float64), tf.cast(picked, tf.int64),
                tf.constant([0, 1, 1, 3], tf.int64))
    golden.case(f"{op}_num", op, lambda x, i, s, f=function: f(x, i, s, num_segments=4), rows,
                picked, tf.constant([0, 1, 1, 1]), num_segments=4)
    golden.case(f"{op}_empty", op, function, rows, tf.zeros([0], tf.int32), tf.zeros([0], tf.int32),
                gradient=False)

# Embeddings.
v1 = tf.compat.v1.nn
table = tf.constant([[1.0, -2.0], [3.0, 0.25], [-1.0, 0.75], [4.0, 8.0], [0.5, 2.5], [6.0, -7.0],
                     [2.0, 1.0]])


def partitions(strategy, count):
    if strategy == "mod":
        return [table[k::count] for k in range(count)]
    sizes = [table.shape[0] // count + (k < table.shape[0] % count) for k in range(count)]
    return tf.split(table, sizes)


ids = tf.constant([[0, 5, 2], [6, 5, 3]])
golden.case("embedding_lookup", "EmbeddingLookup", lambda i, t: tf.nn.embedding_lookup(t, i), ids,
            table)
golden.case("embedding_lookup_norm", "EmbeddingLookup",
            lambda i, t: tf.nn.embedding_lookup(t, i, max_norm=2.5), tf.cast(ids, tf.int64), table,
            max_norm=2.5)
for strategy in ["mod", "div"]:
    for count in [2, 3]:
        golden.case(f"embedding_lookup_{strategy}_{count}", "EmbeddingLookup",
                    lambda i, *t, s=strategy: v1.embedding_lookup(list(t), i, partition_strategy=s),
                    ids if count == 2 else tf.cast(ids, tf.int64), *partitions(strategy, count),
                    strategy=strategy)

id_places = i64([[0, 0], [0, 2], [1, 0], [3, 1], [3, 2]])
id_values = i64([3, 0, 6, 2, 3])
id_shape = i64([5, 3])
weights = tf.constant([1.0, 2.0, 0.5, 3.0, -0.25])
for combiner in ["sum", "mean", "sqrtn"]:
    for weighted in [False, True]:
        for kind, norm, count in [("", None, 1), ("_norm", 2.5, 1), ("_parts", None, 2)]:
            def lookup(i, v, s, w, *t, combiner=combiner, weighted=weighted, norm=norm):
                sp_weights = tf.SparseTensor(i, w, s) if weighted else None
                return v1.embedding_lookup_sparse(
                    list(t), tf.SparseTensor(i, v, s), sp_weights, combiner=combiner,
                    max_norm=norm, partition_strategy="mod")

            if kind and weighted and combiner != "mean":
                continue
            golden.case(f"embedding_sparse_{combiner}_{weighted}{kind}", "EmbeddingLookupSparse",
                        lookup, id_places, id_values, id_shape, weights,
                        *partitions("mod", count), combiner=combiner, weighted=weighted,
                        **({"max_norm": norm} if norm else {}), known=[0, 2])

some_ids = i64([3, -1, -1, 2, 3])
for name, combiner, weighted, default in [
        ("", "mean", False, None), ("_sum", "sum", True, None), ("_mean", "mean", True, 5),
        ("_sqrtn", "sqrtn", True, None), ("_default", "sqrtn", False, 1)]:
    def safely(i, v, s, w, t, combiner=combiner, weighted=weighted, default=default):
        sp_weights = tf.SparseTensor(i, w, s) if weighted else None
        return v1.safe_embedding_lookup_sparse(
            [t], tf.SparseTensor(i, v, s), sp_weights, combiner=combiner, default_id=default)

    golden.case(f"safe_embedding{name}", "SafeEmbeddingLookupSparse", safely, id_places, some_ids,
                id_shape, weights, table, combiner=combiner, weighted=weighted,
                **({} if default is None else {"default_id": default}), known=[0, 2])


def safely_deep(i, v, s, w, t):
    return v1.safe_embedding_lookup_sparse([t], tf.SparseTensor(i, v, s), None, combiner="sum")


golden.case("safe_embedding_cube", "SafeEmbeddingLookupSparse", safely_deep, cube,
            i64([3, -1, 5, 5]), cube_shape, weights[:4], table, combiner="sum", weighted=False,
            known=[0, 2])

golden.write()
