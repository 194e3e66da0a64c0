import TFXCore
public import TFXGraph
import TFXKernels

/// y = x within a band around the diagonal of each matrix, 0 elsewhere.   x: [d…, m, n] → y: the
/// same.   ∂x = ∂y within the band.
struct MatrixBandPart: BitwiseOp {
  var lower = -1
  var upper = -1

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_lower", &lower, "how many diagonals below the main one stay; -1 for all")
    f.required("num_upper", &upper, "how many diagonals above the main one stay; -1 for all")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.bits(0, "input")
    return [try inputs.withAxes(2, 0, "input")]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.matrixBandPart(dy, lower: lower, upper: upper)]
  }

  func kernel<Element: BitwiseCopyable>(_ site: Site, _ type: Element.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let shape = site.inputShape(0)
    let height = max(1, shape[shape.count - 2])
    let (lower, upper) = (lower, upper)
    let x = site.input(0, type)
    let y = site.output(0, type)
    let byteCount = site.outputCount(0) * MemoryLayout<Element>.size
    return {
      Kernels.zero(y, byteCount)
      for row in 0..<rows {
        let place = row % height
        // A band of a negative number of diagonals is all of them.
        let first = lower < 0 ? 0 : max(0, place - min(lower, place))
        let last = upper < 0 || upper >= columns ? columns : min(columns, place + upper + 1)
        if first >= last { continue }
        (y + row * columns + first).update(
          from: x + row * columns + first, count: last - first)
      }
    }
  }
}

extension Graph {
  /// `x` within a band around the diagonal of each matrix, 0 elsewhere.
  ///
  /// - Parameters:
  ///   - x: Matrices of any type but strings: [d…, m, n].
  ///   - lower: How many diagonals below the main one stay; all if negative.
  ///   - upper: How many diagonals above the main one stay; all if negative.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for fewer than two axes.
  public func matrixBandPart(
    _ x: Output, lower: Int, upper: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(MatrixBandPart(lower: lower, upper: upper), [x], name: name).output(0)
  }
}
