import TFXCore
import TFXGraph

/// How the operations of neural networks are said in TensorFlow's terms.
let nnTranslations: [String: Translation] = [
  "Conv2DTranspose": { try transposedConvolution($0, "Conv2DBackpropInput", "input_sizes") },
  "Conv3DTranspose": { try transposedConvolution($0, "Conv3DBackpropInputV2", "input_sizes") },
  "Dilation2D": { site in
    guard case .bool(true) = try site.attribute("erosion") else {
      return try site.emitDeclared()
    }
    // Erosion is the dilation of −x with the filter turned around, negated.
    let typed = site.typed()
    let negated = site.helper("Neg", "Neg", [site.input(0)], typed)
    let axes = site.constant([0, 1], "axis")
    let turned = site.helper(
      "ReverseV2", "ReverseV2", [site.input(1), axes], site.typed(["Tidx": .type(.int32)]))
    let dilated = site.helper(
      "Dilation2D", "Dilation2D", [negated, turned],
      try site.typed(keeping: "strides", "rates", "padding"))
    site.emit("Neg", [dilated], typed)
  },
  "FusedBatchNormV3": batchNorm,
  "Gelu": gelu,
  "LayerNorm": layerNorm,
  "SigmoidCrossEntropyWithLogits": sigmoidCrossEntropy,
  // TensorFlow writes x · σ(x) out.
  "Silu": { site in
    let sigmoid = site.helper("Sigmoid", "Sigmoid", [site.input(0)], site.typed())
    site.emit("Mul", [site.input(0), sigmoid], site.typed())
  },
  "SoftmaxCrossEntropyWithLogits": { try crossEntropy($0, labelAxes: 1) },
  "SparseSoftmaxCrossEntropyWithLogits": { try crossEntropy($0, labelAxes: 0) },
]

/// A convolution taken backwards: TensorFlow's takes the shape of what it makes.
private func transposedConvolution(
  _ site: ExportSite, _ op: String, _ argument: String
) throws(SavedModelError) {
  var extents = site.operation.output(0).shape.dimensions
  if extents.dropFirst().contains(Shape.unknown) {
    throw site.unsupported("TensorFlow wants to know the shape that it makes")
  }
  let isBatchKnown = extents[0] != Shape.unknown
  let value = site.shape(of: 0)
  extents.removeFirst()
  let rest = site.constant(extents, "output_size")
  let axis = site.constant([0], "axis", scalar: true)
  let batch =
    isBatchKnown
    ? site.constant([site.operation.output(0).shape[0]], "batch")
    : site.helper(
      "Slice", "batch", [value, site.constant([0], "begin"), site.constant([1], "size")],
      ["T": .type(.int32), "Index": .type(.int32)])
  let sizes = site.helper(
    "ConcatV2", argument, [batch, rest, axis],
    ["N": .int(2), "T": .type(.int32), "Tidx": .type(.int32)])
  var attributes = try site.typed(keeping: "strides", "padding", "data_format", "dilations")
  if op == "Conv3DBackpropInputV2" { attributes["Tshape"] = .type(.int32) }
  site.emit(op, [sizes, site.input(1), site.input(0)], attributes)
}

/// max(x, 0) − x z + log(1 + e^−|x|), as `tf.nn` composes it.
private let sigmoidCrossEntropy: Translation = { site in
  let (logits, typed) = (site.input(0), site.typed())
  let positive = site.helper("Relu", "Relu", [logits], typed)
  let product = site.helper("Mul", "mul", [logits, site.input(1)], typed)
  let size = site.helper("Abs", "Abs", [logits], typed)
  let negative = site.helper("Neg", "Neg", [size], typed)
  let power = site.helper("Exp", "Exp", [negative], typed)
  let rest = site.helper("Log1p", "Log1p", [power], typed)
  let linear = site.helper("Sub", "sub", [positive, product], typed)
  site.emit("AddV2", [linear, rest], typed)
}

/// Cross entropies: TensorFlow's take matrices of logits, `tf.nn` reshapes others.
private func crossEntropy(_ site: ExportSite, labelAxes: Int) throws(SavedModelError) {
  let op = site.operation.type
  let logits = site.operation[0]
  if logits.shape.rank == 2 { return try site.emitDeclared() }
  func flat(_ index: Int, _ name: String, _ extents: [Int]) -> String {
    let shape = site.constant(extents, "\(name)/shape")
    return site.helper(
      "Reshape", name, [site.input(index), shape],
      ["T": .type(site.dtype(index)), "Tshape": .type(.int32)])
  }
  guard logits.shape[-1] != Shape.unknown else {
    throw site.unsupported("TensorFlow wants to know the number of classes")
  }
  let rows = [-1, logits.shape[-1]]
  let features = flat(0, "features", rows)
  let labels = flat(1, "labels", labelAxes == 1 ? rows : [-1])
  var attributes = site.typed()
  if labelAxes == 0 { attributes["Tlabels"] = .type(site.dtype(1)) }
  let loss = site.helper(op, op, [features, labels], attributes)
  let shape = site.shape(of: 0)
  let begin = site.constant([0], "begin")
  let size = site.constant([logits.shape.rank - 1], "size")
  let leading = site.helper(
    "Slice", "leading", [shape, begin, size], ["T": .type(.int32), "Index": .type(.int32)])
  site.emit("Reshape", [loss, leading], site.typed(["Tshape": .type(.int32)]))
}

