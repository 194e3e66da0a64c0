import TFXCore
import TFXData
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// Twenty steps of training in Keras, from given weights on given images.
struct Trace: Decodable, Sendable, CustomTestStringConvertible {
  struct LayerCall: Decodable, Sendable {
    let kind: String
    let arguments: Arguments
  }

  struct FinalWeight: Decodable, Sendable {
    let name: String
    let l2_norm: Double
    let values: [Double]
  }

  let name: String
  let weights: String
  let layers: [LayerCall]
  let optimizer: LayerCall
  let loss: String
  let batch_size: Int
  let first_labels: [Int]
  let losses: [Double]
  let losses_float64: [Double]
  let final_weights: [FinalWeight]

  static let all: [Trace] = Fixture.cases("trace_mlp") + Fixture.cases("trace_cnn")
  var testDescription: String { name }

  /// How far step `step`, from 0, may be from Keras's float64: see the fixtures' README.
  func tolerance(_ step: Int) -> Double { name == "cnn" && step >= 8 ? 5e-4 : 1e-5 }

  /// The model as a configuration file would describe it, with the trace's weights.
  func model() throws -> Sequential {
    var diagnostics = Diagnostics()
    var entries: [LayerEntry] = []
    for layer in layers {
      let node = ConfigNode(.mapping([ConfigNode.Entry(layer.kind, layer.arguments.node)]))
      let entry = LayerEntry.read(node, &diagnostics)
      entries.append(try #require(entry, "\(diagnostics.all)"))
    }
    let optimizer = OptimizerField.read(
      ConfigNode(.mapping([ConfigNode.Entry(self.optimizer.kind, self.optimizer.arguments.node)])),
      &diagnostics)
    let loss = LossField.read(.plain(loss), &diagnostics)
    let model = Sequential(entries: entries, name: name, seed: 1)
    try model.compile(
      optimizer: try #require(optimizer).value, loss: try #require(loss).value)
    try model.build(sampleShape: [28, 28, 1])
    let file = try Safetensors.read(Repository.fixture(weights))
    try model.setWeights(file.tensorsByName, from: weights)
    return model
  }
}

/// Keeps the loss of every step.
final class LossRecorder: Callback {
  private(set) var losses: [Double] = []

  func stepEnds(_ step: Int, loss: Double, running: () -> Measurements) throws {
    losses.append(loss)
  }
}

/// The first images of the training part, with their labels.
func mnist(_ count: Int) throws -> Dataset {
  let images = Repository.dataset("mnist5k/train-images-idx3-ubyte.gz")
  let labels = Repository.dataset("mnist5k/train-labels-idx1-ubyte.gz")
  var config = DataConfig()
  config.train = .idx(images: images, labels: labels)
  let data = try LoadedData.load(config, as: .classIndices, seed: 1).train
  return data.selecting(Array(0..<count))
}

@Suite(.serialized) struct TraceTests {
  @Test(arguments: Trace.all)
  func asKeras(_ trace: Trace) throws {
    let data = try mnist(2560)
    let labels = try #require(data.targets).scalars(as: Int32.self)
    #expect(labels.prefix(16).map(Int.init) == trace.first_labels)
    let model = try trace.model()
    let recorder = LossRecorder()
    try model.fit(
      data, FitOptions(epochs: 1, batchSize: trace.batch_size, shuffle: false),
      callbacks: [recorder])

    #expect(recorder.losses.count == 20)
    for (step, found) in recorder.losses.enumerated() {
      let expected = trace.losses_float64[step]
      #expect(
        abs(found / expected - 1) < trace.tolerance(step),
        "step \(step + 1): \(found), expected \(expected)")
    }
    let weights = Dictionary(uniqueKeysWithValues: try model.weights.map { ($0.name, $0.value) })
    #expect(weights.count == trace.final_weights.count)
    for expected in trace.final_weights {
      let values = try #require(weights[expected.name]).doubles()
      let norm = values.map { $0 * $0 }.reduce(0, +).squareRoot()
      // Adam divides gradients that are little but rounding by themselves: that is a whole step
      // in a bias, which the loss hardly feels.
      let allowed = trace.name == "cnn" ? 2e-2 : 5e-4
      #expect(abs(norm / expected.l2_norm - 1) < allowed, "\(expected.name)")
    }
  }

  @Test func everyTraceIsThere() {
    #expect(Trace.all.map(\.name) == ["mlp", "cnn", "cnn_epsilon"])
  }
}
