import TFXCore

/// Brings numbers to the nearest of `levels` numbers that lie evenly from `min` to `max`; beyond them
/// to the first or the last. Halfway counts up, as in TensorFlow's `FakeQuantWithMinMaxArgs`.
struct QuantizeStep: ColumnStep {
  static let kind = "quantize"
  static let input = ColumnContent.numbers
  let output = ColumnContent.numbers

  var levels = 0
  var min = 0.0
  var max = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("levels", &levels, in: .from(2, to: 1 << 24), "how many numbers there are to be")
    f.required("min", &min, "the least of them")
    f.required("max", &max, "the greatest of them")
  }

  func problems() -> [FieldProblem] {
    if min < max, (max - min).isFinite { return [] }
    return [
      FieldProblem(
        "max", "'max' must be above 'min', found \(Column.text(of: min)) to \(Column.text(of: max))"
      )
    ]
  }

  var work: StepWork {
    let (least, greatest) = (min, max)
    let last = Double(levels - 1)
    return .numbers { values in
      for index in values.indices {
        let value = values[index]
        let above = value < least ? least : value
        let within = above > greatest ? greatest : above
        let level = ((within - least) / (greatest - least) * last + 0.5).rounded(.down)
        values[index] = level == last ? greatest : least + (greatest - least) * (level / last)
      }
      return nil
    }
  }
}
