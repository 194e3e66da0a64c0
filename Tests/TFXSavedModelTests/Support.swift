import Foundation
import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TFXSavedModel
import TFXTrain
import TestSupport
import Testing

/// Inputs of a model with the outputs that TensorFlow computes.
struct Expected: Decodable {
  let input: String
  let shape: [Int]
  let x: [Float]
  let outputs: [String: [Float]]

  var tensor: Tensor { Tensor(x, shape: Shape(shape)) }

  /// Those of `Tests/Fixtures/savedmodel/FILE`, by the models' names.
  static func read(_ file: String, _ name: String) throws -> Expected {
    let data = try Data(contentsOf: URL(filePath: fixture(file)))
    // The entry of the checkpoint is of another form.
    let all = try JSONDecoder().decode([String: Optional].self, from: data)
    return try #require(all[name]?.value)
  }

  private struct Optional: Decodable {
    let value: Expected?
    init(from decoder: any Decoder) throws { value = try? Expected(from: decoder) }
  }

  /// Expects a loaded model to compute the outputs, to 1e-5.
  func check(_ loaded: SavedModel.Loaded) throws {
    let signature = try #require(loaded.signatures[SavedModel.defaultSignature])
    #expect(signature.inputs.keys.sorted() == [input])
    #expect(signature.outputs.keys.sorted() == outputs.keys.sorted())
    for (name, expected) in outputs {
      let y = try loaded.run(name, input, tensor).scalars(as: Float.self)
      try #require(y.count == expected.count)
      let largest = zip(y, expected).map { abs($0 - $1) }.max() ?? 0
      if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
        print("\(name) for \(signature.inputs.values.first!.spec): largest difference \(largest)")
      }
      for (a, b) in zip(y, expected) { #expect(abs(a - b) <= 1e-5 * max(1, abs(b))) }
    }
  }
}

/// The path of a file in `Tests/Fixtures/savedmodel`.
func fixture(_ name: String) -> String { Repository.fixture("savedmodel/\(name)") }

func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

/// A model of the given layers, each of whose weights is a sequence that looks random and is the same
/// everywhere.
func model(_ layers: [any Layer], _ sampleShape: [Int]) throws -> Sequential {
  let model = Sequential(layers)
  try model.build(sampleShape: sampleShape)
  var seed = 1
  var weights: [String: Tensor] = [:]
  for (name, value) in try model.weights {
    let isVariance = name.hasSuffix("variance")
    let numbers = (0..<value.elementCount).map { _ in
      seed = seed * 75 % 65537
      let number = Float(seed % 1000) / 1000 - 0.5
      return isVariance ? number + 1 : number
    }
    weights[name] = Tensor(numbers, shape: value.shape)
  }
  try model.setWeights(weights)
  return model
}

/// The models that are exported, by name.
let exported: [String: @Sendable () throws -> Sequential] = [
  "mlp": { try model([Dense(5, activation: .relu), Dense(3, activation: .softmax)], [4]) },
  "cnn": {
    try model(
      [
        Conv2D(2, 3, activation: .relu), MaxPooling2D(2), Flatten(),
        Dense(3, activation: .softmax),
      ], [8, 8, 1])
  },
  "batchnorm": {
    try model(
      [
        Conv2D(2, 3), BatchNormalization(), Flatten(), Dense(4), BatchNormalization(),
        Dense(2, activation: .tanh),
      ], [6, 6, 1])
  },
  // What TensorFlow writes out in several operations.
  "activations": {
    try model([Dense(4, activation: .gelu), Dense(3, activation: .silu)], [3])
  },
]

/// One of the models.
func exportedModel(_ name: String) throws -> Sequential {
  let make = try #require(exported[name])
  return try make()
}

extension SavedModel.Loaded {
  /// An output of the default signature.
  func run(_ output: String, _ input: String, _ x: Tensor) throws -> Tensor {
    let signature = try #require(signatures[SavedModel.defaultSignature])
    let y = try #require(signature.outputs[output])
    let feed = try #require(signature.inputs[input])
    return try session.run(y, feeding: [feed: x])
  }
}

/// Writes one of the models.
func export(_ name: String, to directory: String) throws {
  let model = try exportedModel(name)
  let graph = try model.graph
  try SavedModel.simpleSave(
    try model.session, to: directory, inputs: ["x": graph.input], outputs: ["y": graph.prediction])
}

/// A model with a branch, a loop, and a variable that both of them read.
func exportControl(to directory: String) throws {
  let graph = Graph()
  let x = try graph.placeholder(shape: [Shape.unknown, 3], name: "x")
  let w = try graph.variable("w", Tensor([0.5, -1, 2] as [Float]))
  let one = try graph.constant(1, name: "one")
  let positive = try graph.greater(graph.sum(x), graph.constant(0), name: "positive")
  let y = try graph.cond(
    positive,
    { () throws(GraphError) in
      // Read within, so that the function is given the handle.
      [try graph.multiply(x, graph.readVariable(w))]
    }, else: { () throws(GraphError) in [try graph.subtract(x, one)] }, name: "choice")[0]
  let loop = try graph.whileLoop(
    [graph.constant(Tensor(Int32(0))), y],
    while: { (v) throws(GraphError) in
      try graph.less(v[0], graph.constant(Tensor(Int32(3))))
    },
    do: { (v) throws(GraphError) in
      let half = try graph.multiply(v[1], graph.constant(0.5))
      return [
        try graph.add(v[0], graph.constant(Tensor(Int32(1)))),
        try graph.add(half, graph.readVariable(w)),
      ]
    }, name: "rounds")
  let session = Session(graph)
  try session.initialize()
  try SavedModel.simpleSave(
    session, to: directory, inputs: ["x": x], outputs: ["y": y, "z": loop[1], "count": loop[0]])
}
