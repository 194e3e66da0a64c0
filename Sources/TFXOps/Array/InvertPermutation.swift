import TFXCore
public import TFXGraph
import TFXKernels

/// y[x[i]] = i, for a permutation x.   x: int32 or int64 [n] → y: [n].   No gradient.
struct InvertPermutation: Op {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.oneOf([.int32, .int64], 0, "x")
    return [try inputs.ranked(0, 1, "x")]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func lower(_ site: Site) -> Kernel? {
    site.inputs[0].spec.dtype == .int64 ? kernel(site, Int64.self) : kernel(site, Int32.self)
  }

  private func kernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { () throws(KernelError) in
      for index in 0..<count { y[index] = -1 }
      for index in 0..<count {
        guard let place = Int(exactly: x[index]), 0..<count ~= place, y[place] == -1 else {
          throw KernelError("x: expected each of 0..<\(count) once, found \(x[index])")
        }
        y[place] = I(truncatingIfNeeded: index)
      }
    }
  }
}

extension Graph {
  /// The permutation that undoes `x`: y[x[i]] = i. A run ends with an error if `x` is no permutation
  /// of 0, 1, ….
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless `x` is a vector of `int32` or `int64`.
  public func invertPermutation(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(InvertPermutation(), [x], name: name).output(0)
  }
}
