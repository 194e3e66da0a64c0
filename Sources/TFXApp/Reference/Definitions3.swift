// swift-format-ignore-file
// Written by DefinitionTests from the comments above the types.

extension Definitions {
  static let part3 = #"""
    # TFXOps.AssignSubVariableOp
    variable ← variable − value.   handle: resource, value: [d…].
    # TFXOps.AssignVariableOp
    variable ← value.   handle: resource, value: [d…].
    # TFXOps.Atan
    y = the angle from −π/2 to π/2 whose tangent is x.   x: [d…] → y: [d…].   ∂x = ∂y / (1 + x²).
    # TFXOps.Atan2
    y = the angle of the point (b, a), from −π to π, broadcast.   a, b: [d…] → y: [d…].
    ∂a = b ∂y / (a² + b²), ∂b = −a ∂y / (a² + b²).
    # TFXOps.Atanh
    y = the inverse of tanh.   x: [d…] → y: [d…].   ∂x = ∂y / (1 − x²).
    # TFXOps.AvgPoolOp
    y = the mean of x in each window; padding does not count.
    x: [n, extents…, c] → y: [n, extents′…, c].
    ∂x = Σ ∂y / m of the windows that hold it, m the elements of x in the window.
    # TFXOps.AvgPoolGradOp
    ∂x = Σ ∂y / m of the windows that hold x, m the elements of x in the window.
    x: [n, extents…, c] (shape only), ∂y: [n, extents′…, c] → ∂x: [n, extents…, c].
    Its gradient is the pooling.
    # TFXOps.BatchMatMulV2
    y = op(a) · op(b), op the transpose where asked, conjugated if complex, for stacks of matrices
    whose axes broadcast.
    a: [d…, m, k], b: [e…, k, n] → y: [f…, m, n].   Without transposes: ∂a = ∂y · bᵀ, ∂b = aᵀ · ∂y,
    summed where a stack was broadcast.
    # TFXOps.BiasAdd
    y = x + bias along the last axis.   x: [d…, c], bias: [c] → y: [d…, c].
    ∂x = ∂y, ∂bias = Σ ∂y over all but the last axis.
    # TFXOps.BiasAddGrad
    ∂bias = Σ ∂y over all but the last axis.   ∂y: [d…, c] → ∂bias: [c].   Its own gradient is the
    broadcast back.
    # TFXOps.Bitcast
    y = the same bytes as elements of another type; where that is smaller, the parts of an element
    make up a new last axis, and where it is larger, those of the last axis an element.
    x: [d…] → y: [d…], [d…, n] or [d… without the last].   No gradient.
    # TFXOps.BroadcastGradientArgs
    r0, r1 = the axes of the broadcast shape over which the gradients of two tensors are summed.
    s0, s1: shapes as int32 or int64 [rank] → r0, r1: [n].   No gradient.
    # TFXOps.BroadcastTo
    y = x broadcast to a shape.   x: [e…] → y: [d…].   ∂x = Σ ∂y.
    # TFXOps.CTCLoss
    loss = −ln of the probability that the softmax of logits gives to all paths of the labels, with class 0
    for blanks; backprop = ∂loss / ∂logits. Graves et al., 2006.
    logits: [b, t, c], labels: int32 [b, l] in 0..<c, those of a sample first and then 0 → loss: [b],
    backprop: [b, t, c].   ∂logits = backprop ∂loss.

    TensorFlow's operation of a like name takes time steps first and labels that are sparse.
    # TFXOps.Cast
    y = x in another element type: floats towards zero for whole numbers; the low bits of whole
    numbers; x ≠ 0 for bool; the real part of complex ones; the codes of quantised ones.
    x: [d…] → y: [d…].   ∂x = ∂y between floating and complex types.

