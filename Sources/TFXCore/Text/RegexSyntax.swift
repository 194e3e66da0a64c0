/// A regular expression as it is written, in the syntax of RE2, which TensorFlow's operations take.
/// https://github.com/google/re2/wiki/Syntax
indirect enum RegexNode: Sendable {
  case empty
  case scalar(RegexSet)
  case assertion(RegexAssertion)
  case capture(RegexNode, Int)
  case sequence([RegexNode])
  case alternatives([RegexNode])
  /// From `least` to `most` times, without end if nil.
  case repetition(RegexNode, least: Int, most: Int?, isGreedy: Bool)
}

/// What must hold at a place in the text.
enum RegexAssertion: Sendable {
  case beginText, endText, beginLine, endLine, wordBoundary, noWordBoundary
}

/// Characters that may stand at a place.
indirect enum RegexSet: Sendable {
  case ranges([ClosedRange<UInt32>])
  case categories(Set<Unicode.GeneralCategory>)
  case not(RegexSet)
  case union([RegexSet])

  static let digits = RegexSet.ranges([48...57])
  static let spaces = RegexSet.ranges([9...10, 12...13, 32...32])
  static let words = RegexSet.ranges([48...57, 65...90, 95...95, 97...122])
  static let newline = RegexSet.ranges([10...10])
  static let everything = RegexSet.ranges([0...0x10_FFFF])

  func contains(_ scalar: UInt32) -> Bool {
    switch self {
    case .ranges(let ranges): ranges.contains { $0.contains(scalar) }
    case .categories(let categories):
      Unicode.Scalar(scalar).map { categories.contains($0.properties.generalCategory) } ?? false
    case .not(let set): !set.contains(scalar)
    case .union(let sets): sets.contains { $0.contains(scalar) }
    }
  }

  /// The characters and those that differ from them in case only.
  var ignoringCase: RegexSet {
    switch self {
    case .ranges(let ranges):
      // Large ranges hold both cases of what they hold.
      let folded = ranges.filter { $0.count <= 1024 }.flatMap { $0.flatMap(RegexSet.cases) }
      return .ranges(ranges + folded.map { $0...$0 })
    case .categories: return self
    case .not(let set): return .not(set.ignoringCase)
    case .union(let sets): return .union(sets.map(\.ignoringCase))
    }
  }

  /// The characters that differ from one in case only; a few of them have more than two forms.
  private static func cases(_ scalar: UInt32) -> [UInt32] {
    guard let scalar = Unicode.Scalar(scalar) else { return [] }
    func single(_ text: String) -> Unicode.Scalar? {
      text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }
    var forms: Set<Unicode.Scalar> = [scalar]
    for _ in 0..<2 {
      for form in forms {
        if let upper = single(form.properties.uppercaseMapping) { forms.insert(upper) }
        if let lower = single(form.properties.lowercaseMapping) { forms.insert(lower) }
      }
    }
    // What maps to these, but is mapped to by none: long s and the sign of the kelvin.
    if forms.contains("s") { forms.insert("\u{17F}") }
    if forms.contains("k") { forms.insert("\u{212A}") }
    return forms.map(\.value)
  }

  /// POSIX's classes, such as the `alpha` of `[[:alpha:]]`.
  static let named: [String: RegexSet] = [
    "alnum": .ranges([48...57, 65...90, 97...122]), "alpha": .ranges([65...90, 97...122]),
    "ascii": .ranges([0...127]), "blank": .ranges([9...9, 32...32]),
    "cntrl": .ranges([0...31, 127...127]), "digit": digits, "graph": .ranges([33...126]),
    "lower": .ranges([97...122]), "print": .ranges([32...126]),
    "punct": .ranges([33...47, 58...64, 91...96, 123...126]),
    "space": .ranges([9...13, 32...32]), "upper": .ranges([65...90]), "word": words,
    "xdigit": .ranges([48...57, 65...70, 97...102]),
  ]

  /// Unicode's general categories, such as the `Lu` of `\p{Lu}`; nil for other names.
  static func category(_ name: String) -> RegexSet? {
    if name == "Any" { return everything }
    let chosen = categoryNames.filter { $0.key.hasPrefix(name) && !name.isEmpty }
    return chosen.isEmpty ? nil : .categories(Set(chosen.values))
  }

  private static let categoryNames: [String: Unicode.GeneralCategory] = [
    "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter,
    "Lm": .modifierLetter, "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark,
    "Me": .enclosingMark, "Nd": .decimalNumber, "Nl": .letterNumber, "No": .otherNumber,
    "Pc": .connectorPunctuation, "Pd": .dashPunctuation, "Ps": .openPunctuation,
    "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
    "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol,
    "So": .otherSymbol, "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator,
    "Cc": .control, "Cf": .format, "Cs": .surrogate, "Co": .privateUse, "Cn": .unassigned,
  ]
}

/// What is wrong with a regular expression.
package struct RegexError: Error, Hashable {
  /// In the words of RE2.
  package var message: String

  init(_ message: String) { self.message = message }
}
