public import TFXCore

/// Which parts of a date become features, and how.
public struct DateOptions: Configurable, Hashable, Codable {
  /// A part of a date or of a time, in UTC.
  public enum Part: String, Choice, Codable {
    case year, quarter, month, day
    /// From 0 for Monday.
    case weekday
    /// From 1.
    case dayofyear
    case hour, minute, second
    /// Days since the start of 1970, with a fraction for the time.
    case elapsed

    /// The least value, where values come round again.
    var first: Int { [.quarter, .month, .day, .dayofyear].contains(self) ? 1 : 0 }

    /// After how many values they come round again; nil if they never do.
    var period: Int? {
      switch self {
      case .year, .elapsed: nil
      case .quarter: 4
      case .month: 12
      case .day: 31
      case .weekday: 7
      case .dayofyear: 366
      case .hour: 24
      case .minute, .second: 60
      }
    }

    /// The part's value.
    func value(_ fields: Instant.Fields, _ instant: Instant) -> Double {
      switch self {
      case .year: Double(fields.year)
      case .quarter: Double((fields.month + 2) / 3)
      case .month: Double(fields.month)
      case .day: Double(fields.day)
      case .weekday: Double(fields.weekday)
      case .dayofyear: Double(fields.dayOfYear)
      case .hour: Double(fields.hour)
      case .minute: Double(fields.minute)
      case .second: fields.second
      case .elapsed: instant.seconds / Instant.day
      }
    }
  }

  /// The parts, in the order of their features; none for year, month, day and weekday, and the hour if
  /// the training part has times.
  public var parts: [Part] = []
  /// Whether parts that come round again are sine and cosine.
  public var cyclic = false
  /// Whether parts are categories, each a 1 among zeros.
  public var oneHot = false
  /// The codes of `strptime` by which dates are written; nil for ISO 8601.
  public var format: String?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "parts", &parts,
      "with `encode: date`, the parts that become numbers: `year`, `quarter`, `month`, `day`, "
        + "`weekday`, `dayofyear`, `hour`, `minute`, `second`, `elapsed` (days since 1970)")
    f.optional(
      "cyclic", &cyclic, "whether parts that come round again become their sine and cosine")
    f.optional("one_hot", &oneHot, "whether parts become categories")
    f.optional(
      "format", &format, "how dates are written, in the codes of strptime; ISO 8601 if left out")
  }

  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if cyclic, oneHot {
      problems.append(
        FieldProblem(
          "one_hot", "'cyclic' and 'one_hot' are two forms of the same parts",
          help: "leave out one of them"))
    }
    if let part = parts.first(where: { part in parts.count { $0 == part } > 1 }) {
      problems.append(FieldProblem("parts", "'\(part.rawValue)' stands in 'parts' twice"))
    }
    let areTimes = !parts.isEmpty && parts.allSatisfy { [.hour, .minute, .second].contains($0) }
    return problems + DateFormat.problems(format, needsDay: !areTimes)
  }

  /// How dates are written.
  var dateFormat: DateFormat { format.flatMap { DateFormat($0) } ?? .iso }
}

extension DateFormat {
  /// What is wrong with the field `format`.
  static func problems(_ format: String?, needsDay: Bool = true) -> [FieldProblem] {
    guard let format else { return [] }
    guard let codes = DateFormat(format) else {
      return [
        FieldProblem(
          "format", "expected codes of strptime, found '\(format)'",
          help: "the codes are \(DateFormat.codeList)")
      ]
    }
    if codes.hasDay || !needsDay { return [] }
    return [
      FieldProblem(
        "format", "'\(format)' says no year",
        help: "write %Y, %y, or %s for seconds since 1970; of times alone name the 'parts'")
    ]
  }

  /// What is wrong with the field `format` beside `order`, the column whose dates are written so.
  static func problems(_ format: String?, order: String?) -> [FieldProblem] {
    if format != nil, order == nil {
      return [
        FieldProblem(
          "format", "'format' is for dates in the column that 'order' names",
          help: "name the column, or leave it out")
      ]
    }
    return problems(format)
  }
}
