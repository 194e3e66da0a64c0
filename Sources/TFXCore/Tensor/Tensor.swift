/// An n-dimensional array in row-major order: a value, copied when written to while shared.
public struct Tensor: Sendable {
  /// Extent along each axis, all known.
  public let shape: Shape
  /// Element type.
  public let dtype: DType
  private var storage: TensorStorage

  /// A tensor of zeros, or of empty strings.
  public init(shape: Shape, dtype: DType) {
    self.shape = shape
    self.dtype = dtype
    storage = TensorStorage(count: shape.elementCount, dtype)
  }

  /// A tensor whose bytes `initialize` writes; they are zero before. Those of a `string` tensor are
  /// empty ``ByteString``s, to be assigned.
  public init(
    shape: Shape, dtype: DType, initialize: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    self.init(shape: shape, dtype: dtype)
    try initialize(storage.bytes)
  }

  /// A tensor of the given scalars; a vector unless `shape` says otherwise.
  public init<Scalar: TensorElement>(_ scalars: [Scalar], shape: Shape? = nil) {
    let shape = shape ?? [scalars.count]
    precondition(
      shape.elementCount == scalars.count, "\(scalars.count) scalars for shape \(shape)")
    self.init(shape: shape, dtype: Scalar.dtype) { bytes in
      let elements = bytes.assumingMemoryBound(to: Scalar.self)
      _ = elements.update(fromContentsOf: scalars)
    }
  }

  /// A scalar tensor, of shape `[]`.
  public init<Scalar: TensorElement>(_ scalar: Scalar) { self.init([scalar], shape: .scalar) }

  /// A tensor of one repeated value.
  public init<Scalar: TensorElement>(repeating value: Scalar, shape: Shape) {
    self.init(shape: shape, dtype: Scalar.dtype) { bytes in
      bytes.assumingMemoryBound(to: Scalar.self).update(repeating: value)
    }
  }

  /// The number of elements.
  public var elementCount: Int { shape.elementCount }

  /// Shape and element type together.
  public var spec: TensorSpec { TensorSpec(shape, dtype) }

  /// Calls `body` with the elements' bytes, 64-byte aligned.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeRawBufferPointer(storage.bytes)) }
  }

  /// Calls `body` with the elements' bytes to write to, after a copy if they are shared.
  public mutating func withUnsafeMutableBytes<Result>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      storage = TensorStorage(copying: storage)
    }
    return try body(storage.bytes)
  }

  /// Calls `body` with the elements. Traps if `Scalar` is not the tensor's element type.
  public func withUnsafeScalars<Scalar: TensorElement, Result>(
    of type: Scalar.Type, _ body: (UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    precondition(type.dtype == dtype, "\(type.dtype) scalars asked of a \(dtype) tensor")
    return try withUnsafeBytes { try body($0.assumingMemoryBound(to: type)) }
  }

  /// The elements in row-major order. Traps if `Scalar` is not the tensor's element type.
  public func scalars<Scalar: TensorElement>(as type: Scalar.Type = Scalar.self) -> [Scalar] {
    withUnsafeScalars(of: type) { Array($0) }
  }

  /// The same elements under another shape of as many elements.
  public func reshaped(to shape: Shape) -> Tensor {
    precondition(shape.elementCount == elementCount, "\(self.shape) reshaped to \(shape)")
    return Tensor(shape: shape, dtype: dtype, storage: storage)
  }

  /// The rows `range` along the first axis, copied.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      shape.rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows \(range) of \(shape)")
    let row = shape.withoutBatch
    if dtype == .string {
      let elements = scalars(as: ByteString.self)
      let count = row.elementCount
      return Tensor(
        Array(elements[range.lowerBound * count..<range.upperBound * count]),
        shape: row.batched(range.count))
    }
    let rowBytes = row.elementCount * dtype.byteCount
    return withUnsafeBytes { source in
      Tensor(shape: row.batched(range.count), dtype: dtype) { bytes in
        bytes.copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: source[range.lowerBound * rowBytes..<range.upperBound * rowBytes]))
      }
    }
  }

  private init(shape: Shape, dtype: DType, storage: TensorStorage) {
    self.shape = shape
    self.dtype = dtype
    self.storage = storage
  }
}

extension Tensor: Equatable {
  /// Whether shape, element type and every byte are equal.
  public static func == (left: Tensor, right: Tensor) -> Bool {
    guard left.spec == right.spec else { return false }
    if left.dtype == .string {
      return left.scalars(as: ByteString.self) == right.scalars(as: ByteString.self)
    }
    return left.withUnsafeBytes { a in right.withUnsafeBytes { b in a.elementsEqual(b) } }
  }
}

extension Tensor: Hashable {
  public func hash(into hasher: inout Hasher) {
    hasher.combine(spec)
    if dtype == .string {
      hasher.combine(scalars(as: ByteString.self))
    } else {
      withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }
}

/// The bytes of a tensor. Written only while one tensor holds it, so sharing it is safe.
private final class TensorStorage: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer
  private let isString: Bool

  init(count: Int, _ dtype: DType) {
    isString = dtype == .string
    bytes = .allocate(byteCount: count * dtype.byteCount, alignment: 64)
    if isString {
      bytes.initializeMemory(as: ByteString.self, repeating: ByteString())
    } else {
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }
  }

  init(copying other: TensorStorage) {
    isString = other.isString
    bytes = .allocate(byteCount: other.bytes.count, alignment: 64)
    if isString {
      let source = other.bytes.assumingMemoryBound(to: ByteString.self)
      _ = bytes.initializeMemory(as: ByteString.self, fromContentsOf: source)
    } else {
      bytes.copyMemory(from: UnsafeRawBufferPointer(other.bytes))
    }
  }

  deinit {
    if isString { bytes.assumingMemoryBound(to: ByteString.self).deinitialize() }
    bytes.deallocate()
  }
}
