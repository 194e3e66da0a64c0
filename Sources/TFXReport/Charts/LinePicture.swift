/// Lines over one axis as a picture by itself: an SVG file, with its title, its axes' names and its keys in
/// it. It is light wherever it is put, has no script and asks for nothing.
package struct LinePicture {
  private let chart: LineChart
  private let frame: Frame

  private static let width = 720.0
  private static let plotHeight = 360.0
  private static let top = 64.0
  private static let keyHeight = 20.0
  private static let margin = 16.0

  package init(_ chart: LineChart) {
    self.chart = chart
    frame = chart.frame(
      width: LinePicture.width - 2 * LinePicture.margin, height: LinePicture.plotHeight)
  }

  private var height: Double {
    LinePicture.top + LinePicture.plotHeight + 28
      + LinePicture.keyHeight * Double(chart.lines.count) + LinePicture.margin
  }

  /// The file.
  package var svg: String {
    let (width, height) = (Digits.coordinate(LinePicture.width), Digits.coordinate(height))
    let margin = LinePicture.margin
    var parts = [
      HTML.element("style", [:], [HTML(markup: LinePicture.rules), LinePicture.colors]),
      .element("rect", ["class": "page", "width": width, "height": height]),
      LinePicture.text(chart.title, x: margin, y: 26, style: "title"),
      LinePicture.text("↑ \(chart.axes.y)", x: margin, y: 52),
      .element(
        "g",
        [
          "transform":
            "translate(\(Digits.coordinate(margin)) \(Digits.coordinate(LinePicture.top)))"
        ],
        chart.drawing(in: frame)),
    ]
    let below = LinePicture.top + LinePicture.plotHeight + 14
    parts.append(
      LinePicture.text(
        "\(chart.axes.x) →", x: LinePicture.width - margin - 8, y: below, anchor: "end"))
    for (place, line) in chart.lines.enumerated() {
      let y = below + 26 + LinePicture.keyHeight * Double(place)
      let (start, end) = (margin + frame.left, margin + frame.left + 28)
      parts.append(
        .element(
          "path",
          [
            "class": "curve s\(line.series)" + (line.isDashed ? " dash" : ""),
            "d":
              "M\(Digits.coordinate(start)) \(Digits.coordinate(y - 4))H\(Digits.coordinate(end))",
          ]))
      parts.append(LinePicture.text(line.name, x: end + 8, y: y))
    }
    let svg = HTML.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img", "width": width, "height": height,
        "viewBox": "0 0 \(width) \(height)", "aria-label": "\(chart.title). \(chart.finding)",
      ], parts)
    return svg.text + "\n"
  }

  private static func text(
    _ text: String, x: Double, y: Double, style: String = "name", anchor: String = "start"
  ) -> HTML {
    .element(
      "text",
      [
        "class": style, "x": Digits.coordinate(x), "y": Digits.coordinate(y),
        "text-anchor": anchor,
      ], text)
  }

  private static var colors: HTML {
    let palette = Palette.light
    let rules =
      ".page{fill:\(palette.background)}.grid{stroke:\(palette.hairline)}"
      + ".base,.mark{stroke:\(palette.axis)}text{fill:\(palette.muted)}.title{fill:\(palette.text)}"
      + ".dot{stroke:\(palette.background)}"
      + palette.series.enumerated().map { ".curve.s\($0){stroke:\($1)}.dot.s\($0){fill:\($1)}" }
      .joined()
    return HTML(rules)
  }

  private static let rules: StaticString = """
    text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif}\
    .title{font-size:16px;font-weight:600}path{fill:none;stroke-width:1}\
    .curve{stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}\
    .dash{stroke-dasharray:5 4;stroke-linecap:butt}.mark{stroke-dasharray:2 3}\
    .dot{stroke-width:1.5}
    """
}
