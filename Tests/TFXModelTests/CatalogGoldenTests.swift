import TFXCore
import TFXModel
import TestSupport
import Testing

/// Names and default values of everything that a file can name. They are Keras's: a change here
/// is a change of what users' files mean.
@Suite struct CatalogGoldenTests {
  private static let catalogs = [
    layerCatalog, optimizerCatalog, lossCatalog, metricCatalog, regularizerCatalog,
    initializerCatalog,
  ]

  @Test(arguments: [
    (
      "layer", "Dense",
      """
      {units: 1, activation: linear, use_bias: true, kernel_initializer: \
      {GlorotUniform: {seed: null}}, bias_initializer: Zeros, kernel_regularizer: null, \
      bias_regularizer: null}
      """
    ),
    (
      "layer", "Conv2D",
      """
      {filters: 1, kernel_size: 1, strides: 1, padding: valid, dilation_rate: 1, \
      activation: linear, use_bias: true, kernel_initializer: {GlorotUniform: {seed: null}}, \
      bias_initializer: Zeros, kernel_regularizer: null, bias_regularizer: null}
      """
    ),
    ("layer", "MaxPooling2D", "{pool_size: 2, strides: null, padding: valid}"),
    ("layer", "AveragePooling2D", "{pool_size: 2, strides: null, padding: valid}"),
    ("layer", "GlobalAveragePooling2D", "{keepdims: false}"),
    ("layer", "Flatten", "{}"),
    ("layer", "Reshape", "{target_shape: []}"),
    ("layer", "Dropout", "{rate: 0.0, seed: null}"),
    (
      "layer", "BatchNormalization",
      """
      {momentum: 0.99, epsilon: 0.001, center: true, scale: true, beta_initializer: Zeros, \
      gamma_initializer: Ones, moving_mean_initializer: Zeros, moving_variance_initializer: Ones, \
      beta_regularizer: null, gamma_regularizer: null}
      """
    ),
    ("layer", "Activation", "{activation: linear}"),
    ("layer", "ReLU", "{max_value: null, negative_slope: 0.0, threshold: 0.0}"),
    ("layer", "LeakyReLU", "{negative_slope: 0.3}"),
    ("layer", "ELU", "{alpha: 1.0}"),
    ("layer", "Softmax", "{axis: -1}"),
    ("layer", "Rescaling", "{scale: 1.0, offset: 0.0}"),
    (
      "optimizer", "SGD",
      """
      {learning_rate: 0.01, momentum: 0.0, nesterov: false, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "Adam",
      """
      {learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-07, amsgrad: false, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "AdamW",
      """
      {learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-07, amsgrad: false, \
      weight_decay: 0.004, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "RMSprop",
      """
      {learning_rate: 0.001, rho: 0.9, momentum: 0.0, epsilon: 1.0e-07, centered: false, \
      initial_accumulator_value: 0.0, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "Adagrad",
      """
      {learning_rate: 0.001, initial_accumulator_value: 0.1, epsilon: 1.0e-07, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "Adadelta",
      """
      {learning_rate: 0.001, rho: 0.95, epsilon: 1.0e-07, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "Adamax",
      """
      {learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-07, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "Nadam",
      """
      {learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-07, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "Ftrl",
      """
      {learning_rate: 0.001, learning_rate_power: -0.5, initial_accumulator_value: 0.1, \
      l1_regularization_strength: 0.0, l2_regularization_strength: 0.0, \
      l2_shrinkage_regularization_strength: 0.0, beta: 0.0, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "Lion",
      """
      {learning_rate: 0.001, beta_1: 0.9, beta_2: 0.99, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "AdagradDA",
      """
      {learning_rate: 0.001, initial_gradient_squared_accumulator_value: 0.1, \
      l1_regularization_strength: 0.0, l2_regularization_strength: 0.0, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "ProximalAdagrad",
      """
      {learning_rate: 0.001, initial_accumulator_value: 0.1, \
      l1_regularization_strength: 0.0, l2_regularization_strength: 0.0, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    (
      "optimizer", "ProximalGradientDescent",
      """
      {learning_rate: 0.01, l1_regularization_strength: 0.0, l2_regularization_strength: 0.0, \
      weight_decay: null, clipnorm: null, clipvalue: null, global_clipnorm: null}
      """
    ),
    ("loss", "MeanSquaredError", "{reduction: sum_over_batch_size}"),
    ("loss", "MeanAbsoluteError", "{reduction: sum_over_batch_size}"),
    ("loss", "MeanAbsolutePercentageError", "{reduction: sum_over_batch_size}"),
    ("loss", "MeanSquaredLogarithmicError", "{reduction: sum_over_batch_size}"),
    ("loss", "Huber", "{delta: 1.0, reduction: sum_over_batch_size}"),
    ("loss", "LogCosh", "{reduction: sum_over_batch_size}"),
    ("loss", "Quantile", "{quantile: 0.5, reduction: sum_over_batch_size}"),
    ("loss", "CosineSimilarity", "{axis: -1, reduction: sum_over_batch_size}"),
    (
      "loss", "BinaryCrossentropy",
      """
      {from_logits: false, label_smoothing: 0.0, axis: -1, reduction: sum_over_batch_size}
      """
    ),
    (
      "loss", "BinaryFocalCrossentropy",
      """
      {apply_class_balancing: false, alpha: 0.25, gamma: 2.0, from_logits: false, \
      label_smoothing: 0.0, axis: -1, reduction: sum_over_batch_size}
      """
    ),
    (
      "loss", "CategoricalCrossentropy",
      """
      {from_logits: false, label_smoothing: 0.0, axis: -1, reduction: sum_over_batch_size}
      """
    ),
    (
      "loss", "CategoricalFocalCrossentropy",
      """
      {alpha: 0.25, gamma: 2.0, from_logits: false, label_smoothing: 0.0, axis: -1, \
      reduction: sum_over_batch_size}
      """
    ),
    (
      "loss", "SparseCategoricalCrossentropy",
      """
      {from_logits: false, ignore_class: null, axis: -1, reduction: sum_over_batch_size}
      """
    ),
    ("loss", "CategoricalGeneralizedCrossEntropy", "{q: 0.5, reduction: sum_over_batch_size}"),
    ("loss", "KLDivergence", "{reduction: sum_over_batch_size}"),
    ("loss", "Poisson", "{reduction: sum_over_batch_size}"),
    ("loss", "Hinge", "{reduction: sum_over_batch_size}"),
    ("loss", "SquaredHinge", "{reduction: sum_over_batch_size}"),
    ("loss", "CategoricalHinge", "{reduction: sum_over_batch_size}"),
    ("loss", "Dice", "{axis: null, reduction: sum_over_batch_size}"),
    ("loss", "Tversky", "{alpha: 0.5, beta: 0.5, axis: null, reduction: sum_over_batch_size}"),
    ("loss", "CTC", "{reduction: sum_over_batch_size}"),
    ("metric", "Accuracy", "{}"),
    ("metric", "BinaryAccuracy", "{threshold: 0.5}"),
    ("metric", "CategoricalAccuracy", "{}"),
    ("metric", "SparseCategoricalAccuracy", "{}"),
    ("metric", "TopKCategoricalAccuracy", "{k: 5}"),
    ("metric", "SparseTopKCategoricalAccuracy", "{k: 5}"),
    ("metric", "MeanSquaredError", "{}"),
    ("metric", "MeanAbsoluteError", "{}"),
    ("metric", "RootMeanSquaredError", "{}"),
    ("metric", "MeanAbsolutePercentageError", "{}"),
    ("metric", "MeanSquaredLogarithmicError", "{}"),
    ("metric", "R2Score", "{class_aggregation: uniform_average, num_regressors: 0}"),
    ("metric", "LogCoshError", "{}"),
    ("metric", "CosineSimilarity", "{axis: -1}"),
    ("metric", "PearsonCorrelation", "{axis: -1}"),
    ("metric", "ConcordanceCorrelation", "{axis: -1}"),
    ("metric", "Precision", "{thresholds: null, top_k: null, class_id: null}"),
    ("metric", "Recall", "{thresholds: null, top_k: null, class_id: null}"),
    ("metric", "F1Score", "{average: macro, threshold: null}"),
    ("metric", "FBetaScore", "{beta: 1.0, average: macro, threshold: null}"),
    (
      "metric", "AUC",
      """
      {num_thresholds: 200, curve: ROC, summation_method: interpolation, \
      thresholds: null, multi_label: false, num_labels: null, label_weights: null, \
      from_logits: false}
      """
    ),
    ("metric", "PrecisionAtRecall", "{recall: 0.5, num_thresholds: 200, class_id: null}"),
    ("metric", "RecallAtPrecision", "{precision: 0.5, num_thresholds: 200, class_id: null}"),
    (
      "metric", "SensitivityAtSpecificity",
      """
      {specificity: 0.5, num_thresholds: 200, class_id: null}
      """
    ),
    (
      "metric", "SpecificityAtSensitivity",
      """
      {sensitivity: 0.5, num_thresholds: 200, class_id: null}
      """
    ),
    ("metric", "TruePositives", "{thresholds: null}"),
    ("metric", "TrueNegatives", "{thresholds: null}"),
    ("metric", "FalsePositives", "{thresholds: null}"),
    ("metric", "FalseNegatives", "{thresholds: null}"),
    ("metric", "CohenKappa", "{weightage: none}"),
    ("metric", "MatthewsCorrelation", "{}"),
    (
      "metric", "IoU",
      """
      {num_classes: 2, target_class_ids: [0], ignore_class: null, sparse_y_true: true, \
      sparse_y_pred: true, axis: -1}
      """
    ),
    ("metric", "BinaryIoU", "{target_class_ids: [0, 1], threshold: 0.5}"),
    (
      "metric", "MeanIoU",
      """
      {num_classes: 2, ignore_class: null, sparse_y_true: true, sparse_y_pred: true, \
      axis: -1}
      """
    ),
    (
      "metric", "OneHotIoU",
      """
      {num_classes: 2, target_class_ids: [0], ignore_class: null, sparse_y_pred: false, \
      axis: -1}
      """
    ),
    (
      "metric", "OneHotMeanIoU",
      """
      {num_classes: 2, ignore_class: null, sparse_y_pred: false, axis: -1}
      """
    ),
    ("metric", "BinaryCrossentropy", "{from_logits: false, label_smoothing: 0.0, axis: -1}"),
    ("metric", "CategoricalCrossentropy", "{from_logits: false, label_smoothing: 0.0, axis: -1}"),
    (
      "metric", "SparseCategoricalCrossentropy",
      """
      {from_logits: false, ignore_class: null, axis: -1}
      """
    ),
    ("metric", "KLDivergence", "{}"),
    ("metric", "Poisson", "{}"),
    ("metric", "Hinge", "{}"),
    ("metric", "SquaredHinge", "{}"),
    ("metric", "CategoricalHinge", "{}"),
    ("regularizer", "L1", "{l1: 0.01}"),
    ("regularizer", "L2", "{l2: 0.01}"),
    ("regularizer", "L1L2", "{l1: 0.0, l2: 0.0}"),
    ("initializer", "GlorotUniform", "{seed: null}"),
    ("initializer", "GlorotNormal", "{seed: null}"),
    ("initializer", "HeUniform", "{seed: null}"),
    ("initializer", "HeNormal", "{seed: null}"),
    ("initializer", "LecunUniform", "{seed: null}"),
    ("initializer", "LecunNormal", "{seed: null}"),
    ("initializer", "Zeros", "{}"),
    ("initializer", "Ones", "{}"),
    ("initializer", "Constant", "{value: 0.0}"),
    ("initializer", "RandomNormal", "{mean: 0.0, stddev: 0.05, seed: null}"),
    ("initializer", "TruncatedNormal", "{mean: 0.0, stddev: 0.05, seed: null}"),
    ("initializer", "RandomUniform", "{minval: -0.05, maxval: 0.05, seed: null}"),
    ("initializer", "Orthogonal", "{gain: 1.0, seed: null}"),
  ])
  func defaults(_ noun: String, _ kind: String, _ fields: String) throws {
    let catalog = try #require(CatalogGoldenTests.catalogs.first { $0.noun == noun })
    let type = try #require(catalog.type(named: kind))
    #expect(flow(FieldWriter.write(type.init())) == fields)
  }

  @Test func everyEntryHasAGolden() {
    #expect(CatalogGoldenTests.catalogs.map(\.types.count) == [15, 13, 22, 44, 3, 13])
  }

  @Test func namesAreUnique() {
    for catalog in CatalogGoldenTests.catalogs {
      let names = catalog.types.flatMap { [$0.kind] + $0.aliases }
      #expect(Set(names).count == names.count, "\(catalog.noun)")
    }
  }

  /// What is written is read again as the same.
  @Test(arguments: [
    """
    {Dense: {units: 3, activation: relu, use_bias: false, kernel_initializer: \
    {HeNormal: {seed: 4}}, bias_initializer: {Constant: {value: 0.5}}, kernel_regularizer: \
    {L1L2: {l1: 0.1, l2: 0.2}}, bias_regularizer: {L2: {l2: 0.01}}, name: "out", \
    input_shape: [4]}}
    """,
    """
    {Conv2D: {filters: 2, kernel_size: [3, 5], strides: 1, padding: same, dilation_rate: [2, 1], \
    activation: leaky_relu, use_bias: true, kernel_initializer: {Orthogonal: {gain: 2.0, \
    seed: null}}, bias_initializer: Ones, kernel_regularizer: {L1: {l1: 0.5}}, \
    bias_regularizer: null}}
    """,
    "{MaxPooling2D: {pool_size: 3, strides: [2, 1], padding: same}}",
    "{ReLU: {max_value: 6.0, negative_slope: 0.1, threshold: 1.0}}",
    "Flatten",
  ])
  func writesWhatItReads(_ text: String) throws {
    var diagnostics = Diagnostics()
    let entry = LayerEntry.read(try node(text), &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    #expect(flow(try #require(entry).write()) == text)
  }

  @Test(arguments: [
    ("{Dense: {units: 0}}", "'units' must be at least 1, found '0'"),
    ("{Dense: {}}", "Dense needs 'units'"),
    (
      "{Dense: {units: 3, activation: rellu}}",
      "expected an activation function, found 'rellu'"
    ),
    ("{Dropout: {rate: 1}}", "'rate' must be at least 0.0 and below 1.0, found '1'"),
    (
      "{Conv2D: {filters: 1, kernel_size: 3, strides: 2, dilation_rate: 2}}",
      "strides and dilation_rate cannot both differ from 1"
    ),
    (
      "{Reshape: {target_shape: [-1, -1]}}",
      "'target_shape' must be extents of at least 1, of which one may be -1, found a list"
    ),
    ("{BatchNormalization: {epsilon: 0}}", "'epsilon' must be more than 0.0, found '0'"),
    (
      "{Dense: {units: 3, name: a/b}}",
      "'name' must be letters, digits, '_', '-' or '.', found 'a/b'"
    ),
    ("{Flatten: {units: 3}}", "unknown key 'units' in Flatten"),
    ("{MaxPool2D: {}}", "unknown layer 'MaxPool2D'"),
  ])
  func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(LayerEntry.read(try node(text), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}
