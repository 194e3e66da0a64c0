import TFXCore
public import TFXGraph
import TFXKernels

/// A question about each number.   x: [d…] → y: bool [d…].   No gradient.
protocol NumberTestOp: Op {
  var test: NumberTest { get }
}

extension NumberTestOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    [TensorSpec(try inputs.onlyFloating().shape, .bool)]
  }

  static var stopsGradient: Bool { true }

  func lower(_ site: Site) -> Kernel? {
    site.inputs[0].spec.dtype == .float64 ? kernel(site, Double.self) : kernel(site, Float.self)
  }

  private func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let test = test
    let x = site.input(0, type)
    let y = site.output(0, UInt8.self)
    let count = site.outputCount(0)
    return { test(x, y, count) }
  }
}

/// y = whether x is neither infinite nor not a number.
struct IsFinite: NumberTestOp {
  var test: NumberTest { .isFinite }
}

/// y = whether x is infinite, positive or negative.
struct IsInf: NumberTestOp {
  var test: NumberTest { .isInfinite }
}

/// y = whether x is not a number.
struct IsNan: NumberTestOp {
  var test: NumberTest { .isNaN }
}

extension Graph {
  /// Whether each element is neither infinite nor not a number.
  public func isFinite(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(IsFinite(), [x], name: name).output(0)
  }

  /// Whether each element is infinite.
  public func isInf(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(IsInf(), [x], name: name).output(0)
  }

  /// Whether each element is not a number.
  public func isNan(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(IsNan(), [x], name: name).output(0)
  }
}
