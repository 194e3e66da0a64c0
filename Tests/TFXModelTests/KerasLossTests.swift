import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// A loss in Keras: the loss of each sample, what its reduction makes of them, and the gradient.
struct KerasLossCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let dtype: String
  let y_true: FixtureTensor
  let y_pred: FixtureTensor
  let sample_weight: FixtureTensor?
  let values: FixtureTensor
  let loss: FixtureTensor
  let gradient: FixtureTensor

  static let all: [KerasLossCase] = Fixture.cases("keras_losses")
  var testDescription: String { name }

  /// The loss as a file names it.
  var described: any Loss {
    get throws {
      var diagnostics = Diagnostics()
      let field = LossField.read(
        ConfigNode(.mapping([ConfigNode.Entry(kind, arguments.node)])), &diagnostics)
      #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
      return try #require(field).value
    }
  }
}

@Suite struct KerasLossTests {
  @Test(arguments: KerasLossCase.all, [DType.float64, .float32])
  func asKeras(_ test: KerasLossCase, _ dtype: DType) throws {
    if dtype == .float64 && test.dtype == "float32" { return }
    let loss = try test.described
    let graph = Graph()
    let x = try graph.placeholder(dtype, shape: Shape(test.y_pred.shape).withoutBatch.batched())
    let spec = loss.targetSpec(for: x.spec)
    let target = try graph.placeholder(spec.dtype, shape: spec.shape)
    let labels = test.y_true.tensor(dtype)
    #expect(spec.shape.accepts(labels.shape) && spec.dtype == labels.dtype)
    let weights = try test.sample_weight.map {
      try graph.placeholder(dtype, shape: Shape($0.shape))
    }
    let mean = try loss.reduced(x, target, weights: weights)
    let gradient = try #require(try graph.gradients(of: mean, withRespectTo: [x])[0])
    try graph.verify()
    var feeds = [x: test.y_pred.tensor(dtype), target: labels]
    if let weights { feeds[weights] = test.sample_weight?.tensor(dtype) }
    let results = try Session(graph).run(
      [try loss.call(x, target), mean, gradient], feeding: feeds)
    // Keras has ln 2 in float32 alone.
    let rounds = test.kind == "LogCosh"
    let tolerance = rounds ? Tolerance(1e-5, ofLargest: 1e-6) : .rounding(dtype)
    #expect(difference(results[0], test.values.tensor(dtype), tolerance) == nil, "values")
    #expect(difference(results[1], test.loss.tensor(dtype), tolerance) == nil, "loss")
    #expect(difference(results[2], test.gradient.tensor(dtype), tolerance) == nil, "gradient")
  }

  /// Every loss is compared with Keras, on vectors and on more axes, and each reduction is.
  @Test func everyLossHasCases() throws {
    for type in lossCatalog.types {
      let cases = KerasLossCase.all.filter { $0.kind == type.kind }
      #expect(cases.count >= 2, "\(type.kind)")
      #expect(type.kind == "CTC" || Set(cases.map(\.y_pred.shape.count)).count > 1, "\(type.kind)")
    }
    let reductions = try KerasLossCase.all.map { try $0.described.reduction }
    #expect(Set(reductions) == Set(BatchReduction.allCases))
  }

  /// From keras.src.losses.ALL_OBJECTS_DICT, without Circle, which compares the samples of a batch
  /// with each other.
  @Test(arguments: [
    "bce", "BCE", "binary_crossentropy", "binary_focal_crossentropy", "categorical_crossentropy",
    "categorical_focal_crossentropy", "categorical_hinge", "cosine_similarity", "dice", "hinge",
    "huber", "kl_divergence", "kld", "KLD", "log_cosh", "mae", "MAE", "mape", "MAPE",
    "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "mse", "MSE", "msle", "MSLE", "poisson",
    "sparse_categorical_crossentropy", "squared_hinge", "tversky", "BinaryCrossentropy",
    "BinaryFocalCrossentropy", "CategoricalCrossentropy", "CategoricalFocalCrossentropy",
    "CategoricalHinge", "CosineSimilarity", "Dice", "Hinge", "Huber", "KLDivergence", "LogCosh",
    "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError",
    "MeanSquaredLogarithmicError", "Poisson", "SparseCategoricalCrossentropy", "SquaredHinge",
    "Tversky",
  ])
  func hasTheNamesOfKeras(_ name: String) {
    #expect(lossCatalog.type(named: name) != nil)
  }

  /// A model's outputs and targets may have any number of axes.
  @Test func targetsOfModels() throws {
    func target(_ layers: [any Layer], _ shape: [Int], _ loss: any Loss) throws -> TensorSpec {
      try #require(
        try ModelGraph(
          layers.map { LayerEntry($0) }, sampleShape: shape,
          options: CompileOptions(optimizer: SGD(), loss: loss), seed: 0
        ).training
      ).target.spec
    }
    let batch = Shape.unknown
    let pixels = Dense(3, activation: .softmax)
    #expect(
      try target([pixels], [5, 4, 2], SparseCategoricalCrossentropy())
        == TensorSpec([batch, 5, 4], .int32))
    #expect(
      try target([pixels], [5, 4, 2], CategoricalCrossentropy()) == TensorSpec([batch, 5, 4, 3]))
    #expect(
      try target([Conv2D(2, Pair(3))], [5, 5, 1], MeanSquaredError())
        == TensorSpec([batch, 3, 3, 2]))
    #expect(
      try target([Dense(4, activation: .sigmoid)], [3], BinaryCrossentropy())
        == TensorSpec([batch, 4]))
  }
}
