public import TFXCore
public import TFXGraph
import TFXOps

// Losses that are 0 where the right side of a border is kept by a margin of 1.

/// mean(max(1 − t · y, 0)) along the last axis, for targets of −1 and 1; if all of a batch are 0 or 1,
/// 0 stands for −1.
///
/// As [Keras's Hinge](https://keras.io/api/losses/hinge_losses/#hinge-class).
public struct Hinge: Loss {
  public static let kind = "Hinge"
  public static let aliases = ["hinge"]

  public let target = TargetKind.binary
  public var reduction = BatchReduction.sumOverBatchSize

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    try prediction.graph.mean(prediction.hinge(target), axes: [-1])
  }
}

/// mean(max(1 − t · y, 0)²) along the last axis, for targets as of ``Hinge``.
///
/// As [Keras's SquaredHinge](https://keras.io/api/losses/hinge_losses/#squaredhinge-class).
public struct SquaredHinge: Loss {
  public static let kind = "SquaredHinge"
  public static let aliases = ["squared_hinge"]

  public let target = TargetKind.binary
  public var reduction = BatchReduction.sumOverBatchSize

  public init() {}

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    return try graph.mean(graph.square(prediction.hinge(target)), axes: [-1])
  }
}

/// max(neg − pos + 1, 0), pos = Σ t · y and neg = max((1 − t) · y) over the classes, for one-hot rows.
///
/// As [Keras's CategoricalHinge](https://keras.io/api/losses/hinge_losses/#categoricalhinge-class).
public struct CategoricalHinge: Loss {
  public static let kind = "CategoricalHinge"
  public static let aliases = ["categorical_hinge"]

  public let target = TargetKind.oneHotClasses
  public var reduction = BatchReduction.sumOverBatchSize

  public init() {}

  public func check(_ output: Output) throws(LossError) { try output.requireClasses() }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let right = try graph.sum(target * prediction, axes: [-1])
    let wrong = try graph.max((1 - target) * prediction, axes: [-1])
    return try graph.maximum(wrong - right + 1, graph.zerosLike(right))
  }
}

extension Output {
  /// max(1 − t · y, 0) of each element.
  fileprivate func hinge(_ target: Output) throws(GraphError) -> Output {
    let zeros = try graph.zerosLike(target)
    let isBinary = try graph.all(
      graph.logicalOr(graph.equal(target, zeros), graph.equal(target, graph.onesLike(target))))
    let signs = try graph.select(isBinary, target * 2 - 1, target)
    return try graph.maximum(1 - signs * self, zeros)
  }
}
