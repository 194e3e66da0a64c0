import TFXCore
import TFXData
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// A whole training by Keras: losses and metrics after each epoch, from given weights, without
/// shuffling.
struct Curve: Decodable, Sendable, CustomTestStringConvertible {
  struct Layers: Decodable, Sendable {
    let nodes: [Arguments]

    init(from decoder: any Decoder) throws {
      nodes = try decoder.singleValueContainer().decode([Arguments].self)
    }
  }

  let name: String
  let layers: Layers
  let epochs: Int
  let batch_size: Int
  let compile: Arguments
  let inputs: FixtureTensor
  let targets: FixtureTensor
  let held: Int
  let weights: [FixtureTensor]
  let curves: [String: [Double]]
  let class_weights: [Double]?
  let sample_weights: FixtureTensor?

  static let all: [Curve] = Fixture.cases("curves")
  var testDescription: String { name }

  /// The model as a configuration file would describe it, with Keras's first weights.
  func model() throws -> Sequential {
    var diagnostics = Diagnostics()
    let entries = layers.nodes.compactMap { LayerEntry.read($0.node, &diagnostics) }
    let options = FieldReader.read(
      CompileOptions.self, from: compile.node, owner: "compile", &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    let model = Sequential(entries: entries, name: name, seed: 1)
    try model.compile(
      try #require(options),
      weighting: SampleWeighting(
        hasSampleWeights: sample_weights != nil, classWeights: class_weights))
    try model.build(sampleShape: Array(inputs.shape.dropFirst()))
    try model.setWeights(
      Dictionary(
        uniqueKeysWithValues: weights.map { ($0.name ?? "", $0.tensor(.float32)) }))
    return model
  }

  /// The samples to train on, and those to validate with, which come first.
  var data: (train: Dataset, validation: Dataset) {
    let inputs = inputs.tensor(.float32)
    let targets = targets.tensor(.float32)
    let weights = sample_weights?.tensor(.float32)
    let train = Array(held..<inputs.shape[0])
    return (
      Dataset(inputs: inputs, targets: targets, sampleWeights: weights).selecting(train),
      Dataset(inputs: inputs, targets: targets).selecting(Array(0..<held))
    )
  }
}

@Suite struct CurveTests {
  @Test(arguments: Curve.all)
  func asKeras(_ test: Curve) throws {
    let model = try test.model()
    let (train, validation) = test.data
    let logs = try model.fit(
      train, FitOptions(epochs: test.epochs, batchSize: test.batch_size, shuffle: false),
      validation: validation)
    #expect(logs.count == test.epochs)
    for (key, values) in test.curves.sorted(by: { $0.key < $1.key }) where key != "learning_rate" {
      let found = logs.map { $0[key] }
      guard found.allSatisfy({ $0 != nil }) else {
        Issue.record("no '\(key)' among \(logs[0].values.map(\.name))")
        continue
      }
      for (epoch, (value, expected)) in zip(found.compactMap { $0 }, values).enumerated() {
        let error = abs(value - expected)
        #expect(
          error <= 1e-4 * max(1, abs(expected)),
          "\(key) of epoch \(epoch + 1): \(value), \(expected)")
        if error > 1e-4 * max(1, abs(expected)) { break }
      }
    }
  }
}
