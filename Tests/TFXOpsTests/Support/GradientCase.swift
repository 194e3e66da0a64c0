import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// A function of some tensors that is put together from operations, to be derived.
struct GradientCase: Sendable, CustomTestStringConvertible {
  /// The types of operations whose gradient it checks; they must be in its graph.
  let covers: [String]
  /// Values of the inputs, `float64`.
  let inputs: [Tensor]
  /// Adds the function to a graph; the inputs may be of either floating type.
  let build: @Sendable (Graph, [Output]) throws -> Output

  init(
    covers: [String], inputs: [Tensor],
    build: @escaping @Sendable (Graph, [Output]) throws -> Output
  ) {
    self.covers = covers
    self.inputs = inputs
    self.build = build
  }

  init(
    _ covers: String..., inputs: Tensor...,
    build: @escaping @Sendable (Graph, [Output]) throws -> Output
  ) {
    self.covers = covers
    self.inputs = inputs
    self.build = build
  }

  var testDescription: String {
    "\(covers.joined(separator: " ")) \(inputs.map(\.shape.description).joined(separator: " "))"
  }

  /// All cases, in the order of the folders.
  static let all: [GradientCase] =
    arithmetic + reductions + elementary + arrays + activations + losses + windows + volumes
    + normalization + images + sparse + recurrent
}

/// What a case computes in one element type.
struct Derivatives {
  let y: Tensor
  let cotangent: Tensor
  let gradients: [Tensor]
  let session: Session
  let placeholders: [Output]
  let output: Output
  let types: Set<String>

  /// Runs a case and its gradients, with the first extent of the inputs unknown to the graph if
  /// asked.
  init(_ test: GradientCase, _ dtype: DType, unknownBatch: Bool = false) throws {
    let graph = Graph(seed: 3)
    placeholders = try test.inputs.map { input in
      var shape = input.shape
      if unknownBatch && shape.rank > 1 { shape[0] = Shape.unknown }
      return try graph.placeholder(dtype, shape: shape)
    }
    output = try test.build(graph, placeholders)
    let seed = try graph.placeholder(dtype, shape: output.shape)
    let gradients = try graph.gradients(
      of: output, withRespectTo: placeholders, seed: seed)
    try graph.verify()
    types = Set(graph.operations.map(\.type))

    session = Session(graph)
    var feeds = Dictionary(
      uniqueKeysWithValues: zip(placeholders, test.inputs.map { $0.converted(to: dtype) }))
    y = try session.run(output, feeding: feeds)
    cotangent = numbers(y.shape, seed: 99)
    feeds[seed] = cotangent.converted(to: dtype)
    let present = try gradients.map { try #require($0, "an input without gradient") }
    self.gradients = try session.run(present, feeding: feeds)
  }

  /// Σ output · cotangent for other inputs.
  func value(_ inputs: [Tensor]) throws -> Double {
    let feeds = Dictionary(uniqueKeysWithValues: zip(placeholders, inputs))
    return try session.run(output, feeding: feeds).dot(cotangent)
  }
}

/// Compares the gradients of a case with central differences, in `float64`.
func checkGradient(_ test: GradientCase) throws {
  let derivatives = try Derivatives(test, .float64)
  for type in test.covers {
    #expect(derivatives.types.contains(type), "the case claims to cover \(type)")
  }
  let step = 1e-5
  for (index, gradient) in derivatives.gradients.enumerated() {
    #expect(gradient.shape == test.inputs[index].shape)
    let found = gradient.doubles()
    for element in found.indices {
      var inputs = test.inputs
      inputs[index] = test.inputs[index].changed(at: element, by: step)
      let above = try derivatives.value(inputs)
      inputs[index] = test.inputs[index].changed(at: element, by: -step)
      let below = try derivatives.value(inputs)
      let expected = (above - below) / (2 * step)
      #expect(
        abs(found[element] - expected) <= 1e-6 * max(1, abs(expected)),
        "input \(index), element \(element): \(found[element]), by differences \(expected)")
    }
  }
}

/// Requires two tensors of one shape whose elements differ by `tolerance` of the largest at most.
func expectClose(
  _ found: Tensor, _ expected: Tensor, _ tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == expected.shape, "\(what)", sourceLocation: sourceLocation)
  guard found.shape == expected.shape else { return }
  let allowed = tolerance * scale(expected)
  for (index, (a, b)) in zip(found.doubles(), expected.doubles()).enumerated() {
    #expect(
      abs(a - b) <= allowed, "\(what), element \(index): \(a), expected \(b)",
      sourceLocation: sourceLocation)
  }
}
