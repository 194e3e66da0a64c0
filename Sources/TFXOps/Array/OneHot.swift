public import TFXCore
public import TFXGraph
import TFXKernels

/// y[…, c] = on where c is the index, else off; all off for an index outside of 0..<depth.
/// indices: int32 or int64 [d…] → y: [d…, depth].   No gradient.
struct OneHot: FloatingOp {
  var depth: Int
  var on = 1.0
  var off = 0.0
  var dtype: DType

  var attributes: [Attribute] {
    [
      Attribute("depth", depth), Attribute("on_value", on), Attribute("off_value", off),
      Attribute("dtype", dtype),
    ]
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let indices = try inputs.oneOf([.int32, .int64], 0, "indices")
    if depth < 0 {
      throw ShapeError("depth", expected: "0 or more", found: "\(depth)")
    }
    if !dtype.isFloating {
      throw ShapeError("dtype", expected: "float32 or float64", found: "\(dtype)")
    }
    return [TensorSpec(Shape(indices.shape.dimensions + [depth]), dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    site.inputs[0].spec.dtype == .int32
      ? kernel(site, type, Int32.self) : kernel(site, type, Int64.self)
  }

  private func kernel<T: KernelScalar, Index: FixedWidthInteger & BitwiseCopyable>(
    _ site: Site, _ type: T.Type, _ index: Index.Type
  ) -> Kernel {
    let (depth, on, off) = (depth, T(on), T(off))
    let indices = site.input(0, index)
    let y = site.output(0, type)
    let count = site.inputCount(0)
    return { Kernels.oneHot(indices, y, count: count, depth: depth, on: on, off: off) }
  }
}

extension Graph {
  /// Vectors of `depth` elements, `on` at the index and `off` elsewhere; an index outside of
  /// `0..<depth` gives a vector of `off`.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the indices are `int32` or `int64` and
  ///   `dtype` is a floating type.
  public func oneHot(
    _ indices: Output, depth: Int, on: Double = 1, off: Double = 0, dtype: DType = .float32,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try add(OneHot(depth: depth, on: on, off: off, dtype: dtype), [indices], name: name).output(0)
  }
}
