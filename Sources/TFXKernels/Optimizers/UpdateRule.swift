/// How a weight, and what is kept for it, changes by its gradient: a formula with its parameters.
///
/// The formula is written once, over ``Lanes``. In formulas, w is a weight, g its gradient, η the
/// learning rate, and t the number of the step, 1 for the first.
package protocol UpdateRule: Equatable, Sendable {
  /// How many numbers are kept for a weight, in slots: up to three.
  var slotCount: Int { get }
  /// Whether the formula has t in it.
  static var countsSteps: Bool { get }
  /// Whether a gradient of 0 changes neither a weight nor what is kept for it.
  var restsAtZero: Bool { get }

  /// What is computed once a step, for all weights; by default η alone.
  associatedtype Settled = Double
  /// Computes it in the weights' own type, as TensorFlow and Keras do.
  func settled<T: KernelScalar>(_ clock: UpdateClock, _ type: T.Type) -> Settled

  /// The weight after a step; changes its slots.
  func change<N: Lanes>(_ w: N, _ s: inout Slots<N>, _ g: N, _ settled: Settled) -> N

  /// Changes all weights, in one parallel sweep.
  func sweep(_ weights: WeightUpdates, _ clock: UpdateClock)
}

extension UpdateRule {
  package static var countsSteps: Bool { false }
  package var restsAtZero: Bool { false }
}

extension UpdateRule where Settled == Double {
  package func settled<T: KernelScalar>(_ clock: UpdateClock, _ type: T.Type) -> Double {
    clock.rate
  }
}

/// What an optimizer keeps for the weights at hand; slots that it doesn't have are 0.
package struct Slots<N: Lanes> {
  package var first = N(0)
  package var second = N(0)
  package var third = N(0)
}

/// The scalars that an update is given: numbers of the weights' type, and t.
package struct UpdateClock {
  /// η.
  package var rate: Double
  /// t, for rules that count steps.
  package var step: Int
  /// β₁ᵗ and β₂ᵗ, where they are kept as variables, as TensorFlow 1 does.
  package var powers: (Double, Double)?
  /// What lasts longer than a step.
  package var product: StepProduct?

  package init(
    rate: Double, step: Int = 0, powers: (Double, Double)? = nil, product: StepProduct? = nil
  ) {
    (self.rate, self.step, self.powers, self.product) = (rate, step, powers, product)
  }

  /// βᵗ.
  func power<T: KernelScalar>(_ beta: Double, _ type: T.Type) -> T { .pow(T(beta), T(step)) }
}

/// A product of t factors that depend on their number alone. It is kept between steps to save time,
/// and computed anew where a run begins.
package final class StepProduct {
  private var step = 0
  private var product = 1.0

  package init() {}

  /// The product of the first `t` factors, in type `T`.
  func callAsFunction<T: KernelScalar>(_ t: Int, _ factor: (Int) -> T) -> T {
    if t < step { (step, product) = (0, 1) }
    while step < t {
      step += 1
      product = Double(T(product) * factor(step))
    }
    return T(product)
  }
}
