import TFXCore
import TFXGraph
import TFXOps

/// The operations that TensorFlow's gradients are made of and that tfx's own gradients have too, or that
/// several of them stand for.
let clientGradientOps: [String: ImportedOp] = {
  var all = composedGradients
  for name in sameGradients {
    all[name] = { site in try site.imported(site.operation(name, site.inputs()).outputs) }
  }
  return all
}()

/// Those that take the same inputs in the same order.
private let sameGradients = [
  "BiasAddGrad", "EluGrad", "LeakyReluGrad", "LRNGrad", "MaxPool3DGrad", "MaxPoolGrad", "Relu6Grad",
  "ReluGrad", "ResizeBilinearGrad", "SeluGrad", "SigmoidGrad", "SoftplusGrad", "SoftsignGrad",
  "TanhGrad",
]

private let composedGradients: [String: ImportedOp] = [
  "AvgPoolGrad": { site in
    let dy = try site.input(1)
    let x = try site.blank(site.shape(0, "orig_input_shape"), dy.dtype)
    return try site.imported(site.operation("AvgPoolGrad", [x, dy]).outputs)
  },
  "Conv2DBackpropFilter": { try $0.filterGradient("Conv2DBackpropFilter") },
  "Conv2DBackpropInput": { try $0.inputGradient("Conv2DBackpropInput") },
  "Conv3DBackpropFilterV2": { try $0.filterGradient("Conv3DBackpropFilterV2") },
  "Conv3DBackpropInputV2": { try $0.inputGradient("Conv3DBackpropInputV2") },
  "DepthwiseConv2dNativeBackpropFilter": {
    try $0.filterGradient("DepthwiseConv2dNativeBackpropFilter")
  },
  "DepthwiseConv2dNativeBackpropInput": {
    try $0.inputGradient("DepthwiseConv2dNativeBackpropInput")
  },
  "FusedBatchNormGradV3": { site in
    var inputs: [Output] = []
    for index in 0..<5 { inputs.append(try site.input(index)) }
    let outputs = try site.operation("FusedBatchNormGradV3", inputs).outputs
    let none = try site.graph.constant(Tensor(shape: [0], dtype: .float32))
    return try site.imported(outputs + [none, none])
  },
  "FusedBatchNormV3": { site in
    guard site.bool("is_training", default: true) else {
      var result = try site.declared(showing: nil)
      let (mean, variance) = (try site.input(3), try site.input(4))
      result.outputs = [result.outputs[0], mean, variance, mean, variance, variance]
      return result
    }
    let average = site.float("exponential_avg_factor", default: 1)
    if average != 1 { throw site.unsupported("exponential_avg_factor is \(average)") }
    let x = try site.input(0)
    guard x.shape.isFullyKnown, let channels = x.shape.dimensions.last else {
      throw site.unsupported("how many elements a channel has is not known")
    }
    let count = x.shape.elementCount / max(channels, 1)
    let node = try site.operation(
      "FusedBatchNormV3", [x, site.input(1), site.input(2)],
      ["epsilon": .float(site.float("epsilon", default: 0.0001)), "is_training": .bool(true)])
    // TensorFlow's variance is divided by one element less, and its gradient's input by none less.
    let factor = Double(count) / Double(max(count - 1, 1))
    let variance = try site.graph.multiply(
      node.output(2), site.graph.constant(factor, x.dtype), name: "\(site.name)/variance")
    let inverse = node.output(3)
    return try site.imported(
      [node.output(0), node.output(1), variance, node.output(1), inverse, inverse])
  },
  "InvGrad": reciprocal,
  "MirrorPadGrad": { site in
    let dy = try site.input(0)
    let paddings = try site.integers(1, "paddings")
    guard paddings.count == 2 * dy.shape.rank, dy.shape.isFullyKnown else {
      throw site.unsupported("'paddings' are not two numbers for each axis of a known shape")
    }
    let extents = dy.shape.dimensions.enumerated().map {
      $0.element - paddings[2 * $0.offset] - paddings[2 * $0.offset + 1]
    }
    guard let shape = Shape(checked: extents), shape.isFullyKnown else {
      throw site.unsupported("'paddings' are more than there is")
    }
    let forward = try site.operation(
      "MirrorPad", [site.blank(shape, dy.dtype)], ["paddings": .ints(paddings)])
    return try site.imported([try site.gradient(of: forward, dy)])
  },
  "ReciprocalGrad": reciprocal,
  "ResizeNearestNeighborGrad": { site in
    let dy = try site.input(0)
    let size = try site.integers(1, "size")
    guard size.count == 2, dy.shape.rank == 4,
      let shape = Shape(checked: [dy.shape[0], size[0], size[1], dy.shape[3]]), shape.isFullyKnown
    else { throw site.unsupported("its sizes are not known") }
    return try site.imported(
      site.operation("ResizeNearestNeighborGrad", [dy, site.blank(shape, dy.dtype)]).outputs)
  },
  // ∂x = −½ y³ ∂y.
  "RsqrtGrad": { site in
    let (graph, y, dy) = (site.graph, try site.input(0), try site.input(1))
    let cube = try graph.multiply(graph.multiply(y, y), y)
    let half = try graph.constant(-0.5, y.dtype)
    return try site.imported([
      try graph.multiply(graph.multiply(cube, half), dy, name: site.name)
    ])
  },
  // ∂x = ½ ∂y / y.
  "SqrtGrad": { site in
    let (graph, y, dy) = (site.graph, try site.input(0), try site.input(1))
    let half = try graph.constant(0.5, y.dtype)
    return try site.imported([try graph.divide(graph.multiply(dy, half), y, name: site.name)])
  },
  "StridedSliceGrad": { site in
    let dy = try site.input(4)
    let x = try site.blank(site.shape(0, "shape"), dy.dtype)
    // In a loop the place may be another one in each round.
    if (1...3).contains(where: { site.knownIntegers($0) == nil }) {
      let bounds = try (1...3).map { try site.input($0) }
      let forward = try site.operation("StridedSlice", [x] + bounds)
      return try site.imported([try site.gradient(of: forward, dy)])
    }
    let forward = try site.operation(
      "StridedSlice", [x],
      [
        "begin": .ints(try site.integers(1, "begin")), "end": .ints(try site.integers(2, "end")),
        "strides": .ints(try site.integers(3, "strides")),
      ])
    return try site.imported([try site.gradient(of: forward, dy)])
  },
]

