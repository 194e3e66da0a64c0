import TFXCore
public import TFXGraph
import TFXKernels

/// y = the places of the elements along the last axis, in the order of the elements; equal ones stay
/// in their order, and what is not a number comes last.   x: [d…, n] → y: int32 [d…, n].
/// No gradient.
///
/// TensorFlow composes it of TopKV2 of −x, which for whole numbers takes more operations.
struct Argsort: Op {
  var descending = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("descending", &descending, "whether the largest comes first")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.real(0, "values")
    _ = try inputs.withAxes(1, 0, "values")
    return [TensorSpec(x.shape, .int32)]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    switch site.inputs[0].spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int8: kernel(site, Int8.self)
    case .int16: kernel(site, Int16.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8: kernel(site, UInt8.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<E: Comparable>(_ site: Site, _ type: E.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let ascending = !descending
    let x = site.input(0, type)
    let y = site.output(0, Int32.self)
    return {
      Kernels.topK(x, y, rows: rows, columns: columns, k: columns, ascending: ascending)
    }
  }
}

/// The order of a sort.
public enum SortDirection: Sendable {
  /// The least first.
  case ascending
  /// The greatest first.
  case descending
}

extension Graph {
  /// The places of the elements along an axis in the order of the elements; equal ones stay in their
  /// order, and what is not a number comes last.
  ///
  /// - Parameters:
  ///   - x: A tensor of real numbers.
  ///   - axis: The axis, negative ones counted from the end.
  ///   - direction: Whether the least or the greatest comes first.
  ///   - name: The operation's name.
  /// - Returns: `int32` in the shape of `x`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis.
  public func argsort(
    _ x: Output, axis: Int = -1, direction: SortDirection = .ascending, name: String? = nil
  ) throws(GraphError) -> Output {
    let sort = Argsort(descending: direction == .descending)
    guard let order = swapping(x.shape.rank, axis) else {
      return try add(sort, [x], name: name).output(0)
    }
    return try transpose(add(sort, [transpose(x, order)], name: name).output(0), order)
  }

  /// The elements of `x` in order along an axis, what is not a number last. Derivable.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis.
  public func sort(
    _ x: Output, axis: Int = -1, direction: SortDirection = .ascending, name: String? = nil
  ) throws(GraphError) -> Output {
    let sort = Argsort(descending: direction == .descending)
    let order = swapping(x.shape.rank, axis)
    let rows = try order.map { (order) throws(GraphError) in try transpose(x, order) } ?? x
    let places = try add(sort, [rows], name: name).output(0)
    let last = x.shape.rank - 1
    let sorted = try gather(rows, places, axis: last, batchDims: last)
    return try order.map { (order) throws(GraphError) in try transpose(sorted, order) } ?? sorted
  }

  /// The permutation that swaps an axis and the last one; nil if they are the same. For an axis that
  /// does not exist one that no tensor takes.
  private func swapping(_ rank: Int, _ axis: Int) -> [Int]? {
    let place = axis < 0 ? axis + rank : axis
    if place == rank - 1 { return nil }
    guard (0..<rank).contains(place) else { return [axis] }
    var order = Array(0..<rank)
    order.swapAt(place, rank - 1)
    return order
  }
}
