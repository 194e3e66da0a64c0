import TFXCore
public import TFXGraph
import TFXKernels

/// A discrete Fourier transform over the last one or two axes.   x: complex64 [d…] → y: complex64
/// [d…].   y[k] = Σ x[j] e^(∓2πijk / n), divided by n for an inverse one.
protocol FourierOp: Op {
  /// The number of axes.
  var axisCount: Int { get }
  var isInverse: Bool { get }
}

extension FourierOp {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.complex64], 0, "input")
    _ = try inputs.withAxes(axisCount, 0, "input")
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    // The transform's matrix is symmetric: its adjoint is its conjugate.
    let graph = dy.graph
    return [try graph.conj(graph.add(self, [graph.conj(dy)]).output(0))]
  }

  func lower(_ site: Site) -> Kernel? {
    site.fourier(axes: axisCount, inverse: isInverse, scaled: isInverse)
  }
}

/// y[k] = Σ x[j] e^(−2πijk / n) over the last axis.   x: complex64 [d…, n] → y: complex64 [d…, n]
struct FFT: FourierOp {
  var axisCount: Int { 1 }
  var isInverse: Bool { false }
}

/// y[k] = Σ x[j] e^(2πijk / n) / n over the last axis: FFT's inverse.
/// x: complex64 [d…, n] → y: complex64 [d…, n]
struct IFFT: FourierOp {
  var axisCount: Int { 1 }
  var isInverse: Bool { true }
}

/// The discrete Fourier transform over the last two axes.
/// x: complex64 [d…, m, n] → y: complex64 [d…, m, n]
struct FFT2D: FourierOp {
  var axisCount: Int { 2 }
  var isInverse: Bool { false }
}

/// FFT2D's inverse, over the last two axes.   x: complex64 [d…, m, n] → y: complex64 [d…, m, n]
struct IFFT2D: FourierOp {
  var axisCount: Int { 2 }
  var isInverse: Bool { true }
}

extension Site {
  /// The transform of input 0 along its last axes, to output 0 of the same shape.
  fileprivate func fourier(axes: Int, inverse: Bool, scaled: Bool) -> Kernel? {
    let shape = inputShape(0)
    if inputCount(0) == 0 { return nil }
    var passes: [Kernel] = []
    for axis in (shape.count - axes..<shape.count).reversed() {
      let from =
        passes.isEmpty ? input(0, ComplexPair.self) : UnsafePointer(output(0, ComplexPair.self))
      let to = output(0, ComplexPair.self)
      let (outer, extent, inner) = split(0, at: axis)
      let plan = FourierPlan(count: extent)
      let scale = scaled ? 1 / Double(extent) : 1
      passes.append {
        Kernels.fourier(
          from, to, plan, outer: outer, inner: inner, inverse: inverse, scale: scale)
      }
    }
    return { () throws(KernelError) in
      for pass in passes { try pass() }
    }
  }
}

extension Graph {
  /// The discrete Fourier transform over the last axis, of any length.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` is `complex64` and has an axis.
  public func fft(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(FFT(), [x], name: name).output(0)
  }

  /// The inverse of ``fft(_:name:)``.
  public func ifft(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(IFFT(), [x], name: name).output(0)
  }

  /// The discrete Fourier transform over the last two axes, of any lengths.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` is `complex64` and has two axes.
  public func fft2D(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(FFT2D(), [x], name: name).output(0)
  }

  /// The inverse of ``fft2D(_:name:)``.
  public func ifft2D(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(IFFT2D(), [x], name: name).output(0)
  }
}
