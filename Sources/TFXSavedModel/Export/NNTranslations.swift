import TFXCore
import TFXGraph

/// How the operations of neural networks are said in TensorFlow's terms.
let nnTranslations: [String: Translation] = [
  "AvgPool": { site in
    site.emit(
      "AvgPool", [site.input(0)],
      try site.typed(keeping: "ksize", "strides", "padding", "data_format"))
  },
  "BiasAdd": { site in
    site.emit("BiasAdd", [site.input(0), site.input(1)], try site.typed(keeping: "data_format"))
  },
  "Conv2D": { site in
    site.emit(
      "Conv2D", [site.input(0), site.input(1)],
      try site.typed(keeping: "strides", "padding", "data_format", "dilations"))
  },
  "Elu": { site in
    guard case .float(1) = try site.attribute("alpha") else {
      throw site.unsupported("TensorFlow's has an alpha of 1 alone, this one another")
    }
    site.emit("Elu", [site.input(0)], site.typed())
  },
  "FusedBatchNormV3": batchNorm,
  "Gelu": gelu,
  "LeakyRelu": { site in
    site.emit("LeakyRelu", [site.input(0)], try site.typed(keeping: "alpha"))
  },
  "MaxPool": { site in
    site.emit(
      "MaxPool", [site.input(0)],
      try site.typed(keeping: "ksize", "strides", "padding", "data_format"))
  },
  // TensorFlow writes x · σ(x) out.
  "Silu": { site in
    let sigmoid = site.helper("Sigmoid", "Sigmoid", [site.input(0)], site.typed())
    site.emit("Mul", [site.input(0), sigmoid], site.typed())
  },
]

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
