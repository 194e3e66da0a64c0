import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// Layers that hold other layers in a configuration: their names, shapes, maths and refusals.
@Suite struct BlockTests {
  private func model(_ layers: [String], _ shape: [Int]) throws -> ModelGraph {
    var diagnostics = Diagnostics()
    let entries = try layers.map { try #require(LayerEntry.read(try node($0), &diagnostics)) }
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    let model = try ModelGraph(entries, sampleShape: shape, options: nil, seed: 1)
    try model.graph.verify()
    return model
  }

  private func names(_ model: ModelGraph) -> [String] { model.weights.map(\.name) }

  @Test func layersInARow() throws {
    let model = try model(
      ["{Sequential: {layers: [{Dense: {units: 3}}, {Dense: {units: 2}}], name: head}}"], [4])
    #expect(
      names(model) == [
        "head/dense/kernel", "head/dense/bias", "head/dense_1/kernel", "head/dense_1/bias",
      ])
    #expect(model.prediction.shape == [-1, 2])
  }

  @Test func repeatedLayersHaveWeightsOfTheirOwn() throws {
    let model = try model(["{Repeat: {times: 2, layers: [{Dense: {units: 4}}]}}"], [4])
    #expect(
      names(model).filter { $0.hasSuffix("kernel") } == [
        "repeat/block/dense/kernel", "repeat/block_1/dense/kernel",
      ])
  }

  @Test func branchesLieSideBySide() throws {
    let branches = "[[{Dense: {units: 3, use_bias: false}}], []]"
    let model = try model(["{Concatenate: {branches: \(branches)}}"], [2])
    #expect(names(model) == ["concatenate/branch/dense/kernel"])
    let session = Session(model.graph)
    try session.setValue(
      Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]), of: model.weights[0])
    let y = try session.run(
      model.prediction, feeding: [model.input: Tensor([1, 10] as [Float], shape: [1, 2])])
    #expect(y.doubles() == [41, 52, 63, 1, 10])
  }

  @Test func theInputIsAddedToTheOutput() throws {
    let inner = "{Dense: {units: 2, use_bias: false}}"
    let model = try model(["{Residual: {layers: [\(inner)], activation: relu}}"], [2])
    let session = Session(model.graph)
    try session.setValue(
      Tensor([1, 0, 0, -2] as [Float], shape: [2, 2]), of: model.weights[0])
    let y = try session.run(
      model.prediction, feeding: [model.input: Tensor([1, 10] as [Float], shape: [1, 2])])
    #expect(y.doubles() == [2, 0])
  }

  /// What it makes moves with its input's level and range, whatever its layers are.
  @Test func forecastsMoveWithTheSeries() throws {
    let layers = "[{GRU: {units: 4}}, {Dense: {units: 1}}]"
    let model = try model(["{RevIN: {layers: \(layers), epsilon: 1.0e-9}}"], [5, 2])
    #expect(names(model).prefix(3) == ["rev_in/gamma", "rev_in/beta", "rev_in/gru/kernel"])
    #expect(model.prediction.shape == [-1, 1])
    let session = Session(model.graph)
    try session.initialize()
    let series: [Float] = [1, 9, 3, 7, 2, 8, 6, 1, 4, 5]
    let y = try [(Float(1), Float(0)), (3, 100)].map { scale, level in
      try session.run(
        model.prediction,
        feeding: [model.input: Tensor(series.map { $0 * scale + level }, shape: [1, 5, 2])]
      ).doubles()[0]
    }
    #expect(abs(y[1] - (y[0] * 3 + 100)) < 1e-3, "\(y)")
    #expect(throws: (any Error).self) {
      try self.model(["{RevIN: {layers: [{GRU: {units: 3}}], features: 2}}"], [5, 2])
    }
    #expect(throws: (any Error).self) {
      try self.model(["{RevIN: {layers: [{GRU: {units: 1}}], features: 3}}"], [5, 2])
    }
  }

  @Test(arguments: [7, 8])
  func theProjectionHasTheStridesOfTheLayers(_ size: Int) throws {
    let convolution = "{Conv2D: {filters: 6, kernel_size: 3, strides: 2, padding: same}}"
    let model = try model(
      ["{Residual: {layers: [\(convolution)], projection: auto}}"], [size, size, 3])
    #expect(model.prediction.shape == [-1, 4, 4, 6])
    #expect(
      names(model) == [
        "residual/conv2d/kernel", "residual/conv2d/bias", "residual/projection/kernel",
        "residual/projection_normalization/gamma", "residual/projection_normalization/beta",
        "residual/projection_normalization/moving_mean",
        "residual/projection_normalization/moving_variance",
      ])
    #expect(model.weights[2].spec.shape == [1, 1, 3, 6])
  }

  @Test func tablesAreProjectedByADense() throws {
    let model = try model(["{Residual: {layers: [{Dense: {units: 5}}], projection: auto}}"], [2])
    #expect(names(model).last == "residual/projection/kernel")
    #expect(model.weights[2].spec.shape == [2, 5])
  }

  @Test(arguments: [
    (
      "{Residual: {layers: [{Dense: {units: 5}}]}}", [2],
      "Residual 'residual' needs layers that keep the shape [?, 2], but gets [?, 5]",
      "give it projection: auto, or the layers padding: same and as many outputs"
    ),
    (
      "{Residual: {layers: [{Conv2D: {filters: 2, kernel_size: 3}}], projection: auto}}",
      [9, 9, 2],
      """
      Residual 'residual' needs layers that keep the shape [?, 9, 9, 2] but for strides and \
      channels, but gets [?, 7, 7, 2]
      """, "give the windows within it padding: same"
    ),
    (
      "{Concatenate: {branches: [[], [{Conv2D: {filters: 2, kernel_size: 3}}]]}}", [9, 9, 2],
      """
      Concatenate 'concatenate' needs branches of one shape but for axis -1, such as \
      [?, 9, 9, 2], but gets [?, 7, 7, 2]
      """, "give their windows padding: same and equal strides"
    ),
    (
      "{Sequential: {layers: [{Dense: {units: 5}}, {Conv2D: {filters: 2, kernel_size: 3}}]}}", [2],
      """
      Conv2D 'sequential/conv2d' needs images [batch, height, width, channels], \
      but gets [?, 5]
      """, "put a Reshape before it"
    ),
  ])
  func refusesShapes(_ text: String, _ shape: [Int], _ message: String, _ help: String) throws {
    do throws(ModelError) {
      var diagnostics = Diagnostics()
      guard let entry = LayerEntry.read(try! node(text), &diagnostics) else {
        Issue.record("\(diagnostics.all)")
        return
      }
      _ = try ModelGraph([entry], sampleShape: shape, options: nil, seed: 1)
      Issue.record("no error")
    } catch {
      #expect("\(error)" == message)
      #expect(error.help == help)
    }
  }

  @Test(arguments: [
    ("{Repeat: {times: 0, layers: [Flatten]}}", "'times' must be from 1 to 1000, found '0'"),
    ("{Sequential: {layers: []}}", "'layers' must be a list of one layer or more, found a list"),
    ("{Concatenate: {branches: []}}", "'branches' must be a list of branches, found a list"),
    (
      "{Concatenate: {branches: [[]], axis: 0}}",
      "'axis' must be another axis than the batch, 0, found '0'"
    ),
    (
      "{Residual: {layers: [{Flatten: {name: a}}, {Flatten: {name: a}}]}}",
      "the name 'a' stands twice"
    ),
  ])
  func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(LayerEntry.read(try node(text), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}
