/// The dimensions of a tensor, outermost first. A dimension that is only known when data is fed
/// (usually the batch) is ``unknown``, written `?`.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// A dimension that is not known before data is fed.
  public static let unknown = -1
  /// The shape of a scalar.
  public static let scalar: Shape = []

  /// The extent along each axis; ``unknown`` where it is not known yet.
  public var dimensions: [Int]

  /// A shape with the given extents; each is 0 or more, or ``unknown``. A graph refuses others.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }

  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// Whether every extent is known.
  public var isFullyKnown: Bool { !dimensions.contains(Shape.unknown) }

  /// The number of elements, ``countLimit`` if there would be more. Traps if an extent is unknown.
  public var elementCount: Int {
    precondition(isFullyKnown, "element count of \(self), which is not fully known")
    return Shape.product(dimensions)
  }

  /// More elements than any memory holds, and few enough to reckon with: the bytes of hundreds of
  /// such tensors can be added up.
  public static let countLimit = 1 << 48

  /// The product of extents, ``countLimit`` if it is more.
  package static func product(_ extents: some Sequence<Int>) -> Int {
    extents.reduce(1) { count, extent in
      let (product, isOverflow) = count.multipliedReportingOverflow(by: extent)
      return isOverflow ? countLimit : min(product, countLimit)
    }
  }

  /// The extent along an axis; negative axes count from the end.
  public subscript(axis: Int) -> Int {
    get { dimensions[axis < 0 ? rank + axis : axis] }
    set { dimensions[axis < 0 ? rank + axis : axis] = newValue }
  }

  /// Whether a tensor of the fully known shape `other` may be fed where this shape is declared.
  public func accepts(_ other: Shape) -> Bool {
    rank == other.rank
      && zip(dimensions, other.dimensions).allSatisfy { $0 == Shape.unknown || $0 == $1 }
  }

  /// The shape without its first axis.
  public var withoutBatch: Shape { Shape(Array(dimensions.dropFirst())) }

  /// The shape with an axis of the given extent put before its first.
  public func batched(_ count: Int = Shape.unknown) -> Shape { Shape([count] + dimensions) }

  public var description: String {
    "[" + dimensions.map { $0 == Shape.unknown ? "?" : String($0) }.joined(separator: ", ") + "]"
  }
}

/// What is known of a tensor before it has values: its shape and element type.
public struct TensorSpec: Hashable, Sendable, CustomStringConvertible {
  /// The dimensions, some of which may be unknown.
  public var shape: Shape
  /// The element type.
  public var dtype: DType

  /// A tensor of the given shape and element type.
  public init(_ shape: Shape, _ dtype: DType = .float32) {
    self.shape = shape
    self.dtype = dtype
  }

  public var description: String { "\(dtype)\(shape)" }
}
