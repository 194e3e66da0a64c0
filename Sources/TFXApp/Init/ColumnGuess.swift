import TFXConfig
import TFXCore
import TFXData

/// What `tfx init` takes a column for.
struct ColumnGuess {
  enum Role {
    /// A feature, with its options as a file has them, and how many inputs it gives.
    case feature(options: String, inputs: Int)
    /// It names the rows.
    case id
    case excluded
    /// It is no feature because it is named otherwise.
    case unlisted
  }

  let name: String
  var role: Role
  /// What speaks for it, as a comment.
  var evidence: String

  var isFeature: Bool { if case .feature = role { true } else { false } }

  /// Whether it is a feature of numbers: no category, date or text.
  var isNumber: Bool {
    if case .feature(let options, _) = role { !ColumnGuess.isEncoded(options) } else { false }
  }

  /// Whether options are those of a category, a date or a text.
  static func isEncoded(_ options: String) -> Bool { options.contains("encode: ") }

  /// How many inputs it gives.
  var inputs: Int { if case .feature(_, let inputs) = role { inputs } else { 0 } }

  var isExcluded: Bool { if case .excluded = role { true } else { false } }

  var isID: Bool { if case .id = role { true } else { false } }

  /// - Parameter known: How many values it has in rows that also have what is predicted.
  init(_ column: ColumnProfile, isRowName: Bool, known: Int) {
    name = column.name
    if let reason = ColumnGuess.uselessness(column) ?? ColumnGuess.rarity(column, known) {
      (role, evidence) = (.excluded, reason)
      return
    }
    if isRowName || ColumnGuess.namesRows(column) {
      role = column.missing == 0 ? .id : .excluded
      evidence = "another value in every row"
      if isRowName { evidence = "the names of the rows" }
      return
    }
    let guess =
      switch column.values {
      case .numbers(let numbers): ColumnGuess.numbers(column, numbers)
      case .texts(let texts): ColumnGuess.texts(column, texts)
      }
    role = guess.role
    evidence = guess.evidence
    if column.missing > 0 { evidence += "; \(NumberFormat.count(column.missing)) missing" }
  }

  /// Numbers that look as if they counted rows, as a feature; nil for what tells nothing in any case.
  init?(counting column: ColumnProfile) {
    guard case .numbers(let numbers) = column.values, column.distinct > 1 else { return nil }
    let guess = ColumnGuess.numbers(column, numbers)
    guard case .feature = guess.role else { return nil }
    name = column.name
    role = guess.role
    evidence = guess.evidence + "; they could be the numbers of rows, but nothing else tells more"
  }

  private typealias Guess = (role: Role, evidence: String)

  // MARK: What tells nothing

  /// Why a column tells nothing; nil if it may.
  private static func uselessness(_ column: ColumnProfile) -> String? {
    if column.count == 0 { return "it has no values" }
    if let twin = column.twin { return "the same values as \(shown(twin))" }
    if column.distinct == 1, column.missing == 0, let value = column.frequent.first {
      return "every value is \(shown(value.text))"
    }
    return nil
  }

  /// That a column has so few values that a part of the rows may be without any; nil if it has more.
  private static func rarity(_ column: ColumnProfile, _ known: Int) -> String? {
    if known >= 5 || known * 10 >= column.count + column.missing { return nil }
    if known == 0 { return "it has values only in rows without the target" }
    return "only \(count(known, "value"))"
      + (known < column.count ? " in rows with the target" : "")
  }

  /// Whether a column says which row it is: by its name, or by counting.
  static func namesRows(_ column: ColumnProfile) -> Bool {
    if column.count < 3 || column.distinct < column.count { return false }
    let isNamed = !Set(words(column.name)).isDisjoint(with: ["id", "uuid", "guid", "rowid"])
    switch column.values {
    case .numbers(let numbers):
      let isCounted = numbers.areCounted && column.count >= 10
      let isIndex = ["index", "row", "nr", "no", "number", "key"].contains(words(column.name).last)
      return numbers.areWhole && (isNamed || isCounted && (isIndex || numbers.least <= 1))
    case .texts(let texts):
      let isName = ["name", "key", "ticket"].contains(words(column.name).last)
      return (isNamed || isName) && texts.reading == nil
    }
  }

