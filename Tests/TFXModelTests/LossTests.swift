import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
import TestSupport
import Testing

/// A loss in Keras with its gradient.
struct LossCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let kind: String
  let arguments: Arguments
  let dtype: String
  let y_true: FixtureTensor
  let y_pred: FixtureTensor
  let loss: FixtureTensor
  let gradient: FixtureTensor

  static let all: [LossCase] = Fixture.cases("losses")
  var testDescription: String { name }
  var isFromLogits: Bool { arguments.names.contains("from_logits") }

  func loss(_ arguments: ConfigNode) throws -> any Loss {
    var diagnostics = Diagnostics()
    let field = LossField.read(
      ConfigNode(.mapping([ConfigNode.Entry(kind, arguments)])), &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return try #require(field).value
  }

  /// Compares the mean loss and its gradient, with something between what is fed and the loss.
  func check(
    _ loss: any Loss, _ dtype: DType,
    through: (Output) throws -> Output = { $0 }
  ) throws {
    let graph = Graph()
    let x = try graph.placeholder(dtype, shape: Shape(y_pred.shape))
    // A column of class indices is the vector of them: this is how data sets hold them.
    var labels = y_true.tensor(dtype)
    if !labels.dtype.isFloating, labels.shape.rank == y_pred.shape.count {
      labels = labels.reshaped(to: Shape(labels.shape.dimensions.dropLast()))
    }
    let target = try graph.placeholder(labels.dtype, shape: labels.shape)
    let mean = try graph.mean(try loss.call(try through(x), target))
    let gradient = try #require(try graph.gradients(of: mean, withRespectTo: [x])[0])
    let results = try Session(graph).run(
      [mean, gradient], feeding: [x: y_pred.tensor(dtype), target: labels])
    let tolerance = Tolerance.rounding(dtype)
    #expect(difference(results[0], self.loss.tensor(dtype), tolerance) == nil, "loss")
    #expect(difference(results[1], self.gradient.tensor(dtype), tolerance) == nil, "gradient")
  }
}

@Suite struct LossTests {
  @Test(arguments: LossCase.all, [DType.float64, .float32])
  func asKeras(_ test: LossCase, _ dtype: DType) throws {
    // At the edges the clip of float32 shows, so those numbers hold for float32 alone.
    if dtype == .float64 && test.dtype == "float32" { return }
    try test.check(try test.loss(test.arguments.node), dtype)
  }

  /// On the outputs of a softmax or sigmoid a loss is computed from the logits before it.
  @Test(arguments: LossCase.all.filter(\.isFromLogits), [DType.float64, .float32])
  func fusesWithItsActivation(_ test: LossCase, _ dtype: DType) throws {
    let loss = try test.loss(test.arguments.without("from_logits"))
    try test.check(loss, dtype) { x in
      loss.kind == "BinaryCrossentropy" ? try x.graph.sigmoid(x) : try x.graph.softmax(x)
    }
  }

  @Test func hasAllCases() {
    #expect(LossCase.all.count == 71)
    #expect(LossCase.all.count(where: \.isFromLogits) == 24)
  }
}
