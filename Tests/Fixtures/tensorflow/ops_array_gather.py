"""Gathering, scattering, sorting, conversion and what is made of numbers."""

import numpy as np
import tensorflow as tf

from array_samples import TYPES, ramp, typed
from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops
inf = float("inf")

# Gathering and scattering.
typed(golden, "gather", "GatherV2", lambda x: tf.gather(x, [2, 0, 2]), [3, 2], fixed=True)
golden.case("gather_axis", "GatherV2", lambda x, i: tf.gather(x, i, axis=1), ramp([2, 3, 2]),
            [[2, 0], [1, 1]], axis=1)
golden.case("gather_scalar", "GatherV2", lambda x, i: tf.gather(x, i, axis=-1),
            ramp([2, 3], tf.float64), tf.constant(1, tf.int64), axis=-1)
golden.case("gather_batch", "GatherV2", lambda x, i: tf.gather(x, i, axis=1, batch_dims=1),
            ramp([2, 3, 2]), [[2, 0], [1, 1]], axis=1, batch_dims=1)
golden.case("gather_batch_axis", "GatherV2", lambda x, i: tf.gather(x, i, axis=2, batch_dims=1),
            ramp([2, 2, 3]), tf.constant([[2], [0]], tf.int64), axis=2, batch_dims=1)
golden.case("gather_nothing", "GatherV2", lambda x, i: tf.gather(x, i), ramp([3, 2]),
            tf.zeros([0], tf.int32), axis=0)
golden.case("gather_nd", "GatherNd", tf.gather_nd, ramp([2, 3, 2]), [[1, 2], [0, 0], [1, 2]],
            known=[1])
golden.case("gather_nd_elements", "GatherNd", tf.gather_nd, ramp([2, 2], tf.string),
            tf.constant([[[1, 1]], [[0, 1]]], tf.int64), known=[1])
golden.case("gather_nd_whole", "GatherNd", tf.gather_nd, ramp([2]), tf.zeros([2, 0], tf.int32),
            known=[1], gradient=False)
golden.case("scatter_nd", "ScatterNd", lambda i, u: tf.scatter_nd(i, u, [3, 2]),
            [[2], [0], [2]], ramp([3, 2]), shape=[3, 2], known=[0])
golden.case("scatter_nd_tensor", "ScatterNd", tf.scatter_nd, tf.constant([[1], [3]], tf.int64),
            ramp([2]), tf.constant([4], tf.int64), known=[0, 2])
for dtype in [tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.float64]:
    golden.case(f"scatter_nd_{dtype.name}", "ScatterNd",
                lambda i, u: tf.scatter_nd(i, u, [2, 2]), [[1, 0], [1, 0]], ramp([2], dtype) + 100,
                shape=[2, 2], known=[0])
for op, function in [("TensorScatterUpdate", tf.tensor_scatter_nd_update),
                     ("TensorScatterAdd", tf.tensor_scatter_nd_add),
                     ("TensorScatterSub", tf.tensor_scatter_nd_sub)]:
    golden.case(op, op, function, ramp([3, 2]), [[2], [0]], ramp([2, 2]) + 10, known=[1])
    golden.case(f"{op}_int", op, function, ramp([3], tf.int32), tf.constant([[2]], tf.int64), [7],
                known=[1])
golden.case("select", "SelectV2", tf.where, [[True], [False]], ramp([2, 3]), ramp([1, 3]) * 2)
golden.case("select_scalar", "SelectV2", tf.where, True, ramp([2, 2]), ramp([1, 1], tf.float32))
for dtype in TYPES[:-1]:
    golden.case(f"select_{dtype.name}", "SelectV2", tf.where, [True, False], ramp([2], dtype),
                ramp([2], dtype))
golden.case("boolean_mask", "BooleanMask", tf.boolean_mask, ramp([3, 2]), [True, False, True])
golden.case("boolean_mask_matrix", "BooleanMask", tf.boolean_mask, ramp([2, 2, 2]),
            [[True, False], [False, True]])
