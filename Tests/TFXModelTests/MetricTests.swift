import Foundation
import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// A metric in Keras over three batches, the last one smaller.
struct MetricCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Batch: Decodable, Sendable {
    let y_true: FixtureTensor
    let y_pred: FixtureTensor
    let sample_weight: FixtureTensor?
    let result_so_far: Double

    /// The targets as data sets hold them: a vector of class indices, or rows of numbers.
    func labels(_ dtype: DType) -> Tensor {
      let labels = y_true.tensor(dtype)
      return labels.dtype.isFloating ? labels : labels.reshaped(to: [labels.elementCount])
    }
  }

  let name: String
  let metric: String
  let kind: String
  let arguments: Arguments?
  let batches: [Batch]
  let result: Double

  static let all: [MetricCase] = Fixture.cases("metrics")
  var testDescription: String { name }

  /// The metric as a file names it.
  var node: ConfigNode {
    let name = metric == "binary_accuracy" ? "accuracy" : metric
    guard let arguments else { return .plain(name) }
    return ConfigNode(.mapping([ConfigNode.Entry(name, arguments.node)]))
  }

  /// The loss that has `accuracy` mean what Keras picked.
  var loss: any Loss {
    switch kind {
    case "BinaryAccuracy": BinaryCrossentropy()
    case "CategoricalAccuracy": CategoricalCrossentropy()
    case "SparseCategoricalAccuracy": SparseCategoricalCrossentropy()
    default: MeanSquaredError()
    }
  }
}

/// A metric's states in a session, to which batches are added as a model does it.
struct MetricRun {
  let metric: any Metric
  let session: Session
  private let output: Output
  private let target: Output
  private let weights: Output
  private let states: [Variable]
  private let updates: [TFXGraph.Operation]

  init(
    _ metric: any Metric, _ loss: any Loss, output: TensorSpec, target: TensorSpec,
    weights shape: Shape? = nil
  ) throws {
    let graph = Graph()
    self.metric = metric
    self.output = try graph.placeholder(output.dtype, shape: output.shape.withoutBatch.batched())
    self.target = try graph.placeholder(target.dtype, shape: target.shape.withoutBatch.batched())
    weights = try graph.placeholder(
      output.dtype, shape: (shape ?? [1]).withoutBatch.batched())
    states = try metric.states(for: self.output).map {
      try graph.variable($0.name, Tensor(shape: $0.shape, dtype: .float64), isTrainable: false)
    }
    var batch = MetricBatch(
      output: self.output, target: self.target, loss: loss, weights: shape == nil ? nil : weights,
      states: states)
    try metric.update(&batch)
    updates = batch.updates
    try graph.verify()
    session = Session(graph)
    try session.initialize()
  }

  func add(_ predicted: Tensor, _ labels: Tensor, weights: Tensor? = nil) throws {
    var feeds = [output: predicted, target: labels]
    if let weights { feeds[self.weights] = weights }
    try session.run([], targets: updates, feeding: feeds)
  }

  var result: Double {
    get throws { metric.result(try states.map { try session.value(of: $0).doubles() }) }
  }
}

@Suite struct MetricTests {
  @Test(arguments: MetricCase.all, [DType.float64, .float32])
  func asKeras(_ test: MetricCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let field = MetricField.read(test.node, &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    let metric = try #require(field).value
    let first = test.batches[0]
    let run = try MetricRun(
      metric, test.loss, output: first.y_pred.tensor(dtype).spec, target: first.labels(dtype).spec,
      weights: first.sample_weight.map { Shape($0.shape) })
    for batch in test.batches {
      try run.add(
        batch.y_pred.tensor(dtype), batch.labels(dtype),
        weights: batch.sample_weight?.tensor(dtype))
      let allowed = dtype == .float64 ? 1e-12 : 1e-6
      #expect(
        abs(try run.result - batch.result_so_far) <= allowed * max(1, batch.result_so_far))
    }
    #expect(test.batches.map(\.y_pred.shape[0]) == [4, 4, 3])
    #expect(test.result == test.batches.last?.result_so_far)
  }

  /// Keras goes by the shapes: several outputs are classes, whatever the loss.
  @Test func accuracyOfSeveralOutputsIsThatOfClasses() throws {
    let test = try #require(MetricCase.all.first { $0.name == "accuracy_categorical" })
    var results: [Double] = []
    for loss in [test.loss, MeanSquaredError()] as [any Loss] {
      let first = test.batches[0]
      let run = try MetricRun(
        Accuracy(), loss, output: first.y_pred.tensor(.float32).spec,
        target: first.labels(.float32).spec)
      for batch in test.batches {
        try run.add(batch.y_pred.tensor(.float32), batch.labels(.float32))
      }
      results.append(try run.result)
    }
    #expect(results[0] > 0)
    #expect(results[0] == results[1])
  }

