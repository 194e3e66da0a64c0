public import TFXCore
public import TFXGraph
import TFXOps

// Losses of areas that should overlap, as in the segmentation of images.

/// 1 − 2 Σ t · y / (Σ t + Σ y + 1e-7), over axes of a sample, or over the whole batch.
///
/// As [Keras's Dice](https://keras.io/api/losses/).
public struct Dice: Loss {
  public static let kind = "Dice"
  public static let aliases = ["dice"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize
  /// The axes of an area; the whole batch is one if nil.
  public var axis: AxisList?

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) { f.area(&axis) }

  public func check(_ output: Output) throws(LossError) { try output.requireArea(axis) }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let both = try graph.sum(target * prediction, axes: axis?.axes)
    let size = try graph.sum(target, axes: axis?.axes) + graph.sum(prediction, axes: axis?.axes)
    return try 1 - both * 2 / (size + kerasEpsilon)
  }
}

/// 1 − Σ t · y / (Σ t · y + α Σ t · (1 − y) + β Σ y · (1 − t) + 1e-7), over axes of a sample, or over
/// the whole batch: ``Dice`` for α = β = ½. Salehi et al., 2017.
///
/// As [Keras's Tversky](https://keras.io/api/losses/).
public struct Tversky: Loss {
  public static let kind = "Tversky"
  public static let aliases = ["tversky"]

  public let target = TargetKind.numbers
  public var reduction = BatchReduction.sumOverBatchSize
  /// How much what is missed counts.
  public var alpha = 0.5
  /// How much what is predicted wrongly counts.
  public var beta = 0.5
  /// The axes of an area; the whole batch is one if nil.
  public var axis: AxisList?

  public init() {}

  public mutating func ownFields(_ f: inout some FieldVisitor) {
    f.optional("alpha", &alpha, in: .atLeast(0), "how much what is missed counts")
    f.optional("beta", &beta, in: .atLeast(0), "how much what is predicted wrongly counts")
    f.area(&axis)
  }

  public func check(_ output: Output) throws(LossError) { try output.requireArea(axis) }

  public func call(_ prediction: Output, _ target: Output) throws(GraphError) -> Output {
    let graph = prediction.graph
    let both = try graph.sum(target * prediction, axes: axis?.axes)
    let missed = try graph.sum((1 - prediction) * target, axes: axis?.axes)
    let wrong = try graph.sum(prediction * (1 - target), axes: axis?.axes)
    return try 1 - both / (both + missed * alpha + wrong * beta + kerasEpsilon)
  }
}

extension FieldVisitor {
  /// The axes of an area.
  fileprivate mutating func area(_ axis: inout AxisList?) {
    optional(
      "axis", &axis, in: Limits.outputAxes.orNone,
      "axes of an area; the whole batch is one if left out")
  }
}

extension Output {
  /// Throws unless there are the axes of an area.
  fileprivate func requireArea(_ axis: AxisList?) throws(LossError) {
    try requireOutputs()
    for axis in axis?.axes ?? [] { try requireAxis(axis) }
  }
}
