import TFXCore
public import TFXGraph
import TFXKernels

/// y = x, which must be finite.   x: [d…] → y: [d…].   ∂x = ∂y, which must be finite too.
struct CheckNumerics: FloatingOp {
  /// What the error begins with.
  var message = ""

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("message", &message, "what the error begins with")
  }

  var memory: OutputMemory { .input(0) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    [try inputs.onlyFloating()]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    [
      try outputGradients[0].map { (dy) throws(GraphError) in
        try dy.graph.checkNumerics(
          dy, "Not a number (NaN) or infinity (Inf) values detected in gradient. \(message)")
      }
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let message = message
    let x = site.input(0, type)
    let count = site.inputCount(0)
    return { () throws(KernelError) in
      let found = Kernels.unusual(x, count)
      if found.isEmpty { return }
      throw KernelError("\(message): Tensor had \(found.joined(separator: " and ")) values")
    }
  }
}

extension Graph {
  /// `x` itself; a run fails with the given message if it has an element that is infinite or not a
  /// number.
  public func checkNumerics(
    _ x: Output, _ message: String, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(CheckNumerics(message: message), [x], name: name).output(0)
  }
}
