public import TFXCore

/// Axes of a tensor: one, or several in a list.
public struct AxisList: FieldValue, Hashable {
  /// The axes; those below 0 count from the last.
  public var axes: [Int]

  /// The given axes.
  public init(_ axes: [Int]) { self.axes = axes }

  public static var expectation: String { "an axis, or a list of them" }

  public static var schema: ValueSchema { .oneOrList(.integer) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> AxisList? {
    if case .sequence = node.content {
      return [Int].read(node, &diagnostics).map { AxisList($0) }
    }
    guard case .scalar = node.content else { return mismatch(node, &diagnostics) }
    return Int.read(node, &diagnostics).map { AxisList([$0]) }
  }

  public func write() -> ConfigNode { axes.count == 1 ? axes[0].write() : axes.write() }
}

extension AxisList: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  public init(integerLiteral axis: Int) { self.init([axis]) }
  public init(arrayLiteral axes: Int...) { self.init(axes) }
}

extension AxisList {
  /// The axes of a tensor of the given shape, each counted from 0, in order.
  ///
  /// - Throws: If the tensor lacks one of them.
  func axes(of input: Shape) throws(LayerError) -> [Int] {
    var found: [Int] = []
    for axis in axes { found.append(try input.requireAxis(axis)) }
    if Set(found).count != found.count {
      throw LayerError(expected: "an input of which \(axes) are different axes", found: input)
    }
    return found.sorted()
  }
}

extension Limits<AxisList> {
  /// One axis or more; whether there are such is known only with the input.
  static var some: Limits {
    Limits("one axis or more", bounds: ValueBounds(isNotEmpty: true)) { !$0.axes.isEmpty }
  }
}
