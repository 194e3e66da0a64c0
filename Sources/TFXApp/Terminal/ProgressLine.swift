import TFXCore

/// The one line that shows how far an epoch is, at any width: what matters least is left out first.
package struct ProgressLine {
  package var epoch: Int
  package var epochs: Int
  package var step: Int
  package var steps: Int
  package var secondsLeft: Double
  package var samplesPerSecond: Double
  /// Whether the steps are told, and not only drawn.
  package var countsSteps = true
  /// The loss first.
  package var values: [(name: String, value: Double)]
  /// The monitored value after each epoch so far.
  package var history: [Double] = []

  package init(
    epoch: Int, of epochs: Int, step: Int, of steps: Int, secondsLeft: Double,
    samplesPerSecond: Double, values: [(name: String, value: Double)], history: [Double] = []
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.secondsLeft = secondsLeft
    self.samplesPerSecond = samplesPerSecond
    self.values = values
    self.history = history
  }

  package var percent: Int { steps == 0 ? 100 : step * 100 / steps }

  /// The line in at most `width` columns.
  package func text(width: Int, _ traits: TerminalTraits) -> String {
    let values = values.map { "\($0.name) \(NumberFormat.measurement($0.value))" }
    if width < 30 {
      let line = "\(epoch)/\(epochs) \(percent)% \(values.first ?? "")"
      return String(line.prefix(columns: max(width, 0)))
    }
    let title = ProgressLine.title(epoch, of: epochs)
    // As wide for every step of an epoch, so that nothing jumps.
    let barWidth = min(max(width / 5, 8), 30)
    let counts = "\(NumberFormat.count(step))/\(NumberFormat.count(steps))"
    let left = "\(NumberFormat.duration(secondsLeft)) left"
    let rate = "\(NumberFormat.count(Int(min(samplesPerSecond, 1e15).rounded()))) samples/s"
    let spark = Sparkline.text(history.suffix(16), traits)
    // What is shown, the most important first, and where it stands in the line.
    var wanted: [(place: Int, texts: [String])] = [(3, Array(values.prefix(1)))]
    wanted += [(1, [left]), (0, countsSteps ? [counts] : []), (4, Array(values.dropFirst()))]
    wanted += [(2, [rate]), (5, spark.isEmpty ? [] : [spark])]
    var room = width - title.columns - 1 - barWidth
    var shown: [(place: Int, text: String)] = []
    for (place, texts) in wanted {
      for text in texts {
        // Of the metrics, none is left out between others.
        if text.columns + 2 > room { break }
        room -= text.columns + 2
        shown.append((place, text))
      }
    }
    let bar = ProgressLine.bar(step, of: steps, width: barWidth, traits)
    let pieces = (0...5).flatMap { place in shown.filter { $0.place == place } }
    return "\(title) \(bar)" + pieces.map { "  " + $0.text }.joined()
  }

  /// `epoch  3/10`: as wide for each epoch.
  static func title(_ epoch: Int, of epochs: Int) -> String {
    let number = "\(epoch)"
    let space = String(repeating: " ", count: max(0, "\(epochs)".count - number.count))
    return "epoch \(space)\(number)/\(epochs)"
  }

  /// A bar of `width` columns.
  package static func bar(
    _ done: Int, of all: Int, width: Int, _ traits: TerminalTraits
  ) -> String {
    if !traits.isUnicode {
      let inside = max(width - 2, 0)
      let filled = all == 0 ? inside : done * inside / all
      return "["
        + TextStyle.bar(String(repeating: "#", count: filled), traits)
        + String(repeating: ".", count: inside - filled) + "]"
    }
    let filled = all == 0 ? width : done * width / all
    return TextStyle.bar(String(repeating: "━", count: filled), traits)
      + TextStyle.dim(String(repeating: "─", count: width - filled), traits)
  }
}

/// A curve of a few characters.
package enum Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// The curve of two values at least; nothing of fewer, or where the terminal has no blocks.
  package static func text(_ values: some Sequence<Double>, _ traits: TerminalTraits) -> String {
    let values = values.filter(\.isFinite)
    guard traits.isUnicode, values.count > 1, let low = values.min(), let high = values.max() else {
      return ""
    }
    let step = (high - low) / Double(blocks.count)
    return String(
      values.map { value in
        step > 0 ? blocks[min(Int((value - low) / step), blocks.count - 1)] : blocks[0]
      })
  }
}
