import Foundation
import TFXReport
import Testing

/// Pages of plain values.
struct PageTests {
  static let script = "<script>alert('1')</script>"
  static let attribute = "\" onload=\"alert(2)"

  /// A page whose names are markup.
  private var page: Page {
    let results = ClassResults(
      names: [Self.script, "b & c"], confusion: [[8, 2], [1, 9]],
      scores: (0..<20).map { [1 - Double($0) / 20, Double($0) / 20] },
      truths: (0..<20).map { $0 < 10 ? 0 : 1 }, areProbabilities: true)
    let history = TrainingHistory(
      epochs: [1, 2, 3],
      curves: [.init(name: "loss", training: [1, 0.5, 0.4], validation: [1.1, 0.6, 0.7])],
      learningRates: [0.1, 0.1, 0.1], seconds: [1, 2, 3], samplesPerSecond: [10, 20, 30],
      bestEpoch: 2)
    let importance = Importance.section(
      [
        Importance(column: Self.attribute, loss: 0.2, interval: 0.1...0.3),
        Importance(column: "idle", loss: -0.01, interval: -0.03...0.01),
      ], measure: "accuracy", rows: 20, repeats: 5)
    return Page(
      title: "hostile: \(Self.script)", kind: "Training run", name: Self.attribute,
      verdict: [.init("It is right for "), .init("85 %", isStrong: true), .init(".")],
      figures: [.init("Accuracy", "0.85", Self.script)], attention: [Self.attribute],
      sections: [
        history.section, results.section, results.trust, importance,
        PageSection(id: "again", title: "Again", blocks: [.code(Self.script)]),
        PageSection(id: "empty", title: "Empty", blocks: []),
      ], footer: "The end.")
  }

  private var text: String { String(decoding: page.bytes, as: UTF8.self) }

  @Test func thePageIsGolden() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/page.html")
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(page.bytes).write(to: file)
      return
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(golden == text, "set TFX_UPDATE_GOLDENS to write Goldens/page.html anew")
    #expect(page.bytes == page.bytes)
  }

  @Test func namesAreTextAndNothingElse() {
    let text = text
    #expect(!text.contains("<script"))
    #expect(!text.contains("onload=\""))
    #expect(text.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"))
    #expect(text.contains("&quot; onload=&quot;alert(2)"))
    #expect(HTML("\u{0}\u{1b}[31m\u{85}").text == "\u{FFFD}\u{FFFD}[31m\u{FFFD}")
  }

  @Test func thePageLoadsNothing() {
    let text = text
    #expect(
      text.contains("default-src &#39;none&#39;;img-src data:;style-src &#39;unsafe-inline&#39;"))
    for word in ["http://", "https://", "<link", "@import", "url(", "http-equiv=\"refresh\""] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test func everyElementEnds() {
    var open: [Substring] = []
    let void: Set<Substring> = ["meta", "img", "!doctype"]
    for match in text.matches(of: #/<(/?)([a-z0-9!]+)[^>]*>/#) where !void.contains(match.2) {
      if match.0.hasSuffix("/>") {
        #expect(["path", "rect", "circle"].contains(match.2))
        continue
      }
      if match.1.isEmpty {
        open.append(match.2)
      } else {
        #expect(open.popLast() == match.2)
      }
    }
    #expect(open.isEmpty)
  }

  @Test func emptySectionsAreLeftOut() {
    #expect(!text.contains("id=\"empty\"") && !text.contains("#empty"))
    #expect(text.contains("id=\"again\""))
  }

  @Test func headingsAreInOrderAndTablesHaveNames() {
    let text = text
    #expect(text.matches(of: #/<h1/#).count == 1)
    #expect(text.matches(of: #/<table/#).count == text.matches(of: #/<caption>[^<]/#).count)
    #expect(!text.contains("<th scope=\"col\"></th>"))
  }
}

/// Charts stay within their frames whatever the numbers are.
struct ChartTests {
  @Test(arguments: [
    [0.1, 0.2, 0.15], [1e-7, 2e-7, 5e-8], [1e9, 2.5e9, 9e9], [-3, 0, 1_234_567], [5, 5, 5],
    [0.999, 0.9991, 0.9992], [.nan, 1, .infinity], [],
  ])
  func textsAreInsideThePicture(values: [Double]) {
    let points = values.enumerated().map { (x: Double($0) * 1_000, y: $1) }
    let charts = [
      LineChart("Line", finding: "", axes: ("x", "y"), lines: [.init("l", points)]).chart,
      ScatterChart(
        "Cloud", finding: "", axes: ("x", "y"), points: points.map { ($0.y, $0.y) },
        line: (.equal, "equal")
      ).chart,
      Histogram(values).chart("Bars", finding: "", axes: ("x", "y")),
    ]
    for chart in charts {
      let page = Page(
        title: "", kind: "", name: "", verdict: [], figures: [], attention: [],
        sections: [PageSection(id: "s", title: "s", blocks: [.charts([chart])])], footer: "")
      let text = String(decoding: page.bytes, as: UTF8.self)
      let axes = text.matches(of: #/<g text-anchor="([a-z]+)">(.*?)<\/g>/#)
      #expect(axes.count == 2)
      for axis in axes {
        let labels = axis.2.matches(of: #/<text x="([\d.-]+)" y="[\d.-]+">([^<]*)</#)
        #expect(!labels.isEmpty)
        for label in labels {
          let (x, width) = (Double(label.1) ?? .nan, Double(label.2.count) * 6.8)
          let start = axis.1 == "end" ? x - width : x - width / 2
          #expect(start >= 0 && start + width <= 340, "\(chart.title): \(label.2)")
        }
      }
      #expect(!text.contains("nan") && !text.contains("inf\""))
    }
  }

  /// Also one between points that are at the same place of the axis.
  @Test(arguments: [1, 1e-9])
  func longCurvesKeepTheirPeaks(_ step: Double) {
    var points = (0..<10_000).map { (x: Double($0) * step, y: 0.0) }
    points[5_003].y = 7
    points[9_999].x = 10_000
    let chart = LineChart("Peak", finding: "", axes: ("x", "y"), lines: [.init("l", points)]).chart
    let page = Page(
      title: "", kind: "", name: "", verdict: [], figures: [], attention: [],
      sections: [PageSection(id: "s", title: "s", blocks: [.charts([chart])])], footer: "")
    let text = String(decoding: page.bytes, as: UTF8.self)
    // The axis ends at 8, 166 units above its base at 176.
    #expect(text.contains(#/<path class="curve s0" d="M[^"]* 30\.8L/#))
    #expect(page.bytes.count < 20_000)
  }
}
