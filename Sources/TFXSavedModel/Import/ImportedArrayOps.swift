import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's operations that move elements, by their name. Bounds and shapes that are constants
/// become attributes; others stay tensors.
let importedArrayOps: [String: ImportedTensors] = [
  "Bitcast": { [try $0.graph.bitcast($0.input(0), to: $0.type("type"), name: $0.name)] },
  "BroadcastTo": { site in
    let x = try site.input(0)
    if site.knownIntegers(1) == nil {
      return [try site.graph.broadcast(x, to: site.input(1), name: site.name)]
    }
    return [try site.graph.broadcast(x, to: site.shape(1, "shape"), name: site.name)]
  },
  "Dequantize": { site in
    if try site.type("dtype", default: .float32) != .float32 || site.isPerAxis {
      throw site.unsupported("it makes other numbers than float32, or has limits for each channel")
    }
    return [
      try site.graph.dequantize(
        site.input(0), low: site.input(1), high: site.input(2),
        mode: site.choice("mode", default: QuantizeMode.minCombined), name: site.name)
    ]
  },
  "ExpandDims": {
    [try $0.graph.expandDims($0.input(0), axis: $0.integer(1, "dim"), name: $0.name)]
  },
  "FakeQuantWithMinMaxArgs": {
    [
      try $0.graph.fakeQuantWithMinMaxArgs(
        $0.input(0), min: $0.float("min", default: -6), max: $0.float("max", default: 6),
        bits: $0.int("num_bits", default: 8), narrowRange: $0.bool("narrow_range"), name: $0.name)
    ]
  },
  "FakeQuantWithMinMaxVars": {
    [
      try $0.graph.fakeQuantWithMinMaxVars(
        $0.input(0), min: $0.input(1), max: $0.input(2), bits: $0.int("num_bits", default: 8),
        narrowRange: $0.bool("narrow_range"), name: $0.name)
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
  "Gather": { [try $0.graph.gather($0.input(0), $0.input(1), name: $0.name)] },
  "GatherNd": { [try $0.graph.gatherNd($0.input(0), $0.input(1), name: $0.name)] },
  "GatherV2": {
    [
      try $0.graph.gather(
        $0.input(0), $0.input(1), axis: $0.integer(2, "axis"), batchDims: $0.int("batch_dims"),
        name: $0.name)
    ]
  },
  "IdentityN": { try $0.graph.identityN($0.inputs(), name: $0.name) },
  "LinSpace": { site in
    let (start, stop) = (try site.input(0), try site.input(1))
    if site.knownIntegers(2) == nil {
      return [try site.graph.linspace(start, stop, num: site.input(2), name: site.name)]
    }
    return [
      try site.graph.linspace(start, stop, num: site.integer(2, "num"), name: site.name)
    ]
  },
  "MatrixBandPart": {
    [
      try $0.graph.matrixBandPart(
        $0.input(0), lower: $0.integer(1, "num_lower"), upper: $0.integer(2, "num_upper"),
        name: $0.name)
    ]
  },
  "MatrixDiagPartV3": { site in
    if try site.integers(1, "k").contains(where: { $0 != 0 }) {
      throw site.unsupported("it takes other diagonals than the main one")
    }
    return [try site.graph.matrixDiagPart(site.input(0), name: site.name)]
  },
  "MatrixDiagV3": matrixDiagonal,
  "MirrorPad": {
    [
      try $0.graph.mirrorPad(
        $0.input(0), $0.paddings(), mode: $0.choice("mode", default: .reflect), name: $0.name)
    ]
  },
  "OneHot": { site in
    let (x, axis, dtype) = (
      try site.input(0), try site.int("axis", default: -1), try site.type("T")
    )
    let (on, off) = (try site.number(2, "on_value"), try site.number(3, "off_value"))
    if site.knownIntegers(1) == nil {
      return [
        try site.graph.oneHot(
          x, depth: site.input(1), on: on, off: off, axis: axis, dtype: dtype, name: site.name)
      ]
    }
    let depth = try site.integer(1, "depth")
    return [
      try site.graph.oneHot(
        x, depth: depth, on: on, off: off, axis: axis, dtype: dtype, name: site.name)
    ]
  },
  "Pad": { [try $0.graph.pad($0.input(0), $0.paddings(), name: $0.name)] },
  "PadV2": {
    [
      try $0.graph.pad(
        $0.input(0), $0.paddings(), constantValues: $0.input(2), name: $0.name)
    ]
  },
  "QuantizeV2": { site in
    if site.bool("narrow_range") || site.isPerAxis {
      throw site.unsupported("it has a narrow range, or limits for each channel")
    }
    let y = try site.graph.quantize(
      site.input(0), low: site.input(1), high: site.input(2), site.type("T"),
      mode: site.choice("mode", default: .minCombined),
      rounding: site.choice("round_mode", default: .halfAwayFromZero), name: site.name)
    return [y.codes, y.low, y.high]
  },
  "Range": { site in
    let (start, limit, delta) = (try site.input(0), try site.input(1), try site.input(2))
    for value in [start, limit, delta].compactMap(\.operation.definition.constantValue)
    where value.dtype.isNumeric {
      // Counting its elements would overflow.
      if value.doubles().contains(where: { !(abs($0) < 1e9) || 0..<1e-6 ~= abs($0) && $0 != 0 }) {
        throw site.unsupported("its bounds are too large, or its step too small")
      }
    }
    return [try site.graph.range(start, limit, delta: delta, name: site.name)]
  },
  "ReverseSequence": {
    [
      try $0.graph.reverseSequence(
        $0.input(0), lengths: $0.input(1), sequenceAxis: $0.int("seq_dim"),
        batchAxis: $0.int("batch_dim"), name: $0.name)
    ]
  },
  "ReverseV2": {
    [try $0.graph.reverse($0.input(0), axes: $0.integers(1, "axis"), name: $0.name)]
  },
  "ScatterNd": { site in
    let (indices, updates) = (try site.input(0), try site.input(1))
    if site.knownIntegers(2) == nil {
      return [try site.graph.scatterNd(indices, updates, shape: site.input(2), name: site.name)]
    }
    return [
      try site.graph.scatterNd(indices, updates, shape: site.shape(2, "shape"), name: site.name)
    ]
  },
  "ShapeN": {
    try $0.graph.shapes(
      of: $0.inputs(), outType: $0.type("out_type", default: .int32), name: $0.name)
  },
  "Size": {
    [
      try $0.graph.size(
        of: $0.input(0), outType: $0.type("out_type", default: .int32), name: $0.name)
    ]
  },
  "Split": {
    try $0.graph.split(
      $0.input(1), into: $0.int("num_split"), axis: $0.integer(0, "split_dim"), name: $0.name)
  },
  "SplitV": {
    try $0.graph.split(
      $0.input(0), sizes: $0.integers(1, "size_splits"), axis: $0.integer(2, "split_dim"),
      name: $0.name)
  },
  "Squeeze": { site in
    let axes = (site.node.attributes["squeeze_dims"]?.list.i ?? []).map { Int($0) }
    return [
      try site.graph.squeeze(site.input(0), axes: axes.isEmpty ? nil : axes, name: site.name)
    ]
  },
  "TensorScatterAdd": {
    [try $0.graph.tensorScatterAdd($0.input(0), $0.input(1), $0.input(2), name: $0.name)]
  },
  "TensorScatterSub": {
    [try $0.graph.tensorScatterSub($0.input(0), $0.input(1), $0.input(2), name: $0.name)]
  },
  "TensorScatterUpdate": {
    [try $0.graph.tensorScatterUpdate($0.input(0), $0.input(1), $0.input(2), name: $0.name)]
  },
  "Tile": { site in
    let x = try site.input(0)
    guard let multiples = site.knownIntegers(1) else {
      return [try site.graph.tile(x, multiples: site.input(1), name: site.name)]
    }
    return [try site.graph.tile(x, multiples, name: site.name)]
  },
  "TopKV2": { site in
    let (x, sorted) = (try site.input(0), site.node.attributes["sorted"]?.b ?? true)
    if try site.type("index_type", default: .int32) != .int32 {
      throw site.unsupported("its indices are int64; here they are int32")
    }
    let (values, indices) =
      try site.knownIntegers(1) == nil
      ? site.graph.topK(x, k: site.input(1), sorted: sorted, name: site.name)
      : site.graph.topK(x, k: site.integer(1, "k"), sorted: sorted, name: site.name)
    return [values, indices]
  },
  "Transpose": {
    [try $0.graph.transpose($0.input(0), $0.integers(1, "perm"), name: $0.name)]
  },
  "Unique": { site in
    let result = try site.graph.unique(
      site.input(0), outIndex: site.type("out_idx", default: .int32), name: site.name)
    return [result.y, result.indices]
  },
  "UniqueWithCounts": { site in
    let result = try site.graph.uniqueWithCounts(
      site.input(0), outIndex: site.type("out_idx", default: .int32), name: site.name)
    return [result.y, result.indices, result.counts]
  },
  "Unpack": {
    try $0.graph.unstack(
      $0.input(0), count: $0.int("num"), axis: $0.int("axis"), name: $0.name)
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
  /// Pairs of numbers, for each axis.
  fileprivate func paddings() throws(SavedModelError) -> Paddings {
    let all = try integers(1, "paddings")
    if !all.count.isMultiple(of: 2) { throw unsupported("'paddings' is \(all), no pairs") }
    return Paddings(
      stride(from: 0, to: all.count, by: 2).map { (before: all[$0], after: all[$0 + 1]) })
  }

  /// Whether a quantisation has limits of its own for each channel.
  fileprivate var isPerAxis: Bool { (node.attributes["axis"]?.i ?? -1) != -1 }
}