golden.case("boolean_mask_axis", "BooleanMask", lambda x, m: tf.boolean_mask(x, m, axis=1),
            ramp([2, 3]), [False, True, True], axis=1)
golden.case("boolean_mask_strings", "BooleanMask", tf.boolean_mask, ramp([3], tf.string),
            [False, False, True])
golden.case("boolean_mask_nothing", "BooleanMask", tf.boolean_mask, ramp([2]), [False, False])

# Made of numbers.
golden.case("one_hot_axis", "OneHot", lambda x: tf.one_hot(x, 3, 2.0, -1.0, axis=0),
            [[0, 2], [3, -1]], depth=3, on=2.0, off=-1.0, axis=0)
golden.case("one_hot_middle", "OneHot", lambda x: tf.one_hot(x, 2, axis=1), [[0, 1, 1]], depth=2,
            axis=1)
golden.case("one_hot_of_uint8", "OneHot", lambda x: tf.one_hot(x, 2), tf.constant([1, 0], tf.uint8),
            depth=2)
golden.case("one_hot_tensor", "OneHot", tf.one_hot, tf.constant([1, 0], tf.int64), 3)
for dtype in [tf.float64, tf.int8, tf.int32, tf.int64, tf.uint8, tf.bool, tf.complex64]:
    golden.case(f"one_hot_{dtype.name}", "OneHot", lambda x, d=dtype: tf.one_hot(
                    x, 2, on_value=tf.cast(1, d), off_value=tf.cast(0, d)),
                [1, 5], depth=2, dtype=dtype.name)
golden.case("linspace", "LinSpace", lambda a, b: raw.LinSpace(start=a, stop=b, num=4), -1.0, 2.0,
            num=4, gradient=False)
golden.case("linspace_one", "LinSpace", lambda a, b: raw.LinSpace(start=a, stop=b, num=1),
            tf.constant(3.0, tf.float64), tf.constant(5.0, tf.float64), num=1, gradient=False)
golden.case("linspace_down", "LinSpace", lambda a, b, n: raw.LinSpace(start=a, stop=b, num=n),
            1.0, 0.1, 7, gradient=False)
for indexing in ["xy", "ij"]:
    golden.case(f"meshgrid_{indexing}", "Meshgrid",
                lambda x, y, z, i=indexing: tf.meshgrid(x, y, z, indexing=i),
                tf.constant([1, 2]), tf.constant([3, 4, 5]), tf.constant([6]), indexing=indexing)
golden.case("meshgrid_one", "Meshgrid", lambda x: tf.meshgrid(x), tf.constant([1, 2], tf.int64),
            indexing="xy")
for name, arguments in [("square", dict(rows=3)), ("wide", dict(rows=2, columns=3)),
                        ("batch", dict(rows=2, columns=1, batch=[2]))]:
    golden.case(f"eye_{name}", "Eye",
                lambda a=arguments: tf.eye(a["rows"], a.get("columns"), a.get("batch")),
                **arguments)
golden.case("eye_int", "Eye", lambda: tf.eye(2, dtype=tf.int32), rows=2, dtype="int32")
golden.case("matrix_diag", "MatrixDiag", tf.linalg.diag, ramp([2, 3]))
golden.case("matrix_diag_int", "MatrixDiag", tf.linalg.diag, ramp([2], tf.int16))
golden.case("matrix_diag_part", "MatrixDiagPart", tf.linalg.diag_part, ramp([2, 2, 3]))
golden.case("matrix_diag_part_tall", "MatrixDiagPart", tf.linalg.diag_part, ramp([3, 2]))
for lower, upper in [(0, -1), (-1, 0), (1, 0), (0, 0), (1, 3)]:
    golden.case(f"band_{lower}_{upper}", "MatrixBandPart",
                lambda x, l=lower, u=upper: tf.linalg.band_part(x, l, u), ramp([4, 3]),
                lower=lower, upper=upper)
golden.case("band_int", "MatrixBandPart", lambda x: tf.linalg.band_part(x, 0, 1),
            ramp([2, 2, 3], tf.int32), lower=0, upper=1)

