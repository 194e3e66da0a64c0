"""Operations that move elements: shapes, parts, joins, padding."""

import tensorflow as tf

from array_samples import SOME, TYPES, ramp, typed
from golden import Golden

golden = Golden(__file__)
raw = tf.raw_ops

# Shapes.
golden.case("size", "Size", lambda x: tf.size(x), tf.zeros([2, 0, 3]))
golden.case("size_int64", "Size", lambda x: tf.size(x, tf.int64), ramp([4], tf.string),
            out_type="int64")
golden.case("rank", "Rank", tf.rank, tf.zeros([2, 0, 3]))
golden.case("rank_scalar", "Rank", tf.rank, tf.constant(1))
golden.case("shape_n", "ShapeN", lambda x, y: tf.shape_n([x, y]), tf.zeros([2, 3]), tf.zeros([0]))
golden.case("reshape_tensor", "Reshape", tf.reshape, ramp([2, 3]), [3, -1], known=[1])
golden.case("reshape_tensor_scalar", "Reshape", tf.reshape, ramp([1, 1]),
            tf.zeros([0], tf.int64), known=[1])
golden.case("reshape_strings", "Reshape", tf.reshape, ramp([2, 2], tf.string), [4], known=[1])
golden.case("identity_n", "IdentityN", lambda x, y: tf.identity_n([x, y]), ramp([2]), ramp([1]),
            gradient=False)
golden.case("ones_like", "OnesLike", tf.ones_like, ramp([2], tf.int16), gradient=False)
golden.case("ones_like_complex", "OnesLike", tf.ones_like, ramp([2], tf.complex64), gradient=False)
for dtype in [tf.float64, tf.int8, tf.bool, tf.string, tf.complex64]:
    golden.case(f"zeros_{dtype.name}", "Zeros", lambda d=dtype: tf.zeros([2, 1], d),
                shape=[2, 1], dtype=dtype.name)
    if dtype != tf.string:
        golden.case(f"ones_{dtype.name}", "Ones", lambda d=dtype: tf.ones([2, 1], d),
                    shape=[2, 1], dtype=dtype.name)
golden.case("fill_tensors", "FillDims", tf.fill, [2, 3], 1.5, known=[0])
golden.case("fill_strings", "FillDims", tf.fill, tf.constant([2], tf.int64), "ab", known=[0])

# Joining and cutting.
for dtype in TYPES:
    golden.case(f"concat_{dtype.name}", "ConcatV2", lambda x, y: tf.concat([x, y], 1),
                ramp([2, 1], dtype), ramp([2, 2], dtype), axis=1, gradient=dtype != tf.complex64)
golden.case("concat_three", "ConcatV2", lambda x, y, z: tf.concat([x, y, z], -2),
            ramp([2, 1, 2]), ramp([2, 0, 2]), ramp([2, 2, 2]), axis=-2)
golden.case("concat_one", "ConcatV2", lambda x: tf.concat([x], 0), ramp([2]), axis=0)
typed(golden, "split", "Split", lambda x: tf.split(x, 2, 1), [2, 4], SOME, axis=1, num=2)
golden.case("split_negative", "Split", lambda x: tf.split(x, 3, -2), ramp([3, 2], tf.float64),
            axis=-2, num=3)
golden.case("split_empty", "Split", lambda x: tf.split(x, 2, 0), tf.zeros([0, 2]), axis=0, num=2)
typed(golden, "split_v", "SplitV", lambda x: tf.split(x, [1, 0, -1], 1), [2, 4], SOME, axis=1,
      sizes=[1, 0, -1])
golden.case("split_v_whole", "SplitV", lambda x: tf.split(x, [2, 1], -1), ramp([3]), axis=-1,
            sizes=[2, 1])
for dtype in SOME:
    golden.case(f"stack_{dtype.name}", "Pack", lambda x, y: tf.stack([x, y], -1),
                ramp([2, 2], dtype), ramp([2, 2], dtype), axis=-1)
golden.case("stack_scalars", "Pack", lambda x, y: tf.stack([x, y]), 1.5, 2.5, axis=0)
golden.case("stack_middle", "Pack", lambda x, y: tf.stack([x, y], 1), ramp([2, 3]),
            ramp([2, 3]) * 2, axis=1)
typed(golden, "unstack", "Unpack", lambda x: tf.unstack(x, axis=1), [2, 3], SOME, axis=1, num=3)
golden.case("unstack_first", "Unpack", lambda x: tf.unstack(x, axis=-3), ramp([2, 2, 1]), axis=-3,
            num=2)

# Parts.
typed(golden, "slice", "Slice", lambda x: tf.slice(x, [0, 1], [2, -1]), [3, 4],
      begin=[0, 1], size=[2, -1])
golden.case("slice_empty", "Slice", lambda x: tf.slice(x, [3], [0]), ramp([3]), begin=[3], size=[0])
golden.case("slice_tensors", "Slice", tf.slice, ramp([3, 4]), [1, 0], [-1, 2])
golden.case("slice_tensors_64", "Slice", tf.slice, ramp([5], tf.string),
            tf.constant([1], tf.int64), tf.constant([3], tf.int64))


def strided(name, x, begin, end, strides, tensors=False, **masks):
    def function(x, *bounds):
        return tf.strided_slice(x, *(bounds or (begin, end, strides)), **masks)
    inputs = [x] + ([tf.constant(v) for v in (begin, end, strides)] if tensors else [])
    attributes = {"begin": begin, "end": end, "strides": strides}
    if tensors:
        attributes = {"known": [1, 2, 3]}
    golden.case(f"strided_{name}", "StridedSlice", function, *inputs, **attributes, **masks)


for dtype in TYPES[:-1]:
    strided(f"step_{dtype.name}", ramp([3, 5], dtype), [0, 4], [3, 0], [2, -2])
