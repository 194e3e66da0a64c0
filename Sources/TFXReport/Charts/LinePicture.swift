/// Lines over one axis as a picture by itself, with its title, its axes' names and its keys in it: an SVG file or
/// pixels. It is light wherever it is put, has no script and asks for nothing.
package struct LinePicture {
  private let chart: LineChart
  private let frame: Frame
  private let palette = Palette.light

  private static let width = 720.0
  private static let plotHeight = 360.0
  private static let top = 64.0
  private static let keyHeight = 20.0
  private static let margin = 16.0
  private static let curveWidth = 1.75

  package init(_ chart: LineChart) {
    self.chart = chart
    frame = chart.frame(
      width: LinePicture.width - 2 * LinePicture.margin, height: LinePicture.plotHeight)
  }

  private var height: Double {
    LinePicture.top + LinePicture.plotHeight + 28
      + LinePicture.keyHeight * Double(chart.lines.count) + LinePicture.margin
  }

  /// A text beside the plot.
  private struct Text {
    var text: String
    var x: Double
    var y: Double
    var isTitle = false
    var anchor = "start"
  }

  private var below: Double { LinePicture.top + LinePicture.plotHeight + 14 }

  private var texts: [Text] {
    let margin = LinePicture.margin
    return [
      Text(text: chart.title, x: margin, y: 26, isTitle: true),
      Text(text: chart.axes.y, x: margin, y: 52),
      Text(text: chart.axes.x, x: LinePicture.width - margin - 8, y: below, anchor: "end"),
    ] + zip(chart.lines, keys).map { Text(text: $0.name, x: $1.end + 8, y: $1.y + 4) }
  }

  /// Where the piece of each line is that stands before its name.
  private var keys: [(start: Double, end: Double, y: Double)] {
    chart.lines.indices.map { place in
      let start = LinePicture.margin + frame.left
      return (start, start + 28, below + 22 + LinePicture.keyHeight * Double(place))
    }
  }

  // MARK: SVG

  /// The file.
  package var svg: String {
    let (width, height) = (Digits.coordinate(LinePicture.width), Digits.coordinate(height))
    let place =
      "\(Digits.coordinate(LinePicture.margin)) \(Digits.coordinate(LinePicture.top))"
    var parts = [
      HTML.element("style", [:], [HTML(markup: LinePicture.rules), colors]),
      .element("rect", ["class": "page", "width": width, "height": height]),
      .element("g", ["transform": "translate(\(place))"], chart.drawing(in: frame)),
    ]
    for (line, key) in zip(chart.lines, keys) {
      parts.append(
        .element(
          "path",
          [
            "class": "curve s\(line.series)" + (line.isDashed ? " dash" : ""),
            "d": "M\(Digits.coordinate(key.start)) \(Digits.coordinate(key.y))"
              + "H\(Digits.coordinate(key.end))",
          ]))
    }
    parts += texts.map { text in
      .element(
        "text",
        [
          "class": text.isTitle ? "title" : "name", "x": Digits.coordinate(text.x),
          "y": Digits.coordinate(text.y), "text-anchor": text.anchor,
        ], text.text)
    }
    let svg = HTML.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img", "width": width, "height": height,
        "viewBox": "0 0 \(width) \(height)", "aria-label": "\(chart.title). \(chart.finding)",
      ], parts)
    return svg.text + "\n"
  }

  private var colors: HTML {
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

  // MARK: Pixels

  /// The same as pixels, two for each unit of the SVG.
  package var raster: Raster {
    var raster = Raster(
      width: LinePicture.width, height: height, scale: 2, color: palette.background)
    let (dx, dy) = (LinePicture.margin, LinePicture.top)
    for (place, tick) in frame.y.ticks.enumerated() {
      let y = dy + frame.y(tick)
      raster.line(
        [(dx + frame.left, y), (dx + frame.right, y)], width: 1,
        color: place == 0 ? palette.axis : palette.hairline)
    }
    for label in frame.yLabels + frame.xLabels {
      raster.text(
        label.text, x: dx + label.x, y: dy + label.y, size: 12, anchor: label.anchor,
        color: palette.muted)
    }
    for (line, key) in zip(chart.lines, keys) {
      let color = palette.series[line.series]
      let points = line.points.filter { $0.x.isFinite && $0.y.isFinite }.map {
        (x: dx + frame.x($0.x), y: dy + frame.y($0.y))
      }
      for points in [points, [(key.start, key.y), (key.end, key.y)]] {
        if line.isDashed {
          raster.dashes(points, on: 5, off: 4, width: LinePicture.curveWidth, color: color)
        } else {
          raster.line(points, width: LinePicture.curveWidth, color: color)
        }
      }
    }
    for line in chart.lines {
      guard let mark = line.mark else { continue }
      let place = (x: dx + frame.x(mark.x), y: dy + frame.y(mark.y))
      raster.line([place], width: 8.5, color: palette.background)
      raster.line([place], width: 5.5, color: palette.series[line.series])
    }
    for text in texts {
      raster.text(
        text.text, x: text.x, y: text.y, size: text.isTitle ? 16 : 12, anchor: text.anchor,
        color: text.isTitle ? palette.text : palette.muted, weight: text.isTitle ? 1.8 : 1.1)
    }
    return raster
  }
}
