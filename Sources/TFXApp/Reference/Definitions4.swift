// swift-format-ignore-file
// Written by DefinitionTests from the comments above the types.

extension Definitions {
  static let part4 = #"""
    # TFXOps.Relu6Grad
    ∂x = ∂y where 0 < y < 6, else 0.   ∂y, y: [d…] → ∂x: [d…].
    # TFXOps.ReluDropoutGrad
    ∂x of y = dropout(relu(x)): ∂y / (1 − rate) where y > 0, else 0.   ∂y, y: [d…] → ∂x: [d…].
    Dropped elements need not be drawn again: y is 0 there.
    # TFXOps.ReluGrad
    ∂x = ∂y where y > 0, else 0.   ∂y, y: [d…] → ∂x: [d…].
    # TFXOps.ReorientImage
    y = images mirrored, then with rows and columns exchanged, as asked.
    images: [h, w, c] or [b, h, w, c] → y: [h′, w′, c] or [b, h′, w′, c].   ∂images = ∂y turned back.

    TensorFlow makes flips and quarter turns of ReverseV2 and Transpose, which read and write every
    pixel twice.
    # TFXOps.Reshape
    y = the elements of x, in order, under another shape.   x: [d…] → y: [e…].
    ∂x = ∂y in the shape of x.
    # TFXOps.ReshapeLike
    y = the elements of x, in order, in the shape of `target`.   x: [d…], target: [e…] → y: [e…].
    ∂x = ∂y in the shape of x.

    TensorFlow writes it as Reshape on a shape tensor; here it is one operation that reads only the
    shape of `target`.
    # TFXOps.ResizeArea
    y = the mean of what each new pixel covers.   images: [b, h, w, c] → y: float32 [b, h′, w′, c].
    # TFXOps.ResizeBicubic
    y = a cubic curve through the sixteen nearest pixels.
    images: [b, h, w, c] → y: float32 [b, h′, w′, c].   ∂images = ∂y spread with the same weights.
    Keys, "Cubic convolution interpolation for digital image processing", 1981.
    # TFXOps.ResizeBicubicGrad
    The gradient of ``ResizeBicubic``. It has none itself.
    # TFXOps.ResizeBilinear
    y = between the four nearest pixels, in proportion.
    images: [b, h, w, c] → y: float32 [b, h′, w′, c].   ∂images = ∂y spread in proportion.
    # TFXOps.ResizeBilinearGrad
    The gradient of ``ResizeBilinear``. It has none itself.
    # TFXOps.ResizeNearestNeighbor
    y = the nearest pixel.   images: [b, h, w, c] → y: [b, h′, w′, c].   ∂images = Σ ∂y of its pixels.
    # TFXOps.ResizeNearestNeighborGrad
    The gradient of ``ResizeNearestNeighbor``. It has none itself.
    # TFXOps.ResourceApplyAdaMax
    Adamax.
    # TFXOps.ResourceApplyAdadelta
    Adadelta.
    # TFXOps.ResourceApplyAdagrad
    Adagrad; TensorFlow's has no epsilon.
    # TFXOps.ResourceApplyAdagradDA
    Adagrad with dual averaging.
    # TFXOps.ResourceApplyAdam
    Adam, by the number of steps, or, as TensorFlow's, by powers that come in as scalars.
    # TFXOps.ResourceApplyFtrlV2
    "Follow the regularized leader"; TensorFlow's has no beta.
    # TFXOps.ResourceApplyGradientDescent
    Gradient descent.
    # TFXOps.ResourceApplyKerasMomentum
    Momentum whose slot holds steps.
    # TFXOps.ResourceApplyKerasNadam
    Nadam, which TensorFlow has in another form.
    # TFXOps.ResourceApplyLion
    Lion, which TensorFlow has not.
    # TFXOps.ResourceApplyMomentum
    Momentum whose slot holds gradients.
    # TFXOps.ResourceApplyProximalAdagrad
    Adagrad and a proximal step.
    # TFXOps.ResourceApplyProximalGradientDescent
    Gradient descent and a proximal step.
    # TFXOps.ResourceApplyRMSProp
    RMSprop; TensorFlow's has a slot for the momentum even if that is 0.
    # TFXOps.ResourceCountUpTo
    y = the variable's value, which then is one more; an error where it has reached the limit.
    handle: resource of [] → y: int32 or int64 [].   No gradient.
    # TFXOps.ResourceScatterAdd
    variable[indices] ← variable[indices] + updates.
    # TFXOps.ResourceScatterMax
    variable[indices] ← the greater of variable[indices] and updates.
    # TFXOps.ResourceScatterMin
    variable[indices] ← the lesser of variable[indices] and updates.
    # TFXOps.ResourceScatterMul
    variable[indices] ← variable[indices] · updates.
    # TFXOps.ResourceScatterSub
    variable[indices] ← variable[indices] − updates.
    # TFXOps.ResourceScatterUpdate
    variable[indices] ← updates.
    # TFXOps.ReverseSequence
    y = x with the first seq_lengths[b] places along an axis backwards, for each b of the batch axis.
    x: [d…], seq_lengths: int32 or int64 [batch] → y: [d…].   ∂x = the same of ∂y.
    # TFXOps.ReverseV2
    y = x backwards along some axes.   x: [d…] → y: [d…].   ∂x = ∂y backwards.
    # TFXOps.Rint
    y = x to the nearest whole number, halves to the even one.   x: [d…] → y: [d…].   ∂x = 0.
    # TFXOps.Round
    y = x to the nearest whole number, halves to the even one.   x: [d…] → y: [d…].   No gradient.
    # TFXOps.Rsqrt
    y = 1 / √x.   x: [d…] → y: [d…].   ∂x = −½ y³ ∂y.
    # TFXOps.ScatterNd
    y = zeros to which slices are added, by one index for each leading axis.
    indices: int32 or int64 [k…, number of n], updates: [k…, i…] → y: [n…, i…].
    ∂updates = the slices of ∂y.
    # TFXOps.SegmentGather
    y[i] = the row of x that ids[i] names, 0 where there is none.   x: [segments, e…], ids: int32 or
    int64 [d…] → y: [d…, e…].   ∂x = the sums of the rows of ∂y that have one id.

