import TFXCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the values of a column look like, before anybody has said what they are.
package struct ColumnProfile: Sendable {
  package let name: String
  /// How many rows have no value.
  package let missing: Int
  /// How many have one.
  package let count: Int
  /// How many different values there are.
  package let distinct: Int
  /// The most frequent values, with how many rows have them; as many alike in the order of the file, or
  /// of numbers.
  package let frequent: [Frequency]
  /// How many rows have the rarest value.
  package let rarest: Int
  package let values: Values
  /// A number that is written as a code is, such as `007`.
  package let code: String?
  /// An earlier column that has the same values.
  package internal(set) var twin: String?

  package enum Values: Sendable {
    case numbers(NumberProfile)
    case texts(TextProfile)
  }

  package struct Frequency: Hashable, Sendable {
    package let text: String
    package let count: Int
  }

  /// So many values are listed with their frequencies.
  private static let listedCount = 1_000

  init(_ table: Table, _ column: Column) {
    name = column.name
    code = column.code
    let all: [Frequency]
    switch column.values {
    case .numbers(let numbers):
      let profile = NumberProfile(numbers)
      missing = numbers.count - profile.sorted.count
      all = ColumnProfile.runs(profile.sorted)
      var kept = profile
      kept.sorted = []
      values = .numbers(kept)
    case .texts(let texts):
      missing = texts.count { $0 == nil }
      let written = ColumnProfile.counts(texts)
      let profile = TextProfile(table, column, written)
      // Categories are the same without the blanks around them.
      all = profile.blankCount > 0 ? ColumnProfile.stripped(written) : written
      values = .texts(profile)
    }
    count = column.count - missing
    distinct = all.count
    rarest = all.map(\.count).min() ?? 0
    frequent = Array(ColumnProfile.mostFrequent(all).prefix(ColumnProfile.listedCount))
  }

  /// Sorted by how often they come; Swift's sort is stable in fact, but does not promise it.
  private static func mostFrequent(_ all: [Frequency]) -> [Frequency] {
    all.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element)
  }

  /// The numbers, which are sorted, with how often they come.
  private static func runs(_ sorted: [Double]) -> [Frequency] {
    var found: [Frequency] = []
    var start = 0
    for place in sorted.indices
    where place + 1 == sorted.count || sorted[place + 1] != sorted[place] {
      found.append(Frequency(text: Column.text(of: sorted[place]), count: place + 1 - start))
      start = place + 1
    }
    return found
  }

  /// The texts without blanks around them, those that are the same then as one.
  private static func stripped(_ all: [Frequency]) -> [Frequency] {
    var known = Vocabulary()
    var counts: [Int] = []
    for one in all {
      let place = known.insert(TextProfile.stripped(one.text))
      if place == counts.count { counts.append(0) }
      counts[place] += one.count
    }
    return zip(known, counts).map { Frequency(text: $0, count: $1) }
  }

  private static func counts(_ texts: [String?]) -> [Frequency] {
    var known = Vocabulary()
    var counts: [Int] = []
    for case let text? in texts {
      let place = known.insert(text)
      if place == counts.count { counts.append(1) } else { counts[place] += 1 }
    }
    return zip(known, counts).map { Frequency(text: $0, count: $1) }
  }
}

/// What the numbers of a column look like.
package struct NumberProfile: Sendable {
  package private(set) var least = 0.0
  package private(set) var greatest = 0.0
  package private(set) var lowerQuartile = 0.0
  package private(set) var upperQuartile = 0.0
  package private(set) var areWhole = true
  /// Whether all are dates such as 20200131.
  package private(set) var areDates = true
  /// Whether each is by 1 more than the one before.
  package private(set) var areCounted = true
  /// The third standardised moment.
  package private(set) var skewness = 0.0
  /// The same of the logarithms of 1 + x; nil if a number is negative.
  package private(set) var logSkewness: Double?
  /// The part of the numbers that are farther from the median than three times the distance of the
  /// quartiles.
  package private(set) var farShare = 0.0
  /// The numbers from small to large, for those who make the profile.
  fileprivate(set) var sorted: [Double]

  init(_ numbers: Numbers) {
    sorted = numbers.filter { !$0.isNaN }
    guard let first = sorted.first else { return }
    areCounted = sorted.count == numbers.count
    for (place, number) in sorted.enumerated() {
      if number != number.rounded() { areWhole = false }
      if areDates, !ColumnSurvey.isDate(number) { areDates = false }
      if number != first + Double(place) { areCounted = false }
    }
    skewness = NumberProfile.skewness(sorted)
    sorted.sort()
    let quantile = { (sorted: [Double], part: Double) in
      sorted[Int((Double(sorted.count - 1) * part).rounded())]
    }
    (least, greatest) = (sorted[0], sorted[sorted.count - 1])
    (lowerQuartile, upperQuartile) = (quantile(sorted, 0.25), quantile(sorted, 0.75))
    if least >= 0 { logSkewness = NumberProfile.skewness(sorted.map { log1p($0) }) }
    let median = quantile(sorted, 0.5)
    let far = 3 * (upperQuartile - lowerQuartile)
    farShare = Double(sorted.count { abs($0 - median) > far }) / Double(sorted.count)
  }

  private static func skewness(_ numbers: [Double]) -> Double {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0) { $0 + $1 / count }
    var (second, third) = (0.0, 0.0)
    for number in numbers {
      let distance = number - mean
      second += distance * distance / count
      third += distance * distance * distance / count
    }
    let result = third / (second * second.squareRoot())
    return result.isFinite ? result : 0
  }
}

