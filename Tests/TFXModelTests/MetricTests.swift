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
    let result_so_far: Double
  }

  let name: String
  let metric: String
  let kind: String
  let batches: [Batch]
  let result: Double

  static let all: [MetricCase] = Fixture.cases("metrics")
  var testDescription: String { name }

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

@Suite struct MetricTests {
  @Test(arguments: MetricCase.all, [DType.float64, .float32])
  func asKeras(_ test: MetricCase, _ dtype: DType) throws {
    var diagnostics = Diagnostics()
    let name = test.metric == "binary_accuracy" ? "accuracy" : test.metric
    let metric = try #require(MetricField.read(.plain(name), &diagnostics)).value
    var sum = 0.0
    var count = 0
    for batch in test.batches {
      let predicted = batch.y_pred.tensor(dtype)
      var labels = batch.y_true.tensor(dtype)
      if !labels.dtype.isFloating { labels = labels.reshaped(to: [labels.elementCount]) }
      let graph = Graph()
      let values = try metric.call(
        try graph.constant(predicted), try graph.constant(labels), test.loss)
      #expect(values.shape == [predicted.shape[0]])
      sum += try Session(graph).run(values).doubles().reduce(0, +)
      count += predicted.shape[0]
      let result = metric.result(mean: sum / Double(count))
      let allowed = dtype == .float64 ? 1e-12 : 1e-6
      #expect(abs(result - batch.result_so_far) <= allowed * max(1, batch.result_so_far))
    }
    #expect(count == 11)
  }

  /// Keras goes by the shapes: several outputs are classes, whatever the loss.
  @Test func accuracyOfSeveralOutputsIsThatOfClasses() throws {
    let test = try #require(MetricCase.all.first { $0.name == "accuracy_categorical" })
    var sums = [0.0, 0.0]
    for batch in test.batches {
      for (index, loss) in ([test.loss, MeanSquaredError()] as [any Loss]).enumerated() {
        let graph = Graph()
        let values = try Accuracy().call(
          try graph.constant(batch.y_pred.tensor(.float32)),
          try graph.constant(batch.y_true.tensor(.float32)), loss)
        sums[index] += try Session(graph).run(values).doubles().reduce(0, +)
      }
    }
    #expect(sums[0] > 0)
    #expect(sums[0] == sums[1])
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