    The gradient of a segment sum, which TensorFlow writes as Gather with a mask for ids that are
    left out.
    # TFXOps.SegmentMax
    y[s] = the greatest x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
    ∂x = ∂y shared by equal greatest elements.
    # TFXOps.SegmentMean
    y[s] = the mean of x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
    ∂x[i] = ∂y[ids[i]] / the number of its rows.
    # TFXOps.SegmentMin
    y[s] = the least x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
    ∂x = ∂y shared by equal least elements.
    # TFXOps.SegmentProd
    y[s] = Π x[i] with ids[i] = s, 1 without rows.   x: [n, e…], ids: [n] → y: [last id + 1, e…].
    ∂x[i] = ∂y[ids[i]] · the product of the others.
    # TFXOps.SegmentSum
    y[s] = Σ x[i] with ids[i] = s.   x: [n, e…], ids: [n] → y: [last id + 1, e…].   ∂x[i] = ∂y[ids[i]].
    # TFXOps.SelectV2
    y = a where the condition holds, else b, broadcast.   condition: bool [d…], a, b: [d…] → y: [d…].
    ∂a = ∂y where it holds, ∂b = ∂y elsewhere.
    # TFXOps.Selu
    y = s x where x > 0, else s α (eˣ − 1); s = 1.0507…, α = 1.6733….   x: [d…] → y: [d…].
    ∂x = s ∂y where x > 0, else (y + s α) ∂y.   Klambauer et al., 2017.
    # TFXOps.SeluGrad
    ∂x = s ∂y where y > 0, else (y + s α) ∂y.   ∂y, y: [d…] → ∂x: [d…].
    # TFXOps.ShapeOp
    y = the extents of x.   x: [d…] → y: int32 or int64 [rank].   No gradient.
    # TFXOps.Sigmoid
    y = 1 / (1 + e⁻ˣ).   x: [d…] → y: [d…].   ∂x = y (1 − y) ∂y.
    # TFXOps.SigmoidCrossEntropyWithLogits
    y = max(x, 0) − x z + ln(1 + e^−|x|): the cross-entropy between z and the sigmoid of x.
    x (logits), z (labels): [d…] → y: [d…].   ∂x = (σ(x) − z) ∂y, ∂z = −x ∂y.

