/// The values that a field may take.
public struct Limits<Value: Sendable>: Sendable {
  /// The rule in words that follow "must be": `at least 1`.
  public let description: String
  /// Whether a value obeys the rule.
  public let contains: @Sendable (Value) -> Bool
  /// What of the rule a schema can say.
  package let bounds: ValueBounds

  /// A rule of your own; `description` follows "must be".
  public init(_ description: String, contains: @escaping @Sendable (Value) -> Bool) {
    self.init(description, bounds: ValueBounds(), contains: contains)
  }

  /// A rule, with what of it a schema can say.
  package init(
    _ description: String, bounds: ValueBounds, contains: @escaping @Sendable (Value) -> Bool
  ) {
    self.description = description
    self.bounds = bounds
    self.contains = contains
  }
}

extension Limits where Value: Comparable {
  /// `minimum` or more.
  public static func atLeast(_ minimum: Value) -> Limits {
    Limits("at least \(minimum)", bounds: ValueBounds(minimum: number(minimum))) { $0 >= minimum }
  }

  /// More than `minimum`.
  public static func moreThan(_ minimum: Value) -> Limits {
    Limits("more than \(minimum)", bounds: ValueBounds(above: number(minimum))) { $0 > minimum }
  }

  /// `maximum` or less.
  package static func atMost(_ maximum: Value) -> Limits {
    Limits("at most \(maximum)", bounds: ValueBounds(maximum: number(maximum))) { $0 <= maximum }
  }

  /// From `minimum` to `maximum`, both allowed.
  public static func from(_ minimum: Value, to maximum: Value) -> Limits {
    Limits(
      "from \(minimum) to \(maximum)",
      bounds: ValueBounds(minimum: number(minimum), maximum: number(maximum))
    ) { $0 >= minimum && $0 <= maximum }
  }

  /// From `minimum`, which is allowed, to `maximum`, which is not.
  public static func from(_ minimum: Value, below maximum: Value) -> Limits {
    Limits(
      "at least \(minimum) and below \(maximum)",
      bounds: ValueBounds(minimum: number(minimum), below: number(maximum))
    ) { $0 >= minimum && $0 < maximum }
  }

  /// Between two values, of which neither is allowed.
  package static func between(_ minimum: Value, _ maximum: Value) -> Limits {
    Limits(
      "more than \(minimum) and below \(maximum)",
      bounds: ValueBounds(above: number(minimum), below: number(maximum))
    ) { $0 > minimum && $0 < maximum }
  }

  /// Above `minimum`, which is not allowed, to `maximum`, which is.
  package static func above(_ minimum: Value, to maximum: Value) -> Limits {
    Limits(
      "more than \(minimum) and at most \(maximum)",
      bounds: ValueBounds(above: number(minimum), maximum: number(maximum))
    ) { $0 > minimum && $0 <= maximum }
  }

  /// The bound as a schema has it; nil for what is no number.
  private static func number(_ bound: Value) -> Double? {
    switch bound {
    case let bound as Int: Double(bound)
    case let bound as Double: bound
    case let bound as UInt64: Double(bound)
    default: nil
    }
  }
}

extension Limits<String> {
  /// A text that is not empty.
  package static func notEmpty(_ description: String) -> Limits {
    Limits(description, bounds: ValueBounds(isNotEmpty: true)) { !$0.isEmpty }
  }
}

extension Limits {
  /// The same rule for a value that may also be left out.
  public var orNone: Limits<Value?> {
    Limits<Value?>(description, bounds: bounds) { value in value.map(contains) ?? true }
  }

  /// The same rule for every element of a list.
  public var each: Limits<[Value]> {
    Limits<[Value]>("lists of values \(description)", bounds: bounds) { $0.allSatisfy(contains) }
  }
}
