import TFXCore
public import TFXGraph
import TFXKernels

/// y = num numbers from start to stop, evenly spread, both included.   start, stop: [] → y: [num].
/// No gradient.
struct LinSpace: FloatingOp {
  /// How many; nil if input 2 says so, int32 or int64 [].
  var num: Int?

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("num", &num, in: Limits.atLeast(1).orNone, "how many; a third input if left out")
  }

  var valueInputs: Set<Int> { num == nil ? [2] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(num == nil ? 3 : 2)
    let start = try inputs.floating(0, "start")
    try inputs.sameType(0, 1, "stop")
    _ = try inputs.ranked(0, 0, "start")
    _ = try inputs.ranked(1, 0, "stop")
    var count = num
    if num == nil {
      count = try inputs.integers(2, "num")?.first
      _ = try inputs.ranked(2, 0, "num")
    }
    if let count, count < 1 { throw ShapeError("num", expected: "1 or more", found: "\(count)") }
    return [TensorSpec([count ?? Shape.unknown], start.dtype)]
  }

  static let stopsGradient = true

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let count = site.outputCount(0)
    let start = site.input(0, type)
    let stop = site.input(1, type)
    let y = site.output(0, type)
    return {
      let (first, last) = (start[0], stop[0])
      let step = count > 1 ? (last - first) / T(count - 1) : 0
      for index in 0..<count { y[index] = first + step * T(index) }
      // Not first + step · (count − 1), which may miss it by a rounding.
      if count > 1 { y[count - 1] = last }
    }
  }
}

extension Graph {
  /// `num` numbers from `start` to `stop`, evenly spread, both included.
  ///
  /// - Parameters:
  ///   - start: A scalar of a floating type; it alone is returned if `num` is 1.
  ///   - stop: A scalar of the same type.
  ///   - num: How many, at least 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or shapes, or no number at all.
  public func linspace(
    _ start: Output, _ stop: Output, num: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(LinSpace(num: num), [start, stop], name: name).output(0)
  }

  /// As many numbers from `start` to `stop` as an `int32` or `int64` scalar says.
  public func linspace(
    _ start: Output, _ stop: Output, num: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(LinSpace(num: nil), [start, stop, num], name: name).output(0)
  }
}
