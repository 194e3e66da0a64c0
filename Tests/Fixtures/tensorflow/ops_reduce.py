"""Reductions, segments and clipping."""

import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
nan, inf = float("nan"), float("inf")
x = [[[1.5, -2.0, 0.5], [3.0, 0.25, -1.0]], [[2.0, 3.0, -0.5], [0.75, 1.0, 4.0]]]
reductions = [
    ("Sum", tf.reduce_sum), ("Mean", tf.reduce_mean), ("Prod", tf.reduce_prod),
    ("Max", tf.reduce_max), ("Min", tf.reduce_min), ("ReduceLogsumexp", tf.reduce_logsumexp),
]
choices = [("all", None, False), ("last", [-1], False), ("kept", [0, 2], True), ("none", [], False)]
for op, function in reductions:
    def case(name, value, axes, keep, **more):
        attributes = {} if axes is None else {"axis": axes}
        golden.case(f"{op}_{name}", op, lambda v: function(v, axes, keep), value, keep_dims=keep,
                    **attributes, **more)

    for name, axes, keep in choices:
        case(name, tf.constant(x), axes, keep)
    case("double", tf.constant(x, tf.float64), [1], False)
    case("limits", tf.constant([[nan, 1.0], [inf, 1.0], [-inf, 1.0], [-inf, -inf]]), [1], False,
         gradient=False)
    case("empty", tf.zeros([2, 0]), [1], False, gradient=False)
    case("scalar", tf.constant(3.0), None, False)
    case("ties", tf.constant([[2.0, 2.0, 1.0], [1.0, 1.0, 1.0]]), [1], False)
    if op != "ReduceLogsumexp":
        for dtype in [tf.int32, tf.int64, tf.uint8, tf.int8]:
            case(dtype.name, tf.constant([[7, 3, 0, 9], [1, 2, 3, 4]], dtype), [1], True)
        case("negative", tf.constant([-7, 3, -9, 2, -1]), None, False)
        if op != "Mean":
            case("empty_int", tf.zeros([2, 0], tf.int32), [1], False)
golden.case("Prod_zeros", "Prod", lambda v: tf.reduce_prod(v, [0, 1]),
            tf.constant([[2.0, 0.0], [3.0, 4.0]]), axis=[0, 1], keep_dims=False)
golden.case("Prod_twice", "Prod", lambda v: tf.reduce_prod(v, [0, 2], True), tf.constant(x),
            axis=[0, 2], keep_dims=True)
flags = tf.constant([[True, False, True], [True, True, True]])
for op, function in [("All", tf.reduce_all), ("Any", tf.reduce_any)]:
    golden.case(op, op, function, flags, keep_dims=False)
    golden.case(f"{op}_axis", op, lambda v: function(v, [1], True), flags, axis=[1], keep_dims=True)
    golden.case(f"{op}_negative", op, lambda v: function(v, [-2]), flags, axis=[-2], keep_dims=False)
    golden.case(f"{op}_empty", op, lambda v: function(v, [0]), tf.zeros([0, 2], tf.bool), axis=[0],
                keep_dims=False)

# Segments.
rows = [[1.5, -2.0], [3.0, 0.25], [-1.0, 0.25], [4.0, 8.0]]
for op, function in [("SegmentSum", tf.math.segment_sum), ("SegmentMean", tf.math.segment_mean),
                     ("SegmentMax", tf.math.segment_max), ("SegmentMin", tf.math.segment_min),
                     ("SegmentProd", tf.math.segment_prod)]:
    golden.case(op, op, function, tf.constant(rows), tf.constant([0, 0, 2, 2]))
    golden.case(f"{op}_int64", op, function, tf.constant(rows, tf.float64),
                tf.constant([0, 1, 1, 1], tf.int64))
    golden.case(f"{op}_ints", op, function, tf.constant([7, 2, 9, -4]), tf.constant([0, 1, 1, 3]))
    golden.case(f"{op}_empty", op, function, tf.zeros([0, 2]), tf.zeros([0], tf.int32),
                gradient=False)
