import TFXCore
import TFXGraph
import TFXModel
import Testing

/// Stacks that cannot become models, and what their users read.
@Suite struct ModelErrorTests {
  /// The message, the help and the layer's index of the error that building throws.
  private func error(
    _ layers: [any Layer], _ shape: [Int]?, _ loss: (any Loss)? = nil, _ metrics: [any Metric] = []
  ) -> String {
    self.error(layers.map { LayerEntry($0) }, shape, loss, metrics)
  }

  private func error(
    _ entries: [LayerEntry], _ shape: [Int]?, _ loss: (any Loss)? = nil,
    _ metrics: [any Metric] = []
  ) -> String {
    let options = loss.map { CompileOptions(optimizer: SGD(), loss: $0, metrics: metrics) }
    do {
      _ = try ModelGraph(entries, sampleShape: shape, options: options, seed: 0)
      return "no error"
    } catch {
      var text = error.description
      if let help = error.help { text += " (\(help))" }
      return error.layer.map { "layer \($0): \(text)" } ?? text
    }
  }

  @Test func withoutLayersOrShape() {
    #expect(error([any Layer](), [4]) == "a model needs at least one layer")
    #expect(error([any Layer](), nil) == "a model needs at least one layer")
    #expect(
      error([Dense(3)], nil)
        == "layer 0: the shape of a sample is not known (give the first layer an input_shape)")
    #expect(
      error([LayerEntry(Dense(3), inputShape: [5])], [4])
        == "layer 0: input_shape is [5], but the data's samples are [4] "
        + "(leave input_shape out, or give it the data's)")
  }

  @Test func duplicateNames() {
    let entries = [
      LayerEntry(Dense(3), name: "a"), LayerEntry(Dense(3)), LayerEntry(Dense(3), name: "a"),
    ]
    #expect(
      error(entries, [4])
        == "layer 2: there are two layers named 'a' (give one of them another name)")
  }

  @Test func shapesThatALayerCannotTake() {
    #expect(
      error([Flatten(), Conv2D(8, 3)], [28, 28])
        == "layer 1: Conv2D 'conv2d' needs images [batch, height, width, channels], "
        + "but gets [?, 784] (put a Reshape before it)")
    #expect(
      error([Conv2D(8, 3), MaxPooling2D(2), Conv2D(8, 5)], [8, 9, 1])
        == "layer 2: Conv2D 'conv2d_1' needs images of at least 5×5, but gets [?, 3, 3, 8] "
        + "(use a smaller window, fewer layers that shrink the images, or padding: same)")
    #expect(
      error([MaxPooling2D(3)], [2, 4, 1])
        == "layer 0: MaxPooling2D 'max_pooling2d' needs images of at least 3×3, "
        + "but gets [?, 2, 4, 1] "
        + "(use a smaller window, fewer layers that shrink the images, or padding: same)")
    #expect(
      error([Reshape([3, 5])], [16])
        == "layer 0: Reshape 'reshape' needs samples of 15 elements, but gets [?, 16] "
        + "(a sample has 16 elements)")
    #expect(
      error([Reshape([3, -1])], [16])
        == "layer 0: Reshape 'reshape' needs samples of 3 elements, or a multiple, "
        + "but gets [?, 16] (a sample has 16 elements)")
    var softmax = Softmax()
    softmax.axis = 2
    #expect(
      error([softmax], [4])
        == "layer 0: Softmax 'softmax' needs a tensor that has an axis 2, but gets [?, 4]")
    #expect(
      error([Dense(3)], [])
        == "layer 0: Dense 'dense' needs [batch, …, features] with known features, but gets [?]")
    #expect(
      error([GlobalAveragePooling2D()], [7])
        == "layer 0: GlobalAveragePooling2D 'global_average_pooling2d' needs images "
        + "[batch, height, width, channels], but gets [?, 7] (put a Reshape before it)")
  }

  @Test func aWindowMayBeAsLargeAsTheImage() {
    #expect(error([Conv2D(8, 5)], [5, 5, 1]) == "no error")
    #expect(error([Conv2D(8, 7, padding: .same)], [5, 5, 1]) == "no error")
    #expect(error([MaxPooling2D(7, padding: .same)], [5, 5, 1]) == "no error")
  }

  @Test func lossesThatDoNotFit() {
    let sparse = SparseCategoricalCrossentropy()
    var sparseLogits = sparse
    sparseLogits.fromLogits = true
    var binaryLogits = BinaryCrossentropy()
    binaryLogits.fromLogits = true
    #expect(
      error([Dense(10)], [4], sparse)
        == "SparseCategoricalCrossentropy needs probabilities, but the last layer has no softmax "
        + "(give the last layer activation: softmax, or the loss from_logits: true)")
    #expect(
      error([Dense(10, activation: .softmax)], [4], sparseLogits)
        == "SparseCategoricalCrossentropy needs logits (from_logits: true), "
        + "but the last layer has a softmax (leave out from_logits, or the last layer's activation)"
    )
    #expect(
      error([Dense(1)], [4], BinaryCrossentropy())
        == "BinaryCrossentropy needs probabilities, but the last layer has no sigmoid "
        + "(give the last layer activation: sigmoid, or the loss from_logits: true)")
    #expect(
      error([Dense(1, activation: .sigmoid)], [4], binaryLogits)
        == "BinaryCrossentropy needs logits (from_logits: true), "
        + "but the last layer has a sigmoid (leave out from_logits, or the last layer's activation)"
    )
    #expect(
      error([Dense(1, activation: .softmax)], [4], CategoricalCrossentropy())
        == "CategoricalCrossentropy needs one output for each class, but the last layer has 1 "
        + "(give it as many units as there are classes, or use binary_crossentropy)")
    var cosine = CosineSimilarity()
    cosine.axis = 2
    #expect(
      error([Dense(2)], [4], cosine)
        == "CosineSimilarity needs an axis 2 of outputs, but the last layer makes [?, 2] "
        + "(axes of outputs are 1 to 1, or -1 for the last)")
  }

  /// A softmax over one output is always 1: there is nothing to train.
  @Test func outputsThatCannotChange() {
    let refusal =
      " needs outputs that can change, but the last layer is a softmax over a single output, which "
      + "is always 1 (give it activation: sigmoid for two classes, none for a number, or as many "
      + "units as there are classes)"
    var byTime = Softmax()
    byTime.axis = 1
    let one = Dense(1, activation: .softmax)
    #expect(error([one], [4], BinaryCrossentropy()) == "BinaryCrossentropy" + refusal)
    #expect(error([one], [4], MeanSquaredError()) == "MeanSquaredError" + refusal)
    #expect(error([one], [5, 4], MeanSquaredError()) == "MeanSquaredError" + refusal)
    #expect(error([one, Flatten()], [5, 4], MeanSquaredError()) == "MeanSquaredError" + refusal)
    #expect(error([Dense(3), byTime], [1, 4], MeanSquaredError()) == "MeanSquaredError" + refusal)
    #expect(error([Dense(3), byTime], [2, 4], MeanSquaredError()) == "no error")
  }

  @Test func metricsThatDoNotFit() {
    let sparse = SparseCategoricalCrossentropy()
    let softmax = Dense(3, activation: .softmax)
    #expect(
      error([softmax], [4], sparse, [MeanAbsoluteErrorMetric()])
        == "metric 'mean_absolute_error' needs targets in the shape of the outputs, but the targets "
        + "of SparseCategoricalCrossentropy are class numbers (those that fit: accuracy, "
        + "sparse_categorical_accuracy, sparse_top_k_categorical_accuracy, precision, recall, "
        + "f1_score, fbeta_score, auc and 11 more)")
    #expect(
      error([Dense(1)], [4], MeanSquaredError(), [SparseCategoricalAccuracy()]).hasPrefix(
        "metric 'sparse_categorical_accuracy' needs class numbers as targets, but the targets of "
          + "MeanSquaredError are float32[?, 1] for outputs [?, 1] (those that fit: accuracy, "))
    #expect(
      error([Dense(1)], [4], MeanSquaredError(), [CategoricalAccuracy()]).hasPrefix(
        "metric 'categorical_accuracy' needs an output for each of several classes, but the last "
          + "layer has one output (those that fit: accuracy, "))
    var precision = Precision()
    precision.classID = 3
    #expect(
      error([softmax], [4], sparse, [precision])
        == "metric 'precision' needs a class_id below 3, the outputs, but it is 3 "
        + "(outputs are counted from 0)")
    #expect(
      error([softmax], [4], sparse, [MeanIoU()])
        == "metric 'mean_io_u' needs predicted class numbers (sparse_y_pred: true), but the last "
        + "layer has an output for each class (give sparse_y_pred: false)")
    #expect(
      error([softmax], [4], CategoricalCrossentropy(), [OneHotMeanIoU(), AUC(), F1Score()])
        == "no error")
  }

  @Test func lossesThatFit() {
    var sparseLogits = SparseCategoricalCrossentropy()
    sparseLogits.fromLogits = true
    let softmax = Dense(10, activation: .softmax)
    #expect(error([softmax], [4], SparseCategoricalCrossentropy()) == "no error")
    #expect(error([Dense(10), Softmax()], [4], SparseCategoricalCrossentropy()) == "no error")
    #expect(error([Dense(10)], [4], sparseLogits) == "no error")
    #expect(error([softmax, Dropout(0.5)], [4], CategoricalCrossentropy()) == "no error")
    #expect(error([softmax], [4], MeanSquaredError(), [Accuracy()]) == "no error")
    #expect(
      error([Dense(2, activation: .sigmoid)], [4], BinaryCrossentropy(), [BinaryAccuracy()])
        == "no error")
    #expect(error([Conv2D(2, 3)], [5, 5, 1], MeanSquaredError()) == "no error")
  }
}
