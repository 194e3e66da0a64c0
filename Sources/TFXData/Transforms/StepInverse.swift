import TFXCore

/// What undoes a step in predictions, where the step changes a target.
enum StepInverse: Hashable {
  /// Nothing needs to be done: it reads a number that is written in another way, or changes texts.
  case none
  /// The inverse function.
  case function(TargetScale.Inverse)
}

extension ColumnStep {
  /// Steps for text make no other number of it; those for numbers say for themselves.
  var inverse: StepInverse? { Self.input == .text && !output.isBuckets ? StepInverse.none : nil }
}

extension ColumnContent {
  fileprivate var isBuckets: Bool { if case .buckets = self { true } else { false } }
}

extension ColumnTransform {
  /// The name of the first step that cannot be undone.
  var lasting: String? { steps.first { $0.step.inverse == nil }?.step.kind }

  /// What undoes the steps, from the last to the first.
  var inverses: [TargetScale.Inverse] {
    steps.reversed().compactMap { step in
      if case .function(let inverse) = step.step.inverse { inverse } else { nil }
    }
  }
}

extension TableTransform {
  /// The table with the columns of a target transformed. Nothing can be put before a step of theirs
  /// that refuses a number.
  func ofTargets(_ table: Table) throws(DataError) -> Table {
    do throws(DataError) {
      return try apply(table)
    } catch {
      guard case .numberTooSmall(let step, let bound, let found) = error.kind else { throw error }
      throw error.with(.targetTooSmall(step: step, bound: bound, found: found))
    }
  }
}
