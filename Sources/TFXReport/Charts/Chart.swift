/// A picture of numbers, 340 units wide: as wide as a phone shows it, so that its texts have the same size
/// everywhere. In it there are no texts but the numbers at its axes, outside of where lines are; names and
/// keys stand around it.
package struct Chart {
  /// What it shows.
  package var title: String
  /// What is to be seen in it, in words.
  package var finding: String
  /// What stands at the ends of the horizontal axis below it: the name of that axis, and of the other.
  package var axes: (x: String, y: String)
  var keys: [Key] = []
  /// Its numbers, for those who want them.
  var numbers: PageTable?
  private let drawing: HTML
  private let height: Double

  /// What a line is of.
  struct Key {
    var name: String
    /// The place of its colour among those of series; nil for a mark, which has none.
    var series: Int?
    var isDashed = false
    /// Whether a mark is an upright line.
    var isUpright = false
  }

  init(
    _ title: String, finding: String, axes: (x: String, y: String), height: Double,
    _ drawing: [HTML]
  ) {
    self.title = title
    self.finding = finding
    self.axes = axes
    self.height = height
    self.drawing = HTML(drawing)
  }

  var html: HTML {
    let svg = HTML.element(
      "svg",
      [
        "viewBox": "0 0 \(Digits.coordinate(Frame.width)) \(Digits.coordinate(height))",
        "role": "img", "aria-label": "\(title). \(finding)",
      ], [drawing])
    let caption = HTML.element("figcaption", [:], [.element("b", [:], title), HTML(finding)])
    let plot = HTML.element(
      "div", [:],
      [
        .element("p", ["class": "axis"], "↑ \(axes.y)"), svg,
        .element("p", ["class": "axis end"], "\(axes.x) →"),
      ])
    var notes: [HTML] = []
    if !keys.isEmpty {
      notes.append(
        .element(
          "ul", ["class": "keys"],
          keys.map { key in
            let style = key.series.map { "s\($0)\(key.isDashed ? " d" : "")" }
            return .element(
              "li", [:],
              [
                .element("span", ["class": style ?? (key.isUpright ? "v" : "h")]), HTML(key.name),
              ])
          }))
    }
    if let numbers {
      notes.append(
        .element(
          "details", [:], [.element("summary", [:], "Numbers of “\(title)”"), numbers.html]))
    }
    return .element("figure", [:], [caption, plot, .element("div", [:], notes)])
  }
}

/// Where numbers are in a chart.
struct Frame {
  /// The width of every chart of a page.
  static let width = 340.0
  /// About the width of a digit of the axes.
  private static let digit = 7.4

  let width: Double
  let height: Double
  let x: Scale
  let y: Scale
  let left: Double
  let right: Double
  private let top = 10.0
  private let bottom: Double

  /// - Parameters:
  ///   - x: What is on the horizontal axis; made wider to end at round numbers if `isRounded`.
  ///   - y: What is on the vertical axis.
  init(x: Scale, y: Scale, width: Double = Frame.width, height: Double = 200) {
    self.width = width
    self.height = height
    right = width - 8
    self.x = x
    self.y = y
    bottom = height - 24
    let longest = y.ticks.map { y.label($0).count }.max() ?? 0
    left = Double(longest) * Frame.digit + 10
  }

  /// The place of a number on the horizontal axis.
  func x(_ value: Double) -> Double { left + x.part(value) * (right - left) }

  /// The place of a number on the vertical axis.
  func y(_ value: Double) -> Double { bottom - y.part(value) * (bottom - top) }

  /// A number at an axis.
  struct Label {
    var text: String
    var x: Double
    var y: Double
    var anchor: String
  }

  /// The numbers at the vertical axis, as many as its ticks.
  var yLabels: [Label] {
    y.ticks.map { Label(text: y.label($0), x: left - 6, y: y($0) + 4, anchor: "end") }
  }

  /// The numbers at the horizontal axis; those that would touch others are left out.
  var xLabels: [Label] {
    var labels: [Label] = []
    var end = -Double.infinity
    for tick in x.ticks {
      let label = x.label(tick)
      let half = Double(label.count) * Frame.digit / 2
      let place = min(max(x(tick), half + 1), width - half - 1)
      if place - half < end + 4 { continue }
      end = place + half
      labels.append(Label(text: label, x: place, y: height - 7, anchor: "middle"))
    }
    return labels
  }

  /// The lines of the grid and the numbers at its ends.
  var grid: HTML {
    let (start, end) = (Digits.coordinate(left), Digits.coordinate(right))
    let lines = y.ticks.map { "M\(start) \(Digits.coordinate(y($0)))H\(end)" }
    var html = HTML.shape("path", ["class": "base", "d": lines.prefix(1).joined()])
    if lines.count > 1 {
      html += .shape("path", ["class": "grid", "d": lines.dropFirst().joined()])
    }
    return html + Frame.texts(yLabels) + Frame.texts(xLabels)
  }

  private static func texts(_ labels: [Label]) -> HTML {
    .element(
      "g", ["text-anchor": labels.first?.anchor ?? "end"],
      labels.map { label in
        .element(
          "text", ["x": Digits.coordinate(label.x), "y": Digits.coordinate(label.y)], label.text)
      })
  }

