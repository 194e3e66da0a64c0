import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// `weighted_metrics` count samples by their weights, `metrics` do not.
@Suite struct WeightedMetricTests {
  private func options(_ text: String) throws -> CompileOptions {
    var diagnostics = Diagnostics()
    let options = CompileOptions.read(try node(text), &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return try #require(options)
  }

  @Test func weightsOfSamples() throws {
    let options = try options(
      "{loss: mse, metrics: [mae, {MeanAbsoluteError: {name: plain}}], weighted_metrics: [mae, mse]}"
    )
    let model = try ModelGraph(
      [LayerEntry(Dense(1, useBias: false))], inputs: [.init("input", [1])], seed: 0)
    try model.compile(options, hasSampleWeights: true)
    let training = try #require(model.training)
    #expect(training.metrics.map(\.name) == ["mae", "plain", "weighted_mae", "mse"])
    let session = Session(model.graph)
    try session.initialize()
    try session.setValue(Tensor([0] as [Float], shape: [1, 1]), of: model.weights[0])
    try session.run(
      [], targets: training.evaluationMeasures.metricUpdates,
      feeding: [
        model.input: Tensor([1, 1, 1] as [Float], shape: [3, 1]),
        training.target: Tensor([1, 2, 3] as [Float], shape: [3, 1]),
        try #require(training.sampleWeights): Tensor([3, 0, 1] as [Float]),
      ])
    let results = try training.metrics.map { metric in
      metric.metric.result(try metric.states.map { try session.value(of: $0).doubles() })
    }
    // (3 · 1 + 0 · 2 + 1 · 3) / 4 and (3 · 1 + 0 · 4 + 1 · 9) / 4.
    #expect(results == [2, 2, 1.5, 3])
  }

  /// Without weights both count alike.
  @Test func withoutWeights() throws {
    let options = try options("{loss: mse, weighted_metrics: [mae]}")
    let model = try ModelGraph(
      [LayerEntry(Dense(1))], sampleShape: [2], options: options, seed: 0)
    #expect(try #require(model.training).metrics.map(\.isWeighted) == [true])
  }

  @Test func namesAreUnique() throws {
    var diagnostics = Diagnostics()
    #expect(
      CompileOptions.read(
        try node("{loss: mse, weighted_metrics: [mae, mae]}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == ["'mae' is listed twice"])
  }
}