  /// Class numbers are the same as rows with 1 in the place of the class, and a logit of 0 is a
  /// probability of ½.
  @Test func precisionOfClassNumbersAndLogits() throws {
    let test = try #require(MetricCase.all.first { $0.name == "precision_classes" })
    var metric = Precision()
    metric.classID = 2
    var logits = SparseCategoricalCrossentropy()
    logits.fromLogits = true
    let classes = try MetricRun(
      metric, SparseCategoricalCrossentropy(), output: TensorSpec([4, 3]),
      target: TensorSpec([4], .int32))
    let ofLogits = try MetricRun(
      metric, logits, output: TensorSpec([4, 3]), target: TensorSpec([4], .int32))
    let rows = try MetricRun(
      metric, CategoricalCrossentropy(), output: TensorSpec([4, 3]), target: TensorSpec([4, 3]))
    for batch in test.batches {
      let predicted = batch.y_pred.tensor(.float32)
      let wanted = batch.labels(.float32)
      let values = wanted.doubles()
      let labels = Tensor(
        stride(from: 0, to: values.count, by: 3).map { first -> Int32 in
          Int32(values[first..<first + 3].firstIndex(of: 1)! - first)
        })
      let logarithms = predicted.doubles().map { Float(log($0)) }
      try rows.add(predicted, wanted)
      try classes.add(predicted, labels)
      try ofLogits.add(Tensor(logarithms, shape: predicted.shape), labels)
    }
    let result = try rows.result
    #expect(result > 0 && result < 1)
    #expect(try classes.result == result)
    #expect(try ofLogits.result == result)
    metric.classID = 3
    let error = #expect(throws: MetricError.self) {
      try metric.check(
        MetricSite(output: TensorSpec([4, 3]), target: TensorSpec([4], .int32), loss: logits))
    }
    #expect(error?.expected == "a class_id below 3, the outputs")
  }

  /// A metric that has seen nothing is 0, as in Keras.
  @Test func withoutSamples() throws {
    let losses: [any Loss] = [
      CategoricalCrossentropy(), SparseCategoricalCrossentropy(), MeanSquaredError(),
    ]
    for type in metricCatalog.types {
      let metric = try #require(type.init() as? any Metric)
      let output = TensorSpec([2, 3])
      let loss = try #require(
        losses.first {
          let site = MetricSite(
            output: output, target: $0.targetSpec(for: output), loss: $0)
          return (try? metric.check(site)) != nil
        }, "\(metric.kind) fits nothing")
      let run = try MetricRun(
        metric, loss, output: output, target: loss.targetSpec(for: output))
      #expect(try run.result == 0, "\(metric.kind)")
    }
  }

  @Test(arguments: [
    ("accuracy", "accuracy"), ("{Accuracy: {name: \"hits\"}}", "{Accuracy: {name: \"hits\"}}"),
    ("MeanSquaredError", "mean_squared_error"), ("mse", "mse"), ("rmse", "rmse"),
    ("precision", "{Precision: {thresholds: null, top_k: null, class_id: null}}"),
    (
      "{Precision: {class_id: 2, name: roses}}",
      "{Precision: {thresholds: null, top_k: null, class_id: 2, name: \"roses\"}}"
    ),
  ])
  func keepsItsFields(_ text: String, _ written: String) throws {
    var diagnostics = Diagnostics()
    let field = try #require(MetricField.read(try node(text), &diagnostics))
    #expect(flow(field.write()) == written)
    #expect(try #require(MetricField.read(field.write(), &diagnostics)).name == field.name)
    #expect(diagnostics.all.isEmpty)
  }

  /// As in Keras's history, but for `acc`.
  @Test(arguments: [
    ("accuracy", "accuracy"), ("acc", "accuracy"), ("mse", "mse"), ("MSE", "mse"),
    ("mean_squared_error", "mean_squared_error"), ("MeanSquaredError", "mean_squared_error"),
    ("mae", "mae"), ("rmse", "rmse"), ("RootMeanSquaredError", "root_mean_squared_error"),
    ("AUC", "auc"), ("LogCoshError", "logcosh"), ("f1", "f1"), ("MeanIoU", "mean_io_u"),
  ])
  func hasTheNameOfItsColumn(_ written: String, _ name: String) {
    var diagnostics = Diagnostics()
    let node =
      written == "MeanIoU"
      ? ConfigNode(
        .mapping([.init(written, ConfigNode(.mapping([.init("num_classes", .plain("3"))])))]))
      : .plain(written)
    #expect(MetricField.read(node, &diagnostics)?.name == name)
  }
}
