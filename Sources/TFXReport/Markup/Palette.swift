#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The colours of a page, in light and in dark. Texts have a contrast of 4.5 and more with all that is
/// behind them, lines one of 3, by the formula of
/// [WCAG 2.2](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio); a test reckons it.
package struct Palette {
  /// The page, and what is set apart on it.
  package var background: String
  package var surface: String
  /// Hairlines and the grid of charts, which say nothing alone.
  package var hairline: String
  /// Texts: most of them, and those beside the point.
  package var text: String
  package var muted: String
  package var link: String
  /// The axes of charts.
  package var axis: String
  /// The lines of charts, in their order.
  package var series: [String]
  /// Behind numbers of tables: the more, the stronger. Agreement, and what is wrong.
  package var agreement: [String]
  package var mistakes: [String]

  package static let light = Palette(
    background: "#ffffff", surface: "#f6f7f9", hairline: "#e3e6ea", text: "#1b1f24",
    muted: "#59626d", link: "#1d57b8", axis: "#7d8691",
    series: ["#2563c9", "#c2500a", "#15803d", "#8b46c4", "#be2e5c", "#0e7c86"],
    agreement: ["#eef4fd", "#dbe8fb", "#c6daf8", "#afcbf4"],
    mistakes: ["#fdf1e9", "#fae2d1", "#f7d1b7", "#f3bd98"])

  package static let dark = Palette(
    background: "#14171b", surface: "#1c2026", hairline: "#2d333b", text: "#e7eaee",
    muted: "#a3acb8", link: "#8ab4f8", axis: "#75808d",
    series: ["#7aa9f7", "#f2935a", "#5fc27e", "#c59af0", "#f0819f", "#4fc3cd"],
    agreement: ["#1b2735", "#1f3148", "#243d5e", "#2a4a75"],
    mistakes: ["#2c2119", "#40291a", "#55321a", "#6b3b1a"])

  /// Every colour under the name that the style knows it by.
  package var named: [(name: String, color: String)] {
    [
      ("bg", background), ("surface", surface), ("line", hairline), ("text", text),
      ("muted", muted), ("link", link), ("axis", axis),
    ] + series.enumerated().map { ("s\($0)", $1) } + agreement.enumerated().map { ("a\($0)", $1) }
      + mistakes.enumerated().map { ("m\($0)", $1) }
  }

  /// The properties of a style.
  var properties: String { named.map { "--\($0.name):\($0.color);" }.joined() }

  /// The contrast of two colours, from 1 to 21.
  package static func contrast(_ one: String, _ other: String) -> Double {
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// The relative luminance of a colour such as `#1b1f24`.
  private static func luminance(_ color: String) -> Double {
    let bits = Int(color.dropFirst(), radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift in
      let value = Double(bits >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
