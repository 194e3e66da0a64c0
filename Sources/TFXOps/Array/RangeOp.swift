import TFXCore
public import TFXGraph
import TFXKernels

/// y = start, start + delta, …, all before limit.   start, limit, delta: [] → y: [n].
/// No gradient.
struct RangeOp: Op {
  static let type = "Range"

  static let types: [DType] = [.int32, .int64, .float32, .float64]

  var valueInputs: Set<Int> { [0, 1, 2] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let start = try inputs.oneOf(RangeOp.types, 0, "start")
    for (index, argument) in ["start", "limit", "delta"].enumerated() {
      _ = try inputs.ranked(index, 0, argument)
      try inputs.sameType(0, index, argument)
    }
    guard let first = inputs.value(0)?.doubles()[0], let limit = inputs.value(1)?.doubles()[0],
      let delta = inputs.value(2)?.doubles()[0]
    else { return [TensorSpec([Shape.unknown], start.dtype)] }
    if delta == 0 || !(first.isFinite && limit.isFinite && delta.isFinite) {
      throw ShapeError("delta", expected: "a step that is not 0", found: "\(delta)")
    }
    if delta > 0 ? first > limit : first < limit {
      throw ShapeError(
        "limit", expected: "\(delta > 0 ? "at least" : "at most") start, which is \(first)",
        found: "\(limit)")
    }
    let count = ((limit - first) / delta).rounded(.up)
    if count >= Double(Shape.countLimit) {
      throw ShapeError(
        "delta", expected: "fewer than \(Shape.countLimit) numbers from \(first) to \(limit)",
        found: "\(delta)")
    }
    return [TensorSpec([Int(count)], start.dtype)]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    switch site.outputs[0].spec.dtype {
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .float64: kernel(site, Double.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<Number: KernelNumber>(_ site: Site, _ type: Number.Type) -> Kernel {
    let start = site.input(0, type)
    let delta = site.input(2, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return {
      // As TensorFlow: a running sum, not a product.
      var value = start[0]
      for index in 0..<count {
        y[index] = value
        value = value.plus(delta[0])
      }
    }
  }
}

extension Graph {
  /// `start`, `start + delta`, … as long as it is before `limit`: scalars of one type, `int32`,
  /// `int64` or floating.
  ///
  /// - Returns: A vector, whose length depends on the values.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or shapes, and, where the values
  ///   are constants, for a step of 0 or away from the limit.
  public func range(
    _ start: Output, _ limit: Output, delta: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(RangeOp(), [start, limit, delta], name: name).output(0)
  }
}