/// What the texts of a column look like.
package struct TextProfile: Sendable {
  /// What all texts can be read as.
  package enum Reading: Hashable, Sendable {
    case numbers(decimalComma: Bool)
    /// Dates, or times of day: the format for `strptime`, nil for ISO 8601.
    case dates(format: String?, hasDay: Bool, hasSeconds: Bool, least: String, greatest: String)
  }

  package let reading: Reading?
  /// The other formats or ways of writing by which all texts can be read too.
  package let otherReadings: [String]
  /// How many of them are numbers.
  package let numberCount: Int
  /// How many rows have texts with blanks around them, which `strip` takes away; none where all are numbers
  /// or dates, of which they are no part.
  package let blankCount: Int
  /// How many words a text has, on average.
  package let meanWords: Double
  /// What stands for a missing value among numbers or dates, such as `?`.
  let markers: [String]
  /// How the texts are lists of labels; nil if they are none.
  package let labels: Labels?

  /// Several labels in a text.
  package struct Labels: Hashable, Sendable {
    package let separator: String
    /// How many different ones there are.
    package let count: Int
    /// How many rows have more than one.
    package let rows: Int
  }

  init(_ table: Table, _ column: Column, _ counts: [ColumnProfile.Frequency]) {
    var recognizer = ColumnRecognizer()
    recognizer.add(table, column)
    let possible = recognizer.possible
    reading = possible.first.flatMap { TextProfile.reading($0, column) }
    otherReadings = possible.dropFirst().map { other in
      switch other {
      case .numbers: "a comma before fractions"
      case .dates(let format): format.text ?? "ISO 8601"
      }
    }
    numberCount = column.numberCount
    blankCount =
      possible.isEmpty
      ? counts.reduce(0) { TextProfile.stripped($1.text) == $1.text ? $0 : $0 + $1.count } : 0
    let total = counts.reduce(0) { $0 + $1.count }
    let words = counts.reduce(0) { sum, text in
      sum + text.count * text.text.split(whereSeparator: \.isWhitespace).count
    }
    meanWords = total == 0 ? 0 : Double(words) / Double(total)
    markers = possible.isEmpty ? TextProfile.markers(table, column, counts) : []
    labels = reading == nil ? TextProfile.labels(counts) : nil
  }

  /// A text as the step `strip` makes it.
  static func stripped(_ text: String) -> String {
    var bytes = Array(text.utf8)
    bytes.strip()
    return bytes.count == text.utf8.count ? text : String(decoding: bytes, as: UTF8.self)
  }

  private static func reading(_ reading: TextReading, _ column: Column) -> Reading? {
    switch reading {
    case .numbers(let decimalComma): return .numbers(decimalComma: decimalComma)
    case .dates(let format):
      guard case .texts(let texts) = column.values else { return nil }
      var range: (least: Instant, greatest: Instant)?
      for case let text? in texts {
        guard let instant = format.instant(of: text) else { continue }
        let (least, greatest) = range ?? (instant, instant)
        range = (
          instant.seconds < least.seconds ? instant : least,
          instant.seconds > greatest.seconds ? instant : greatest
        )
      }
      guard let range else { return nil }
      return .dates(
        format: format.text, hasDay: format.hasDay, hasSeconds: format.hasSeconds,
        least: range.least.text, greatest: range.greatest.text)
    }
  }

  /// What files have for a value that is missing, beside what is known as such anyway.
  private static let usualMarkers: Set = [
    "?", "-", "--", "---", ".", "*", "n/a", "N/A", "n.a.", "#N/A", "NULL", "null", "None", "none",
    "<NA>", "NAN", "missing", "unknown", "Unknown",
  ]

  /// The marks among texts that are numbers or dates otherwise.
  private static func markers(
    _ table: Table, _ column: Column, _ counts: [ColumnProfile.Frequency]
  ) -> [String] {
    let found = Set(counts.map(\.text)).intersection(usualMarkers)
    guard !found.isEmpty, found.count < counts.count, case .texts(let texts) = column.values else {
      return []
    }
    let others = Column(
      column.name, position: column.position,
      .texts(texts.map { text in text.flatMap { found.contains($0) ? nil : $0 } }),
      syntax: column.syntax)
    var recognizer = ColumnRecognizer()
    recognizer.add(table, others)
    return others.textCount == 0 || !recognizer.possible.isEmpty ? found.sorted() : []
  }

  /// A few labels that come again and again, in ever new lists.
  private static func labels(_ counts: [ColumnProfile.Frequency]) -> Labels? {
    let total = counts.reduce(0) { $0 + $1.count }
    for separator in ["|", ";", ", ", ","] {
      let lists = counts.filter { $0.text.contains(separator) }
      let rows = lists.reduce(0) { $0 + $1.count }
      if rows * 5 < total { continue }
      let labels = Set(counts.flatMap { TargetEncoder.labels($0.text, separator) })
      let areShort = labels.allSatisfy { $0.split(separator: " ").count <= 4 }
      if areShort, labels.count > 1, labels.count < counts.count, labels.count <= 200 {
        return Labels(separator: separator, count: labels.count, rows: rows)
      }
    }
    return nil
  }
}
