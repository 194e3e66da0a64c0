import TFXCore
public import TFXGraph
import TFXKernels

/// y = eˣ / Σ eˣ along the last axis.   x: [d…, c] → y: [d…, c].   ∂x = y (∂y − Σ y ∂y).
struct Softmax: FloatingOp {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    _ = try inputs.onlyFloating()
    return [try inputs.withAxes(1, 0, "logits")]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil] }
    return [try dy.graph.add(SoftmaxGrad(), [node.output(0), dy]).output(0)]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let x = site.input(0, type)
    let y = site.output(0, type)
    return { Kernels.softmax(x, y, rows: rows, columns: columns) }
  }
}

/// ∂x = y (∂y − Σ y ∂y) along the last axis.   y, ∂y: [d…, c] → ∂x: [d…, c].
///
/// TensorFlow writes it out in elementary operations.
struct SoftmaxGrad: FloatingOp {
  var inPlaceInputs: [Int] { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, "softmax")
    _ = try inputs.withAxes(1, 0, "softmax")
    return [try inputs.agreeing(0, 1, "gradients")]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let y = site.input(0, type)
    let dy = site.input(1, type)
    let dx = site.output(0, type)
    return { Kernels.softmaxGrad(y, dy, dx, rows: rows, columns: columns) }
  }
}

extension Graph {
  /// `eˣ / Σ eˣ` along the last axis.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar.
  public func softmax(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Softmax(), [x], name: name).output(0)
  }
}
