import TFXCore
import TFXGraph
import TFXModel
import Testing

@Suite struct SummaryTests {
  /// The model of the design's first example, with Keras's numbers of parameters.
  @Test func mnistCNN() throws {
    let layers: [any Layer] = [
      Rescaling(1.0 / 255), Conv2D(32, 3, activation: .relu), MaxPooling2D(2),
      Conv2D(64, 3, activation: .relu), MaxPooling2D(), Flatten(), Dropout(0.5),
      Dense(10, activation: .softmax),
    ]
    let options = CompileOptions(
      optimizer: Adam(0.001), loss: SparseCategoricalCrossentropy(), metrics: [Accuracy()])
    let model = try ModelGraph(
      layers.map { LayerEntry($0) }, sampleShape: [28, 28, 1], options: options, seed: 42)
    let expected = """
      Model: mnist_cnn
      Layer (type)                    Output shape     Param #
      ────────────────────────────────────────────────────────
      rescaling (Rescaling)           [?, 28, 28, 1]         0
      conv2d (Conv2D)                 [?, 26, 26, 32]      320
      max_pooling2d (MaxPooling2D)    [?, 13, 13, 32]        0
      conv2d_1 (Conv2D)               [?, 11, 11, 64]   18,496
      max_pooling2d_1 (MaxPooling2D)  [?, 5, 5, 64]          0
      flatten (Flatten)               [?, 1600]              0
      dropout (Dropout)               [?, 1600]              0
      dense (Dense)                   [?, 10]           16,010
      ────────────────────────────────────────────────────────
      Parameters: 34,826 (136.04 KB), of which trainable: 34,826

      """
    #expect(model.summary(name: "mnist_cnn") == expected)
    try model.graph.verify()
  }

  @Test func movingAveragesAreNotTrainable() throws {
    let model = try ModelGraph(
      [LayerEntry(BatchNormalization())], sampleShape: [300], options: nil, seed: 0)
    let expected = """
      Model: m
      Layer (type)                              Output shape  Param #
      ───────────────────────────────────────────────────────────────
      batch_normalization (BatchNormalization)  [?, 300]        1,200
      ───────────────────────────────────────────────────────────────
      Parameters: 1,200 (4.69 KB), of which trainable: 600

      """
    #expect(model.summary(name: "m") == expected)
  }
}
