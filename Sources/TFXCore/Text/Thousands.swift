extension StringProtocol {
  /// Digits with their thousands set apart: `1,234,567`.
  package var inThousands: String {
    let length = count
    var text = ""
    for (index, digit) in enumerated() {
      if index > 0, (length - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}
