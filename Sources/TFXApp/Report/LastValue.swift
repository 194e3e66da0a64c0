import TFXData
import TFXReport

/// Of windows of time what they end with: the target's last known value, said of the next one too.
struct LastValue {
  private let encoding: NumberEncoding
  /// The target's place among the features of a step, and their number.
  private let place: Int
  private let width: Int

  /// Nil if samples are no windows before their target, or the target is not among their features as a number.
  init?(_ preprocessing: Preprocessing) {
    guard let window = preprocessing.window, window.horizon > 0,
      preprocessing.targetColumns.count == 1, let encoder = preprocessing.features
    else { return nil }
    var place = 0
    for column in encoder.columns {
      if column.column == preprocessing.targetColumns[0], column.transform == nil,
        case .number(let encoding) = column.encoding, encoding.number(of: 0) != nil
      {
        (self.encoding, self.place, width) = (encoding, place, encoder.width)
        return
      }
      place += column.width
    }
    return nil
  }

  /// That of each row; nil if the inputs of some are not known.
  func values(_ rows: [Outcomes.Row]) -> [Double]? {
    var values: [Double] = []
    for row in rows {
      guard row.inputs.count >= width,
        let last = encoding.number(of: Double(row.inputs[row.inputs.count - width + place]))
      else { return nil }
      values.append(last)
    }
    return values.isEmpty ? nil : values
  }

  /// The mean absolute error of saying it of each row; nil if the inputs of some are not known.
  func error(_ rows: [Outcomes.Row]) -> Double? {
    guard let values = values(rows) else { return nil }
    let truths = rows.compactMap { row in
      if case .numbers(let numbers) = row.truth { numbers[0] } else { nil }
    }
    return truths.count == rows.count ? NumberErrors(truths, values).meanAbsolute : nil
  }
}
