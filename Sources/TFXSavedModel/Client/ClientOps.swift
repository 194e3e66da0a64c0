import TFXCore
import TFXGraph
import TFXOps

/// The operations of a client's graph that become something else than those of a saved model, or that
/// only programs have that train, by the types of their nodes.
let clientOps: [String: ImportedOp] = {
  var all = clientShapeOps
  for table in [
    clientStateOps, clientUpdateOps, clientGradientOps, clientFileOps, clientArrayOps,
    clientRandomOps,
    clientLoopOps,
    clientSegmentOps,
  ] {
    all.merge(table) { _, _ in
      preconditionFailure("an operation of clients is imported in two ways")
    }
  }
  return all
}()

/// Shapes are those of what is fed, and so mostly known.
private let clientShapeOps: [String: ImportedOp] = [
  "ConcatOffset": { site in
    let axis = try site.integer(0, "concat_dim")
    let shapes = try (1..<site.inputs.count).map { try site.integers($0, "shape") }
    guard let rank = shapes.first?.count, shapes.allSatisfy({ $0.count == rank }),
      (-rank..<rank).contains(axis)
    else { throw site.unsupported("its shapes have other numbers of axes, or no axis \(axis)") }
    let place = axis < 0 ? axis + rank : axis
    var offset = 0
    let offsets = try shapes.map { shape in
      var row = [Int](repeating: 0, count: rank)
      row[place] = offset
      offset += shape[place]
      return try site.graph.constant(Tensor(row.map { Int32(clamping: $0) }), name: site.name)
    }
    return try site.imported(offsets)
  },
  "ListDiff": { site in
    let (x, y) = (try site.integers(0, "x"), Set(try site.integers(1, "y")))
    let places = x.indices.filter { !y.contains(x[$0]) }
    let type = try site.input(0).dtype
    return try site.imported([
      try site.graph.constant(
        Tensor(places.map { Int64(x[$0]) }).converted(to: type), name: site.name),
      try site.graph.constant(
        Tensor(places.map { Int64($0) }).converted(
          to: site.type("out_idx", default: .int32)), name: site.name),
    ])
  },
  "Rank": { site in
    try site.imported([
      try site.graph.constant(Tensor(Int32(site.input(0).shape.rank)), name: site.name)
    ])
  },
  "Shape": { site in
    let x = try site.input(0)
    guard x.shape.isFullyKnown else {
      return try site.declared(showing: Extents(shapeOf: x))
    }
    return try site.imported([try site.shapeConstant(x.shape)])
  },
  "ShapeN": { site in
    let inputs = try site.inputs()
    guard inputs.allSatisfy(\.shape.isFullyKnown) else {
      return try site.imported(
        site.graph.shapes(
          of: inputs, outType: site.type("out_type", default: .int32), name: site.name))
    }
    return try site.imported(try inputs.map { try site.shapeConstant($0.shape) })
  },
  "Size": { site in
    let x = try site.input(0)
    guard x.shape.isFullyKnown else { return try site.declared(showing: nil) }
    let count = Tensor(Int64(x.shape.elementCount)).converted(
      to: try site.type("out_type", default: .int32))
    return try site.imported([try site.graph.constant(count, name: site.name)])
  },
]

/// Random numbers that are other ones in each run.
private let clientRandomOps: [String: ImportedOp] = [
  "RandomStandardNormal": { site in
    try site.imported([
      try site.graph.randomNormal(
        like: site.randomPlace(), step: site.importer.countingRuns(), seed: site.seed(),
        name: site.name)
    ])
  },
  "RandomUniform": { site in
    try site.imported([
      try site.graph.randomUniform(
        like: site.randomPlace(), step: site.importer.countingRuns(), seed: site.seed(),
        name: site.name)
    ])
  },
]

extension ImportSite {
  /// The extents of a tensor as the type asks for that the node has.
  fileprivate func shapeConstant(_ shape: Shape) throws -> Output {
    let extents = Tensor(shape.dimensions.map { Int64($0) })
    return try graph.constant(
      extents.converted(to: type("out_type", default: .int32)), name: name)
  }

  /// Something of the shape and the type of the random numbers that the node makes.
  fileprivate func randomPlace() throws -> Output {
    try blank(shape(0, "shape"), type("dtype"))
  }

  /// A tensor of a shape of which nothing else is read.
  func blank(_ shape: Shape, _ dtype: DType) throws(GraphError) -> Output {
    try graph.fill(shape, 0, dtype, name: "\(name)/blank")
  }

  /// Whether tfx has operations of a type.
  static func hasOperation(_ type: String) -> Bool { operationTypes[type] != nil }

  /// Adds an operation of a type that tfx has, with the attributes of the node that it has too.
  func operation(
    _ type: String, _ inputs: [Output], _ more: [String: AttributeValue] = [:]
  ) throws -> Operation {
    guard let definition = operationTypes[type] else {
      preconditionFailure("'\(type)' is no operation")
    }
    return try operation(definition, inputs, more)
  }

  private func operation<Op: OpDefinition>(
    _ type: Op.Type, _ inputs: [Output], _ more: [String: AttributeValue]
  ) throws -> Operation {
    let names = FieldNames(of: Op()).all
    var fields = more
    for (name, value) in node.attributes where names.contains(name) && fields[name] == nil {
      guard let value = AttributeValue(value) else {
        throw unsupported("'\(name)' is missing, of unknown rank, or makes no sense")
      }
      fields[name] = value
    }
    let definition: Op
    do throws(ShapeError) {
      definition = try AttributeReader.read(type, fields)
    } catch {
      throw GraphError.invalid(op: node.op, node: node.name, error)
    }
    return try graph.add(settling: definition, inputs, name: name)
  }
}

/// All operations by type.
private let operationTypes: [String: any OpDefinition.Type] = Dictionary(
  opCatalog.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