    TensorFlow writes it out in elementary operations.
    # TFXOps.SigmoidCrossEntropyWithLogitsGrad
    ∂x = (σ(x) − z) ∂y.   ∂y, x (logits), z (labels): [d…] → ∂x: [d…].
    # TFXOps.SigmoidGrad
    ∂x = y (1 − y) ∂y.   y, ∂y: [d…] → ∂x: [d…].
    # TFXOps.Sign
    y = −1, 0 or 1 as x is negative, zero or positive.   x: [d…] → y: [d…].   ∂x = 0.
    # TFXOps.Silu
    y = x σ(x), σ the sigmoid.   x: [d…] → y: [d…].   ∂x = σ(x) (1 + x (1 − σ(x))) ∂y.
    # TFXOps.SiluGrad
    ∂x = σ(x) (1 + x (1 − σ(x))) ∂y.   ∂y, x: [d…] → ∂x: [d…].
    # TFXOps.SimpleRNN
    h ← activation(x + h · kernel), step by step, from h = 0; y is h.
    x: [steps, batch, units], kernel: [units, units] → y: [batch, steps, units], or [batch, units] of
    the last step. See ``RecurrentOp`` for masks and dropout.
    # TFXOps.Sin
    y = sin x.   x: [d…] → y: [d…].   ∂x = cos x ∂y.
    # TFXOps.Sinh
    y = sinh x.   x: [d…] → y: [d…].   ∂x = cosh x ∂y.
    # TFXOps.Size
    y = the number of elements of x.   x: [d…] → y: int32 or int64 [].   No gradient.
    # TFXOps.Slice
    y = the part of x from `begin` on, of the extents `size`.   x: [d…] → y: [size…].
    ∂x = ∂y there, 0 elsewhere.
    # TFXOps.Softmax
    y = eˣ / Σ eˣ along the last axis.   x: [d…, c] → y: [d…, c].   ∂x = y (∂y − Σ y ∂y).
    # TFXOps.SoftmaxCrossEntropyWithLogits
    loss = −Σ labels · ln softmax(logits) along the last axis; backprop = ∂loss / ∂logits.
    logits, labels: [d…, c] → loss: [d…], backprop: [d…, c].
    ∂logits = backprop ∂loss, ∂labels = −ln softmax(logits) ∂loss.
    # TFXOps.Softplus
    y = ln(1 + eˣ).   x: [d…] → y: [d…].   ∂x = ∂y / (1 + e⁻ˣ).
    # TFXOps.SoftplusGrad
    ∂x = ∂y / (1 + e⁻ˣ).   ∂y, x: [d…] → ∂x: [d…].
    # TFXOps.Softsign
    y = x / (1 + |x|).   x: [d…] → y: [d…].   ∂x = ∂y / (1 + |x|)².
    # TFXOps.SoftsignGrad
    ∂x = ∂y / (1 + |x|)².   ∂y, x: [d…] → ∂x: [d…].
    # TFXOps.SparseAdd
    y = a + b, sparse tensors of one shape whose entries are in order. A sum of two entries that is
    smaller than thresh is left out.
    a_indices, b_indices: int64 [n, rank], a_values, b_values: [n], a_shape, b_shape: int64 [rank],
    thresh: [] → sum_indices: int64 [m, rank], sum_values: [m], sum_shape: int64 [rank].
    ∂a_values, ∂b_values = ∂sum_values of their places.
    # TFXOps.SparseFillEmptyRows
    A sparse tensor with an entry of a default value at the beginning of each row that has none; rows
    are the first axis.   indices: int64 [n, rank], values: [n], dense_shape: int64 [rank],
    default_value: [] → output_indices: int64 [m, rank], output_values: [m], empty_row_indicator: bool
    [rows], reverse_index_map: int64 [n], where each entry went.
    ∂values = ∂output_values where they went, ∂default_value = Σ of the others.
    # TFXOps.SparseReduceSum
    y = Σ of the entries of a sparse tensor over axes, dense.   input_indices: int64 [n, rank],
    input_values: [n], input_shape: int64 [rank] → y: [e…].   ∂input_values = ∂y in their places.
    # TFXOps.SparseReorder
    The entries of a sparse tensor in the order of their places.
    input_indices: int64 [n, rank], input_values: [n], input_shape: int64 [rank] → output_indices: int64
    [n, rank], output_values: [n].   ∂input_values = ∂output_values in the order before.
    # TFXOps.SparseReshape
    The places of a sparse tensor's entries under another shape of as many elements.
    input_indices: int64 [n, rank], input_shape: int64 [rank], new_shape: int64 [rank′], of which one
    extent may be −1 → output_indices: int64 [n, rank′], output_shape: int64 [rank′].   No gradient.
    # TFXOps.SparseSegmentMean
    y[s] = the mean of x[indices[i]] with segment_ids[i] = s.   data: [m, e…], indices, segment_ids: [n] →
    y: [segments, e…].   ∂data[indices[i]] = Σ ∂y[segment_ids[i]] / the segment's number of rows.
    # TFXOps.SparseSegmentSqrtN
    y[s] = Σ x[indices[i]] with segment_ids[i] = s, divided by the root of how many they are.
    data: [m, e…], indices, segment_ids: [n] → y: [segments, e…].   ∂data as for the mean.
    # TFXOps.SparseSegmentSum
    y[s] = Σ x[indices[i]] with segment_ids[i] = s.   data: [m, e…], indices, segment_ids: [n] →
    y: [segments, e…].   ∂data[indices[i]] = Σ ∂y[segment_ids[i]].
    # TFXOps.SparseSlice
    y = a part of a sparse tensor: along each axis `size` places from `start` on, or fewer at the end.
    indices: int64 [n, rank], values: [n], shape, start, size: int64 [rank] → output_indices: int64
    [m, rank], output_values: [m], output_shape: int64 [rank].
    ∂values = ∂output_values, 0 for entries that are left out.
    # TFXOps.SparseSoftmaxCrossEntropyWithLogits
    loss = −ln softmax(logits)[label] along the last axis; backprop = ∂loss / ∂logits.
    logits: [d…, c], labels: int32 or int64 [d…] in 0..<c → loss: [d…], backprop: [d…, c].
    ∂logits = backprop ∂loss.
    # TFXOps.SparseTensorDenseAdd
    y = a + b, a sparse.   a_indices: int32 or int64 [n, rank], a_values: [n], a_shape: int32 or int64
    [rank], b: [d…] → y: [d…].   ∂a_values = ∂y in their places, ∂b = ∂y.
    # TFXOps.SparseTensorDenseMatMul
    y = op(a) · op(b), a sparse, op the transpose where asked.   a_indices: int64 [n, 2], a_values:
    [n], a_shape: int64 [2] of m and k, b: [k, n] → y: [m, n].
    ∂a_values = ∂y · bᵀ in their places, ∂b = aᵀ · ∂y.
    # TFXOps.SparseToDense
    y = a default value everywhere but in some places.
    sparse_indices: int32 or int64 [n, rank], or [n] or [] for a vector y; output_shape: int32 or int64
    [rank]; sparse_values: [n] or []; default_value: [] → y: [d…].
    ∂values = ∂y in their places, ∂default = Σ ∂y elsewhere.
    # TFXOps.Split
    y₀, y₁, … = x cut along an axis into parts of one size.   x: [d…, n, d…] → yᵢ: [d…, n/num, d…].
    ∂x = the ∂yᵢ one behind the other.
    # TFXOps.SplitV
    y₀, y₁, … = x cut along an axis into parts of given sizes.   x: [d…, Σ nᵢ, d…] → yᵢ: [d…, nᵢ, d…].
    ∂x = the ∂yᵢ one behind the other.
    # TFXOps.Sqrt
    y = √x.   x: [d…] → y: [d…].   ∂x = ∂y / (2 y).
    # TFXOps.Square
    y = x².   x: [d…] → y: [d…].   ∂x = 2 x ∂y, with x conjugated.
    # TFXOps.SquaredDifference
    y = (a − b)², broadcast.   a, b: [d…] → y: [d…].   ∂a = 2 (a − b) ∂y = −∂b.
    # TFXOps.Squeeze
    y = x without axes of extent 1.   x: [d…] → y: [e…].   ∂x = ∂y in the shape of x.

