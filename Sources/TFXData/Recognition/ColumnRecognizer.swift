import TFXCore

/// What the texts of a column are, if they are not categories.
enum TextReading: Hashable {
  /// Numbers as people write them, with a comma before fractions or a point.
  case numbers(decimalComma: Bool)
  /// Dates.
  case dates(DateFormat)
}

/// Finds out what the texts of a column that nobody has declared are, block by block.
///
/// Every text is tried as a number in both ways of writing and as a date in all usual forms. A column
/// is what all of its texts can be. It is taken for a mistake in the file if only most of them can,
/// or if they can be two things with different values.
struct ColumnRecognizer {
  /// Which readings a text allows: a bit for each of ``readings``.
  private typealias Mask = UInt64

  private static let readings: [TextReading] =
    [.numbers(decimalComma: false), .numbers(decimalComma: true)]
    + DateFormat.usual.map { .dates($0) }
  private static let point = MessyNumber(decimal: ".")
  private static let comma = MessyNumber(decimal: ",")

  /// The rows whose texts allow the same.
  private struct Group {
    let mask: Mask
    var rows: Int
    /// The first of them.
    let first: DataError
    let text: String

    func allows(_ bit: Int) -> Bool { mask >> Mask(bit) & 1 == 1 }
  }

  private var groups: [Group] = []
  /// The texts that have been looked at, with the group of each; most columns have few.
  private var known = Vocabulary()
  private var groupOfKnown: [Int] = []
  private static let knownLimit = 10_000
  /// Whether a text has come that is no number.
  private(set) var hasTexts = false
  /// The first currency, and the first text of another one.
  private var currency: String?
  private var otherCurrency: (text: String, place: DataError)?

  /// Adds all rows of a block.
  mutating func add(_ table: Table, _ column: Column) {
    switch column.values {
    case .numbers(let numbers): add(numbers, table, column)
    case .texts(let texts):
      for (row, text) in texts.enumerated() {
        guard let text else { continue }
        if let place = known.place(of: text) {
          groups[groupOfKnown[place]].rows += 1
        } else if let mask = ColumnRecognizer.mask(of: text) {
          hasTexts = true
          let group = group(of: mask, text, table, column, row)
          groups[group].rows += 1
          if mask & 0b11 != 0 { addCurrency(text, table, column, row) }
          if known.count < ColumnRecognizer.knownLimit {
            known.insert(text)
            groupOfKnown.append(group)
          }
        }
      }
    }
  }

  /// Amounts of several currencies are no numbers of one kind.
  private mutating func addCurrency(_ text: String, _ table: Table, _ column: Column, _ row: Int) {
    guard otherCurrency == nil, let found = Currency(in: Array(text.utf8))?.name else { return }
    if let currency, currency != found {
      otherCurrency = (text, table.error(.noValues, row: row, in: column))
    }
    currency = currency ?? found
  }

  /// Adds numbers, which were read as such before a text came.
  private mutating func add(_ numbers: Numbers, _ table: Table, _ column: Column) {
    for (mask, isWhole) in [(Mask(0b11), true), (0b01, false)] {
      var count = 0
      var first: Int?
      for (row, number) in numbers.enumerated()
      where !number.isNaN && (number == number.rounded()) == isWhole {
        count += 1
        first = first ?? row
      }
      guard let first else { continue }
      let group = group(of: mask, Column.text(of: numbers[first]), table, column, first)
      groups[group].rows += count
    }
  }

  /// The place of a group, which is made if it is not there yet.
  private mutating func group(
    of mask: Mask, _ text: String, _ table: Table, _ column: Column, _ row: Int
  ) -> Int {
    if let place = groups.firstIndex(where: { $0.mask == mask }) { return place }
    groups.append(
      Group(
        mask: mask, rows: 0, first: table.error(.missingValue(.numbers), row: row, in: column),
        text: text))
    return groups.count - 1
  }

  /// Nil for a text that is missing among numbers.
  private static func mask(of text: String) -> Mask? {
    let bytes = Array(text.utf8)
    var mask: Mask = 0
    switch DecimalParser.value(of: text) {
    case .missing: return nil
    case .number: mask = bytes.contains(UInt8(ascii: ".")) ? 0b01 : 0b11
    case .text:
      // A code such as 012 345 is no number, and 0,123 is no number with thousands.
      let start = leadingZero(bytes)
      if start == .code { break }
      if start != .fraction, point.value(of: bytes) != nil { mask |= 0b01 }
      if comma.value(of: bytes) != nil { mask |= 0b10 }
    }
    if mask == 0, DateFormat.mayBeDate(bytes) {
      for (index, format) in DateFormat.usual.enumerated() where format.isUsual(bytes) {
        mask |= 1 << Mask(index + 2)
      }
    }
    return mask
  }

