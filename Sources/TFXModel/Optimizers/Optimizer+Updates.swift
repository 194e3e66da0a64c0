public import TFXGraph
import TFXKernels
package import TFXOps

/// A weight that is trained: what the optimizer keeps for it, and its gradient.
package struct TrainedWeight {
  package var variable: Variable
  package var slots: [Variable]
  package var gradient: Output
  /// What the learning rate is multiplied by for it.
  package var learningRateMultiplier: Double
  /// Where it is moved back to after the update.
  package var constraint: (any Constraint)?
  /// Its moving average, if that is kept.
  package var average: Variable?

  package init(
    _ variable: Variable, slots: [Variable], gradient: Output,
    learningRateMultiplier: Double = 1, constraint: (any Constraint)? = nil
  ) {
    self.variable = variable
    self.slots = slots
    self.gradient = gradient
    self.learningRateMultiplier = learningRateMultiplier
    self.constraint = constraint
  }

  /// Adds the operations that move the weight back to where it may be, after its update.
  fileprivate func constrain(after update: Operation) throws(GraphError) -> Operation {
    guard let constraint else { return update }
    let graph = update.graph
    let updated = try graph.readVariable(variable, after: [update])
    return try graph.assign(variable, try constraint.call(updated))
  }
}

/// What the update of one weight has to work with.
public struct UpdateSite {
  fileprivate let weight: TrainedWeight
  /// The learning rate, of shape `[]`.
  public private(set) var learningRate: Output
  /// The number of steps done before: int64, of shape `[]`.
  public let step: Output
  fileprivate let factor: Output?
  fileprivate let treatment: UpdateTreatment

  /// The weight.
  public var variable: Variable { weight.variable }
  /// The optimizer's slots for it, in order.
  public var slots: [Variable] { weight.slots }
  /// The gradient of the loss with respect to the weight, as it is before any clipping.
  public var gradient: Output { weight.gradient }

  /// Adds an operation that clips, lets the weight decay, then changes it. Its slots are the
  /// optimizer's, if it has no other order of them.
  ///
  /// - Parameter isLazy: Whether of a table only rows that were looked up are touched.
  package func add<Update: UpdateOp>(
    _ update: Update, slots: [Variable]? = nil, isLazy: Bool = false
  ) throws(GraphError) -> Operation {
    var update = update
    update.treatment = treatment
    return try gradient.graph.update(
      update, variable, slots: slots ?? self.slots, learningRate: learningRate,
      scalars: Update.Rule.countsSteps ? [step] : [], gradient: gradient, factor: factor,
      isLazy: isLazy)
  }
}

// What an update of graph operations is made of, where no rule fits.
extension UpdateSite {
  /// t: the number of the step, from 1, in the type of the weight.
  func stepNumber() throws(GraphError) -> Output {
    try step.graph.cast(step, to: gradient.dtype) + 1
  }

  /// The gradient as it is after clipping.
  func treatedGradient() throws(GraphError) -> Output {
    var treated = gradient
    if let factor { treated = try treated * factor }
    guard let limit = treatment.clipValue else { return treated }
    let bound = try gradient.graph.constant(limit, gradient.dtype)
    return try gradient.graph.maximum(gradient.graph.minimum(treated, bound), -bound)
  }

  /// The weight as it is after its decay.
  func decayedWeight() throws(GraphError) -> Output {
    let value = variable.value
    if treatment.weightDecay == 0 { return value }
    return try value - value * (learningRate * treatment.weightDecay)
  }

  /// Gives the weight and its slots their new values.
  func assign(_ value: Output, slots values: [Output]) throws(GraphError) -> Operation {
    let graph = value.graph
    var assigned = [try graph.assign(variable, value)]
    for (slot, value) in zip(slots, values) { assigned.append(try graph.assign(slot, value)) }
    return try graph.group(assigned)
  }

  /// The same site with another rate.
  func atRate(timesOwn factor: Double) throws(GraphError) -> UpdateSite {
    var site = self
    site.learningRate = try learningRate * factor
    return site
  }
}

extension Optimizer {
  /// Adds the operations that change all weights by their gradients, each in a scope named after
  /// its weight.
  package func updates(
    _ weights: [TrainedWeight], learningRate: Output, step: Output
  ) throws(GraphError) -> [Operation] {
    let factors = try gradientFactors(weights.map(\.gradient))
    // That they are expressions is checked where they are read.
    let excluded = try? WeightNames(gradientOptions.excludeFromWeightDecay)
    var updates: [Operation] = []
    for (weight, factor) in zip(weights, factors) {
      let decay =
        excluded?.contains(weight.variable.name) == true ? nil : weightDecay(of: weight.variable)
      updates.append(
        try learningRate.graph.nameScope("optimizer/\(weight.variable.name)") {
          (_) throws(GraphError) in
          let multiplier = weight.learningRateMultiplier
          let site = UpdateSite(
            weight: weight,
            learningRate: multiplier == 1 ? learningRate : try learningRate * multiplier,
            step: step, factor: factor,
            treatment: UpdateTreatment(
              clipValue: gradientOptions.clipValue, weightDecay: decay ?? 0))
          var last = try update(site)
          if let average = weight.average {
            last = try settings.averaging.update(
              average, of: weight.variable, step: step, after: last)
          }
          // As in Keras, averages are those of weights before they are moved back.
          return try weight.constrain(after: last)
        })
    }
    return updates
  }

  /// What each gradient is multiplied by, so that no norm is above its limit; nil where there is
  /// none.
  private func gradientFactors(_ gradients: [Output]) throws(GraphError) -> [Output?] {
    guard let graph = gradients.first?.graph else { return [] }
    return try graph.nameScope("optimizer/clip") { (_) throws(GraphError) in
      var factors = [Output?](repeating: nil, count: gradients.count)
      guard let limit = gradientOptions.clipNorm ?? gradientOptions.globalClipNorm else {
        return factors
      }
      var halves: [Output] = []
      for gradient in gradients { halves.append(try graph.l2Loss(gradient)) }
      if gradientOptions.clipNorm != nil {
        for index in halves.indices { factors[index] = try factor(limit, norm(halves[index])) }
      } else {
        let norm = try norm(try graph.addN(halves))
        // 0, or NaN if the norm is not finite, as Keras has it.
        let check = try graph.subtract(norm, norm)
        let factor = try graph.add(try factor(limit, norm), check)
        for index in halves.indices { factors[index] = factor }
      }
      return factors
    }
  }

  /// The norm, given half its square.
  private func norm(_ half: Output) throws(GraphError) -> Output {
    try half.graph.sqrt(try half.graph.add(half, half))
  }

  /// limit / max(norm, limit), which is at most 1.
  private func factor(_ limit: Double, _ norm: Output) throws(GraphError) -> Output {
    let bound = try norm.graph.constant(limit, norm.dtype)
    return try norm.graph.divide(bound, try norm.graph.maximum(norm, bound))
  }
}
