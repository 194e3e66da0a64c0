/// A picture of pixels, red, green and blue, that is drawn with smooth edges.
package struct Raster {
  package let width: Int
  package let height: Int
  /// Row by row, three bytes a pixel.
  package private(set) var pixels: [UInt8]
  /// Pixels of a unit.
  private let scale: Double
  /// How much of each pixel the line that is being drawn covers.
  private var coverage: [Float]

  /// A picture of so many units, in one colour.
  ///
  /// - Parameter color: As `#1b1f24`; so are all others.
  init(width: Double, height: Double, scale: Double, color: String) {
    self.scale = scale
    self.width = Int((width * scale).rounded(.up))
    self.height = Int((height * scale).rounded(.up))
    let bytes = Raster.bytes(color)
    pixels = (0..<self.width * self.height).flatMap { _ in bytes }
    coverage = [Float](repeating: 0, count: self.width * self.height)
  }

  private static func bytes(_ color: String) -> [UInt8] {
    let bits = UInt32(color.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
  }

  /// A line through points, with round ends; a point alone is a dot.
  mutating func line(_ points: [(x: Double, y: Double)], width: Double, color: String) {
    if points.isEmpty { return }
    let places = points.map { (x: $0.x * scale, y: $0.y * scale) }
    let reach = width * scale / 2
    for (start, end) in zip(places, places.count > 1 ? Array(places.dropFirst()) : places) {
      cover(start, end, reach)
    }
    let (xs, ys) = (places.map(\.x), places.map(\.y))
    let columns = range(xs.min() ?? 0, xs.max() ?? 0, reach, self.width)
    let rows = range(ys.min() ?? 0, ys.max() ?? 0, reach, self.height)
    let bytes = Raster.bytes(color)
    for row in rows {
      for column in columns {
        let place = row * self.width + column
        let part = coverage[place]
        if part == 0 { continue }
        coverage[place] = 0
        for channel in 0..<3 {
          let (old, new) = (Float(pixels[3 * place + channel]), Float(bytes[channel]))
          pixels[3 * place + channel] = UInt8((old + (new - old) * part).rounded())
        }
      }
    }
  }

  /// The same with gaps.
  mutating func dashes(
    _ points: [(x: Double, y: Double)], on: Double, off: Double, width: Double, color: String
  ) {
    // So far the line is in its dash, or behind it in its gap.
    var (phase, dash) = (0.0, points.prefix(1).map(\.self))
    for (start, end) in zip(points, points.dropFirst()) {
      let (dx, dy) = (end.x - start.x, end.y - start.y)
      let length = (dx * dx + dy * dy).squareRoot()
      var done = 0.0
      while length - done > 1e-9 {
        let isOn = phase < on
        let step = min((isOn ? on : on + off) - phase, length - done)
        done += step
        phase += step
        let place = (x: start.x + dx * done / length, y: start.y + dy * done / length)
        if isOn { dash.append(place) }
        if isOn, phase >= on - 1e-9 {
          line(dash, width: width, color: color)
          (dash, phase) = ([], on)
        } else if !isOn, phase >= on + off - 1e-9 {
          (dash, phase) = ([place], 0)
        }
      }
    }
    if dash.count > 1 { line(dash, width: width, color: color) }
  }

  /// A text on a line.
  ///
  /// - Parameters:
  ///   - size: As that of a font in a page: a capital has about seven tenths of it.
  ///   - anchor: `start`, `middle` or `end`: what of it is at `x`.
  mutating func text(
    _ text: String, x: Double, y: Double, size: Double, anchor: String, color: String,
    weight: Double = 1.1
  ) {
    let unit = 0.72 * size / StrokeFont.capital
    let glyphs = StrokeFont.glyphs(text)
    let length = glyphs.reduce(0) { $0 + ($1.right - $1.left) } * unit
    var start = x - (anchor == "end" ? length : anchor == "middle" ? length / 2 : 0)
    for glyph in glyphs {
      for stroke in glyph.strokes {
        line(
          stroke.map {
            (x: start + ($0.x - glyph.left) * unit, y: y + ($0.y - StrokeFont.foot) * unit)
          }, width: weight, color: color)
      }
      start += (glyph.right - glyph.left) * unit
    }
  }

  /// Covers what is nearer than `reach` to a part of a line.
  private mutating func cover(
    _ start: (x: Double, y: Double), _ end: (x: Double, y: Double), _ reach: Double
  ) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let square = dx * dx + dy * dy
    for row in range(min(start.y, end.y), max(start.y, end.y), reach, height) {
      for column in range(min(start.x, end.x), max(start.x, end.x), reach, width) {
        let (px, py) = (Double(column) + 0.5 - start.x, Double(row) + 0.5 - start.y)
        let along = square > 0 ? min(max((px * dx + py * dy) / square, 0), 1) : 0
        let (ex, ey) = (px - along * dx, py - along * dy)
        let part = Float(reach + 0.5 - (ex * ex + ey * ey).squareRoot())
        let place = row * width + column
        if part > coverage[place] { coverage[place] = min(part, 1) }
      }
    }
  }

  /// The pixels from one place to another, and those around that a line may touch.
  private func range(_ low: Double, _ high: Double, _ reach: Double, _ count: Int) -> Range<Int> {
    let first = max(Int((low - reach - 1).rounded(.down)), 0)
    let last = min(Int((high + reach + 1).rounded(.up)), count)
    return min(first, last)..<max(first, last)
  }
}
