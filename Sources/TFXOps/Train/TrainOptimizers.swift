import TFXCore
public import TFXGraph
import TFXKernels

// Optimizers of TensorFlow 1 that are an operation with TensorFlow's defaults. All have a
// `learningRate`, how far a step goes, and a `name`, of which their variables have theirs.

/// Gradient descent, as TensorFlow 1's `tf.train.GradientDescentOptimizer`.
public final class GradientDescentOptimizer: TrainOptimizer {
  /// Gradient descent at the given rate.
  public init(learningRate: LearningRate, name: String = "GradientDescent") {
    super.init(learningRate, name: name, ResourceApplyGradientDescent())
  }
}

/// Gradient descent with momentum, as TensorFlow 1's `tf.train.MomentumOptimizer`.
public final class MomentumOptimizer: TrainOptimizer {
  /// - Parameters:
  ///   - momentum: How much of the last step stays.
  ///   - useNesterov: Whether the gradient is taken as if the momentum had been followed.
  public init(
    learningRate: LearningRate, momentum: Double, useNesterov: Bool = false,
    name: String = "Momentum"
  ) {
    let rule = MomentumRule(momentum: momentum, isNesterov: useNesterov, holdsSteps: false)
    super.init(
      learningRate, name: name, ResourceApplyMomentum(rule), slots: [TrainSlot("momentum")])
  }
}

/// Adagrad, as TensorFlow 1's `tf.train.AdagradOptimizer`. Duchi et al., 2011.
public final class AdagradOptimizer: TrainOptimizer {
  /// - Parameter initialAccumulatorValue: What the sum of squared gradients begins with; positive.
  public init(
    learningRate: LearningRate, initialAccumulatorValue: Double = 0.1, name: String = "Adagrad"
  ) {
    super.init(
      learningRate, name: name, ResourceApplyAdagrad(AdagradRule(epsilon: 0)),
      slots: [TrainSlot("accumulator", initialAccumulatorValue, as: "initial_accumulator_value")])
  }
}

/// Adagrad with dual averaging, for sparse linear models, as TensorFlow 1's
/// `tf.train.AdagradDAOptimizer`. Duchi et al., 2011.
public final class AdagradDAOptimizer: TrainOptimizer {
  private let globalStep: Variable

  /// - Parameters:
  ///   - globalStep: The number of steps done, which
  ///     ``TrainOptimizer/applyGradients(_:globalStep:name:)`` counts up.
  ///   - initialGradientSquaredAccumulatorValue: What the sum of squared gradients begins with;
  ///     positive.
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  public init(
    learningRate: LearningRate, globalStep: Variable,
    initialGradientSquaredAccumulatorValue: Double = 0.1, l1RegularizationStrength l1: Double = 0,
    l2RegularizationStrength l2: Double = 0, name: String = "AdagradDA"
  ) {
    self.globalStep = globalStep
    let squares = TrainSlot(
      "gradient_squared_accumulator", initialGradientSquaredAccumulatorValue,
      as: "initial_gradient_squared_accumulator_value")
    super.init(
      learningRate, name: name, ResourceApplyAdagradDA(AdagradDARule(l1: l1, l2: l2)),
      slots: [TrainSlot("gradient_accumulator"), squares])
  }

  override func scalars(for variable: Variable) throws(GraphError) -> [Output] {
    [try variable.handle.graph.cast(globalStep.value, to: .int64)]
  }
}

/// Adadelta, as TensorFlow 1's `tf.train.AdadeltaOptimizer`. Zeiler, 2012.
public final class AdadeltaOptimizer: TrainOptimizer {
  /// - Parameters:
  ///   - rho: How much of the means stays.
  ///   - epsilon: Added to the means.
  public init(
    learningRate: LearningRate, rho: Double = 0.95, epsilon: Double = 1e-8,
    name: String = "Adadelta"
  ) {
    super.init(
      learningRate, name: name, ResourceApplyAdadelta(AdadeltaRule(rho: rho, epsilon: epsilon)),
      slots: [TrainSlot("accum"), TrainSlot("accum_update")])
  }
}

