/// An n-dimensional array of numbers in row-major order: a value, copied when written to while
/// shared.
public struct Tensor: Sendable {
  /// Extent along each axis, all known.
  public let shape: Shape
  /// Element type.
  public let dtype: DType
  private var storage: TensorStorage

  /// A tensor of zeros.
  public init(shape: Shape, dtype: DType) {
    self.shape = shape
    self.dtype = dtype
    storage = TensorStorage(byteCount: shape.elementCount * dtype.byteCount)
  }

  /// A tensor whose bytes `initialize` writes; they are zero before.
  public init(
    shape: Shape, dtype: DType, initialize: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    self.init(shape: shape, dtype: dtype)
    try initialize(storage.bytes)
  }

  /// A tensor of the given scalars; a vector unless `shape` says otherwise.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: Shape? = nil) {
    let shape = shape ?? [scalars.count]
    precondition(
      shape.elementCount == scalars.count, "\(scalars.count) scalars for shape \(shape)")
    self.init(shape: shape, dtype: Scalar.dtype) { bytes in
      scalars.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }
  }

  /// A scalar tensor, of shape `[]`.
  public init<Scalar: TensorScalar>(_ scalar: Scalar) { self.init([scalar], shape: .scalar) }

  /// A tensor of one repeated value.
  public init<Scalar: TensorScalar>(repeating value: Scalar, shape: Shape) {
    self.init(shape: shape, dtype: Scalar.dtype) { bytes in
      bytes.bindMemory(to: Scalar.self).update(repeating: value)
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
      let copy = TensorStorage(byteCount: storage.bytes.count)
      copy.bytes.copyMemory(from: UnsafeRawBufferPointer(storage.bytes))
      storage = copy
    }
    return try body(storage.bytes)
  }

  /// Calls `body` with the elements. Traps if `Scalar` is not the tensor's element type.
  public func withUnsafeScalars<Scalar: TensorScalar, Result>(
    of type: Scalar.Type, _ body: (UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    precondition(type.dtype == dtype, "\(type.dtype) scalars asked of a \(dtype) tensor")
    return try withUnsafeBytes { try body($0.bindMemory(to: type)) }
  }

  /// The elements in row-major order. Traps if `Scalar` is not the tensor's element type.
  public func scalars<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> [Scalar] {
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
    return left.withUnsafeBytes { a in right.withUnsafeBytes { b in a.elementsEqual(b) } }
  }
}

/// The bytes of a tensor. Written only while one tensor holds it, so sharing it is safe.
private final class TensorStorage: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(byteCount: Int) {
    bytes = .allocate(byteCount: byteCount, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { bytes.deallocate() }
}
