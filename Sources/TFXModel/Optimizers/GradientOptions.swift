import TFXCore

/// What every optimizer can do to gradients and weights before its own maths: clip, then decay, as
/// [Keras's optimizers](https://keras.io/api/optimizers/) do. At most one way of clipping is set.
public struct GradientOptions: Hashable, Sendable {
  /// λ: each weight is first made smaller, w ← w − η · λ · w; nil for no decay.
  public var weightDecay: Double?
  /// Regular expressions: weights in whose names, `layer/weight`, one matches do not decay.
  public var excludeFromWeightDecay: [String] = []
  /// The largest norm of the gradient of one weight tensor; nil for no limit.
  public var clipNorm: Double?
  /// How far from 0 an element of a gradient may be; nil for no limit.
  public var clipValue: Double?
  /// The largest norm of all gradients taken together; nil for no limit.
  public var globalClipNorm: Double?

  /// The given options, by default none.
  public init(
    weightDecay: Double? = nil, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil
  ) {
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.globalClipNorm = globalClipNorm
  }

  /// Visits the fields, which stand among those of the optimizer.
  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "weight_decay", &weightDecay, in: Limits.atLeast(0).orNone,
      "how much of a weight, times the learning rate, is taken off it in each step")
    f.optional(
      "exclude_from_weight_decay", &excludeFromWeightDecay,
      "regular expressions: weights in whose names one matches, such as `bias`, do not decay")
    f.optional(
      "clipnorm", &clipNorm, in: Limits.moreThan(0).orNone,
      "the largest norm of a weight's gradient")
    f.optional(
      "clipvalue", &clipValue, in: Limits.moreThan(0).orNone,
      "how far from 0 an element of a gradient may be")
    f.optional(
      "global_clipnorm", &globalClipNorm, in: Limits.moreThan(0).orNone,
      "the largest norm of all gradients together")
  }

  func problems(decays: Bool) -> [FieldProblem] {
    let set = [
      ("clipnorm", clipNorm), ("clipvalue", clipValue), ("global_clipnorm", globalClipNorm),
    ].compactMap { name, value in value.map { (name: name, value: $0) } }
    var problems: [FieldProblem] = []
    if set.count > 1 {
      let given = set.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
      problems.append(
        FieldProblem(
          set[1].name,
          "expected at most one of clipnorm, clipvalue and global_clipnorm, found \(given)",
          help: "keep the one that you want"))
    }
    let excluded = "exclude_from_weight_decay"
    if !excludeFromWeightDecay.isEmpty, !decays {
      problems.append(
        FieldProblem(excluded, "there is no decay", help: "give one, such as weight_decay: 0.004"))
    }
    return problems + WeightNames.problems(excluded, excludeFromWeightDecay)
  }
}
