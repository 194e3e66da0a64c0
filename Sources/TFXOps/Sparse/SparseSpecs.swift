import TFXCore
import TFXGraph

/// What is known of a sparse tensor that three inputs of an operation are.
struct SparseSpec {
  /// The number of entries, or unknown.
  var count: Int
  /// The shape of the whole tensor, as far as it is known.
  var shape: Shape
  /// The type of the entries.
  var dtype: DType

  var rank: Int { shape.rank }
}

extension InputSpecs {
  /// The sparse tensor that inputs `first`, `first + 1` and `first + 2` are: its places, entries and
  /// shape.
  ///
  /// - Parameter prefix: What TensorFlow puts before the arguments' names: `a_` of `a_indices`.
  func sparse(
    _ first: Int, _ prefix: String = "", shape shapeName: String = "dense_shape"
  ) throws(ShapeError) -> SparseSpec {
    let (indicesName, valuesName) = (prefix + "indices", prefix + "values")
    let shapeName = prefix.isEmpty ? shapeName : prefix + "shape"
    let indices = try oneOf([.int64], first, indicesName)
    _ = try ranked(first, 2, indicesName)
    let values = try withValues(first + 1, valuesName)
    _ = try ranked(first + 1, 1, valuesName)
    _ = try oneOf([.int64], first + 2, shapeName)
    let extents = try ranked(first + 2, 1, shapeName).shape
    let rank = indices.shape[1] == Shape.unknown ? extents[0] : indices.shape[1]
    if rank == Shape.unknown {
      throw ShapeError(indicesName, expected: "a known number of columns", found: "\(indices)")
    }
    try expectShape([rank], first + 2, shapeName)
    guard let count = Shape([indices.shape[0]]).merged(with: values.shape) else {
      throw ShapeError(
        valuesName, expected: "[\(indices.shape[0])], an entry for each index", found: "\(values)")
    }
    let known = value(first + 2) == nil ? nil : try self.extents(first + 2, shapeName).values
    return SparseSpec(
      count: count[0], shape: Shape(known ?? Array(repeating: Shape.unknown, count: rank)),
      dtype: values.dtype)
  }
}

extension TensorSpec {
  /// The places of a number of entries.
  static func indices(_ count: Int, rank: Int) -> TensorSpec { TensorSpec([count, rank], .int64) }
  /// The shape of a sparse tensor.
  static func denseShape(rank: Int) -> TensorSpec { TensorSpec([rank], .int64) }
}

/// The places of a sparse tensor's entries, read by a kernel or by what is computed between plans.
struct SparsePlaces<Index: FixedWidthInteger> {
  let indices: UnsafePointer<Index>
  let count: Int
  let rank: Int
  /// What messages call them.
  let argument: String

  /// The index of an entry along an axis.
  @inline(__always)
  func index(_ entry: Int, _ axis: Int) -> Int { Int(indices[entry * rank + axis]) }

  /// The indices of an entry, for messages.
  func place(_ entry: Int) -> [Int] { (0..<rank).map { index(entry, $0) } }

  /// Throws unless every entry lies within a tensor of the given shape.
  func check<Extent: BinaryInteger>(
    within shape: some RandomAccessCollection<Extent>
  ) throws(KernelError) {
    for entry in 0..<count {
      for (axis, extent) in shape.enumerated()
      where !(0..<Int(extent)).contains(index(entry, axis)) {
        throw KernelError(
          "\(argument): expected places in \(Array(shape)), found \(place(entry)) as entry "
            + "\(entry)")
      }
    }
  }

  /// Throws unless the entries are in the order of their places, each place once.
  func checkOrder() throws(KernelError) {
    for entry in 0..<max(count - 1, 0) {
      let order = compare(entry, self, entry + 1)
      if order == 0 {
        throw KernelError(
          "\(argument): expected each place once, found \(place(entry)) as entries \(entry) and "
            + "\(entry + 1)")
      }
      if order > 0 {
        throw KernelError(
          "\(argument): expected places in order (see sparseReorder), found \(place(entry + 1)) behind "
            + "\(place(entry)) as entry \(entry + 1)")
      }
    }
  }