    What a float becomes that a whole type can't hold depends on the processor in TensorFlow, and for
    `float64` on its place in the tensor. It is here what a `float32` becomes on x86: the lowest
    number of 32 bits (64 for `int64`), of which smaller types keep the low bits.
    # TFXOps.Ceil
    y = ⌈x⌉.   x: [d…] → y: [d…].   ∂x = 0.
    # TFXOps.CheckNumerics
    y = x, which must be finite.   x: [d…] → y: [d…].   ∂x = ∂y, which must be finite too.
    # TFXOps.ComplexOp
    y = a + b i, broadcast.   a, b: float32 [d…] → y: complex64 [d…].   ∂a = Re ∂y, ∂b = Im ∂y.
    # TFXOps.ComplexAbs
    y = |x|.   x: complex64 [d…] → y: float32 [d…].   ∂x = ∂y x / |x|, 0 where x is.
    # TFXOps.ConcatV2
    y = tensors one behind the other along an axis.   x₀, x₁, …: [d…, nᵢ, d…] → y: [d…, Σ nᵢ, d…].
    ∂xᵢ = its part of ∂y.
    # TFXOps.Conj
    y = x mirrored at the real axis.   x: complex64 [d…] → y: complex64 [d…].   ∂x = ∂y mirrored.
    # TFXOps.ConvolutionOp
    y[n, i, o] = Σ x[n, i s + p d, c] · filter[p, c, o] over p, c, with i and p places along all axes
    of the window, s the strides and d the dilations; depthwise without the sum over c.
    Linear in both, so that its gradients are convolutions too.
    # TFXOps.ConvolutionBackpropFilter
    ∂filter of a convolution.   x, filter (shape only), ∂y → ∂filter.
    # TFXOps.ConvolutionBackpropInput
    ∂x of a convolution.   x (shape only), filter, ∂y → ∂x.
    # TFXOps.TransposedConvolution
    y = the gradient of a convolution of y with the filter with respect to y, for value as that of
    its output: the convolution taken backwards.
    value: [n, extents…, c], filter: [extents…, o, c] → y: [n, extents′…, o].
    ∂value = the convolution of ∂y, ∂filter = its gradient for the filter, of ∂y and value.

    TensorFlow writes Conv2DBackpropInput with a tensor of sizes; here they are attributes, so that
    the batch may be unknown.
    # TFXOps.ConvertImageDtype
    y = images in another type, scaled so that 1 of a floating type is the largest number of a whole
    one.   image: [d…] → y: [d…].   ∂image = ∂y between floating types.
    # TFXOps.Cos
    y = cos x.   x: [d…] → y: [d…].   ∂x = −sin x ∂y.
    # TFXOps.Cosh
    y = cosh x.   x: [d…] → y: [d…].   ∂x = sinh x ∂y.
    # TFXOps.Cumprod
    y = Π x up to each element.   x: [d…] → y: [d…].   ∂x = Σ y ∂y from the other end, / x; 0 where
    x is, as TensorFlow has it.
    # TFXOps.Cumsum
    y = Σ x up to each element.   x: [d…] → y: [d…].   ∂x = Σ ∂y from the other end.
    # TFXOps.DecodeBase64
    y = what x says in base64, padded or not.   x: string [d…] → y: string [d…].   No gradient.
    # TFXOps.DecodePng
    y = the image of a PNG file.   contents: string [] → y: uint8 [h, w, c].   No gradient.
    # TFXOps.Dequantize
    y = the numbers that codes stand for.   x: qint8 or quint8 [d…], low, high: [] → y: [d…].
    No gradient.
    # TFXOps.Digamma
    y = ψ(x), the derivative of ln Γ.   x: [d…] → y: [d…].   ∂x = ψ′(x) ∂y.
    # TFXOps.Dilation2D
    y[n, i, j, c] = max x[n, i s + p r, j s + q r, c] + filter[p, q, c] over p, q, with s the strides
    and r the rates.   x: [n, h, w, c], filter: [p, q, c] → y: [n, h′, w′, c].
    ∂x, ∂filter: Σ ∂y of the maxima that they made.
    # TFXOps.Dilation2DBackpropFilter
    ∂filter of Dilation2D: each ∂y goes to the element that made the maximum.
    x: [n, h, w, c], filter: [p, q, c], ∂y: [n, h′, w′, c] → ∂filter: [p, q, c].
    # TFXOps.Dilation2DBackpropInput
    ∂x of Dilation2D: each ∂y goes to the x that made the maximum, the first in row-major order.
    x: [n, h, w, c], filter: [p, q, c], ∂y: [n, h′, w′, c] → ∂x: [n, h, w, c].
    # TFXOps.DivNoNan
    y = a / b, 0 where b is 0, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y / b, ∂b = −∂y y / b, 0
    where b is.
    # TFXOps.Dropout
    y = x / (1 − rate) with probability 1 − rate, else 0, independently for each element.
    x: [d…], step: int64 [] → y: [d…].   ∂x = the same of ∂y.

