import TFXCore
import TFXGraph
import TFXOps

/// Adds the operations that stand for a node of TensorFlow's.
typealias ImportedOp = @Sendable (ImportSite) throws -> GraphImporter.Imported

/// What is known of TensorFlow's operations, by their name.
let importedOps: [String: ImportedOp] = {
  var all = importedArrayOps
  for table in [importedMathOps, importedNNOps, importedStateOps] {
    all.merge(table) { _, _ in preconditionFailure("an operation is imported in two ways") }
  }
  return all
}()

private typealias Unary = @Sendable (Graph, Output, String) throws -> Output
private typealias Binary = @Sendable (Graph, Output, Output, String) throws -> Output

private let unaryOps: [String: Unary] = [
  "Abs": { try $0.abs($1, name: $2) },
  "Ceil": { try $0.ceil($1, name: $2) },
  "Exp": { try $0.exp($1, name: $2) },
  "Expm1": { try $0.expm1($1, name: $2) },
  "Floor": { try $0.floor($1, name: $2) },
  "Log": { try $0.log($1, name: $2) },
  "Log1p": { try $0.log1p($1, name: $2) },
  "LogSoftmax": { try $0.logSoftmax($1, name: $2) },
  "Neg": { try $0.negative($1, name: $2) },
  "OnesLike": { try $0.onesLike($1, name: $2) },
  "Relu": { try $0.relu($1, name: $2) },
  "Relu6": { try $0.relu6($1, name: $2) },
  "Rint": { try $0.round($1, name: $2) },
  "Rsqrt": { try $0.rsqrt($1, name: $2) },
  "Selu": { try $0.selu($1, name: $2) },
  "Sigmoid": { try $0.sigmoid($1, name: $2) },
  "Sign": { try $0.sign($1, name: $2) },
  "Softmax": { try $0.softmax($1, name: $2) },
  "Softplus": { try $0.softplus($1, name: $2) },
  "Softsign": { try $0.softsign($1, name: $2) },
  "Sqrt": { try $0.sqrt($1, name: $2) },
  "Square": { try $0.square($1, name: $2) },
  "StopGradient": { try $0.stopGradient($1, name: $2) },
  "Tanh": { try $0.tanh($1, name: $2) },
  "ZerosLike": { try $0.zerosLike($1, name: $2) },
]

private let binaryOps: [String: Binary] = [
  "Add": { try $0.add($1, $2, name: $3) },
  "AddV2": { try $0.add($1, $2, name: $3) },
  "Equal": { try $0.equal($1, $2, name: $3) },
  "Greater": { try $0.greater($1, $2, name: $3) },
  "GreaterEqual": { try $0.greaterEqual($1, $2, name: $3) },
  "Less": { try $0.less($1, $2, name: $3) },
  "LessEqual": { try $0.lessEqual($1, $2, name: $3) },
  "Maximum": { try $0.maximum($1, $2, name: $3) },
  "Minimum": { try $0.minimum($1, $2, name: $3) },
  "Mul": { try $0.multiply($1, $2, name: $3) },
  "NotEqual": { try $0.notEqual($1, $2, name: $3) },
  "Pow": { try $0.pow($1, $2, name: $3) },
  "RealDiv": { try $0.divide($1, $2, name: $3) },
  "SquaredDifference": { try $0.squaredDifference($1, $2, name: $3) },
  "Sub": { try $0.subtract($1, $2, name: $3) },
]

private let importedMathOps: [String: ImportedOp] = {
  var table: [String: ImportedOp] = [:]
  for (type, function) in unaryOps {
    table[type] = { site in
      let x = try site.input(0)
      return try site.output {
        try function(site.graph, x, site.node.name)
      }
    }
  }
  for (type, function) in binaryOps {
    table[type] = { site in
      let (a, b) = (try site.input(0), try site.input(1))
      return try site.output {
        try function(site.graph, a, b, site.node.name)
      }
    }
  }
  for type in ["Sum", "Mean", "Max", "Min"] { table[type] = reduction }
  for type in ["ArgMax", "ArgMin"] { table[type] = axisIndex }
  table["AddN"] = { site in
    let inputs = try site.inputs.indices.map { try site.input($0) }
    return try site.output {
      try site.graph.addN(inputs, name: site.node.name)
    }
  }
  table["Cast"] = { site in
    let (x, dtype) = (try site.input(0), try site.type("DstT"))
    var result = try site.output {
      try site.graph.cast(x, to: dtype, name: site.node.name)
    }
    if dtype == .int32 || dtype == .int64, var extents = site.extents(0) {
      extents.dtype = dtype
      result.extents = extents
    }
    return result
  }
  table["MatMul"] = { site in
    let (a, b) = (try site.input(0), try site.input(1))
    return try site.output {
      try site.graph.matMul(
        a, b, transposeA: site.bool("transpose_a"), transposeB: site.bool("transpose_b"),
        name: site.node.name)
    }
  }
  table["SelectV2"] = { site in
    let (condition, a, b) = (try site.input(0), try site.input(1), try site.input(2))
    return try site.output {
      try site.graph.select(condition, a, b, name: site.node.name)
    }
  }
  return table
}()

private let reduction: ImportedOp = { site in
  let x = try site.input(0)
  let axes = try site.integers(1, "reduction_indices")
  let keepDims = site.bool("keep_dims")
  let (graph, name) = (site.graph, site.node.name)
  return try site.output {
    switch site.node.op {
    case "Sum": try graph.sum(x, axes: axes, keepDims: keepDims, name: name)
    case "Mean": try graph.mean(x, axes: axes, keepDims: keepDims, name: name)
    case "Max": try graph.max(x, axes: axes, keepDims: keepDims, name: name)
    default: try graph.min(x, axes: axes, keepDims: keepDims, name: name)
    }
  }
}

private let axisIndex: ImportedOp = { site in
  let x = try site.input(0)
  let axis = try site.integer(1, "dimension")
  let dtype = try site.type("output_type", default: .int64)
  let (graph, name) = (site.graph, site.node.name)
  return try site.output {
    // Ours gives int64: another type is a step of its own, which then has the name.
    let own = dtype == .int64 ? name : "\(name)/int64"
    let index =
      try site.node.op == "ArgMax"
      ? graph.argMax(x, axis: axis, name: own) : graph.argMin(x, axis: axis, name: own)
    return try dtype == .int64 ? index : graph.cast(index, to: dtype, name: name)
  }
}

extension ImportSite {
  /// A node that becomes one output.
  func output(
    _ body: () throws -> Output
  ) throws(SavedModelError) -> GraphImporter.Imported {
    let output = try make(body)
    // Later ones count its elements.
    if Shape(checked: output.shape.dimensions) == nil {
      throw unsupported("it would make \(output.spec), more than is possible")
    }
    return GraphImporter.Imported(outputs: [output])
  }
}
