/// Numbers along the depth, height and width of a volume.
public struct Triple: Hashable, Sendable, CustomStringConvertible {
  /// The number along the depth.
  public var depth: Int
  /// The number along the height.
  public var height: Int
  /// The number along the width.
  public var width: Int

  /// The same number for all three.
  public init(_ all: Int) { self.init(all, all, all) }

  /// One number each.
  public init(_ depth: Int, _ height: Int, _ width: Int) {
    self.depth = depth
    self.height = height
    self.width = width
  }

  public var description: String { "(\(depth), \(height), \(width))" }

  /// The three in order.
  var all: [Int] { [depth, height, width] }
}
