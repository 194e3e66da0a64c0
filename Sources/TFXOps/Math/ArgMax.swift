import TFXCore
public import TFXGraph
import TFXKernels

/// y = the index of the greatest x along an axis, the first of equal ones.
/// x: [d…] → y: int64 [d… without the axis].   No gradient.
struct ArgMax: NumberOp {
  var axis: Int

  var attributes: [Attribute] { [Attribute("axis", axis)] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.indexAlongAxis(axis)
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func numberKernel<N: KernelNumber>(_ site: Site, _ type: N.Type) -> Kernel {
    let (outer, extent, inner) = site.split(0, at: axis)
    let x = site.input(0, type)
    let y = site.output(0, Int64.self)
    return {
      Kernels.placeOfExtreme(
        x, y, outer: outer, axis: extent, inner: inner, largest: true)
    }
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (outer, extent, inner) = site.split(0, at: axis)
    let x = site.input(0, type)
    let y = site.output(0, Int64.self)
    return { Kernels.argMax(x, y, outer: outer, axis: extent, inner: inner) }
  }
}

extension Graph {
  /// The index (int64) of the greatest element along an axis, the first of equal ones.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis or it has no elements.
  public func argMax(
    _ x: Output, axis: Int = -1, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ArgMax(axis: axis), [x], name: name).output(0)
  }
}
