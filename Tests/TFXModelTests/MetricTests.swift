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
private struct MetricRun {
  let metric: any Metric
  let session: Session
  private let output: Output
  private let target: Output
  private let weights: Output
  private let states: [Variable]
  private let updates: [TFXGraph.Operation]

  init(
    _ metric: any Metric, _ loss: any Loss, output: TensorSpec, target: TensorSpec,
    isWeighted: Bool = false
  ) throws {
    let graph = Graph()
    self.metric = metric
    self.output = try graph.placeholder(output.dtype, shape: output.shape.withoutBatch.batched())
    self.target = try graph.placeholder(target.dtype, shape: target.shape.withoutBatch.batched())
    weights = try graph.placeholder(output.dtype, shape: [Shape.unknown])
    states = try metric.states(for: self.output).map {
      try graph.variable($0.name, Tensor(shape: $0.shape, dtype: .float64), isTrainable: false)
    }
    var batch = MetricBatch(
      output: self.output, target: self.target, loss: loss, weights: isWeighted ? weights : nil,
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
      isWeighted: first.sample_weight != nil)
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

  @Test func everyMetricHasACaseWithAndWithoutWeights() throws {
    func kinds(_ isWeighted: Bool) throws -> Set<String> {
      Set(
        try MetricCase.all.filter { ($0.batches[0].sample_weight != nil) == isWeighted }.map {
          var diagnostics = Diagnostics()
          return try #require(MetricField.read($0.node, &diagnostics)).value.kind
        })
    }
    let all = Set(metricCatalog.types.map { $0.kind })
    #expect(try kinds(false) == all)
    #expect(try kinds(true) == all)
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
    let error = #expect(throws: GraphError.self) {
      _ = try MetricRun(
        metric, logits, output: TensorSpec([4, 3]), target: TensorSpec([4], .int32))
    }
    #expect(
      error?.description
        == "[Precision] 'precision': class_id: expected below 3, the outputs, found 3")
  }

  /// A metric that has seen nothing is 0, as in Keras.
  @Test func withoutSamples() throws {
    for type in metricCatalog.types {
      let metric = try #require(type.init() as? any Metric)
      let run = try MetricRun(
        metric, CategoricalCrossentropy(), output: TensorSpec([2, 3]), target: TensorSpec([2, 3]))
      #expect(try run.result == 0, "\(metric.kind)")
    }
  }

  @Test(arguments: [
    ("accuracy", "accuracy"), ("{Accuracy: {name: \"hits\"}}", "{Accuracy: {name: \"hits\"}}"),
    ("MeanSquaredError", "mse"), ("precision", "{Precision: {thresholds: 0.5, class_id: null}}"),
    (
      "{Precision: {class_id: 2, name: roses}}",
      "{Precision: {thresholds: 0.5, class_id: 2, name: \"roses\"}}"
    ),
  ])
  func keepsItsFields(_ text: String, _ written: String) throws {
    var diagnostics = Diagnostics()
    let field = try #require(MetricField.read(try node(text), &diagnostics))
    #expect(flow(field.write()) == written)
    #expect(try #require(MetricField.read(field.write(), &diagnostics)).name == field.name)
    #expect(diagnostics.all.isEmpty)
  }

  @Test(arguments: [
    ("accuracy", "accuracy"), ("acc", "accuracy"), ("mse", "mse"), ("MSE", "mse"),
    ("mean_squared_error", "mse"), ("MeanSquaredError", "mse"), ("mae", "mae"),
    ("rmse", "rmse"), ("RootMeanSquaredError", "rmse"),
  ])
  func hasTheNameOfItsColumn(_ written: String, _ name: String) {
    var diagnostics = Diagnostics()
    #expect(MetricField.read(.plain(written), &diagnostics)?.value.name == name)
  }
}
