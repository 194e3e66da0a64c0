import TFXCore
import TFXGraph
import TFXOps

/// How much samples count in the loss.
public struct SampleWeighting: Hashable, Sendable {
  /// Whether a weight is fed for each sample.
  public var hasSampleWeights: Bool
  /// How much the samples of each class count besides, by the number of the class; nil if all classes
  /// count alike.
  public var classWeights: [Double]?

  /// The given weighting, by default none: all samples count as 1.
  public init(hasSampleWeights: Bool = false, classWeights: [Double]? = nil) {
    self.hasSampleWeights = hasSampleWeights
    self.classWeights = classWeights
  }
}

extension Graph {
  /// How much each sample counts by its class.
  ///
  /// - Parameters:
  ///   - classWeights: Of each class, by its number.
  ///   - target: In the form of `kind`.
  ///   - dtype: The type of the weights.
  /// - Returns: `[batch]`; `[batch, d…]` for class numbers of several places.
  func weights(
    _ classWeights: [Double], of target: Output, _ kind: TargetKind, _ dtype: DType
  ) throws(GraphError) -> Output {
    let table = try constant(Tensor(classWeights).converted(to: dtype))
    switch kind {
    case .classIndices: return try gather(table, target)
    case .oneHotClasses: return try gather(table, try argMax(target, axis: -1))
    case .binary, .numbers:
      if target.shape[-1] > 1 { return try gather(table, try argMax(target, axis: -1)) }
      // 1 in the only column is the second class.
      let number = try reshape(try cast(target, to: .int32), to: [Shape.unknown])
      return try gather(table, number)
    }
  }
}
