/// What a model loses when a column tells it nothing any more.
package struct Importance {
  package var column: String
  /// How much worse it is, on average over the shuffles, and where that is with 95 % confidence.
  package var loss: Double
  package var interval: ClosedRange<Double>

  package init(column: String, loss: Double, interval: ClosedRange<Double>) {
    self.column = column
    self.loss = loss
    self.interval = interval
  }

  /// - Parameters:
  ///   - measure: What gets worse, such as "accuracy".
  ///   - rows: How many rows were shuffled, how often.
  package static func section(
    _ columns: [Importance], measure: String, rows: Int, repeats: Int
  ) -> PageSection {
    let sorted = columns.enumerated().sorted {
      ($1.element.loss, $0.offset) < ($0.element.loss, $1.offset)
    }.map(\.element)
    let low = min(0, sorted.map(\.interval.lowerBound).min() ?? 0)
    let high = max(sorted.map(\.interval.upperBound).max() ?? 0, 1e-12)
    let table = PageTable(
      "How much worse \(measure) gets without each column",
      [
        PageTable.Column("Column"), PageTable.Column("Loss", .number),
        PageTable.Column("95% interval", .number), PageTable.Column("Picture", .bar),
      ],
      cells: sorted.prefix(40).map { column in
        [
          PageTable.Cell(Digits.shortened(column.column)),
          PageTable.Cell(Digits.text(column.loss, 2)),
          PageTable.Cell(
            "\(Digits.text(column.interval.lowerBound, 2)) to "
              + "\(Digits.text(column.interval.upperBound, 2))"),
          BarCell.cell(column.loss, interval: column.interval, in: low...high),
        ]
      })
    let idle = sorted.filter { $0.interval.lowerBound <= 0 }.count
    return PageSection(
      id: "importance", title: "What it uses",
      lead: "Each column's values were shuffled among \(Digits.count(rows)) rows, \(repeats) times."
        + (idle > 0
          ? " \(idle == 1 ? "One column makes" : "\(idle) columns make") no difference that can be "
            + "told from chance." : ""),
      blocks: sorted.isEmpty ? [] : [.table(table)])
  }
}