/// Batch normalisation with given mean and variance. TensorFlow's operation takes images of float32;
/// for other inputs it is written out.
private let batchNorm: Translation = { site in
  if case .bool(true) = try site.attribute("is_training") {
    throw site.unsupported(
      "it normalises by the batch, as in training; export the part that predictions need")
  }
  let inputs = (0..<5).map { site.input($0) }
  if site.operation[0].shape.rank == 4, site.dtype() == .float32 {
    var attributes = try site.typed(keeping: "epsilon", "is_training", "data_format")
    attributes["U"] = .type(.float32)
    site.emit("FusedBatchNormV3", inputs, attributes)
    return
  }
  guard case .float(let number) = try site.attribute("epsilon") else {
    throw site.unsupported("its epsilon is no number")
  }
  // scale · r · x + (offset − mean · scale · r) with r = 1/√(variance + ε).
  let typed = site.typed()
  let epsilon = site.constant(number, site.dtype(), "epsilon")
  let sum = site.helper("AddV2", "add", [inputs[4], epsilon], typed)
  let root = site.helper("Rsqrt", "Rsqrt", [sum], typed)
  let factor = site.helper("Mul", "mul", [root, inputs[1]], typed)
  let scaled = site.helper("Mul", "mul_1", [inputs[0], factor], typed)
  let shift = site.helper("Mul", "mul_2", [inputs[3], factor], typed)
  let offset = site.helper("Sub", "sub", [inputs[2], shift], typed)
  site.emit("AddV2", [scaled, offset], typed)
}

/// scale · (x − mean) · 1/√(variance + ε) + offset over the last axis, as Keras writes it out.
private let layerNorm: Translation = { site in
  guard case .float(let number) = try site.attribute("epsilon") else {
    throw site.unsupported("its epsilon is no number")
  }
  let (x, typed) = (site.input(0), site.typed())
  let axis = site.constant([-1], "axis")
  let mean: (String, String) -> String = { value, name in
    site.helper(
      "Mean", name, [value, axis],
      site.typed(["Tidx": .type(.int32), "keep_dims": .bool(true)]))
  }
  let distance = site.helper("Sub", "sub", [x, mean(x, "mean")], typed)
  let square = site.helper("Square", "Square", [distance], typed)
  let epsilon = site.constant(number, site.dtype(), "epsilon")
  let sum = site.helper("AddV2", "add", [mean(square, "variance"), epsilon], typed)
  let root = site.helper("Rsqrt", "Rsqrt", [sum], typed)
  let normal = site.helper("Mul", "mul", [distance, root], typed)
  let scaled = site.helper("Mul", "mul_1", [normal, site.input(1)], typed)
  site.emit("AddV2", [scaled, site.input(2)], typed)
}

/// x Φ(x), through erf or its approximation by tanh, as Keras writes it out.
private let gelu: Translation = { site in
  let (x, typed, dtype) = (site.input(0), site.typed(), site.dtype())
  var inner: String
  if case .bool(true) = try site.attribute("approximate") {
    let cube = site.constant(0.044715, dtype, "cube_factor")
    let square = site.helper("Square", "Square", [x], typed)
    let scaled = site.helper("Mul", "mul", [square, cube], typed)
    let one = site.constant(1, dtype, "one")
    let sum = site.helper("AddV2", "add", [scaled, one], typed)
    let product = site.helper("Mul", "mul_1", [sum, x], typed)
    let factor = site.constant((2 / Double.pi).squareRoot(), dtype, "factor")
    inner = site.helper("Mul", "mul_2", [product, factor], typed)
    inner = site.helper("Tanh", "Tanh", [inner], typed)
  } else {
    let factor = site.constant(0.5.squareRoot(), dtype, "factor")
    inner = site.helper("Mul", "mul", [x, factor], typed)
    inner = site.helper("Erf", "Erf", [inner], typed)
  }
  let unit = site.constant(1, dtype, "unit")
  let shifted = site.helper("AddV2", "shifted", [inner, unit], typed)
  let half = site.constant(0.5, dtype, "half")
  let halved = site.helper("Mul", "halved", [x, half], typed)
  site.emit("Mul", [halved, shifted], typed)
}