  /// Negative if an entry stands before an entry of another sparse tensor in row-major order, 0 if
  /// both stand in one place.
  @inline(__always)
  func compare(_ entry: Int, _ other: SparsePlaces, _ otherEntry: Int) -> Int {
    for axis in 0..<rank {
      let (a, b) = (index(entry, axis), other.index(otherEntry, axis))
      if a != b { return a < b ? -1 : 1 }
    }
    return 0
  }

  /// The entries in the order of their places; those of one place as they are.
  func order() -> [Int] {
    (0..<count).sorted { a, b in
      let order = compare(a, self, b)
      return order == 0 ? a < b : order < 0
    }
  }
}

extension Site {
  /// The places that an `int64` input has.
  func places(_ index: Int, _ argument: String) -> SparsePlaces<Int64> {
    let shape = inputShape(index)
    return SparsePlaces(
      indices: input(index), count: shape[0], rank: shape[1], argument: argument)
  }

  /// The extents that an `int64` input has in a run.
  func extents(_ index: Int) -> UnsafeBufferPointer<Int64> {
    UnsafeBufferPointer(start: input(index), count: inputCount(index))
  }
}

extension Tensor {
  /// Calls `body` with the places that an `int64` tensor has.
  func withPlaces<Result>(
    _ argument: String, _ body: (SparsePlaces<Int64>) throws(KernelError) -> Result
  ) throws(KernelError) -> Result {
    // The tensor outlives the pointer, and is not written to.
    let start = withUnsafeScalars(of: Int64.self) { $0.baseAddress }
    let places = SparsePlaces(
      indices: start ?? UnsafePointer(bitPattern: 64)!, count: shape[0], rank: shape[1],
      argument: argument)
    return try withExtendedLifetime(self) { () throws(KernelError) in try body(places) }
  }

  /// A vector with a scalar of its type put behind it, a number of times.
  func appending(_ scalar: Tensor, count: Int) -> Tensor {
    if dtype == .string {
      let added = Array(repeating: scalar.scalars(as: ByteString.self)[0], count: count)
      return Tensor(scalars(as: ByteString.self) + added)
    }
    return Tensor(shape: [elementCount + count], dtype: dtype) { bytes in
      guard let start = bytes.baseAddress else { return }
      withUnsafeBytes {
        if let from = $0.baseAddress { start.copyMemory(from: from, byteCount: $0.count) }
      }
      scalar.withUnsafeBytes { element in
        for index in elementCount..<elementCount + count {
          (start + index * dtype.byteCount).copyMemory(
            from: element.baseAddress!, byteCount: dtype.byteCount)
        }
      }
    }
  }

  /// The rows along the first axis that `places` name, in their order.
  func rows(at places: [Int]) -> Tensor {
    let row = shape.withoutBatch
    let count = row.elementCount
    if dtype == .string {
      let elements = scalars(as: ByteString.self)
      return Tensor(
        places.flatMap { elements[$0 * count..<($0 + 1) * count] }, shape: row.batched(places.count)
      )
    }
    let byteCount = count * dtype.byteCount
    return withUnsafeBytes { source in
      Tensor(shape: row.batched(places.count), dtype: dtype) { bytes in
        guard let from = source.baseAddress, let to = bytes.baseAddress else { return }
        for (index, place) in places.enumerated() {
          (to + index * byteCount).copyMemory(
            from: from + place * byteCount, byteCount: byteCount)
        }
      }
    }
  }
}

extension Graph {
  /// The places of entries with a number of columns that the graph knows.
  func places(_ indices: Output, rank: Int) throws(GraphError) -> Output {
    indices.shape[1] == rank ? indices : try reshape(indices, to: [Shape.unknown, rank])
  }
}
