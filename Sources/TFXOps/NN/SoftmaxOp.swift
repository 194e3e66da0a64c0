import TFXCore
import TFXGraph
import TFXKernels

/// A function of rows, those of the last axis.   x: [d…, c] → y: [d…, c].
protocol SoftmaxOp: FloatingOp {
  /// The operation of its gradient.
  associatedtype Gradient: SoftmaxGradOp
  /// Writes y for x: [rows, columns].
  static func compute<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, rows: Int, columns: Int)
}

extension SoftmaxOp {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    _ = try inputs.onlyFloating()
    return [try inputs.withAxes(1, 0, "logits")]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil] }
    return [try dy.graph.add(Gradient(), [node.output(0), dy]).output(0)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Self.compute(x, y, rows: rows, columns: columns) }
  }
}

/// The gradient of a function of rows.   y, ∂y: [d…, c] → ∂x: [d…, c].
///
/// TensorFlow writes it out in elementary operations.
protocol SoftmaxGradOp: FloatingOp {
  /// What messages call y.
  static var argument: String { get }
  init()
  /// Writes dx for y, dy: [rows, columns].
  static func compute<T: KernelScalar>(
    _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, rows: Int, columns: Int)
}

extension SoftmaxGradOp {
  static var nodeForm: NodeForm { .gradient }

  var inPlaceInputs: [Int] { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, Self.argument)
    _ = try inputs.withAxes(1, 0, Self.argument)
    return [try inputs.agreeing(0, 1, "gradients")]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let y = site.input(0, type)
    let dy = site.input(1, type)
    let dx = site.output(0, type)
    return { Self.compute(y, dy, dx, rows: rows, columns: columns) }
  }
}
