import TFXCore
public import TFXGraph

/// y = the variable's value, which then is one more; an error where it has reached the limit.
/// handle: resource of [] → y: int32 or int64 [].   No gradient.
struct ResourceCountUpTo: Op {
  var limit = 0
  var dtype = DType.int32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("limit", &limit, "what the counter does not go beyond")
    f.required("T", &dtype, "the variable's type, `int32` or `int64`")
  }

  var writtenInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.handle(0, "resource")
    _ = try inputs.ranked(0, 0, "resource")
    if dtype != .int32, dtype != .int64 {
      throw ShapeError("T", expected: "int32 or int64", found: "\(dtype)")
    }
    if dtype == .int32 && Int32(exactly: limit) == nil {
      throw ShapeError("limit", expected: "a number of int32", found: "\(limit)")
    }
    return [TensorSpec([], dtype)]
  }

  func lower(_ site: Site) -> Kernel? {
    dtype == .int32 ? kernel(site, Int32.self) : kernel(site, Int64.self)
  }

  private func kernel<Count: FixedWidthInteger>(_ site: Site, _ type: Count.Type) -> Kernel {
    let limit = Count(limit)
    let variable = site.variable(0, type)
    let y = site.output(0, type)
    return { () throws(KernelError) in
      if variable[0] >= limit {
        throw KernelError.outOfRange("reached limit of \(limit)")
      }
      y[0] = variable[0]
      variable[0] += 1
    }
  }
}

extension Graph {
  /// The value of a counter, which each run makes one greater until it has reached `limit`.
  ///
  /// - Parameters:
  ///   - variable: An `int32` or `int64` scalar.
  ///   - limit: What the counter does not go beyond.
  ///   - name: The operation's name.
  /// - Returns: The value before the run. A run throws `RunError.outOfRange` once it is `limit`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another shape or type.
  public func countUpTo(
    _ variable: Variable, limit: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ResourceCountUpTo(limit: limit, dtype: variable.spec.dtype)
    return try add(definition, [variable.handle], name: name).output(0)
  }
}
