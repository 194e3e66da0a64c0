public import TFXCore
public import TFXGraph

/// A learning rate that is a function of the step.
public protocol Schedule: NamedConfigurable {
  /// Adds the operations that compute the rate of a step.
  ///
  /// - Parameters:
  ///   - step: The number of steps done before: int64, of shape `[]`.
  ///   - dtype: The type of the rate.
  /// - Returns: The rate, of shape `[]`.
  func rate(at step: Output, _ dtype: DType) throws(GraphError) -> Output
}

/// Every schedule, in the order of the reference.
package let scheduleCatalog = Catalog("schedule", [ExponentialDecay.self])