# Sorting.
golden.case("top_k", "TopKV2", lambda x: tf.math.top_k(x, 2), [[1.0, 3.0, 2.0], [0.0, -inf, inf]],
            k=2)
golden.case("top_k_ties", "TopKV2", lambda x: tf.math.top_k(x, 3), [2, 5, 5, 2, 5], k=3)
golden.case("top_k_tensor", "TopKV2", tf.math.top_k, ramp([4]), 2)
golden.case("top_k_none", "TopKV2", lambda x: tf.math.top_k(x, 0), ramp([2]), k=0)
LONG = np.random.RandomState(1).permutation(40)
golden.case("top_k_long", "TopKV2", lambda x: tf.math.top_k(x, 36), tf.constant(LONG, tf.int16),
            k=36)
for dtype in [tf.int8, tf.int64, tf.uint8, tf.float64]:
    golden.case(f"top_k_{dtype.name}", "TopKV2", lambda x: tf.math.top_k(x, 2),
                tf.constant([3, 1, 2], dtype), k=2)
X = tf.constant([[3.0, 1.0, 2.0], [-1.0, inf, 0.5]])
for direction in ["ASCENDING", "DESCENDING"]:
    golden.case(f"sort_{direction}", "Sort", lambda x, d=direction: tf.sort(x, direction=d), X,
                axis=-1, direction=direction)
    golden.case(f"sort_first_{direction}", "Sort",
                lambda x, d=direction: tf.sort(x, axis=0, direction=d), X, axis=0,
                direction=direction)
    golden.case(f"argsort_{direction}", "Argsort",
                lambda x, d=direction: tf.argsort(x, axis=0, direction=d, stable=True), X, axis=0,
                direction=direction)
    golden.case(f"argsort_ties_{direction}", "Argsort",
                lambda x, d=direction: tf.argsort(x, direction=d, stable=True), [2, 1, 2, 1],
                axis=-1, direction=direction)
    golden.case(f"sort_uint8_{direction}", "Sort", lambda x, d=direction: tf.sort(x, direction=d),
                tf.constant([0, 255, 7], tf.uint8), axis=-1, direction=direction)
    golden.case(f"sort_long_{direction}", "Sort", lambda x, d=direction: tf.sort(x, direction=d),
                tf.constant(LONG, tf.int32), axis=-1, direction=direction)
golden.case("unique", "Unique", lambda x: tf.unique(x), [3.0, 1.0, 3.0, -0.0, 0.0],
            gradient=False)
golden.case("unique_strings", "Unique", lambda x: tf.unique(x, tf.int64), ["b", "a", "b", ""],
            out_idx="int64")
golden.case("unique_empty", "Unique", lambda x: tf.unique(x), tf.zeros([0], tf.int16))
golden.case("unique_with_counts", "UniqueWithCounts", lambda x: tf.unique_with_counts(x),
            [5, 5, 2, 5])
golden.case("unique_with_counts_64", "UniqueWithCounts",
            lambda x: tf.unique_with_counts(x, tf.int64), tf.constant([1, 0, 1], tf.uint8),
            out_idx="int64")

# The axes that broadcasting stretches.
for name, a, b in [("same", [2, 3], [2, 3]), ("ones", [1, 3], [1, 3]), ("rank", [4, 2, 3], [3]),
                   ("both", [2, 1, 3], [4, 1]), ("shared_one", [5, 1, 2], [1, 1, 2]),
                   ("scalar", [], [2, 1]), ("scalars", [], []), ("nothing", [0, 2], [1])]:
    golden.case(f"broadcast_gradient_{name}", "BroadcastGradientArgs",
                lambda x, y: raw.BroadcastGradientArgs(s0=x, s1=y), tf.constant(a, tf.int32),
                tf.constant(b, tf.int32))
golden.case("broadcast_gradient_int64", "BroadcastGradientArgs",
            lambda x, y: raw.BroadcastGradientArgs(s0=x, s1=y), tf.constant([2, 1], tf.int64),
            tf.constant([1, 3], tf.int64))