  private enum LeadingZero { case none, code, fraction }

  /// What a zero says with which digits begin.
  private static func leadingZero(_ bytes: [UInt8]) -> LeadingZero {
    let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
    guard let first = bytes.firstIndex(where: isDigit), bytes[first] == 48,
      first + 1 < bytes.count
    else { return .none }
    let next = bytes[first + 1]
    if next == UInt8(ascii: ",") { return .fraction }
    let separatesThousands = next == 0x20 || next == UInt8(ascii: "'") || next == UInt8(ascii: "_")
    let goesOn = bytes[(first + 2)...].contains(where: isDigit)
    return isDigit(next) || separatesThousands && goesOn ? .code : .none
  }

  /// What the column's texts are; nil for categories.
  func finish() throws(DataError) -> (reading: TextReading, example: String)? {
    let total = groups.reduce(0) { $0 + $1.rows }
    if !hasTexts || total == 0 { return nil }
    let support = self.support
    let whole = support.indices.filter { support[$0] == total }
    if let first = whole.first {
      try requireOneMeaning(whole)
      if case .numbers = ColumnRecognizer.readings[first], let (text, place) = otherCurrency {
        throw place.with(.severalCurrencies(found: text, other: currency ?? ""))
      }
      // A text that says more than a plain number would.
      let example = groups.first { DecimalParser.parse($0.text) == nil } ?? groups[0]
      return (ColumnRecognizer.readings[first], example.text)
    }
    // Nothing that all texts are: if most are something, the others are mistakes.
    guard let best = support.indices.max(by: { support[$0] < support[$1] }),
      support[best] * 2 >= total,
      let other = groups.filter({ !$0.allows(best) })
        .min(by: { ($0.first.row ?? 0) < ($1.first.row ?? 0) })
    else { return nil }
    switch ColumnRecognizer.readings[best] {
    case .numbers:
      // Others like it could not be told from those that can be read.
      var error = other.first.with(.expectedNumber(found: other.text, mostAreNumbers: true))
      error.tableRow = nil
      throw error
    case .dates(let format):
      throw other.first.with(.expectedDate(found: other.text, format: format.text, most: true))
    }
  }

  /// How many rows allow each of the readings.
  private var support: [Int] {
    ColumnRecognizer.readings.indices.map { bit in
      groups.reduce(0) { $0 + ($1.allows(bit) ? $1.rows : 0) }
    }
  }

  /// What all of the column's texts can be, also where these are several things with different values.
  var possible: [TextReading] {
    let total = groups.reduce(0) { $0 + $1.rows }
    if !hasTexts || total == 0 { return [] }
    return zip(ColumnRecognizer.readings, support).filter { $0.1 == total }.map(\.0)
  }

  /// Throws if the readings give some text different values.
  private func requireOneMeaning(_ bits: [Int]) throws(DataError) {
    if bits.count == 1 { return }
    for text in known {
      let bytes = Array(text.utf8)
      let values = bits.map { bit -> Double? in
        switch ColumnRecognizer.readings[bit] {
        case .numbers(let comma):
          (comma ? ColumnRecognizer.comma : ColumnRecognizer.point).value(of: bytes)?.double
        case .dates(let format): format.instant(of: text)?.seconds
        }
      }
      if Set(values).count > 1 { throw ambiguous(text, bits) }
    }
  }

  private func ambiguous(_ text: String, _ bits: [Int]) -> DataError {
    let place = groups.map(\.first).min { ($0.row ?? 0) < ($1.row ?? 0) }
    let readings = bits.map { bit in
      switch ColumnRecognizer.readings[bit] {
      case .numbers(let comma):
        comma ? "{transform: {to_number: {decimal: \",\"}}}" : "{transform: to_number}"
      case .dates(let format): "{encode: date, format: \"\(format.text ?? "")\"}"
      }
    }
    return (place ?? DataError(.noValues, file: "")).with(
      .ambiguousColumn(found: text, readings: readings))
  }
}
