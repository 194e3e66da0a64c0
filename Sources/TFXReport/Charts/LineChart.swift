/// Lines over one axis.
package struct LineChart {
  /// A line.
  package struct Line {
    package var name: String
    package var points: [(x: Double, y: Double)]
    /// The place of its colour.
    package var series: Int
    package var isDashed: Bool
    /// A point that matters.
    package var mark: (x: Double, y: Double)?

    package init(
      _ name: String, _ points: [(x: Double, y: Double)], series: Int = 0, isDashed: Bool = false,
      mark: (x: Double, y: Double)? = nil
    ) {
      self.name = name
      self.points = points
      self.series = series
      self.isDashed = isDashed
      self.mark = mark
    }
  }

  /// What the lines mean on an axis.
  package enum Axis {
    /// Whatever they are, between round numbers.
    case free
    /// From 0 on.
    case fromZero
    /// Shares, from 0 to 1.
    case shares
  }

  package var title: String
  package var finding: String
  package var axes: (x: String, y: String)
  package var lines: [Line]
  package var x = Axis.free
  package var y = Axis.free
  /// Whether the numbers of the horizontal axis are whole.
  package var isWhole = false
  /// An upright line with what it is.
  package var mark: (x: Double, name: String)?
  /// Whether a line from corner to corner is drawn, with what it is.
  package var diagonal: String?
  /// Whether there is a table of the numbers.
  package var hasNumbers = true

  package init(
    _ title: String, finding: String, axes: (x: String, y: String), lines: [Line]
  ) {
    self.title = title
    self.finding = finding
    self.axes = axes
    self.lines = lines
  }

  /// More points of a line than these are put together, two of each bin: its least and its greatest.
  private static let pointLimit = 300

  /// Where its numbers are in a picture of a size.
  func frame(width: Double = Frame.width, height: Double = 200) -> Frame {
    let all = lines.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    return Frame(
      x: scale(x, all.map(\.x), isWide: false, isWhole: isWhole),
      y: scale(y, all.map(\.y), isWide: true, isWhole: false), width: width, height: height)
  }

  /// All that is inside of its axes, and the grid with its numbers.
  func drawing(in frame: Frame) -> [HTML] {
    var parts = [frame.grid]
    if diagonal != nil { parts.append(frame.line([(0, 0), (1, 1)], style: "mark", title: "")) }
    if let mark { parts.append(frame.upright(mark.x)) }
    for line in lines {
      let style = "curve s\(line.series)" + (line.isDashed ? " dash" : "")
      parts.append(
        frame.line(LineChart.thinned(line.points), style: style, title: line.name))
    }
    for line in lines {
      if let mark = line.mark { parts.append(frame.dot(mark, style: "dot s\(line.series)")) }
    }
    return parts
  }

  package var chart: Chart {
    let frame = frame()
    let parts = drawing(in: frame)
    var chart = Chart(title, finding: finding, axes: axes, height: frame.height, parts)
    if lines.count > 1 || mark != nil || diagonal != nil {
      chart.keys = lines.map { Chart.Key(name: $0.name, series: $0.series, isDashed: $0.isDashed) }
      if let mark { chart.keys.append(Chart.Key(name: mark.name, isUpright: true)) }
      if let diagonal { chart.keys.append(Chart.Key(name: diagonal)) }
    }
    if hasNumbers { chart.numbers = numbers }
    return chart
  }

  private func scale(
    _ axis: Axis, _ values: [Double], isWide: Bool, isWhole: Bool
  ) -> Scale {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    return switch axis {
    case .free: Scale(low, high, isWide: isWide, isWhole: isWhole)
    case .fromZero: Scale(0, max(high, 0), isWide: isWide)
    case .shares: Scale(0, 1, count: 5)
    }
  }

  /// At most 13 rows, spread over the axis.
  private var numbers: PageTable? {
    let places = Array(Set(lines.flatMap { $0.points.map(\.x) })).sorted()
    guard places.count > 1 else { return nil }
    let count = min(places.count, 13)
    let chosen = (0..<count).map { places[$0 * (places.count - 1) / max(count - 1, 1)] }
    let rows = chosen.map { place in
      [isWhole ? Digits.count(Int(place)) : Digits.text(place)]
        + lines.map { line in
          line.points.last { $0.x <= place }.map { Digits.text($0.y, 4) } ?? "–"
        }
    }
    return PageTable(
      title, [PageTable.Column(axes.x, .number)] + lines.map { PageTable.Column($0.name, .number) },
      rows)
  }

  static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    if points.count <= pointLimit { return points }
    let bins = pointLimit / 2
    var thinned: [(x: Double, y: Double)] = []
    for bin in 0..<bins {
      let range = bin * points.count / bins..<(bin + 1) * points.count / bins
      let ordered = range.sorted { (points[$0].y, $0) < (points[$1].y, $1) }
      guard let least = ordered.first, let greatest = ordered.last else { continue }
      for place in Set([least, greatest]).sorted() { thinned.append(points[place]) }
    }
    return thinned
  }
}