  /// A line through points, with a text that is shown above it.
  func line(_ points: [(x: Double, y: Double)], style: String, title: String) -> HTML {
    var places: [(x: String, y: String, value: Double)] = []
    for point in points where point.x.isFinite && point.y.isFinite {
      let place = (
        x: Digits.coordinate(x(point.x)), y: Digits.coordinate(y(point.y)), value: point.y
      )
      guard let last = places.last else {
        places.append(place)
        continue
      }
      if place.x == last.x, place.y == last.y { continue }
      // Of points in a row, or each above the one before, those at the ends are enough.
      if places.count > 1 {
        let before = places[places.count - 2]
        let isLevel = before.y == last.y && last.y == place.y
        let isUpright =
          before.x == last.x && last.x == place.x
          && (last.value > before.value) == (place.value > last.value)
        if isLevel || isUpright { places.removeLast() }
      }
      places.append(place)
    }
    if places.isEmpty { return HTML() }
    var path = "M" + places.map { "\($0.x) \($0.y)" }.joined(separator: "L")
    // A single point is seen as the round end of a line.
    if places.count == 1 { path += "h.1" }
    let attributes: HTML.Attributes = ["class": style, "d": path]
    return title.isEmpty
      ? .shape("path", attributes)
      : .element("path", attributes, [.element("title", [:], title)])
  }

  func dot(_ point: (x: Double, y: Double), style: String, radius: Double = 3.5) -> HTML {
    .shape(
      "circle",
      [
        "class": style, "cx": Digits.coordinate(x(point.x)),
        "cy": Digits.coordinate(y(point.y)), "r": Digits.coordinate(radius),
      ])
  }

  /// Many dots as one path: a line without length has round ends. Of those at the same place one is drawn.
  func points(_ points: [(x: Double, y: Double)], width: Int) -> HTML {
    var seen: Set<SIMD2<Int>> = []
    var path = ""
    for point in points {
      let place = SIMD2(Int(x(point.x).rounded()), Int(y(point.y).rounded()))
      if seen.insert(place).inserted { path += "M\(place.x) \(place.y)h0" }
    }
    return .shape("path", ["class": "cloud s0", "stroke-width": "\(width)", "d": path])
  }

  /// An upright line at a number.
  func upright(_ value: Double, style: String = "mark") -> HTML {
    .shape(
      "path",
      [
        "class": style,
        "d":
          "M\(Digits.coordinate(x(value))) \(Digits.coordinate(top))V\(Digits.coordinate(bottom))",
      ])
  }

  /// Bars from the axis to numbers, as one path.
  func bars(_ bars: [(low: Double, high: Double, height: Double)], style: String) -> HTML {
    let floor = Digits.coordinate(bottom)
    let paths = bars.map { bar in
      let (start, end) = (x(bar.low), x(bar.high))
      let gap = end - start > 4 ? 0.5 : 0
      return
        "M\(Digits.coordinate(start + gap)) \(floor)V\(Digits.coordinate(min(y(bar.height), bottom)))"
        + "h\(Digits.coordinate(max(end - start - 2 * gap, 0.5)))V\(floor)"
    }
    return .shape("path", ["class": "area \(style)", "d": paths.joined()])
  }
}

/// The numbers of an axis.
struct Scale {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let decimals: Int
  private let isPercent: Bool

  /// An axis that takes in a range, with about so many numbers at it, which are 1, 2 or 5 times a power
  /// of ten.
  ///
  /// - Parameters:
  ///   - isWide: Whether it ends at such numbers too.
  ///   - isWhole: Whether there are no fractions.
  init(
    _ low: Double, _ high: Double, count: Int = 4, isWide: Bool = true, isWhole: Bool = false,
    isPercent: Bool = false
  ) {
    var (low, high) = (low.isFinite ? low : 0, high.isFinite ? high : 1)
    if high <= low {
      let room = low == 0 ? 1 : abs(low) * 0.1
      (low, high) = (low - (isWhole ? 0 : room), low + (isWhole ? 1 : room))
    }
    var step = Scale.step((high - low) / Double(count))
    if isWhole { step = max(step, 1) }
    let first = isWide ? (low / step + 1e-9).rounded(.down) : (low / step - 1e-9).rounded(.up)
    let last = isWide ? (high / step - 1e-9).rounded(.up) : (high / step + 1e-9).rounded(.down)
    let steps = first <= last && last - first < 100 ? Array(Int(first)...Int(last)) : [Int(first)]
    ticks = steps.map { Double($0) * step }
    self.low = isWide ? first * step : low
    self.high = isWide ? last * step : high
    self.isPercent = isPercent
    var decimals = 0
    var power = isPercent ? step * 100 : step
    while power < 0.999, decimals < 12 {
      power *= 10
      decimals += 1
    }
    self.decimals = decimals
  }

  /// Where a number is between the ends, from 0 to 1.
  func part(_ value: Double) -> Double { min(max((value - low) / (high - low), 0), 1) }

  func label(_ tick: Double) -> String {
    if isPercent { return "\(Digits.fixed(tick * 100, decimals))%" }
    let size = max(abs(low), abs(high))
    if size >= 1e6, size < 1e12 {
      let (unit, name) = size >= 1e9 ? (1e9, "G") : (1e6, "M")
      return Digits.trimmed(Digits.text(tick / unit)) + (tick == 0 ? "" : name)
    }
    if size < 1e-3 || size >= 1e12 { return Digits.trimmed(Digits.text(tick)) }
    return Digits.fixed(tick, decimals)
  }

  /// The least number of the form 1, 2 or 5 times a power of ten that is not below another.
  private static func step(_ least: Double) -> Double {
    var power = 1.0
    while power > least { power /= 10 }
    while power * 10 <= least { power *= 10 }
    for factor in [1.0, 2, 5] where factor * power >= least * 0.999 { return factor * power }
    return 10 * power
  }
}
