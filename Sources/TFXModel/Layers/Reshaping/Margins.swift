public import TFXCore

/// How many places lie before and behind a sample along each axis but its channels.
public struct Margins<Rank: SpatialRank>: FieldValue, Hashable {
  /// Those before the first place, axis by axis.
  public var before: Extents<Rank>
  /// Those behind the last place.
  public var after: Extents<Rank>

  /// As many before as behind.
  public init(_ both: Extents<Rank>) { self.init(before: both, after: both) }

  /// Some before and some behind.
  public init(before: Extents<Rank>, after: Extents<Rank>) {
    self.before = before
    self.after = after
  }

  public static var expectation: String {
    switch Rank.axes {
    case 1: "a whole number or a list [before, behind]"
    case 2: "a whole number, a list of two, or one of two lists [before, behind]"
    default: "a whole number, a list of three, or one of three lists [before, behind]"
    }
  }

  public static var schema: ValueSchema {
    let both = ValueSchema.oneOrList(.integer, count: 2...2)
    return Rank.axes == 1
      ? both : .either(.integer, .list(both, count: Rank.axes...Rank.axes))
  }

  /// One number for all; a number for each axis; or for each axis one before and one behind. Of
  /// sequences, a list is that of their only axis.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Margins? {
    guard case .sequence(let items) = node.content else {
      var findings = Diagnostics()
      guard let number = Int.read(node, &findings) else {
        return mismatch(node, &diagnostics, help: findings.all.first?.help)
      }
      return Margins(Extents(number))
    }
    let axes = Rank.axes == 1 ? [node] : items
    guard axes.count == Rank.axes else { return mismatch(node, &diagnostics) }
    var margins = Margins(0)
    for (index, axis) in axes.enumerated() {
      var numbers = [axis, axis]
      if case .sequence(let pair) = axis.content {
        guard pair.count == 2 else { return mismatch(node, &diagnostics) }
        numbers = pair
      }
      guard let before = Int.read(numbers[0], &diagnostics),
        let after = Int.read(numbers[1], &diagnostics)
      else { return nil }
      margins.before.all[index] = before
      margins.after.all[index] = after
    }
    return margins
  }

  public func write() -> ConfigNode {
    if before == after { return before.write() }
    let pairs = zip(before.all, after.all).map { [$0, $1].write() }
    return Rank.axes == 1 ? pairs[0] : ConfigNode(.sequence(pairs))
  }
}

extension Limits {
  /// All numbers `minimum` or more.
  static func atLeast<Rank>(_ minimum: Int) -> Limits where Value == Margins<Rank> {
    Limits("at least \(minimum)", bounds: ValueBounds(minimum: Double(minimum))) {
      ($0.before.all + $0.after.all).allSatisfy { $0 >= minimum }
    }
  }
}
