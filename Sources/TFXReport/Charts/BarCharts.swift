/// How many values are where.
package struct Histogram {
  package var low: Double
  package var high: Double
  package var counts: [Int]

  /// Bins of the finite values, all between the least and the greatest.
  package init(_ values: some Collection<Double>, bins: Int = 30) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    if low == high { (low, high) = (low - max(abs(low), 1) * 0.5, low + max(abs(low), 1) * 0.5) }
    (self.low, self.high) = (low, high)
    counts = [Int](repeating: 0, count: bins)
    for value in values where value.isFinite {
      counts[min(Int((value - low) / (high - low) * Double(bins)), bins - 1)] += 1
    }
  }

  package func chart(
    _ title: String, finding: String, axes: (x: String, y: String), series: Int = 0,
    mark: (x: Double, name: String)? = nil, height: Double = 150
  ) -> Chart {
    let frame = Frame(
      x: Scale(low, high, isWide: false),
      y: Scale(0, Double(counts.max() ?? 1), count: 3, isWhole: true), height: height)
    let width = (high - low) / Double(counts.count)
    let bars = counts.enumerated().filter { $0.element > 0 }.map { index, count in
      let start = low + Double(index) * width
      return (low: start, high: start + width, height: Double(count))
    }
    var parts = [frame.grid, frame.bars(bars, style: "s\(series)")]
    if let mark { parts.append(frame.upright(mark.x)) }
    var chart = Chart(title, finding: finding, axes: axes, height: frame.height, parts)
    if let mark { chart.keys = [Chart.Key(name: mark.name, isUpright: true)] }
    return chart
  }
}

/// Points, each of two numbers.
package struct ScatterChart {
  package var title: String
  package var finding: String
  package var axes: (x: String, y: String)
  package var points: [(x: Double, y: Double)]
  /// A line where both numbers are equal, or where the second is 0, with what it is.
  package var line: (kind: LineKind, name: String)

  package enum LineKind {
    case equal, zero
  }

  package init(
    _ title: String, finding: String, axes: (x: String, y: String),
    points: [(x: Double, y: Double)], line: (kind: LineKind, name: String)
  ) {
    self.title = title
    self.finding = finding
    self.axes = axes
    self.points = points
    self.line = line
  }

  package var chart: Chart {
    let points = points.filter { $0.x.isFinite && $0.y.isFinite }
    var (xs, ys) = (points.map(\.x), points.map(\.y))
    if line.kind == .equal {
      let all = xs + ys
      (xs, ys) = (all, all)
    } else {
      ys.append(0)
    }
    let frame = Frame(
      x: Scale(xs.min() ?? 0, xs.max() ?? 1), y: Scale(ys.min() ?? 0, ys.max() ?? 1), height: 240)
    var parts = [frame.grid]
    switch line.kind {
    case .equal:
      let low = max(frame.x.low, frame.y.low)
      let high = min(frame.x.high, frame.y.high)
      parts.append(frame.line([(low, low), (high, high)], style: "mark", title: line.name))
    case .zero:
      parts.append(
        frame.line([(frame.x.low, 0), (frame.x.high, 0)], style: "mark", title: line.name))
    }
    parts.append(frame.points(points, width: points.count > 500 ? 3 : 4))
    var chart = Chart(title, finding: finding, axes: axes, height: frame.height, parts)
    chart.keys = [Chart.Key(name: line.name)]
    return chart
  }
}

/// Bars in a table, with whiskers where a number is uncertain.
package enum BarCell {
  /// - Parameters:
  ///   - value: Where the bar ends.
  ///   - interval: What it may be.
  ///   - range: The ends of the axis, 0 among them.
  package static func cell(
    _ value: Double, interval: ClosedRange<Double>? = nil, in range: ClosedRange<Double>
  ) -> PageTable.Cell {
    let width = max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
    let place = { (value: Double) in
      min(max((value - range.lowerBound) / width, 0), 1) * 200
    }
    let zero = place(0)
    let (start, end) = (min(zero, place(value)), max(zero, place(value)))
    var parts = [
      HTML.shape(
        "rect",
        [
          "class": "area s0", "x": Digits.coordinate(start), "y": "3",
          "width": Digits.coordinate(max(end - start, 0.5)), "height": "10",
        ]),
      .shape("path", ["class": "base", "d": "M\(Digits.coordinate(zero)) 0V16"]),
    ]
    if let interval {
      let (low, high) = (
        Digits.coordinate(place(interval.lowerBound)), Digits.coordinate(place(interval.upperBound))
      )
      parts.append(.shape("path", ["class": "whisker", "d": "M\(low) 8H\(high)"]))
    }
    return PageTable.Cell(
      .element(
        "svg",
        [
          "viewBox": "0 0 200 16", "preserveAspectRatio": "none", "aria-hidden": "true",
          "focusable": "false",
        ], parts))
  }
}
