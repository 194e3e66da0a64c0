import TFXCore
import TFXGraph

/// Adds TensorFlow's nodes for an operation of tfx.
typealias Translation = @Sendable (ExportSite) throws -> Void

/// How operations are said in TensorFlow's terms that are no node of its declarations, by their
/// type. All others are written by ``ExportSite/emitDeclared()``.
let translations: [String: Translation] = {
  var all: [String: Translation] = [:]
  for table in [
    arrayTranslations, nnTranslations, imageTranslations, randomTranslations, controlTranslations,
  ] {
    all.merge(table) { _, _ in preconditionFailure("an operation is translated twice") }
  }
  return all
}()

private let arrayTranslations: [String: Translation] = [
  "Argsort": argsort,
  "BroadcastLike": { site in
    let shape = site.shape(of: 1)
    site.emit("BroadcastTo", [site.input(0), shape], site.typed(["Tidx": .type(.int32)]))
  },
  "ConcatV2": { site in
    // TensorFlow's takes two tensors at least.
    if site.operation.inputs.count == 1 {
      return site.emit("Identity", [site.input(0)], site.typed())
    }
    try site.emitDeclared()
  },
  "Eye": { site in
    guard case .shape(let shape) = try site.attribute("batch_shape"),
      let rows = try site.integers("num_rows"), let columns = try site.integers("num_columns")
    else { throw site.unsupported("its shape makes no sense") }
    let dtype = site.operation.output(0).dtype
    let dims = site.constant(shape.dimensions + [min(rows[0], columns[0])], "dims")
    let one = site.constant(1, dtype, "one")
    let ones = site.helper(
      "Fill", "ones", [dims, one], ["T": .type(dtype), "index_type": .type(.int32)])
    site.emit(
      "MatrixDiagV3",
      [
        ones, site.constant([0], "k", scalar: true),
        site.constant(rows, "num_rows", scalar: true),
        site.constant(columns, "num_cols", scalar: true), site.constant(0, dtype, "padding_value"),
      ], ["T": .type(dtype)])
  },
  "RFFT": { try realFourier($0, axes: 1) },
  "RFFT2D": { try realFourier($0, axes: 2) },
  "IRFFT": { try realFourier($0, axes: 1, isInverse: true) },
  "IRFFT2D": { try realFourier($0, axes: 2, isInverse: true) },
  "ReduceJoin": { site in
    // All axes are joined from the last to the first.
    let axes = try site.integers("reduction_indices")
    let all = Array((0..<site.operation[0].shape.rank).reversed())
    site.emit(
      "ReduceJoin", [site.input(0), site.constant(axes ?? all, "reduction_indices")],
      [
        "keep_dims": try site.attribute("keep_dims"),
        "separator": try site.attribute("separator"),
      ])
  },
  "ReshapeLike": { site in
    let shape = site.shape(of: 1)
    site.emit("Reshape", [site.input(0), shape], site.typed(["Tshape": .type(.int32)]))
  },
  // TensorFlow's kernel for whole numbers makes zeros; `tf.round` leaves them alone.
  "Round": { site in
    site.emit(site.dtype().isFloating ? "Round" : "Identity", [site.input(0)], site.typed())
  },
  // No list is how TensorFlow says all axes.
  "Squeeze": { site in
    let axes = try site.integers("squeeze_dims") ?? []
    site.emit("Squeeze", [site.input(0)], site.typed(["squeeze_dims": .ints(axes)]))
  },
  "VarHandleOp": { site in
    let handle = site.operation.output(0)
    guard let variable = handle.graph.variables.first(where: { $0.handle == handle }) else {
      throw site.unsupported("it belongs to no variable of the graph")
    }
    site.emit(
      "VarHandleOp", [],
      [
        "dtype": try site.attribute("dtype"), "shape": try site.attribute("shape"),
        "shared_name": .string(variable.name),
      ])
  },
]

/// The places of sorted elements, as TensorFlow finds them: the order of −x, for whole numbers of
/// −1 − x, which exists for all of them.
private let argsort: Translation = { site in
  let x = site.operation[0]
  guard x.shape.rank > 0, x.shape[-1] != Shape.unknown else {
    throw site.unsupported("TensorFlow wants to know how many elements are sorted")
  }
  var keys = site.input(0)
  if case .bool(false) = try site.attribute("descending") {
    keys = site.helper(x.dtype.isFloating ? "Neg" : "Invert", "keys", [keys], site.typed())
  }
  let k = site.constant([x.shape[-1]], "k", scalar: true)
  let sorted = site.helper(
    "TopKV2", "TopKV2", [keys, k],
    site.typed(["Tk": .type(.int32), "index_type": .type(.int32), "sorted": .bool(true)]))
  site.emit("Identity", ["\(sorted):1"], ["T": .type(.int32)])
}

/// Fourier transforms of real numbers: TensorFlow's operation wants to be told the length, and cuts
/// off what is longer, but leaves it to `tf.signal` to put zeros behind what is shorter.
private func realFourier(
  _ site: ExportSite, axes: Int, isInverse: Bool = false
) throws(SavedModelError) {
  let x = site.operation[0].shape
  var lengths: [Int]
  if site.operation.definition.attributes.isEmpty {
    lengths = Array((isInverse ? site.operation.output(0).shape : x).dimensions.suffix(axes))
  } else {
    lengths = try site.integers("fft_length") ?? []
  }
  let extents = Array(x.dimensions.suffix(axes))
  if lengths.contains(Shape.unknown) || extents.contains(Shape.unknown) {
    throw site.unsupported("TensorFlow wants to know the length of what is transformed")
  }
  var needed = lengths
  if isInverse { needed[axes - 1] = lengths[axes - 1] / 2 + 1 }
  let missing = zip(needed, extents).map { max(0, $0 - $1) }
  var input = site.input(0)
  if missing.contains(where: { $0 > 0 }) {
    let pairs =
      Array(repeating: 0, count: 2 * (x.rank - axes)) + missing.flatMap { [0, $0] }
    let paddings = site.exporter.constant(
      Tensor(pairs.map { Int32($0) }, shape: [x.rank, 2]), "\(site.operation.name)/paddings")
    input = site.helper("Pad", "Pad", [input, paddings], site.typed(["Tpaddings": .type(.int32)]))
  }
  site.emit(
    site.operation.type, [input, site.constant(lengths, "fft_length")],
    ["Treal": .type(.float32), "Tcomplex": .type(.complex64)])
}

extension ExportSite {
  /// The attribute `T`, the type of the first input, with others.
  func typed(_ others: [String: AttributeValue] = [:]) -> [String: AttributeValue] {
    var attributes = others
    attributes["T"] = .type(dtype())
    return attributes
  }

  /// The attribute `T`, and those of the operation's own that TensorFlow has alike.
  func typed(keeping names: String...) throws(SavedModelError) -> [String: AttributeValue] {
    var attributes = typed()
    for name in names { attributes[name] = try attribute(name) }
    return attributes
  }

  /// Adds a node that gives the shape of an input.
  func shape(of index: Int) -> String {
    helper(
      "Shape", "shape", [input(index)],
      ["T": .type(dtype(index)), "out_type": .type(.int32)])
  }
}