    What is dropped is a function of seed, stream, step and the element's place, so that the gradient
    can draw it again, and a step can be computed again. Srivastava et al., 2014.
    # TFXOps.DynamicPartition
    outputs[p] = the rows of data whose partition is p, in order.
    data: [d…, e…], partitions: int32 [d…] → num_partitions times [n, e…].
    ∂data = the rows of the ∂outputs where they came from.
    # TFXOps.DynamicStitch
    y[indices[m][i…], e…] = data[m][i…, e…]; of several for one place the last counts, a place that
    none is for is 0.   indices: int32 [dₘ…] for each m, then data: [dₘ…, e…] → y: [n, e…].
    ∂data[m] = ∂y gathered at indices[m].
    # TFXOps.Einsum
    y = the sum of products that an equation describes, for one or two inputs: `ij,jk->ik` is a
    matrix product. A letter twice in a term stands for the diagonal of two axes.
    a: [d…], b: [e…] → y: [f…].   ∂a, ∂b: such sums again.
    # TFXOps.Elu
    y = x where x > 0, else α (eˣ − 1).   x: [d…] → y: [d…].   ∂x = ∂y where x > 0, else (y + α) ∂y.
    # TFXOps.EluGrad
    ∂x = ∂y where y > 0, else (y + α) ∂y.   ∂y, y: [d…] → ∂x: [d…].
    # TFXOps.EncodeBase64
    y = x in base64.   x: string [d…] → y: string [d…].   No gradient.
    # TFXOps.EncodePng
    y = images as PNG files.   image: uint8 [d…, h, w, c] → y: string [d…].   No gradient.
    # TFXOps.Equal
    y = a = b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
    # TFXOps.Erf
    y = 2/√π ∫ e^(−t²) from 0 to x.   x: [d…] → y: [d…].   ∂x = 2/√π e^(−x²) ∂y.
    # TFXOps.Erfc
    y = 1 − erf x, exact for large x.   x: [d…] → y: [d…].   ∂x = −2/√π e^(−x²) ∂y.
    # TFXOps.Exp
    y = eˣ.   x: [d…] → y: [d…].   ∂x = y ∂y, with y conjugated.
    # TFXOps.ExpandDims
    y = x with an axis of extent 1 put in.   x: [d…] → y: [d…, 1, d…].   ∂x = ∂y without it.
    # TFXOps.Expm1
    y = eˣ − 1, exact for small x.   x: [d…] → y: [d…].   ∂x = (y + 1) ∂y.
    # TFXOps.Eye
    y = 1 on the diagonal, 0 elsewhere.   → y: [b…, m, n].