    Without `squeeze_dims`, an axis of unknown extent stays while the graph is built, and goes in a run
    if its extent is 1 there: y may then have fewer axes than the graph says.
    # TFXOps.StaticRegexFullMatch
    y = whether the whole of x matches a regular expression.   x: string [d…] → y: bool [d…].
    No gradient.
    # TFXOps.StaticRegexReplace
    y = x with matches of a regular expression replaced.   x: string [d…] → y: string [d…].
    No gradient.
    # TFXOps.StopGradient
    y = x, taken as a constant by gradients.   x: [d…] → y: [d…].   ∂x = 0.
    # TFXOps.StridedSlice
    y = x[begin:end:stride, …] as in NumPy.   x: [d…] → y: [e…].   ∂x = ∂y there, 0 elsewhere.

    Bit i of a mask is about entry i of the bounds: begin and end masks leave the bound open, the
    ellipsis mask stands for as many whole axes as are left, the new-axis mask puts in an axis of
    extent 1, and the shrink mask takes the one place `begin` and drops the axis.
    # TFXOps.StringJoin
    y = the strings of all inputs at a place, one behind the other.
    x…: string [d…] or [] → y: string [d…].   No gradient.
    # TFXOps.StringLength
    y = the number of bytes or characters of a string.   x: string [d…] → y: int32 [d…].
    No gradient.
    # TFXOps.StringLower
    y = x in small letters.   x: string [d…] → y: string [d…].   No gradient.
    # TFXOps.StringSplit
    y = the parts of strings between characters of `delimiter`; each byte if it is empty.
    input: string [n] → indices: int64 [m, 2], values: string [m], shape: int64 [2].   No gradient.
    # TFXOps.StringSplitV2
    y = the parts of strings between occurrences of `sep`; between white space if it is empty, as
    Python's `str.split`.
    input: string [n] → indices: int64 [m, 2], values: string [m], shape: int64 [2].   No gradient.
    # TFXOps.StringStrip
    y = x without ASCII's white space at both ends.   x: string [d…] → y: string [d…].   No gradient.
    # TFXOps.StringToHashBucket
    y = the bucket by MurmurHash64A.   x: string [d…] → y: int64 [d…].   No gradient.
    # TFXOps.StringToHashBucketFast
    y = the bucket by FarmHash's Fingerprint64.   x: string [d…] → y: int64 [d…].   No gradient.
    # TFXOps.StringToHashBucketStrong
    y = the bucket by SipHash under a key.   x: string [d…] → y: int64 [d…].   No gradient.
    # TFXOps.StringToNumber
    y = the number that a string says.   x: string [d…] → y: [d…].   No gradient.
    # TFXOps.StringUpper
    y = x in capital letters.   x: string [d…] → y: string [d…].   No gradient.
    # TFXOps.Sub
    y = a − b, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y, ∂b = −∂y.
    # TFXOps.Substr
    y = `len` units of a string from `pos` on; fewer where it ends.
    input: string [d…], pos, len: int32 or int64 [e…] → y: string, broadcast.   No gradient.
    # TFXOps.Sum
    y = Σ x over axes.   x: [d…] → y: [e…].   ∂x = ∂y spread over the axes.
    # TFXOps.Tan
    y = tan x.   x: [d…] → y: [d…].   ∂x = ∂y / cos² x.
    # TFXOps.Tanh
    y = tanh x.   x: [d…] → y: [d…].   ∂x = (1 − y²) ∂y.
    # TFXOps.TanhGrad
    ∂x = (1 − y²) ∂y.   y, ∂y: [d…] → ∂x: [d…].
    # TFXOps.TensorScatterAdd
    y = x with the slices added.   ∂x = ∂y, ∂updates = the slices of ∂y.
    # TFXOps.TensorScatterSub
    y = x with the slices subtracted.   ∂x = ∂y, ∂updates = the slices of −∂y.
    # TFXOps.TensorScatterUpdate
    y = x with the slices replaced.   ∂x = ∂y but 0 in the slices, ∂updates = the slices of ∂y.
    # TFXOps.Tile
    y = x repeated along its axes.   x: [d…] → y: [mᵢ dᵢ…].   ∂x = Σ ∂y over the repetitions.
    # TFXOps.TopKV2
    values, indices = the k greatest elements along the last axis, greatest first, of equal ones the
    first first.   x: [d…, n] → values: [d…, k], indices: int32 [d…, k].   ∂x = ∂values in its places.
    # TFXOps.Transpose
    y = x with its axes in another order: axis i of y is axis perm[i] of x.   x: [d…] → y: [e…].
    ∂x = ∂y in the inverse order.
    # TFXOps.TruncateDiv
    y = a / b towards zero, broadcast.   a, b: [d…] → y: [d…].   No gradient.
    # TFXOps.TruncateMod
    y = what is left of a / b towards zero, broadcast, with the sign of a.   a, b: [d…] → y: [d…].
    No gradient.
    # TFXOps.TruncatedNormal
    y = independent normal numbers, drawn again where further than 2 stddev from the mean.   → y: [d…].
    # TFXOps.Unique
    y = the different elements of a vector in the order in which they come first; idx = where each
    element stands in y.   x: [n] → y: [m], idx: int32 or int64 [n].   No gradient.
    # TFXOps.UniqueWithCounts
    y, idx as Unique; count = how often each element of y comes.
    x: [n] → y: [m], idx: int32 or int64 [n], count: int32 or int64 [m].   No gradient.
    # TFXOps.Unpack
    y₀, …, yₙ₋₁ = the slices of x along an axis, without it.   x: [d…, n, d…] → yᵢ: [d…].
    ∂x = the ∂yᵢ packed again.
    # TFXOps.UnsortedSegmentMax
    y[s] = the greatest x[i] with ids[i] = s, ids in any order; negative ones are left out, and
    without rows it is the least number.   x: [d…, e…], ids: [d…] → y: [num_segments, e…].
    ∂x = ∂y shared by equal greatest elements.
    # TFXOps.UnsortedSegmentMin
    y[s] = the least x[i] with ids[i] = s, ids in any order; negative ones are left out, and without
    rows it is the greatest number.   x: [d…, e…], ids: [d…] → y: [num_segments, e…].
    ∂x = ∂y shared by equal least elements.
    # TFXOps.UnsortedSegmentProd
    y[s] = Π x[i] with ids[i] = s, 1 without rows; ids in any order, negative ones are left out.
    x: [d…, e…], ids: [d…] → y: [num_segments, e…].   ∂x[i] = ∂y[ids[i]] · the product of the others.
    # TFXOps.UnsortedSegmentSum
    y[s] = Σ x[i] with ids[i] = s, ids in any order; negative ones are left out.
    x: [d…, e…], ids: [d…] → y: [num_segments, e…].   ∂x[i] = ∂y[ids[i]].
    # TFXOps.Where
    y = the places of the elements of x that are not zero, in row-major order.
    x: [d…] → y: int64 [n, rank].   No gradient.
    # TFXOps.ZerosLike
    y = 0 everywhere, in the shape of x.   x: [d…] → y: [d…].   ∂x = 0.
    # TFXOps.Zeta
    y = Σ 1 / (k + b)ᵃ over k ≥ 0, broadcast.   a, b: [d…] → y: [d…].   ∂b = −a ζ(a + 1, b) ∂y; none
    for a.
    """#
}
