/// A number that slices of can be added or multiplied: whole numbers wrap.
package protocol ScatterNumber: BitwiseCopyable, Comparable {
  static func plus(_ a: Self, _ b: Self) -> Self
  static func minus(_ a: Self, _ b: Self) -> Self
  static func times(_ a: Self, _ b: Self) -> Self
}

extension ScatterNumber where Self: FixedWidthInteger {
  package static func plus(_ a: Self, _ b: Self) -> Self { a &+ b }
  package static func minus(_ a: Self, _ b: Self) -> Self { a &- b }
  package static func times(_ a: Self, _ b: Self) -> Self { a &* b }
}

extension ScatterNumber where Self: BinaryFloatingPoint {
  package static func plus(_ a: Self, _ b: Self) -> Self { a + b }
  package static func minus(_ a: Self, _ b: Self) -> Self { a - b }
  package static func times(_ a: Self, _ b: Self) -> Self { a * b }
}

extension Float: ScatterNumber {}
extension Double: ScatterNumber {}
extension Int8: ScatterNumber {}
extension Int16: ScatterNumber {}
extension Int32: ScatterNumber {}
extension Int64: ScatterNumber {}
extension UInt8: ScatterNumber {}

/// What becomes of an element and an update.
package enum ScatterRule: Sendable {
  /// The update.
  case update
  /// The sum.
  case add
  /// The difference.
  case sub
  /// The product.
  case mul
  /// The lesser one.
  case min
  /// The greater one.
  case max
}

extension Kernels {
  /// Combines slices with those of y that rows of indices name, one after the other.
  package static func scatter<E: ScatterNumber, Index: FixedWidthInteger>(
    _ rule: ScatterRule, _ updates: In<E>, _ indices: In<Index>, _ y: Out<E>, _ plan: PlacePlan
  ) throws(BadIndex) {
    switch rule {
    case .update: try scatterPlaces(updates, indices, y, plan) { $1 }
    case .add: try scatterPlaces(updates, indices, y, plan) { E.plus($0, $1) }
    case .sub: try scatterPlaces(updates, indices, y, plan) { E.minus($0, $1) }
    case .mul: try scatterPlaces(updates, indices, y, plan) { E.times($0, $1) }
    case .min: try scatterPlaces(updates, indices, y, plan) { Swift.min($0, $1) }
    case .max: try scatterPlaces(updates, indices, y, plan) { Swift.max($0, $1) }
    }
  }
}