    TensorFlow composes it of Fill and MatrixDiag.
    # TFXOps.FFT
    y[k] = Σ x[j] e^(−2πijk / n) over the last axis.   x: complex64 [d…, n] → y: complex64 [d…, n]
    # TFXOps.FFT2D
    The discrete Fourier transform over the last two axes.
    x: complex64 [d…, m, n] → y: complex64 [d…, m, n]
    # TFXOps.FakeQuantWithMinMaxArgs
    y = x as it comes back from codes of a few bits, for training with their errors; the range is
    moved so that 0 is a code.   x: [d…] → y: [d…].   ∂x = ∂y in range, 0 elsewhere.
    # TFXOps.FakeQuantWithMinMaxArgsGradient
    dx = dy where x is in range, else 0.   dy, x: [d…] → dx: [d…].
    # TFXOps.FakeQuantWithMinMaxVars
    y = x as it comes back from codes of a few bits, with limits that are trained.
    x: [d…], min, max: [] → y: [d…].   ∂x = ∂y in range, 0 elsewhere; ∂min = Σ ∂y below the range,
    ∂max = Σ ∂y above.
    # TFXOps.FakeQuantWithMinMaxVarsGradient
    dx = dy where x is in range, else 0; dmin = Σ dy below the range, dmax = Σ dy above.
    dy, x: [d…], min, max: [] → dx: [d…], dmin, dmax: [].
    # TFXOps.Fill
    y = one number everywhere.   → y: [d…].
    # TFXOps.Floor
    y = ⌊x⌋.   x: [d…] → y: [d…].   ∂x = 0.
    # TFXOps.FloorDiv
    y = ⌊a / b⌋, broadcast.   a, b: [d…] → y: [d…].   No gradient.
    # TFXOps.FloorMod
    y = a − b ⌊a / b⌋, broadcast, with the sign of b.   a, b: [d…] → y: [d…].   ∂a = ∂y,
    ∂b = −⌊a / b⌋ ∂y.
    # TFXOps.FusedBatchNormGradV3
    The gradients of FusedBatchNormV3 with respect to x, scale and offset.
    ∂y, x: [d…, c], scale, mean: [c], and 1/√(variance + ε) in training, else variance: [c]
    → ∂x: [d…, c], ∂scale, ∂offset: [c].
    # TFXOps.FusedBatchNormV3
    y = scale · (x − mean) / √(variance + ε) + offset for each channel, the last axis of x.