strided("open", ramp([4, 3]), [1, 1], [9, 9], [1, 1], begin_mask=2, end_mask=1)
strided("open_back", ramp([4]), [0], [0], [-1], begin_mask=1, end_mask=1)
strided("negative", ramp([5]), [-3], [-1], [1])
strided("clamped", ramp([5]), [-9], [9], [3])
strided("nothing", ramp([5]), [3], [1], [1])
strided("place", ramp([3, 4]), [-1, 1], [0, 3], [1, 1], shrink_axis_mask=1)
strided("all_places", ramp([3, 4]), [1, 2], [2, 3], [1, 1], shrink_axis_mask=3)
strided("ellipsis", ramp([2, 3, 2]), [0, 1], [0, 2], [1, 1], ellipsis_mask=1)
strided("ellipsis_none", ramp([3]), [0, 1], [0, 3], [1, 1], ellipsis_mask=1)
strided("new_axis", ramp([2, 3]), [0, 0, 1], [2, 0, 3], [1, 1, 1], new_axis_mask=2)
strided("all_masks", ramp([2, 3, 4]), [1, 0, 0, 3], [0, 0, 0, 0], [1, 1, 1, -1], end_mask=8,
        ellipsis_mask=2, new_axis_mask=4, shrink_axis_mask=1)
strided("implied", ramp([2, 3]), [1], [2], [1])
strided("tensors", ramp([4, 3]), [1, 0], [4, 1], [2, 1], tensors=True, shrink_axis_mask=2)
strided("tensors_back", ramp([5], tf.string), [4], [0], [-3], tensors=True)

# Padding and repeating.
PAD = [[1, 0], [0, 2]]
for dtype in TYPES[:-1]:
    golden.case(f"pad_{dtype.name}", "PadV2", lambda x, c: tf.pad(x, PAD, constant_values=c),
                ramp([2, 2], dtype), ramp([3], dtype)[2], paddings=[1, 0, 0, 2])
golden.case("pad_zero", "Pad", lambda x: tf.pad(x, [[2, 1]]), ramp([3]), paddings=[2, 1])
golden.case("pad_empty", "Pad", lambda x: tf.pad(x, PAD), tf.zeros([0, 1]), paddings=[1, 0, 0, 2])
golden.case("pad_strings", "Pad", lambda x: raw.Pad(input=x, paddings=[[1, 1]]),
            tf.constant([1, 2], tf.int8), paddings=[1, 1])
for mode, pads in [("REFLECT", [[2, 1], [0, 2]]), ("SYMMETRIC", [[3, 1], [2, 3]])]:
    typed(golden, f"mirror_{mode.lower()}", "MirrorPad",
          lambda x, m=mode, p=pads: tf.pad(x, p, mode=m), [3, 3],
          [tf.float32, tf.int32, tf.string], mode=mode,
          paddings=[v for pair in pads for v in pair])
typed(golden, "tile", "Tile", lambda x: tf.tile(x, [2, 3]), [2, 2], [t for t in SOME + [tf.bool]],
      multiples=[2, 3])
golden.case("tile_none", "Tile", lambda x: tf.tile(x, [0]), ramp([2]), multiples=[0])
golden.case("tile_tensor", "Tile", tf.tile, ramp([1, 2]), [2, 1])
golden.case("tile_three", "Tile", lambda x: tf.tile(x, [2, 1, 2]), ramp([2, 2, 1], tf.float64),
            multiples=[2, 1, 2])
typed(golden, "broadcast", "BroadcastTo", lambda x: tf.broadcast_to(x, [2, 3, 2]), [3, 1],
      [t for t in TYPES if t != tf.complex64], shape=[2, 3, 2])
golden.case("broadcast_scalar", "BroadcastTo", lambda x: tf.broadcast_to(x, [2, 2]), 1.5,
            shape=[2, 2])
golden.case("broadcast_empty", "BroadcastTo", lambda x: tf.broadcast_to(x, [0, 2]), ramp([1, 2]),
            shape=[0, 2])
golden.case("broadcast_tensor", "BroadcastTo", tf.broadcast_to, ramp([2, 1]), [2, 2], known=[1])
golden.case("broadcast_vector", "BroadcastTo", lambda x: tf.broadcast_to(x, [3]), ramp([1]),
            shape=[3])
typed(golden, "reverse", "ReverseV2", lambda x: tf.reverse(x, [-1, 0]), [2, 3], axis=[-1, 0])
golden.case("reverse_middle", "ReverseV2", lambda x: tf.reverse(x, [1]), ramp([2, 3, 2]), axis=[1])
golden.case("reverse_empty", "ReverseV2", lambda x: tf.reverse(x, [0]), tf.zeros([0, 2]), axis=[0])
golden.case("reverse_sequence", "ReverseSequence",
            lambda x, n: tf.reverse_sequence(x, n, seq_axis=1), ramp([3, 4]), [0, 2, 4],
            seq_dim=1, batch_dim=0)
golden.case("reverse_sequence_outer", "ReverseSequence",
            lambda x, n: tf.reverse_sequence(x, n, seq_axis=0, batch_axis=2), ramp([3, 2, 2]),
            tf.constant([3, 1], tf.int64), seq_dim=0, batch_dim=2)
golden.case("reverse_sequence_strings", "ReverseSequence",
            lambda x, n: tf.reverse_sequence(x, n, seq_axis=1), ramp([2, 3], tf.string), [2, 3],
            seq_dim=1, batch_dim=0)
typed(golden, "transpose", "Transpose", lambda x: tf.transpose(x, [1, 2, 0]), [2, 2, 3],
      [tf.int8, tf.int64, tf.string, tf.complex64], perm=[1, 2, 0])

golden.write()
