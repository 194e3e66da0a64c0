import TFXCore

/// Brings numbers into a range: those below `min` become `min`, those above `max` become `max`.
struct ClipStep: ColumnStep {
  static let kind = "clip"
  static let input = ColumnContent.numbers
  let output = ColumnContent.numbers

  /// Nil for no bound.
  var min: Double?
  var max: Double?

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("min", &min, "what is below becomes this; no bound")
    f.optional("max", &max, "what is above becomes this; no bound")
  }

  func problems() -> [FieldProblem] {
    guard min != nil || max != nil else {
      return [
        FieldProblem(nil, "clip needs 'min', 'max' or both", help: "write {min: 0, max: 100}")
      ]
    }
    if let min, let max, min >= max {
      return [
        FieldProblem(
          "max",
          "'max' must be above 'min', found \(Column.text(of: min)) to \(Column.text(of: max))")
      ]
    }
    return []
  }

  var work: StepWork {
    let least = min ?? -.infinity
    let greatest = max ?? .infinity
    return .numbers { values in
      for index in values.indices {
        let value = values[index]
        // In this order not-a-number stays what it is.
        let above = value < least ? least : value
        values[index] = above > greatest ? greatest : above
      }
      return nil
    }
  }
}