    In training, mean and variance are those of x over all other axes, the variance divided by their
    number of elements, as Keras keeps it (TensorFlow's operation divides by one less):
    x: [d…, c], scale, offset: [c] → y: [d…, c], batch mean, batch variance, 1/√(variance + ε): [c].
    Otherwise they are inputs: x, scale, offset, mean, variance: [c] → y.

    Ioffe and Szegedy, 2015.
    # TFXOps.GRU
    z, r = recurrent activations of x + h · kernel + bias, g = activation(x + r · (h · kernel + bias)),
    with columns in the order z, r, g; h ← z · h + (1 − z) · g, step by step, from 0; y is h. Without
    `reset_after` there is no bias, and g = activation(x + (r · h) · kernel).
    x: [steps, batch, 3 · units], kernel: [units, 3 · units], bias: [3 · units] → y:
    [batch, steps, units], or [batch, units] of the last step. See ``RecurrentOp`` for masks and
    dropout.

    Cho et al., 2014, as Keras has it.
    # TFXOps.GatherNd
    y[k…] = x[indices[k…]]: slices of x, by one index for each of its leading axes.
    x: [n…, i…], indices: int32 or int64 [k…, number of n] → y: [k…, i…].   ∂x = Σ of the ∂y that
    show a slice.
    # TFXOps.GatherV2
    y = slices of x along an axis, by their indices.
    x: [b…, o…, n, i…], indices: int32 or int64 [b…, k…] → y: [b…, o…, k…, i…].
    ∂x = Σ of the ∂y that show a slice.
    # TFXOps.Gelu
    y = x Φ(x), Φ the normal distribution, approximated through tanh if asked.   x: [d…] → y: [d…].
    ∂x = (Φ(x) + x Φ′(x)) ∂y.   Hendrycks and Gimpel, 2016.
    # TFXOps.GeluGrad
    ∂x = (Φ(x) + x Φ′(x)) ∂y.   ∂y, x: [d…] → ∂x: [d…].
    # TFXOps.GrayscaleToRGB
    y = the one channel of images three times.   images: [d…, 1] → y: [d…, 3].   ∂images = Σ ∂y.
    # TFXOps.Greater
    y = a > b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
    # TFXOps.GreaterEqual
    y = a ≥ b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
    # TFXOps.HSVToRGB
    y = red, green and blue of colours.   images: [d…, 3] → y: [d…, 3].
    # TFXOps.IFFT
    y[k] = Σ x[j] e^(2πijk / n) / n over the last axis: FFT's inverse.
    x: complex64 [d…, n] → y: complex64 [d…, n]
    # TFXOps.IFFT2D
    FFT2D's inverse, over the last two axes.   x: complex64 [d…, m, n] → y: complex64 [d…, m, n]
    # TFXOps.IRFFT
    The real numbers whose RFFT is x.   x: complex64 [d…, m] → y: float32 [d…, 2 (m − 1)], or fft_length
    # TFXOps.IRFFT2D
    The real numbers whose RFFT2D is x.   x: complex64 [d…, m, n] → y: float32 [d…, m, 2 (n − 1)], or
    fft_length
    # TFXOps.Identity
    y = x.   x: [d…] → y: [d…].   ∂x = ∂y.
    # TFXOps.Imag
    y = the imaginary part of x.   x: complex64 [d…] → y: float32 [d…].   ∂x = ∂y i.
    # TFXOps.ImageWindow
    y = a window of images, zero where it lies outside of them.
    image: [h, w, c] or [b, h, w, c] → y: [h′, w′, c] or [b, h′, w′, c].
    ∂image = ∂y where the window is, else 0.
    # TFXOps.InTopK
    y = whether fewer than k of a row's predictions are greater than that of its target; false for a
    target that is no class, or if a prediction that decides is not finite.
    predictions: [n, c], targets: int32 or int64 [n] → y: bool [n].   No gradient.
    # TFXOps.InvertPermutation
    y[x[i]] = i, for a permutation x.   x: int32 or int64 [n] → y: [n].   No gradient.
    # TFXOps.IsFinite
    y = whether x is neither infinite nor not a number.
    # TFXOps.IsInf
    y = whether x is infinite, positive or negative.
    # TFXOps.IsNan
    y = whether x is not a number.
    # TFXOps.L2Loss
    y = Σ x² / 2 over all elements.   x: [d…] → y: [].   ∂x = x ∂y.
    # TFXOps.LRN
    y[c] = x[c] · (bias + alpha · Σ x²)^−beta, the sum over the channels from c − radius to c + radius.
    x: [n, h, w, c] → y: [n, h, w, c].   ∂x: LRNGrad.   Krizhevsky et al., 2012.
    # TFXOps.LRNGrad
    ∂x[k] = norm[k]^−beta ∂y[k] − 2 alpha beta x[k] Σ y[c] ∂y[c] / norm[c], the sum over the channels
    whose windows hold k, norm = bias + alpha Σ x².   ∂y, x, y: [n, h, w, c] → ∂x: [n, h, w, c].
    # TFXOps.LSTM
    i, f, o = recurrent activations and g = activation of x + h · kernel, whose columns are those of
    i, f, g, o; c ← f · c + i · g, h ← o · activation(c), step by step, from 0; y is h.
    x: [steps, batch, 4 · units], kernel: [units, 4 · units] → y: [batch, steps, units], or
    [batch, units] of the last step. See ``RecurrentOp`` for masks and dropout.

    Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000, as Keras has it.
    # TFXOps.LayerNorm
    y = scale · (x − mean) / √(variance + ε) + offset, with the mean and the variance of each row, the
    last axis.   x: [d…, c], scale, offset: [c] → y: [d…, c].
    ∂x = r (g − mean g − n · mean (g n)) for g = ∂y · scale, n = (x − mean) r and r = 1/√(variance + ε),
    ∂scale = Σ ∂y n, ∂offset = Σ ∂y over all rows.

    Ba et al., 2016.
    # TFXOps.LayerNormGrad
    The gradients of LayerNorm.   ∂y, x: [d…, c], scale: [c] → ∂x: [d…, c], ∂scale, ∂offset: [c].
    # TFXOps.LeakyRelu
    y = x where x > 0, else α x.   x: [d…] → y: [d…].   ∂x = ∂y where x > 0, else α ∂y.

    As all of TensorFlow's attributes, α has 32 bits, whatever the type of x.
    # TFXOps.LeakyReluGrad
    ∂x = ∂y where x > 0, else α ∂y.   ∂y, x: [d…] → ∂x: [d…].
    # TFXOps.Less
    y = a < b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
    # TFXOps.LessEqual
    y = a ≤ b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
    # TFXOps.Lgamma
    y = ln |Γ(x)|.   x: [d…] → y: [d…].   ∂x = ψ(x) ∂y.
    # TFXOps.LinSpace
    y = num numbers from start to stop, evenly spread, both included.   start, stop: [] → y: [num].
    No gradient.
    # TFXOps.Log
    y = ln x.   x: [d…] → y: [d…].   ∂x = ∂y / x.
    # TFXOps.Log1p
    y = ln(1 + x), exact for small x.   x: [d…] → y: [d…].   ∂x = ∂y / (1 + x).
    # TFXOps.LogSoftmax
    y = x − ln Σ eˣ along the last axis.   x: [d…, c] → y: [d…, c].   ∂x = ∂y − eʸ Σ ∂y.
    # TFXOps.RowsGrad
    The gradient of a function of rows, `SoftmaxGrad` and `LogSoftmaxGrad`.   y, ∂y: [d…, c] →
    ∂x: [d…, c].

    TensorFlow writes it out in elementary operations.
    # TFXOps.LogicalAnd
    y = whether a and b hold, broadcast.   a, b: bool [d…] → y: bool [d…].   No gradient.
    # TFXOps.LogicalNot
    y = whether x does not hold.   x: bool [d…] → y: bool [d…].   No gradient.
    # TFXOps.LogicalOr
    y = whether a or b holds, or both, broadcast.   a, b: bool [d…] → y: bool [d…].   No gradient.
    # TFXOps.MatMul
    y = op(a) · op(b), op the transpose where asked.   a: [m, k], b: [k, n] → y: [m, n].
    Without transposes: ∂a = ∂y · bᵀ, ∂b = aᵀ · ∂y, with b and a conjugated.
    # TFXOps.MatrixBandPart
    y = x within a band around the diagonal of each matrix, 0 elsewhere.   x: [d…, m, n] → y: the
    same.   ∂x = ∂y within the band.
    # TFXOps.MatrixDiag
    y = square matrices with x on the diagonal, 0 elsewhere.   x: [d…, n] → y: [d…, n, n].
    ∂x = the diagonal of ∂y.
    # TFXOps.MatrixDiagPart
    y = the diagonals of matrices.   x: [d…, m, n] → y: [d…, min(m, n)].
    ∂x = ∂y on the diagonals, 0 elsewhere.
    # TFXOps.MatrixDiagPartGrad
    dx = dy on the diagonals, 0 elsewhere.   dy: [d…, min(m, n)], x: [d…, m, n], of which the shape
    counts → dx: [d…, m, n].   Its own gradient is the diagonal.
    # TFXOps.Max
    y = max x over axes.   x: [d…] → y: [e…].   ∂x = ∂y shared by equal greatest elements.
    # TFXOps.MaxPoolOp
    y = the greatest x in each window.   x: [n, extents…, c] → y: [n, extents′…, c].
    ∂x = Σ ∂y of the windows of which it is the first greatest element in row-major order; of volumes,
    of which it is a greatest element.
    # TFXOps.MaxPoolGradOp
    ∂x = Σ ∂y of the windows of which x is the first greatest element, or one of them.
    x: [n, extents…, c], y, ∂y: [n, extents′…, c] → ∂x: [n, extents…, c].
    # TFXOps.Maximum
    y = max(a, b), broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y where a ≥ b, ∂b = ∂y elsewhere.
    # TFXOps.Mean
    y = Σ x / n over axes, n elements each.   x: [d…] → y: [e…].   ∂x = ∂y / n spread over them.
    # TFXOps.Min
    y = min x over axes.   x: [d…] → y: [e…].   ∂x = ∂y shared by equal least elements.
    # TFXOps.Minimum
    y = min(a, b), broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y where a ≤ b, ∂b = ∂y elsewhere.
    # TFXOps.MirrorPad
    y = x with its own elements mirrored around it.   x: [d…] → y: [bᵢ + dᵢ + aᵢ…].
    ∂x = the ∂y of all places that show an element, summed.
    # TFXOps.Mul
    y = a · b, broadcast.   a, b: [d…] → y: [d…].   ∂a = b ∂y, ∂b = a ∂y, with b and a conjugated.
    # TFXOps.Multinomial
    y = independent classes with the probabilities softmax(logits).
    logits: [b, n], step: int64 [] if given → y: int32 or int64 [b, samples].   No gradient.
    # TFXOps.Neg
    y = −x.   x: [d…] → y: [d…].   ∂x = −∂y.
    # TFXOps.NoOp
    Nothing; it is there for what must run before it.
    # TFXOps.NotEqual
    y = a ≠ b, broadcast.   a, b: [d…] → y: bool [d…].   No gradient.
    # TFXOps.OneHot
    y[…, c, …] = on where c is the index, else off; all off for an index outside of 0..<depth.
    indices: int32, int64 or uint8 [d…] → y: [d…, depth, d…].   No gradient.
    # TFXOps.OnesLike
    y = 1 everywhere, in the shape of x.   x: [d…] → y: [d…].   ∂x = 0.
    # TFXOps.Pack
    y = tensors of one shape along a new axis.   x₀, …, xₙ₋₁: [d…] → y: [d…, n, d…].
    ∂xᵢ = its part of ∂y.
    # TFXOps.PadV2
    y = x with a constant around it.   x: [d…], constant: [] → y: [bᵢ + dᵢ + aᵢ…].
    ∂x = ∂y without the padding.
    # TFXOps.Polygamma
    y = the a-th derivative of ψ at b, broadcast, a whole.   a, b: [d…] → y: [d…].
    ∂b = ψ⁽ᵃ⁺¹⁾(b) ∂y; none for a.
    # TFXOps.Pow
    y = aᵇ, broadcast.   a, b: [d…] → y: [d…].   ∂a = b aᵇ⁻¹ ∂y; ∂b = y ln a ∂y where a > 0, else 0.
    # TFXOps.Prod
    y = Π x over axes.   x: [d…] → y: [e…].   ∂x = ∂y · the product of all others, conjugated.
    # TFXOps.QuantizeV2
    y = codes for the numbers from low to high; and the limits that they really stand for.
    x: [d…], low, high: [] → y: qint8 or quint8 [d…], low, high: [].   No gradient.
    # TFXOps.RFFT
    The first half of the discrete Fourier transform of real numbers over the last axis; the other half
    mirrors it.   x: float32 [d…, n] → y: complex64 [d…, n / 2 + 1], or fft_length / 2 + 1
    # TFXOps.RFFT2D
    The discrete Fourier transform of real numbers over the last two axes; of the last one the first half,
    which the other mirrors.   x: float32 [d…, m, n] → y: complex64 [d…, m, n / 2 + 1]
    # TFXOps.RGBToHSV
    y = hue, saturation and value of colours.   images: [d…, 3] → y: [d…, 3].
    ∂images: the derivatives of each piece, as TensorFlow chooses them where pieces meet.
    # TFXOps.RGBToHSVGrad
    The gradient of ``RGBToHSV``. It has none itself.   dy, images: [d…, 3] → dx: [d…, 3].
    # TFXOps.RandomCrop
    y = a block of x at a random place.   value: [d…], step: int64 [] → y: [size…].
    ∂value = ∂y at that place, else 0.
    # TFXOps.RandomFactor
    y = one number, uniform in [minval, maxval), another one in each step.
    step: int64 [] → y: float32 [].   No gradient.
    # TFXOps.RandomFlip
    y = images of which each is mirrored or not, with equal chances.
    image: [h, w, c] or [b, h, w, c], step: int64 [] → y: as image.   ∂image = the same of ∂y.
    # TFXOps.RandomGamma
    y = independent numbers from gamma distributions of shape alpha and scale 1.
    alpha: [a…], step: int64 [] if given → y: [d…, a…].   No gradient.
    # TFXOps.RandomNormalLike
    y = independent normal numbers, other ones in each step.   x: [d…] (shape only), step: int64 []
    → y: [d…].   No gradient.
    # TFXOps.RandomOrthogonal
    y = gain · a random orthogonal matrix: that of the QR decomposition of normal numbers, as in
    Keras; of more than two axes, all but the last make up the rows.   → y: [d…, c].
    Saxe et al., 2014.
    # TFXOps.RandomPoisson
    y = independent whole numbers from Poisson distributions of mean rate.
    rate: [a…], step: int64 [] if given → y: [d…, a…].   No gradient.
    # TFXOps.RandomShuffle
    y = the slices of x along its first axis in random order.   x: [n, d…], step: int64 [] if given
    → y: [n, d…].   No gradient, as in TensorFlow.
    # TFXOps.RandomStandardNormal
    y = independent normal numbers.   → y: [d…].
    # TFXOps.RandomUniform
    y = independent numbers, uniform in [minval, maxval).   → y: [d…].
    # TFXOps.RandomUniformInt
    y = independent whole numbers, uniform in minval..<maxval.   step: int64 [] if given → y: [d…].
    # TFXOps.RandomUniformLike
    y = independent numbers, uniform in [minval, maxval), other ones in each step.
    x: [d…] (shape only), step: int64 [] → y: [d…].   No gradient.
    # TFXOps.RangeOp
    y = start, start + delta, …, all before limit.   start, limit, delta: [] → y: [n].
    No gradient.
    # TFXOps.Rank
    y = the number of axes of x.   x: [d…] → y: int32 [].   No gradient.
    # TFXOps.Real
    y = the real part of x.   x: complex64 [d…] → y: float32 [d…].   ∂x = ∂y.
    # TFXOps.RealDiv
    y = a / b, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y / b, ∂b = −∂y / b · y, with b
    and y conjugated.
    # TFXOps.Reciprocal
    y = 1 / x.   x: [d…] → y: [d…].   ∂x = −∂y · y², with y conjugated.
    # TFXOps.ReduceJoin
    y = the strings along some axes, one behind the other.   x: string [d…] → y: string [e…].
    No gradient.

    The order of the axes counts: of [0, 1] the first is the slower one in what is joined last, as
    if one axis after the other were joined.
    # TFXOps.Relu
    y = max(x, 0).   x: [d…] → y: [d…].   ∂x = ∂y where y > 0, else 0.
    # TFXOps.Relu6
    y = min(max(x, 0), 6).   x: [d…] → y: [d…].   ∂x = ∂y where 0 < x < 6, else 0.
    """#
}