/// Follow the regularized leader, as TensorFlow 1's `tf.train.FtrlOptimizer`. McMahan et al., 2013.
public final class FtrlOptimizer: TrainOptimizer {
  /// - Parameters:
  ///   - learningRatePower: How the learning rate falls with the accumulator; 0 or less.
  ///   - initialAccumulatorValue: What the accumulator begins with; 0 or more.
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  ///   - l2Shrinkage: How strongly the gradient is drawn along the weights.
  public init(
    learningRate: LearningRate, learningRatePower: Double = -0.5,
    initialAccumulatorValue: Double = 0.1, l1RegularizationStrength l1: Double = 0,
    l2RegularizationStrength l2: Double = 0,
    l2ShrinkageRegularizationStrength l2Shrinkage: Double = 0, name: String = "Ftrl"
  ) {
    let rule = FtrlRule(
      learningRatePower: learningRatePower, l1: l1, l2: l2, l2Shrinkage: l2Shrinkage)
    super.init(
      learningRate, name: name, ResourceApplyFtrlV2(rule),
      slots: [
        TrainSlot(
          "accum", initialAccumulatorValue, as: "initial_accumulator_value", mayBeZero: true),
        TrainSlot("linear"),
      ])
  }
}

/// Proximal gradient descent, as TensorFlow 1's `tf.train.ProximalGradientDescentOptimizer`.
public final class ProximalGradientDescentOptimizer: TrainOptimizer {
  /// - Parameters:
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  public init(
    learningRate: LearningRate, l1RegularizationStrength l1: Double = 0,
    l2RegularizationStrength l2: Double = 0, name: String = "ProximalGradientDescent"
  ) {
    let rule = ProximalGradientDescentRule(l1: l1, l2: l2)
    super.init(learningRate, name: name, ResourceApplyProximalGradientDescent(rule))
  }
}

/// Proximal Adagrad, as TensorFlow 1's `tf.train.ProximalAdagradOptimizer`.
public final class ProximalAdagradOptimizer: TrainOptimizer {
  /// - Parameters:
  ///   - initialAccumulatorValue: What the sum of squared gradients begins with; positive.
  ///   - l1: How strongly weights are drawn to 0, whatever their size.
  ///   - l2: How strongly weights are drawn to 0, by their size.
  public init(
    learningRate: LearningRate, initialAccumulatorValue: Double = 0.1,
    l1RegularizationStrength l1: Double = 0, l2RegularizationStrength l2: Double = 0,
    name: String = "ProximalAdagrad"
  ) {
    super.init(
      learningRate, name: name, ResourceApplyProximalAdagrad(ProximalAdagradRule(l1: l1, l2: l2)),
      slots: [TrainSlot("accumulator", initialAccumulatorValue, as: "initial_accumulator_value")])
  }
}

/// RMSProp, as TensorFlow 1's `tf.train.RMSPropOptimizer`: the mean of squared gradients begins with 1,
/// and there is always a momentum. Hinton, 2012.
public final class RMSPropOptimizer: TrainOptimizer {
  /// - Parameters:
  ///   - decay: How much of the means stays.
  ///   - momentum: How much of the last step stays.
  ///   - epsilon: Added under the root.
  ///   - centered: Whether the squared mean of gradients is taken off their mean square.
  public init(
    learningRate: LearningRate, decay: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-10,
    centered: Bool = false, name: String = "RMSProp"
  ) {
    let rule = RMSpropRule(
      rho: decay, momentum: momentum, epsilon: epsilon, isCentered: centered, keepsMomentum: true)
    super.init(
      learningRate, name: name, ResourceApplyRMSProp(rule),
      slots: [TrainSlot("rms", 1)] + (centered ? [TrainSlot("mg")] : [])
        + [TrainSlot("momentum")])
  }
}