# Permutations.
for dtype in [tf.int32, tf.int64]:
    golden.case(f"invert_permutation_{dtype.name}", "InvertPermutation",
                tf.math.invert_permutation, tf.constant([3, 0, 2, 1, 4], dtype))
golden.case("invert_permutation_none", "InvertPermutation", tf.math.invert_permutation,
            tf.zeros([0], tf.int32))

# Rows put together.
golden.case("stitch", "DynamicStitch", lambda i, j, x, y: tf.dynamic_stitch([i, j], [x, y]),
            [4, 1], [[0, 2], [3, 5]], ramp([2, 3]), ramp([2, 2, 3]) * 2)
golden.case("stitch_twice", "DynamicStitch", lambda i, j, x, y: tf.dynamic_stitch([i, j], [x, y]),
            [0, 1], [1, 0], ramp([2], tf.float64), ramp([2], tf.float64) + 7)
golden.case("stitch_scalars", "DynamicStitch",
            lambda i, j, x, y: tf.dynamic_stitch([i, j], [x, y]), 1, 0, [3.0, 4.0], [5.0, 6.0])
golden.case("stitch_nothing", "DynamicStitch", lambda i, x: tf.dynamic_stitch([i], [x]),
            tf.zeros([0], tf.int32), ramp([0, 2]))
for dtype in [tf.string, tf.bool, tf.int16, tf.int64, tf.complex64]:
    golden.case(f"stitch_{dtype.name}", "DynamicStitch",
                lambda i, j, x, y: tf.dynamic_stitch([i, j], [x, y]), [2], [0, 1],
                ramp([1, 2], dtype), ramp([2, 2], dtype), gradient=False)

# Rows put apart.
golden.case("partition", "DynamicPartition", lambda x, p: tf.dynamic_partition(x, p, 3),
            ramp([5, 2]), [0, 2, 0, 2, 0], num_partitions=3)
golden.case("partition_matrix", "DynamicPartition", lambda x, p: tf.dynamic_partition(x, p, 2),
            ramp([2, 3], tf.float64), [[1, 0, 1], [0, 0, 1]], num_partitions=2)
golden.case("partition_nothing", "DynamicPartition", lambda x, p: tf.dynamic_partition(x, p, 2),
            ramp([0, 3]), tf.zeros([0], tf.int32), num_partitions=2)
for dtype in [tf.string, tf.bool, tf.int16, tf.int64, tf.complex64]:
    golden.case(f"partition_{dtype.name}", "DynamicPartition",
                lambda x, p: tf.dynamic_partition(x, p, 2), ramp([3, 2], dtype), [1, 0, 1],
                num_partitions=2, gradient=False)

# Types.
NUMBERS = [tf.float32, tf.float64, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.bool,
           tf.complex64]
for source in NUMBERS:
    for target in NUMBERS:
        if source == target:
            continue
        if source.is_floating:
            values = tf.constant([-1.5, 0.0, 100.9, 2.5, 0.4], source)
            if target == tf.uint8:
                values = tf.abs(values)
        elif source == tf.complex64:
            values = tf.constant([1.5 + 2j, 2j, 0], source)
        elif source == tf.bool:
            values = tf.constant([True, False])
        else:
            values = tf.constant([source.min, source.max, 0, 77, source.max // 3], source)
        golden.case(f"cast_{source.name}_{target.name}", "Cast",
                    lambda x, t=target: tf.cast(x, t), values, DstT=target.name)
golden.case("bitcast_same", "Bitcast", lambda x: tf.bitcast(x, tf.int32), [1.0, -0.0, inf],
            type="int32")
golden.case("bitcast_smaller", "Bitcast", lambda x: tf.bitcast(x, tf.uint8), [1, 258],
            type="uint8")
golden.case("bitcast_larger", "Bitcast", lambda x: tf.bitcast(x, tf.int64), [[1, 2], [-1, -1]],
            type="int64")
golden.case("bitcast_scalar", "Bitcast", lambda x: tf.bitcast(x, tf.int16),
            tf.constant([1, 2], tf.int8), type="int16")

golden.write()
