import TFXCore
import TFXGraph
import TFXOps

/// Adds the operations that stand for a node of TensorFlow's.
typealias ImportedOp = @Sendable (ImportSite) throws -> GraphImporter.Imported

/// One that makes tensors, in the order of TensorFlow's outputs, and needs to be known for nothing
/// else.
typealias ImportedTensors = @Sendable (ImportSite) throws -> [Output]

/// TensorFlow's operations that become something else than the operation of their name, or need a
/// look first, by their name. All others are read by ``ImportSite/declared()``.
let importedOps: [String: ImportedOp] = {
  var all = importedShapeOps
  for table in [importedStateOps, importedQueueOps, importedControlOps] {
    all.merge(table) { _, _ in preconditionFailure("an operation is imported in two ways") }
  }
  for (type, build) in composedOps {
    let previous = all.updateValue({ try $0.imported(build($0)) }, forKey: type)
    precondition(previous == nil, "'\(type)' is imported in two ways")
  }
  return all
}()

extension ImportSite {
  /// What has become of a node that makes tensors.
  func imported(_ outputs: [Output]) throws(SavedModelError) -> GraphImporter.Imported {
    // Later ones count their elements.
    for output in outputs where Shape(checked: output.shape.dimensions) == nil {
      throw unsupported("it would make \(output.spec), more than is possible")
    }
    return GraphImporter.Imported(outputs: outputs, operation: outputs.first?.operation)
  }
}

/// TensorFlow's operations that several of tfx's stand for, or one of another form.
private let composedOps: [String: ImportedTensors] = [
  "ClipByValue": {
    [try $0.graph.clipByValue($0.input(0), min: $0.input(1), max: $0.input(2), name: $0.name)]
  },
  "Conv2DBackpropInput": { site in
    let shape = try site.partialShape(0, "input_sizes")
    return [
      try site.graph.conv2DTranspose(
        site.input(2), site.input(1), outputShape: shape, strides: site.pair("strides"),
        padding: site.padding(), dilations: site.pair("dilations", default: Pair(1)),
        name: site.name)
    ]
  },
  "Conv3DBackpropInputV2": { site in
    let shape = try site.partialShape(0, "input_sizes")
    return [
      try site.graph.conv3DTranspose(
        site.input(2), site.input(1), outputShape: shape, strides: site.triple("strides"),
        padding: site.padding(), dilations: site.triple("dilations", default: Triple(1)),
        name: site.name)
    ]
  },
  "Fill": { site in
    if let value = site.constant(1), value.dtype.isNumeric, site.knownIntegers(0) != nil {
      return [
        try site.graph.fill(
          site.shape(0, "dims"), site.number(1, "value"), value.dtype, name: site.name)
      ]
    }
    return [try site.graph.fill(dims: site.input(0), value: site.input(1), name: site.name)]
  },
  "IdentityN": { try $0.graph.identityN($0.inputs(), name: $0.name) },
  // All bits turned: −1 − x.
  "Invert": { site in
    let x = try site.input(0)
    let ones = Tensor(x.dtype == .uint8 ? 255.0 : -1).converted(to: x.dtype)
    return [try site.graph.subtract(site.graph.constant(ones), x, name: site.name)]
  },
  "MatrixDiagPartV3": { site in
    if try site.integers(1, "k").contains(where: { $0 != 0 }) {
      throw site.unsupported("it takes other diagonals than the main one")
    }
    return [try site.graph.matrixDiagPart(site.input(0), name: site.name)]
  },
  "MatrixDiagV3": matrixDiagonal,
  "Pad": { site in
    guard let paddings = Paddings.read(.ints(try site.integers(1, "paddings"))) else {
      throw site.unsupported("'paddings' are no pairs")
    }
    return [try site.graph.pad(site.input(0), paddings, name: site.name)]
  },
  "ShapeN": {
    try $0.graph.shapes(
      of: $0.inputs(), outType: $0.type("out_type", default: .int32), name: $0.name)
  },
]

/// Matrices with a main diagonal, 0 elsewhere, of a shape that may have more rows or columns.
private let matrixDiagonal: ImportedTensors = { site in
  let x = try site.input(0)
  let isPlain = try site.integers(1, "k").allSatisfy { $0 == 0 } && site.number(4, "padding") == 0
  guard isPlain, x.shape.rank > 0 else {
    throw site.unsupported("it makes other matrices than those of a main diagonal")
  }
  let (rows, columns) = (try site.integer(2, "num_rows"), try site.integer(3, "num_cols"))
  let count = x.shape[-1]
  if rows == columns, rows == -1 || rows == count {
    return [try site.graph.matrixDiag(x, name: site.name)]
  }
  guard count != Shape.unknown else {
    throw site.unsupported("the length of the diagonal is not known")
  }
  let square = try site.graph.matrixDiag(x, name: "\(site.name)/square")
  let batch = Array(repeating: (before: 0, after: 0), count: x.shape.rank - 1)
  let more = [rows, columns].map { (before: 0, after: $0 == -1 ? 0 : $0 - count) }
  return [try site.graph.pad(square, Paddings(batch + more), name: site.name)]
}

extension ImportSite {
  /// A shape that comes in, where what data will tell is unknown.
  fileprivate func partialShape(_ index: Int, _ argument: String) throws(SavedModelError) -> Shape {
    guard let shape = extents(index)?.partialShape else {
      throw unsupported("'\(argument)' is computed from other things than shapes and constants")
    }
    return shape
  }
}
