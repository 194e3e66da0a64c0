public import TFXCore
public import TFXGraph
import TFXKernels
import TFXOps

/// Adam for large tables: of weights whose rows are looked up, such as an `Embedding`'s, each step
/// changes the rows of the batch alone, with what is kept for them. `Adam` changes all, by the
/// momentum that is left. As
/// [TensorFlow Addons' LazyAdam](https://www.tensorflow.org/addons/api_docs/python/tfa/optimizers/LazyAdam).
///
/// Weights of other layers change as by `Adam`, and so do tables where something needs the whole
/// gradient: a regularizer, or `gradient_accumulation_steps`.
public struct LazyAdam: Optimizer {
  public static let kind = "LazyAdam"

  public var settings = OptimizerSettings(learningRate: 0.001)
  /// How much of the mean of the gradients stays.
  public var beta1 = 0.9
  /// How much of the mean of their squares stays.
  public var beta2 = 0.999
  /// Added to the root.
  public var epsilon = 1e-7

  public init() {}

  /// Lazy Adam at the given learning rate.
  public init(_ learningRate: Double) { self.learningRate = LearningRate(learningRate) }

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.moments(&beta1, &beta2)
    f.optional("epsilon", &epsilon, in: .moreThan(0), "added to the root of the mean square")
  }

  public var slots: [OptimizerSlot] { ["m", "v"] }

  public func update(_ site: UpdateSite) throws(GraphError) -> Operation {
    try site.add(
      ResourceApplyAdam(AdamRule(beta1: beta1, beta2: beta2, epsilon: epsilon)), isLazy: true)
  }
}
