public import TFXCore
public import TFXGraph

/// The mean of a loss over all samples, as a metric under the loss's names and with its fields.
///
/// Unlike the loss it is the mean of samples, not of batches, and has nothing that weights and layers
/// add. As the metrics of [Keras](https://keras.io/api/metrics/) that have the name of a loss.
public struct LossMetric<Measured: Loss>: MeanMetric {
  public static var kind: String { Measured.kind }
  public static var aliases: [String] { Measured.aliases }

  public var isHigherBetter: Bool { false }

  /// What is measured; its reduction is of no account.
  public var loss = Measured()

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) { loss.ownFields(&f) }

  public func problems() -> [FieldProblem] { loss.problems() }

  public func check(_ site: MetricSite) throws(MetricError) {
    switch loss.target {
    case .classIndices: try site.requireClassNumbers()
    case .oneHotClasses: try site.requireClassRows()
    case .binary, .numbers: try site.requireRows()
    }
  }

  public func values(_ batch: MetricBatch) throws(GraphError) -> Output {
    let takesProbabilities = loss.isOfProbabilities && !loss.fromLogits
    return try loss.call(
      takesProbabilities ? batch.prediction() : batch.output, batch.target)
  }

  public func mask(_ batch: MetricBatch) throws(GraphError) -> Output? {
    try loss.mask(batch.target)
  }
}

/// The mean of (y − t)².
public typealias MeanSquaredErrorMetric = LossMetric<MeanSquaredError>
/// The mean of |y − t|.
public typealias MeanAbsoluteErrorMetric = LossMetric<MeanAbsoluteError>
