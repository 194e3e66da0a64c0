import TFXCore

extension Limits where Value == Int {
  /// An axis of outputs: any but the batch's.
  static var outputAxis: Limits {
    Limits("an axis other than 0, the batch") { $0 != 0 }
  }
}

extension Limits where Value == AxisList {
  /// Axes of outputs, each once: any but the batch's.
  static var outputAxes: Limits {
    Limits("axes other than 0, the batch, each once") {
      !$0.axes.isEmpty && !$0.axes.contains(0) && Set($0.axes).count == $0.axes.count
    }
  }
}

extension FieldVisitor {
  /// The fields of a cross-entropy: whether predictions are logits, how far targets move, and the
  /// axis that it goes over.
  mutating func crossentropy(
    _ fromLogits: inout Bool, smoothing: inout Double, towards goal: String, axis: inout Int
  ) {
    optional("from_logits", &fromLogits, "whether predictions are logits, not probabilities")
    optional(
      "label_smoothing", &smoothing, in: .from(0, to: 1), "how far targets move towards \(goal)")
    optional("axis", &axis, in: .outputAxis, "the axis that it goes over")
  }

  /// The exponent γ of a focal loss.
  mutating func focus(_ gamma: inout Double) {
    optional(
      "gamma", &gamma, in: .atLeast(0), "how much less what is predicted well counts; 0: not at all"
    )
  }
}