/// ∂x = −y² ∂y.
private let reciprocal: ImportedOp = { site in
  let (graph, y, dy) = (site.graph, try site.input(0), try site.input(1))
  return try site.imported([
    try graph.negative(graph.multiply(graph.multiply(y, y), dy), name: site.name)
  ])
}

extension ImportSite {
  /// The gradient with respect to input 0 of an operation that nobody runs.
  func gradient(of forward: Operation, _ dy: Output) throws -> Output {
    let gradients = try forward.definition.gradient(forward, [dy])
    guard let dx = gradients.first ?? nil else { throw unsupported("it has no gradient here") }
    return dx
  }

  /// ∂filter of a convolution of x, whose filter's shape is input 1.
  fileprivate func filterGradient(_ type: String) throws -> GraphImporter.Imported {
    let x = try input(0)
    let filter = try blank(shape(1, "filter_sizes"), x.dtype)
    return try imported(operation(type, [x, filter, input(2)]).outputs)
  }

  /// ∂x of a convolution, x of the shape of input 0. A transposed convolution is the same.
  fileprivate func inputGradient(_ type: String) throws -> GraphImporter.Imported {
    let filter = try input(1)
    let x = try blank(shape(0, "input_sizes"), filter.dtype)
    return try imported(operation(type, [x, filter, input(2)]).outputs)
  }
}
