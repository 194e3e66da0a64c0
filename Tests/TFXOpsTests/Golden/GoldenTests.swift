import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Compares operations with what TensorFlow makes of the same inputs, and their gradients.
@Suite struct GoldenTests {
  typealias Build = @Sendable (Graph, [Output], [String: FixtureValue]) throws -> [Output]

  /// How a case's operation is added to a graph, by its name.
  static let builders: [String: Build] = [
    valueBuilders, mathBuilders, logicBuilders, reduceBuilders, linearBuilders, nnBuilders,
    lossBuilders, stringBuilders, imageBuilders, arrayBuilders, quantizeBuilders,
    sparseBuilders, stateBuilders,
  ].reduce(into: [:]) { all, family in
    all.merge(family) { first, _ in first }
  }

  @Test func everyCaseHasABuilderAndEveryBuilderACase() {
    let names = GoldenCase.all.map(\.op)
    #expect(Set(names) == Set(Self.builders.keys))
  }

  @Test(arguments: GoldenCase.all)
  func agreesWithTensorFlow(_ test: GoldenCase) throws {
    let build = try #require(Self.builders[test.op])
    // As constants, and as placeholders of which nothing but the number of axes is known, except
    // where the operation needs more.
    let known = Set(test.attributes.numbers("known"))
    for isFed in [false, true] {
      let graph = Graph()
      let inputs = try test.inputs.enumerated().map { index, input in
        let shape = input.value.shape
        let unknown = Shape(shape.dimensions.map { _ in Shape.unknown })
        return isFed
          ? try graph.placeholder(
            input.value.dtype, shape: known.contains(index) ? shape : unknown)
          : try graph.constant(input.value)
      }
      let feeds = Dictionary(
        uniqueKeysWithValues: isFed ? zip(inputs, test.inputs.map(\.value)).map { ($0, $1) } : [])
      let outputs = try build(graph, inputs, test.attributes)
      let session = Session(graph)
      for (index, found) in try session.run(outputs, feeding: feeds).enumerated() {
        let what = "\(test.name), output \(index)"
        Self.expectEqual(found, test.outputs[index].value, what)
        Self.expectSignsOfZeros(found, test.outputs[index].value, what)
      }
      guard let expected = test.gradients else { continue }
      let seed = try graph.constant(GoldenCase.cotangent(of: test.outputs[0].value.spec))
      let gradients = try graph.gradients(of: outputs[0], withRespectTo: inputs, seed: seed)
      for (index, gradient) in gradients.enumerated() {
        guard let gradient, let value = expected[index]?.value else {
          #expect(gradient == nil && expected[index] == nil, "\(test.name), gradient \(index)")
          continue
        }
        let found = try session.run(gradient, feeding: feeds)
        Self.expectEqual(found, value, "\(test.name), gradient \(index)")
      }
    }
  }

  /// Floating numbers within 1e-6 of the number, or of a millionth of the largest; all others equal.
  static func expectEqual(_ found: Tensor, _ expected: Tensor, _ what: String) {
    #expect(found.spec == expected.spec, "\(what)")
    guard found.spec == expected.spec else { return }
    guard expected.dtype.isDifferentiable else {
      #expect(found == expected, "\(what)")
      return
    }
    let (found, expected) = (parts(found), parts(expected))
    let largest = expected.filter(\.isFinite).map(abs).max() ?? 0
    for (a, b) in zip(found, expected) where !(a.isNaN && b.isNaN) && a != b {
      #expect(abs(a - b) <= 1e-6 * max(abs(b), largest), "\(what): \(a), expected \(b)")
    }
  }

  /// Where both are 0, with the same sign.
  private static func expectSignsOfZeros(_ found: Tensor, _ expected: Tensor, _ what: String) {
    guard found.spec == expected.spec, expected.dtype.isFloating else { return }
    for (index, (a, b)) in zip(found.doubles(), expected.doubles()).enumerated()
    where a == 0 && b == 0 {
      #expect(a.sign == b.sign, "\(what): \(a) at \(index), expected \(b)")
    }
  }

  private static func parts(_ tensor: Tensor) -> [Double] {
    guard tensor.dtype == .complex64 else { return tensor.doubles() }
    return tensor.scalars(as: Complex.self).flatMap { [Double($0.real), Double($0.imaginary)] }
  }
}
