import Foundation
import TFXReport
import Testing

/// Lines as a file of their own.
struct LinePictureTests {
  private func picture(_ name: String) -> String {
    var chart = LineChart(
      "Loss by epoch", finding: "\(name): 0.4 at the end.", axes: ("epoch", "loss"),
      lines: [
        LineChart.Line(name, [(1, 1), (2, 0.5), (3, 0.4)], mark: (3, 0.4)),
        LineChart.Line("training", [(1, 0.9), (2, 0.45), (3, 0.2)], isDashed: true),
        LineChart.Line("other", [(1, 0.8), (2, .nan), (3, 0.7)], series: 1),
      ])
    chart.isWhole = true
    return LinePicture(chart).svg
  }

  @Test func thePictureIsGolden() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/lines.svg")
    let text = picture("flowers/001")
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(text.utf8).write(to: file)
      return
    }
    #expect(try Data(contentsOf: file) == Data(text.utf8))
  }

  @Test func namesAreNoMarkup() {
    let text = picture(PageTests.script + PageTests.attribute)
    #expect(!text.contains("<script") && !text.contains("onload=\"alert"))
    #expect(text.components(separatedBy: "class=\"curve s0\"").count == 3)
  }
}
