extension Character {
  /// How many columns terminals give it: two if it is wide (East Asian Width W and F, and emojis), none
  /// if it only combines with others or is not shown at all, else one.
  package var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF: return 2
    case 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD: return 2
    default: break
    }
    if scalar.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return 1
    }
  }
}

extension StringProtocol {
  /// How many columns terminals give it.
  package var columns: Int { reduce(0) { $0 + $1.columns } }

  /// As much of its beginning as has room in so many columns.
  package func prefix(columns limit: Int) -> SubSequence {
    var used = 0
    return prefix { character in
      used += character.columns
      return used <= limit
    }
  }
}