for op, function in [("UnsortedSegmentSum", tf.math.unsorted_segment_sum),
                     ("UnsortedSegmentMax", tf.math.unsorted_segment_max),
                     ("UnsortedSegmentMin", tf.math.unsorted_segment_min),
                     ("UnsortedSegmentProd", tf.math.unsorted_segment_prod)]:
    golden.case(op, op, lambda d, i: function(d, i, 4), tf.constant(rows),
                tf.constant([2, 0, 2, 0]), num_segments=4)
    golden.case(f"{op}_negative", op, lambda d, i: function(d, i, 2), tf.constant(rows, tf.float64),
                tf.constant([1, -1, 1, 0], tf.int64), num_segments=2)
    golden.case(f"{op}_matrix", op, lambda d, i: function(d, i, 3), tf.constant(rows),
                tf.constant([[0, 1], [1, 0], [2, 2], [0, 0]]), num_segments=3)
    golden.case(f"{op}_ints", op, lambda d, i: function(d, i, 3), tf.constant([5, -6, 7]),
                tf.constant([1, 0, 1]), num_segments=3)
for op, function in [("UnsortedSegmentMean", tf.math.unsorted_segment_mean),
                     ("UnsortedSegmentSqrtN", tf.math.unsorted_segment_sqrt_n)]:
    golden.case(op, op, lambda d, i: function(d, i, 4), tf.constant(rows),
                tf.constant([2, 0, 2, 0]), num_segments=4)
    golden.case(f"{op}_matrix", op, lambda d, i: function(d, i, 3), tf.constant(rows, tf.float64),
                tf.constant([[0, 1], [1, -1], [2, 2], [0, 0]]), num_segments=3)
zeros = tf.constant([[2.0, 0.0], [0.0, 0.0], [-3.0, 4.0], [5.0, 0.0]])
golden.case("SegmentProd_zeros", "SegmentProd", tf.math.segment_prod, zeros,
            tf.constant([0, 0, 0, 2]))
golden.case("UnsortedSegmentProd_zeros", "UnsortedSegmentProd",
            lambda d, i: tf.math.unsorted_segment_prod(d, i, 2), zeros, tf.constant([1, 1, 1, 0]),
            num_segments=2)

# Clipping.
v = tf.constant([[3.0, -4.0, 0.5], [1.0, 2.0, -0.25]])
golden.case("ClipByValue", "ClipByValue", lambda v: tf.clip_by_value(v, -1.0, 1.0), v, min=-1, max=1)
golden.case("ClipByValue_ints", "ClipByValue", lambda v: tf.clip_by_value(v, -3, 4),
            tf.constant([-7, 2, 9]), min=-3, max=4)
golden.case("ClipByValue_nan", "ClipByValue", lambda v: tf.clip_by_value(v, -3.0, 4.0),
            tf.constant([nan, inf, -inf]), min=-3, max=4, gradient=False)
for limit in [2, 100]:
    golden.case(f"ClipByNorm_{limit}", "ClipByNorm", lambda v: tf.clip_by_norm(v, float(limit)), v,
                clip_norm=limit)
    golden.case(f"ClipByNorm_axes_{limit}", "ClipByNorm",
                lambda v: tf.clip_by_norm(v, float(limit), [1]), v, clip_norm=limit, axes=[1])
    golden.case(f"ClipByAverageNorm_{limit}", "ClipByAverageNorm",
                lambda v: tf.compat.v1.clip_by_average_norm(v, limit / 10), v, clip_norm=limit / 10)

    def clip(a, b):
        clipped, norm = tf.clip_by_global_norm([a, b], float(limit))
        return clipped + [norm]

    golden.case(f"ClipByGlobalNorm_{limit}", "ClipByGlobalNorm", clip, v, tf.constant([5.0]),
                clip_norm=limit)
golden.case("ClipByNorm_zero", "ClipByNorm", lambda v: tf.clip_by_norm(v, 1.0), tf.zeros([2]),
            clip_norm=1)
golden.case("ClipByGlobalNorm_inf", "ClipByGlobalNorm", clip, v, tf.constant([inf]), clip_norm=100,
            gradient=False)
golden.case("GlobalNorm", "GlobalNorm", lambda a, b: tf.linalg.global_norm([a, b]), v,
            tf.constant([5.0]))

golden.write()
