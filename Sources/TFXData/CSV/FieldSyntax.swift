import TFXCore

/// How the values of a column are written: which are missing, and what numbers look like.
struct FieldSyntax: Hashable, Sendable {
  /// A point before fractions, no groups of digits, nothing missing but what always is.
  static let plain = FieldSyntax(CSVOptions(), MissingWords())

  /// Whether this is ``plain``.
  let isPlain: Bool
  /// Whether numbers are written with a decimal point and without groups.
  let hasPlainNumbers: Bool
  /// The numbers that mean a missing value.
  let missingNumbers: [Double]
  private let decimal: UInt8
  private let thousands: UInt8?
  private let markers: [[UInt8]]

  /// The syntax of columns in which `words` are missing.
  init(_ options: CSVOptions, _ words: MissingWords) {
    decimal = options.decimal.utf8.first ?? UInt8(ascii: ".")
    thousands = options.thousands?.utf8.first
    hasPlainNumbers = options.decimal == "." && options.thousands == nil
    let known = ["NA", "NaN", "nan"].filter { !words.kept.contains($0) }
    markers = (known + words.values).map { Array($0.utf8) }
    // A number is written in more than one way: -999 and -999.0.
    missingNumbers = words.values.compactMap { DecimalParser.parse($0) }.filter { !$0.isNaN }
    isPlain = hasPlainNumbers && words == MissingWords()
  }

  /// Whether a field among texts has no value. Spaces belong to a text.
  func isMissing(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if isPlain { return DecimalParser.isMissing(bytes) }
    return bytes.isEmpty || isMarker(bytes)
  }

  /// The value of a field among numbers, where spaces and tabs around it do not count.
  func value(of bytes: UnsafeBufferPointer<UInt8>) -> DecimalParser.Value {
    if isPlain { return DecimalParser.value(of: bytes) }
    let trimmed = DecimalParser.trimmed(bytes)
    if trimmed.isEmpty || isMarker(trimmed) { return .missing }
    let number = withPlainNumber(trimmed) { DecimalParser.parse($0) }
    guard let number else { return .text }
    return missingNumbers.contains(number) ? .missing : .number(number)
  }

  /// The value of a text among numbers.
  func value(of text: String) -> DecimalParser.Value {
    var text = text
    return text.withUTF8 { value(of: $0) }
  }

  /// The float nearest to the number in a field, whose nearest double is `number`.
  func float(_ bytes: UnsafeBufferPointer<UInt8>, nearest number: Double) -> Float {
    if hasPlainNumbers { return DecimalParser.float(bytes, nearest: number) }
    return withPlainNumber(DecimalParser.trimmed(bytes)) {
      DecimalParser.float($0, nearest: number)
    } ?? Float(number)
  }

  private func isMarker(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    markers.contains { $0.count == bytes.count && bytes.elementsEqual($0) }
  }

  /// Calls `body` with a number as ``DecimalParser`` has it: a decimal point and no groups. Nil if
  /// groups have not three digits, or two before the last as in India; as `1,20` is no number if
  /// commas separate groups.
  private func withPlainNumber<Result>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result?
  ) -> Result? {
    if hasPlainNumbers { return body(bytes) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { plain in
      var count = 0
      var group = 0
      var hasGroups = false
      var isFraction = false
      for byte in bytes {
        if byte == decimal, !isFraction {
          if hasGroups, group != 3 { return nil }
          isFraction = true
          plain[count] = UInt8(ascii: ".")
          count += 1
          continue
        }
        if let thousands, byte == thousands, !isFraction {
          guard hasGroups ? (2...3).contains(group) : (1...3).contains(group) else { return nil }
          (hasGroups, group) = (true, 0)
          continue
        }
        // A point that is neither must not become one.
        if byte == UInt8(ascii: ".") { return nil }
        let isDigit = byte &- UInt8(ascii: "0") < 10
        if isDigit {
          group += 1
        } else if byte | 0x20 == UInt8(ascii: "e") {
          if hasGroups, !isFraction, group != 3 { return nil }
          isFraction = true
        }
        plain[count] = byte
        count += 1
      }
      if hasGroups, !isFraction, group != 3 { return nil }
      return body(UnsafeBufferPointer(rebasing: plain[..<count]))
    }
  }
}

extension CSVOptions {
  /// How the values of columns are written.
  func syntaxes(of columns: [String]) -> [FieldSyntax] {
    let common = FieldSyntax(self, missing)
    if missingOfColumns.isEmpty { return columns.map { _ in common } }
    let exact = Dictionary(missingOfColumns.map { (ExactText($0.column), $0.words) }) {
      first, _ in first
    }
    let patterns = missingOfColumns.compactMap { own in
      NamePattern(own.column).map { (pattern: $0, words: own.words) }
    }
    // Of patterns the longest, the first among equals, as of all options of a feature.
    .sorted { $0.pattern.length > $1.pattern.length }
    return columns.map { name in
      let own = exact[ExactText(name)] ?? patterns.first { $0.pattern.matches(name) }?.words
      guard let own, own != MissingWords() else { return common }
      return FieldSyntax(self, missing.adding(own))
    }
  }
}
