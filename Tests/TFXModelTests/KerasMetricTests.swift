import TFXCore
import TFXGraph
import TFXModel
import TestSupport
import Testing

/// A metric in Keras over three batches, the last one smaller.
struct KerasMetricCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Batch: Decodable, Sendable {
    let y_true: FixtureTensor
    let y_pred: FixtureTensor
    let sample_weight: FixtureTensor?
    let result_so_far: Double
  }

  let name: String
  let kind: String
  let arguments: Arguments
  let targets: String
  let column: String
  let batches: [Batch]

  static let all: [KerasMetricCase] = Fixture.cases("keras_metrics")
  var testDescription: String { name }
  var isWeighted: Bool { batches[0].sample_weight != nil }

  /// The metric as a file names it.
  var field: MetricField {
    get throws {
      var diagnostics = Diagnostics()
      let field = MetricField.read(
        ConfigNode(.mapping([ConfigNode.Entry(kind, arguments.node)])), &diagnostics)
      #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
      return try #require(field)
    }
  }

  /// A loss that takes such targets.
  var loss: any Loss {
    switch targets {
    case "binary": BinaryCrossentropy()
    case "one_hot": CategoricalCrossentropy()
    case "class_numbers": SparseCategoricalCrossentropy()
    default: MeanSquaredError()
    }
  }
}

@Suite struct KerasMetricTests {
  @Test(arguments: KerasMetricCase.all, [DType.float64, .float32])
  func asKeras(_ test: KerasMetricCase, _ dtype: DType) throws {
    let field = try test.field
    #expect(field.name == test.column)
    let first = test.batches[0]
    let (output, target) = (first.y_pred.tensor(dtype).spec, first.y_true.tensor(dtype).spec)
    try field.value.check(MetricSite(output: output, target: target, loss: test.loss))
    let run = try MetricRun(
      field.value, test.loss, output: output, target: target,
      weights: first.sample_weight.map { Shape($0.shape) })
    // Keras has these, and the ln 2 of this one, in float32 alone.
    let rounds = test.kind.contains("IoU") || test.kind == "LogCoshError"
    let isExact = dtype == .float64 && !rounds
    for batch in test.batches {
      try run.add(
        batch.y_pred.tensor(dtype), batch.y_true.tensor(dtype),
        weights: batch.sample_weight?.tensor(dtype))
      let expected = batch.result_so_far
      let allowed = (isExact ? 1e-9 : 2e-6) * max(1, abs(expected))
      let result = try run.result
      #expect(abs(result - expected) <= allowed, "\(result), not \(expected)")
    }
  }

  /// What is written is read again as the same.
  @Test(arguments: KerasMetricCase.all.filter { !$0.isWeighted })
  func keepsItsFields(_ test: KerasMetricCase) throws {
    let field = try test.field
    var diagnostics = Diagnostics()
    let again = try #require(MetricField.read(field.write(), &diagnostics))
    #expect(diagnostics.all.isEmpty)
    #expect(again.name == field.name)
    #expect(flow(again.write()) == flow(field.write()))
  }

  @Test func everyMetricHasCasesWithAndWithoutWeights() {
    for type in metricCatalog.types where type.kind != "Accuracy" {
      for isWeighted in [false, true] {
        #expect(
          KerasMetricCase.all.contains { $0.kind == type.kind && $0.isWeighted == isWeighted },
          "\(type.kind)")
      }
    }
  }

  /// From keras.src.metrics.ALL_OBJECTS_DICT, without what averages any numbers.
  @Test(arguments: [
    "auc", "binary_accuracy", "binary_crossentropy", "binary_io_u", "bce", "BCE",
    "categorical_accuracy", "categorical_crossentropy", "categorical_hinge", "cosine_similarity",
    "concordance_correlation", "f1_score", "false_negatives", "false_positives", "hinge", "io_u",
    "kl_divergence", "log_cosh_error", "mae", "MAE", "mape", "MAPE", "mean_absolute_error",
    "mean_absolute_percentage_error", "mean_io_u", "mean_squared_error",
    "mean_squared_logarithmic_error", "mse", "MSE", "msle", "MSLE", "one_hot_io_u",
    "one_hot_mean_io_u", "pearson_correlation", "poisson", "precision", "precision_at_recall",
    "r2_score", "recall", "recall_at_precision", "root_mean_squared_error",
    "sensitivity_at_specificity", "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy", "sparse_top_k_categorical_accuracy",
    "specificity_at_sensitivity", "squared_hinge", "top_k_categorical_accuracy",
    "true_negatives", "true_positives", "AUC", "Accuracy", "F1Score", "FBetaScore", "IoU",
    "R2Score", "LogCoshError", "OneHotMeanIoU",
  ])
  func hasTheNamesOfKeras(_ name: String) {
    #expect(metricCatalog.type(named: name) != nil)
  }

  /// One output without a threshold is predicted above ½; Keras predicts every sample.
  @Test func scoreOfASingleOutput() throws {
    let run = try MetricRun(
      F1Score(), BinaryCrossentropy(), output: TensorSpec([4, 1]), target: TensorSpec([4, 1]))
    try run.add(
      Tensor([0.9, 0.2, 0.6, 0.4] as [Float], shape: [4, 1]),
      Tensor([1, 0, 0, 1] as [Float], shape: [4, 1]))
    #expect(abs(try run.result - 0.5) < 1e-6)
  }
}
