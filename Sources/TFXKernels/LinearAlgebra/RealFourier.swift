/// Discrete Fourier transforms between real tensors and the half of complex ones that the other half
/// follows from: over the last axis, or over the last two. Prepared once.
package struct RealFourier: Sendable {
  /// Elements of an item that is transformed; with one axis, a single item has all lines as rows.
  private let items: Int
  /// Rows and columns of the transform, and of the real and the complex tensor: what lies beyond
  /// the transform is 0 or left out.
  private let rows: Int
  private let columns: Int
  private let real: (rows: Int, columns: Int)
  private let complex: (rows: Int, columns: Int)
  private let rowPlan: FourierPlan
  /// The transform of columns; nil if only rows are transformed.
  private let columnPlan: FourierPlan?
  /// One item between the two passes, [rows, columns / 2 + 1].
  private let between: Workspace<ComplexPair>

  /// - Parameters:
  ///   - lengths: Those of the transform, one or two.
  ///   - real: The shape of the real tensor.
  ///   - complex: The shape of the complex one.
  package init(lengths: [Int], real: [Int], complex: [Int]) {
    let axes = lengths.count
    let stack = real.dropLast(axes).reduce(1, *)
    columns = lengths[axes - 1]
    items = axes == 2 ? stack : 1
    rows = axes == 2 ? lengths[0] : stack
    self.real = (axes == 2 ? real[real.count - 2] : stack, real[real.count - 1])
    self.complex = (axes == 2 ? complex[complex.count - 2] : stack, complex[complex.count - 1])
    rowPlan = FourierPlan(count: columns)
    columnPlan = axes == 2 ? FourierPlan(count: rows) : nil
    between = Workspace(count: rows * (columns / 2 + 1))
  }

  /// y = `scale` · the transform of x; those elements whose mirror image is left out twice that if
  /// `doubled`.
  package func forward(_ x: In<Float>, _ y: Out<ComplexPair>, scale: Double, doubled: Bool) {
    let kept = columns / 2 + 1
    let given = min(rows, real.rows)
    let middle = between.pointer
    for item in 0..<items {
      Kernels.realFourier(
        x + item * real.rows * real.columns, middle, rowPlan, lines: given, length: real.columns)
      (middle + given * kept).update(repeating: .zero, count: (rows - given) * kept)
      transformColumns(inverse: false)
      let y = y + item * complex.rows * complex.columns
      for row in 0..<complex.rows {
        for column in 0..<complex.columns {
          let isTwice = doubled && column > 0 && 2 * column != columns
          let isInside = row < rows && column < kept
          y[row * complex.columns + column] =
            isInside ? middle[row * kept + column] * Float(isTwice ? 2 * scale : scale) : .zero
        }
      }
    }
  }

  /// y = `scale` · the inverse transform of x, not divided by the number of elements; what x does not
  /// hold is its mirror image, or 0 unless `mirrored`, of which the real part is taken.
  package func inverse(_ x: In<ComplexPair>, _ y: Out<Float>, scale: Double, mirrored: Bool) {
    let kept = columns / 2 + 1
    let given = min(rows, real.rows)
    let middle = between.pointer
    for item in 0..<items {
      let x = x + item * complex.rows * complex.columns
      for row in 0..<rows {
        for column in 0..<kept {
          let isInside = row < complex.rows && column < complex.columns
          middle[row * kept + column] = isInside ? x[row * complex.columns + column] : .zero
        }
      }
      transformColumns(inverse: true)
      let y = y + item * real.rows * real.columns
      Kernels.inverseRealFourier(
        middle, y, rowPlan, lines: given, length: kept, kept: real.columns, mirrored: mirrored,
        scale: scale)
      (y + given * real.columns).update(
        repeating: 0, count: (real.rows - given) * real.columns)
    }
  }

  private func transformColumns(inverse: Bool) {
    guard let columnPlan else { return }
    Kernels.fourier(
      between.pointer, between.pointer, columnPlan, outer: 1, inner: columns / 2 + 1,
      inverse: inverse, scale: 1)
  }
}
