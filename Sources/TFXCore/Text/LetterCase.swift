/// Small and capital letters, of ASCII or of Unicode.
package enum LetterCase {
  case lower, upper

  /// Changes the letters of ASCII, and leaves all other bytes.
  package func applyToASCII(_ bytes: inout [UInt8]) {
    let range: ClosedRange<UInt8> = self == .lower ? 65...90 : 97...122
    for index in bytes.indices where range.contains(bytes[index]) { bytes[index] ^= 32 }
  }

  /// The text with Unicode's full mapping, under which `ß` is `SS`, and Σ is ς at the end of a word.
  package func applied(to text: String) -> String {
    switch self {
    case .lower: LetterCase.lowercased(text)
    case .upper: text.unicodeScalars.map(\.properties.uppercaseMapping).joined()
    }
  }

  private static func lowercased(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    func endsWord(_ place: Int) -> Bool {
      let before = scalars[..<place].last { !$0.properties.isCaseIgnorable }
      let after = scalars[(place + 1)...].first { !$0.properties.isCaseIgnorable }
      return before?.properties.isCased == true && after?.properties.isCased != true
    }
    var result = ""
    for (place, scalar) in scalars.enumerated() {
      result += scalar == "Σ" && endsWord(place) ? "ς" : scalar.properties.lowercaseMapping
    }
    return result
  }
}