  /// The words of a name such as `PassengerId`, `user_id` or `row id`, in small letters.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var wasSmall = false
    for character in name {
      let isPart = character.isLetter || character.isNumber
      if isPart, wasSmall, character.isUppercase || words.isEmpty { words.append("") }
      if !isPart {
        words.append("")
      } else {
        if words.isEmpty { words.append("") }
        words[words.count - 1] += character.lowercased()
      }
      wasSmall = character.isLowercase
    }
    return words.filter { !$0.isEmpty }
  }

  // MARK: Numbers

  private static func numbers(_ column: ColumnProfile, _ numbers: NumberProfile) -> Guess {
    let range = "\(number(numbers.least)) to \(number(numbers.greatest))"
    if numbers.areDates, column.distinct > 1 {
      let hasTime = numbers.least > 21_001_231
      let options = dates(format: hasTime ? "%Y%m%d%H%M%S" : "%Y%m%d", column, hasDay: true)
      return (.feature(options: options, inputs: 7), "dates, \(range)")
    }
    if let code = column.code { return category(column, "codes such as \(shown(code))") }
    let isNamed = words(column.name).last == "id"
    if numbers.areWhole, isNamed, column.distinct > 10 {
      if column.distinct * 2 > column.count {
        return (.excluded, "its name says ID, with \(count(column.distinct, "different value"))")
      }
      return category(column, "its name says ID")
    }
    let inputs = column.missing > 0 ? 2 : 1
    let (scale, reason) = scale(numbers)
    let what =
      column.distinct == 2
      ? "two numbers, \(number(numbers.least)) and \(number(numbers.greatest))"
      : (numbers.areWhole ? "whole numbers, " : "numbers, ") + range
    return (
      .feature(options: "{\(scale), \(missing(column))}", inputs: inputs), what + reason
    )
  }

  /// How numbers are scaled, and why in an unusual way.
  private static func scale(_ numbers: NumberProfile) -> (options: String, reason: String) {
    if numbers.least == 0, numbers.greatest == 1 { return ("normalize: none", "") }
    if numbers.lowerQuartile == numbers.upperQuartile {
      return (
        "normalize: minmax, clip: [0, 1]",
        numbers.least == numbers.greatest
          ? "" : "; at least half are \(number(numbers.lowerQuartile))"
      )
    }
    let far = (numbers.farShare * 1_000).rounded() / 10
    if numbers.farShare >= 0.02 {
      return ("normalize: quantile_normal", "; \(number(far))% lie far out")
    }
    return ("normalize: robust, smooth_clip: 3", "")
  }

  /// What fills holes: also those that only new data have.
  private static func missing(_ column: ColumnProfile) -> String {
    column.missing > 0
      ? "missing: {fill: median, indicator: true}" : "missing: median"
  }

  // MARK: Texts

  private static func texts(_ column: ColumnProfile, _ texts: TextProfile) -> Guess {
    let example = column.frequent.first.map { shown($0.text) } ?? ""
    let doubt = texts.otherReadings.first.map { "; could be \($0) too" } ?? ""
    switch texts.reading {
    case .numbers(let decimalComma):
      let step = decimalComma ? "{to_number: {decimal: \",\"}}" : "to_number"
      let options = "{transform: \(step), normalize: robust, smooth_clip: 3, \(missing(column))}"
      return (
        .feature(options: options, inputs: column.missing > 0 ? 2 : 1),
        "numbers such as \(example)" + doubt
      )
    case .dates(let format, let hasDay, let hasSeconds, let least, let greatest):
      let options = dates(format: format, column, hasDay: hasDay, hasSeconds: hasSeconds)
      return (
        .feature(options: options, inputs: 7),
        (hasDay ? "dates, \(least) to \(greatest)" : "times of day such as \(example)") + doubt
      )
    case nil: break
    }
    let isMany = column.distinct * 2 > column.count && column.distinct > 10
    if texts.meanWords >= 3, isMany || column.distinct > 100 && texts.meanWords >= 4 {
      let words = min(2_000, max(100, column.count / 2))
      let mean = (texts.meanWords * 10).rounded() / 10
      return (
        .feature(
          options: "{encode: text, output_mode: tf_idf, max_tokens: \(words)}", inputs: words),
        "texts of \(number(mean)) words on average"
      )
    }
    if isMany, column.distinct * 10 >= column.count * 9 || column.count < 50 {
      let all = column.distinct == column.count ? "all" : NumberFormat.count(column.distinct)
      return (
        .excluded, "\(all) of \(count(column.count, "text")) are different, such as \(example)"
      )
    }
    return category(column, nil)
  }

  private static func category(_ column: ColumnProfile, _ reason: String?) -> Guess {
    let isNumber = if case .numbers = column.values { true } else { false }
    let list = "\(count(column.distinct, isNumber ? "number" : "text")): \(values(column))"
    let evidence = (reason.map { $0 + "; " } ?? "") + list + blanks(column)
    let strip = blanks(column).isEmpty ? "" : "transform: strip, "
    if column.distinct <= 10 {
      return (.feature(options: "{\(strip)encode: one_hot}", inputs: column.distinct), evidence)
    }
    let dimension = min(50, Int(1.6 * Double(column.distinct).squareRoot()))
    return (.feature(options: "{\(strip)encode: embedding}", inputs: dimension), evidence)
  }

  /// That texts have blanks around them.
  static func blanks(_ column: ColumnProfile) -> String {
    guard case .texts(let texts) = column.values, texts.blankCount > 0 else { return "" }
    return "; without the blanks around \(NumberFormat.count(texts.blankCount)) of them"
  }

  private static func dates(
    format: String?, _ column: ColumnProfile, hasDay: Bool, hasSeconds: Bool = false
  ) -> String {
    var parts = ["encode: date"]
    if let format { parts.append("format: \(text(format))") }
    if !hasDay { parts.append("parts: [hour, minute\(hasSeconds ? ", second" : "")]") }
    return "{" + (parts + ["cyclic: true", missing(column)]).joined(separator: ", ") + "}"
  }

  // MARK: Words

  /// The most frequent values with how often they come.
  static func values(_ column: ColumnProfile, limit: Int = 3) -> String {
    let shown = column.frequent.prefix(limit).map {
      "\(self.shown($0.text)) (\(NumberFormat.count($0.count)))"
    }
    return shown.joined(separator: ", ") + (column.distinct > shown.count ? ", …" : "")
  }

  static func count(_ count: Int, _ noun: String) -> String {
    "\(NumberFormat.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A number with as many digits as a reader wants.
  static func number(_ value: Double) -> String {
    if value == value.rounded() || value.magnitude >= 1e5 || value.magnitude < 1e-4 {
      return Column.text(of: value)
    }
    var unit = 10_000.0
    while value.magnitude * unit >= 1e5 { unit /= 10 }
    return Column.text(of: (value * unit).rounded() / unit)
  }

  /// A text in a comment: on one line, and not long.
  static func shown(_ text: String) -> String {
    let limit = 32
    var shown = ""
    for scalar in text.prefix(limit).unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control || scalar.value == 0x2028
      shown += isControl || scalar.value == 0x2029 ? scalar.escaped(asASCII: true) : String(scalar)
    }
    shown += text.dropFirst(limit).isEmpty ? "" : "…"
    return shown.isEmpty || shown.contains(" ") || shown.contains(",") ? "'\(shown)'" : shown
  }

  /// A text as a value of a configuration.
  static func text(_ text: String) -> String {
    YAMLWriter.flow(ConfigNode(.scalar(text, isQuoted: true)))
  }
}
