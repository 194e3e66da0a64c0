import TFXReport
import Testing

/// The contrast of every colour with what is behind it, by the formula of WCAG 2.2.
struct PaletteTests {
  private let palettes = [("light", Palette.light), ("dark", Palette.dark)]

  @Test func theFormulaIsThatOfWCAG() {
    #expect(abs(Palette.contrast("#000000", "#ffffff") - 21) < 1e-9)
    #expect(abs(Palette.contrast("#777777", "#ffffff") - 4.478) < 1e-3)
    #expect(Palette.contrast("#123456", "#123456") == 1)
  }

  @Test func textsHaveFourAndAHalf() {
    for (scheme, palette) in palettes {
      for behind in [palette.background, palette.surface] {
        for text in [palette.text, palette.muted, palette.link] {
          #expect(Palette.contrast(text, behind) >= 4.5, "\(scheme): \(text) on \(behind)")
        }
      }
      for behind in palette.agreement + palette.mistakes {
        #expect(Palette.contrast(palette.text, behind) >= 4.5, "\(scheme): text on \(behind)")
      }
    }
  }

  @Test func linesHaveThree() {
    for (scheme, palette) in palettes {
      for line in palette.series + [palette.axis] {
        #expect(
          Palette.contrast(line, palette.background) >= 3, "\(scheme): \(line)")
      }
    }
  }
}
