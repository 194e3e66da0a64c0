import TFXCore

/// Mistakes in data, collected so that a user sees more than one at a time: the first ten of each
/// kind, and how many there are.
struct Mistakes: Sendable {
  /// Those that are shown, in the order in which they were found.
  private var listed: [DataError] = []
  private var counts: [DataError.Family: Int] = [:]

  /// How many of each kind are shown.
  static let limit = 10

  var isEmpty: Bool { listed.isEmpty }

  /// Adds a mistake, with all that it brings along.
  mutating func add(_ error: DataError) {
    for error in error.all {
      let family = error.family
      let known = listed.count { $0.family == family }
      if known < Mistakes.limit || family == .single {
        listed.append(error)
      }
      counts[family, default: 0] += 1
    }
    for (family, count) in error.unlisted { counts[family, default: 0] += count }
  }

  /// Adds mistakes of a part of a file that begins so many lines below the start of the file.
  mutating func add(_ part: Mistakes, below lines: Int) {
    guard var error = part.error else { return }
    error.row = error.row.map { $0 + lines }
    for place in error.others.indices {
      error.others[place].row = error.others[place].row.map { $0 + lines }
    }
    add(error)
  }

  /// Changes those that are shown.
  mutating func update(_ change: (inout DataError) -> Void) {
    for place in listed.indices { change(&listed[place]) }
  }

  /// All of them as one error; nil if there are none.
  var error: DataError? {
    guard var first = listed.first else { return nil }
    first.others = Array(listed.dropFirst())
    for (family, count) in counts {
      let rest = count - listed.count { $0.family == family }
      if rest > 0 { first.unlisted[family] = rest }
    }
    return first
  }

  /// Throws all of them, if there are any.
  func throwIfAny() throws(DataError) {
    if let error { throw error }
  }

  /// The result of `body`, or nil with its error among the mistakes.
  @discardableResult
  mutating func catching<Result>(_ body: () throws(DataError) -> Result) -> Result? {
    do throws(DataError) {
      return try body()
    } catch {
      add(error)
      return nil
    }
  }
}

extension DataError {
  /// Mistakes that are of one kind, whatever they found.
  public enum Family: Hashable, Sendable {
    case record, encoding, header, missing, number, step, target, weight, category, image
    /// Those of which there is only one.
    case single
  }

  /// This mistake and those that were found with it, each by itself.
  package var all: [DataError] {
    var first = self
    (first.others, first.unlisted) = ([], [:])
    return [first] + others
  }

  /// The number of mistakes in all.
  var count: Int { 1 + others.count + unlisted.values.reduce(0, +) }

  /// What other mistakes are like this one.
  var family: Family {
    switch kind {
    case .raggedRow, .textAfterQuote: .record
    case .invalidUTF8: .encoding
    case .repeatedHeader: .header
    case .missingValue: .missing
    case .expectedNumber, .numberTooLarge: .number
    case .stepNeedsNumber, .noNumberInText, .numberTooSmall, .targetTooSmall: .step
    case .missingTarget, .classOutsideOrder, .notALabel, .unknownClass, .fractionalClass,
      .textAmongNumbers,
      .targetNeedsNumbers:
      .target
    case .wrongWeight: .weight
    case .unknownCategory, .strangerToOrder, .expectedDate: .category
    case .brokenImage, .wrongImageSize: .image
    default: .single
    }
  }

  /// All mistakes as users read them: those of a kind together, their help once.
  var listing: String {
    var families: [Family] = []
    for error in all where error.family == .single || !families.contains(error.family) {
      families.append(error.family)
    }
    var lines: [String] = []
    var singles = all.filter { $0.family == .single }
    for family in families {
      let group = family == .single ? [singles.removeFirst()] : all.filter { $0.family == family }
      var lastHelp: String?
      for error in group {
        var diagnostic = error.diagnostic
        if diagnostic.help == lastHelp { diagnostic.help = nil }
        lastHelp = error.diagnostic.help
        lines.append(diagnostic.rendered())
      }
      if let rest = unlisted[family] { lines.append("… and \(rest) more like these") }
    }
    return (lines + ["\(count) errors"]).joined(separator: "\n")
  }
}
