import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's operations that shapes are computed with, by their name. Which extents they show is
/// followed, so that a reshape that leaves the batch alone has one unknown extent, and no more.
let importedShapeOps: [String: ImportedOp] = [
  "Cast": { site in
    let isWhole = [.int32, .int64].contains(try site.type("DstT"))
    return try site.declared(showing: isWhole ? site.extents(0) : nil)
  },
  "ConcatV2": {
    try $0.declared(showing: $0.joined($0.inputs.count - 1, areScalars: false))
  },
  "Const": { site in
    guard let value = site.node.attributes["value"]?.tensor.tensor else {
      throw site.unsupported("its value has a type that is not known here, or makes no sense")
    }
    return try site.imported([try site.graph.constant(value, name: site.name)])
  },
  "Identity": { site in
    if let input = site.inputs.first?.node, input.isHandle { return input }
    return try site.declared(showing: site.extents(0))
  },
  "Pack": { try $0.declared(showing: $0.joined($0.inputs.count, areScalars: true)) },
  "Placeholder": { site in
    try site.imported([
      try site.graph.placeholder(site.type("dtype"), shape: site.shape("shape"), name: site.name)
    ])
  },
  "Reshape": { site in
    let x = try site.input(0)
    if let extents = site.extents(1), !extents.isScalar, let shape = extents.shape(for: x) {
      return try site.imported([try site.graph.reshape(x, to: shape, name: site.name)])
    }
    return try site.imported([try site.graph.reshape(x, to: site.input(1), name: site.name)])
  },
  "Shape": { site in try site.declared(showing: Extents(shapeOf: site.input(0))) },
  "Slice": { site in
    guard let begin = site.knownIntegers(1), let size = site.knownIntegers(2),
      let extents = site.extents(0), begin.count == 1, size.count == 1
    else { return try site.declared(showing: nil) }
    let end = size[0] == -1 ? extents.values.count : begin[0] + size[0]
    let isInside = 0 <= begin[0] && begin[0] <= end && end <= extents.values.count
    return try site.declared(
      showing: isInside ? Extents(values: Array(extents.values[begin[0]..<end])) : nil)
  },
  "StridedSlice": { site in
    let masks = StridedSliceMasks(
      begin: try site.int("begin_mask"), end: try site.int("end_mask"),
      ellipsis: try site.int("ellipsis_mask"), newAxis: try site.int("new_axis_mask"),
      shrinkAxis: try site.int("shrink_axis_mask"))
    guard let begin = site.knownIntegers(1), let end = site.knownIntegers(2),
      site.knownIntegers(3) == [1], begin.count == 1, end.count == 1, masks.ellipsis == 0,
      masks.newAxis == 0
    else { return try site.declared(showing: nil) }
    return try site.declared(showing: site.extents(0)?.sliced(begin[0], end[0], masks))
  },
]

extension ImportSite {
  /// The extents of the first inputs, one behind the other, if all are known in part.
  fileprivate func joined(_ count: Int, areScalars: Bool) -> Extents? {
    var values: [Extents.Extent] = []
    for index in 0..<count {
      guard let extents = extents(index), extents.isScalar == areScalars else { return nil }
      values += extents.values
    }
    return Extents(values: values)
  }
}

/// Whole numbers of a vector or a scalar, some of which are extents that data will tell.
struct Extents {
  enum Extent: Hashable {
    case known(Int)
    case unknown(of: Output, axis: Int)
  }

  var values: [Extent]
  var isScalar = false

  init(values: [Extent]) { self.values = values }

  /// What is known of a shape.
  init(shapeOf output: Output) {
    self.init(
      values: output.shape.dimensions.enumerated().map { axis, extent in
        extent == Shape.unknown ? .unknown(of: output, axis: axis) : .known(extent)
      })
  }

  /// The elements of a constant; nil if it is no vector of few whole numbers.
  init?(_ tensor: Tensor, limit: Int = 64) {
    guard tensor.shape.rank <= 1, tensor.elementCount <= limit else { return nil }
    let numbers: [Int]
    switch tensor.dtype {
    case .int32: numbers = tensor.scalars(as: Int32.self).map { Int($0) }
    case .int64: numbers = tensor.scalars(as: Int64.self).map { Int($0) }
    default: return nil
    }
    // What is counted or indexed with larger ones would overflow.
    guard numbers.allSatisfy({ abs($0 / 2) <= ProtoTensorShapeProto.limit }) else { return nil }
    self.init(values: numbers.map { .known($0) })
    isScalar = tensor.shape.rank == 0
  }

  /// The numbers, if all are known.
  var known: [Int]? {
    var numbers: [Int] = []
    for case .known(let value) in values { numbers.append(value) }
    return numbers.count == values.count ? numbers : nil
  }

  /// The neighbouring extents that a slice takes, or the one.
  fileprivate func sliced(_ begin: Int, _ end: Int, _ masks: StridedSliceMasks) -> Extents? {
    if isScalar { return nil }
    let count = values.count
    func place(_ index: Int) -> Int { min(max(index < 0 ? index + count : index, 0), count) }
    let first = masks.begin & 1 == 1 ? 0 : place(begin)
    if masks.shrinkAxis & 1 == 1 {
      guard values.indices.contains(begin < 0 ? begin + count : begin) else { return nil }
      var one = Extents(values: [values[place(begin)]])
      one.isScalar = true
      return one
    }
    let last = masks.end & 1 == 1 ? count : place(end)
    return Extents(values: Array(values[first..<max(first, last)]))
  }

  /// The shape that a tensor gets when it is reshaped to these extents, at most one of them −1; nil
  /// if that depends on what is fed.
  func shape(for x: Output) -> Shape? {
    var extents: [Int] = []
    var symbols: [Int] = []
    for (place, value) in values.enumerated() {
      switch value {
      case .known(let extent):
        extents.append(extent)
      case .unknown:
        extents.append(Shape.unknown)
        symbols.append(place)
      }
    }
    let inferred = extents.indices.filter { extents[$0] == -1 && !symbols.contains($0) }
    if symbols.count == 1, inferred.count == 1 {
      // [batch, −1]: what x has besides its batch, if that is the unknown extent.
      guard case .unknown(let output, let axis) = values[symbols[0]], output == x,
        x.shape.dimensions.count(where: { $0 == Shape.unknown }) == 1
      else { return nil }
      let rest = x.shape.dimensions.enumerated().filter { $0.offset != axis }.map(\.element)
      let count = rest.reduce(1, *)
      let others = extents.filter { $0 != -1 }.reduce(1) {
        $0.multipliedReportingOverflow(by: $1).0
      }
      guard others > 0, count % others == 0 else { return nil }
      extents[inferred[0]] = count / others
    }
    guard extents.count(where: { $0 == -1 }) <= 1 else { return nil }
    return Shape(checked: extents)
  }

  /// A shape of these extents, where what data will tell is unknown; nil if they make no sense.
  var partialShape: Shape? {
    Shape(checked: values.map { if case .known(let extent) = $0 { extent } else { Shape.unknown } })
  }
}
