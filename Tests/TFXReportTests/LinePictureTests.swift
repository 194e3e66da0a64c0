import Foundation
import TFXReport
import Testing

/// Lines as a file of their own.
struct LinePictureTests {
  private func picture(_ name: String) -> LinePicture {
    var chart = LineChart(
      "Loss by epoch", finding: "\(name): 0.4 at the end.", axes: ("epoch", "loss"),
      lines: [
        LineChart.Line(name, [(1, 1), (2, 0.5), (3, 0.4)], mark: (3, 0.4)),
        LineChart.Line("training", [(1, 0.9), (2, 0.45), (3, 0.2)], isDashed: true),
        LineChart.Line("other", [(1, 0.8), (2, .nan), (3, 0.7)], series: 1),
      ])
    chart.isWhole = true
    return LinePicture(chart)
  }

  @Test func thePictureIsGolden() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/lines.svg")
    let text = picture("flowers/001").svg
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(text.utf8).write(to: file)
      return
    }
    #expect(try Data(contentsOf: file) == Data(text.utf8))
  }

  @Test func namesAreNoMarkup() {
    let text = picture(PageTests.script + PageTests.attribute).svg
    #expect(!text.contains("<script") && !text.contains("onload=\"alert"))
    #expect(text.components(separatedBy: "class=\"curve s0\"").count == 3)
  }

  /// The lines are where the SVG has them, in their colours; all that is not of ASCII can be drawn.
  @Test func pixels() {
    let raster = picture("flowers/001 “größer” …").raster
    #expect(raster.width == 1_440 && raster.pixels.count == 3 * raster.width * raster.height)
    func color(_ x: Double, _ y: Double) -> String {
      let place = 3 * (Int(2 * y) * raster.width + Int(2 * x))
      return "#"
        + raster.pixels[place..<place + 3].map { byte in
          (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
    let palette = Palette.light
    var counts: [String: Int] = [:]
    for y in stride(from: 0.0, to: Double(raster.height) / 2, by: 1) {
      for x in stride(from: 0.0, to: 720, by: 1) { counts[color(x, y), default: 0] += 1 }
    }
    #expect((counts[palette.background] ?? 0) > 250_000)
    for name in [palette.series[0], palette.series[1], palette.text, palette.hairline] {
      #expect((counts[name] ?? 0) > 20, "\(name)")
    }
    // The dot of the best epoch is at the right end, at 0.4 between 0.2 and 1.
    #expect(color(720 - 16 - 8, 64 + 10 + (360 - 34) * 0.75) == palette.series[0])
  }
}
