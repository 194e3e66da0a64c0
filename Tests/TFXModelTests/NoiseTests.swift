import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// What layers of chance do in training: by their statistics, for seeds that are fixed, and by their
/// gradients.
@Suite struct NoiseTests {
  /// What a layer makes of ones in training, and the gradient of the sum.
  private func run(
    _ written: String, _ shape: [Int], of value: Float = 1, step: Int64 = 3
  ) throws -> (y: [Double], gradient: [Double]) {
    var diagnostics = Diagnostics()
    let entry = try #require(LayerEntry.read(try node(written), &diagnostics))
    let graph = Graph(seed: 5)
    let x = try graph.placeholder(.float32, shape: Shape([Shape.unknown] + shape.dropFirst()))
    var context = LayerContext(
      isTraining: true, step: try graph.constant(Tensor(step)),
      store: WeightStore(graph, .float32))
    let y = try context.call(entry.layer, named: "noise", on: [LayerValue(x)]).output
    let gradient = try #require(try graph.gradients(of: y, withRespectTo: [x])[0])
    let input = Tensor([Float](repeating: value, count: shape.reduce(1, *)), shape: Shape(shape))
    let results = try Session(graph).run([y, gradient], feeding: [x: input])
    return (results[0].doubles(), results[1].doubles())
  }

  private func moments(_ all: [Double]) -> (mean: Double, variance: Double) {
    let mean = all.reduce(0, +) / Double(all.count)
    return (mean, all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count))
  }

  @Test func dropoutAlongAxes() throws {
    let shape = [50, 4, 6]
    let (y, gradient) = try run("{Dropout: {rate: 0.25, noise_shape: [null, 1, null]}}", shape)
    for sample in 0..<50 {
      for channel in 0..<6 {
        let steps = (0..<4).map { y[(sample * 4 + $0) * 6 + channel] }
        #expect(Set(steps).count == 1)
      }
    }
    #expect(Set(y) == [0, Double(Float(1) / 0.75)])
    let kept = y.count { $0 > 0 } / 4
    // 300 draws of probability 0.75 deviate by 7.5.
    #expect(abs(kept - 225) < 38)
    #expect(gradient == y)
  }

  @Test(arguments: [
    ("SpatialDropout1D", [20, 3, 10]), ("SpatialDropout2D", [20, 2, 3, 10]),
    ("SpatialDropout3D", [20, 2, 2, 3, 10]),
  ])
  func spatialDropout(_ kind: String, _ shape: [Int]) throws {
    let (y, gradient) = try run("{\(kind): {rate: 0.5}}", shape)
    let places = shape.dropFirst().dropLast().reduce(1, *)
    var kept = 0
    for sample in 0..<20 {
      for channel in 0..<10 {
        let all = (0..<places).map { y[(sample * places + $0) * 10 + channel] }
        #expect(Set(all).count == 1 && (all[0] == 0 || all[0] == 2))
        kept += all[0] > 0 ? 1 : 0
      }
    }
    #expect(abs(kept - 100) < 36)
    #expect(gradient == y)
  }

  @Test func alphaDropoutKeepsMoments() throws {
    // Two values, of mean 0 and variance 1 before and after.
    let ones = try run("{AlphaDropout: {rate: 0.2}}", [200, 50]).y
    let minus = try run("{AlphaDropout: {rate: 0.2}}", [200, 50], of: -1, step: 4).y
    let (mean, variance) = moments(ones + minus)
    #expect(abs(mean) < 0.05)
    #expect(abs(variance - 1) < 0.06)
    #expect(Set(ones).count == 2 && Set(minus).count == 2)
    #expect(Set(ones).intersection(Set(minus)).count == 1)
    let shared = try run("{AlphaDropout: {rate: 0.2, noise_shape: [null, 1]}}", [20, 5]).y
    for sample in 0..<20 { #expect(Set(shared[(5 * sample)..<(5 * sample + 5)]).count == 1) }
  }

  @Test func gaussianNoise() throws {
    let (y, gradient) = try run("{GaussianNoise: {stddev: 0.5}}", [100, 100], of: 2)
    let (mean, variance) = moments(y)
    #expect(abs(mean - 2) < 0.025)
    #expect(abs(variance - 0.25) < 0.02)
    #expect(gradient.allSatisfy { $0 == 1 })
    #expect(try run("{GaussianNoise: {stddev: 0.5}}", [100, 100], of: 2, step: 4).y != y)
    #expect(try run("{GaussianNoise: {stddev: 0.5, seed: 9}}", [100, 100], of: 2).y != y)
  }

  @Test func gaussianDropout() throws {
    let (y, gradient) = try run("{GaussianDropout: {rate: 0.2}}", [100, 100], of: 2)
    let (mean, variance) = moments(y)
    #expect(abs(mean - 2) < 0.05)
    // 2² · 0.2 / 0.8.
    #expect(abs(variance - 1) < 0.07)
    #expect(zip(y, gradient).allSatisfy { abs($0 - 2 * $1) < 1e-5 })
  }

  @Test func attentionDropsWeights() throws {
    let written = "{SelfAttention: {num_heads: 2, key_dim: 3, dropout: 0.5}}"
    var diagnostics = Diagnostics()
    let entry = try #require(LayerEntry.read(try node(written), &diagnostics))
    let graph = Graph(seed: 5)
    let x = try graph.constant(Tensor((0..<24).map { Float($0 % 7) }, shape: [1, 6, 4]))
    let step = try graph.placeholder(.int64, shape: [])
    var context = LayerContext(
      isTraining: true, step: step, store: WeightStore(graph, .float32))
    let y = try context.call(entry.layer, named: "attention", on: [LayerValue(x)]).output
    let session = Session(graph)
    try session.initialize()
    let first = try session.run(y, feeding: [step: Tensor(Int64(0))])
    #expect(try session.run(y, feeding: [step: Tensor(Int64(0))]) == first)
    #expect(try session.run(y, feeding: [step: Tensor(Int64(1))]) != first)
  }

  @Test func activityRegularizationAddsToTheLoss() throws {
    var diagnostics = Diagnostics()
    let entry = try #require(
      LayerEntry.read(try node("{ActivityRegularization: {l1: 0.5, l2: 0.25}}"), &diagnostics))
    let graph = Graph()
    let x = try graph.constant(Tensor([1, -2, 3, 0] as [Float], shape: [2, 2]))
    var context = LayerContext(
      isTraining: false, step: try graph.constant(Tensor(Int64(0))),
      store: WeightStore(graph, .float32))
    _ = try context.call(entry.layer, named: "layer", on: [LayerValue(x)])
    // (0.5 · 6 + 0.25 · 14) / 2 samples.
    #expect(try Session(graph).run(context.losses[0]).doubles() == [3.25])
  }
}
