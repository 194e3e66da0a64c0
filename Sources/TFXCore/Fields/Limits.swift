/// The values that a field may take.
public struct Limits<Value: Sendable>: Sendable {
  /// The rule in words that follow "must be": `at least 1`.
  public let description: String
  /// Whether a value obeys the rule.
  public let contains: @Sendable (Value) -> Bool

  /// A rule of your own; `description` follows "must be".
  public init(_ description: String, contains: @escaping @Sendable (Value) -> Bool) {
    self.description = description
    self.contains = contains
  }
}

extension Limits where Value: Comparable {
  /// `minimum` or more.
  public static func atLeast(_ minimum: Value) -> Limits {
    Limits("at least \(minimum)") { $0 >= minimum }
  }

  /// More than `minimum`.
  public static func moreThan(_ minimum: Value) -> Limits {
    Limits("more than \(minimum)") { $0 > minimum }
  }

  /// From `minimum` to `maximum`, both allowed.
  public static func from(_ minimum: Value, to maximum: Value) -> Limits {
    Limits("from \(minimum) to \(maximum)") { $0 >= minimum && $0 <= maximum }
  }

  /// From `minimum`, which is allowed, to `maximum`, which is not.
  public static func from(_ minimum: Value, below maximum: Value) -> Limits {
    Limits("at least \(minimum) and below \(maximum)") { $0 >= minimum && $0 < maximum }
  }
}

extension Limits {
  /// The same rule for a value that may also be left out.
  public var orNone: Limits<Value?> {
    Limits<Value?>(description) { value in value.map(contains) ?? true }
  }

  /// The same rule for every element of a list.
  public var each: Limits<[Value]> {
    Limits<[Value]>("lists of values \(description)") { $0.allSatisfy(contains) }
  }
}
