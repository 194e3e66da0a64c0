/// The reference's formulas and names for terminals that show nothing but ASCII: `∂x = Σᵢ gᵢ²` as
/// `dx = sum_i g_i^2`.
enum ASCIIText {
  private static let signs: [Character: String] = [
    "…": "...", "–": "-", "−": "-", "∂": "d", "→": "->", "←": "<-", "·": "*", "∗": "*", "×": "x",
    "Σ": "sum", "∏": "prod", "Π": "prod", "∫": "integral ", "√": "sqrt ", "′": "'", "‖": "||",
    "½": "1/2", "±": "+-", "≤": "<=", "≥": ">=", "≠": "!=", "⌊": "floor(", "⌋": ")", "⌈": "ceil(",
    "⌉": ")", "€": "EUR", "\u{A0}": " ",
    "ü": "u", "ŷ": "y",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma", "ψ": "psi", "Γ": "Gamma",
    "Φ": "Phi",
  ]
  private static let raised: [Character: String] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9", "⁺": "+", "⁻": "-", "⁽": "(", "⁾": ")", "ˣ": "x", "ʸ": "y", "ᵃ": "a", "ᵇ": "b",
    "ⁱ": "i", "ᵏ": "k", "ⁿ": "n", "ᵗ": "t", "ᵀ": "T",
  ]
  private static let lowered: [Character: String] = [
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8",
    "₉": "9", "₊": "+", "₋": "-", "ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₘ": "m", "ₙ": "n", "ₜ": "t",
  ]

  /// A text in ASCII. What has no name becomes a question mark.
  static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var result = ""
    var last: Character = " "
    for character in text {
      if character.isASCII {
        result.append(character)
      } else if let sign = signs[character] {
        result += sign
      } else if let digit = raised[character] {
        result += (raised[last] == nil ? "^" : "") + digit
      } else if let digit = lowered[character] {
        result += (lowered[last] == nil ? "_" : "") + digit
      } else {
        // A letter with a hat or a bar.
        let letters = character.unicodeScalars.filter {
          $0.properties.generalCategory != .nonspacingMark
        }
        result += letters.map { $0.isASCII ? String($0) : "?" }.joined()
      }
      last = character
    }
    return result
  }
}
