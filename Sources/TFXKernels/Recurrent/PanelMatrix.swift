import CSIMD

/// A matrix b, [depth, columns], in panels of up to 64 columns, for products with it step by step.
/// The last panel is filled up with zeros to whole vectors.
struct PanelMatrix<N: Lanes> {
  typealias Scalar = N.Scalar

  let depth: Int
  /// The columns of each panel, up to the matrix's last one.
  let panels: [Range<Int>]
  /// The columns with the zeros that fill up the last panel.
  let paddedColumns: Int
  private let values: Workspace<Scalar>

  /// The numbers in a vector, by which panels are filled up.
  private static var lanes: Int { 16 }
  /// The columns of the widest panel.
  static var widest: Int { 4 * lanes }

  init(depth: Int, columns: Int) {
    let lanes = Self.lanes
    let vectors = (columns + lanes - 1) / lanes
    let count = (vectors + 3) / 4
    // Of equal width as far as possible: 5 vectors are 3 and 2, not 4 and 1.
    panels = (0..<count).map { panel in
      let (start, end) = (vectors * panel / count, vectors * (panel + 1) / count)
      return start * lanes..<min(end * lanes, columns)
    }
    self.depth = depth
    paddedColumns = vectors * lanes
    values = Workspace(count: depth * paddedColumns)
  }

  private func paddedWidth(_ panel: Int) -> Int {
    (panels[panel].count + Self.lanes - 1) / Self.lanes * Self.lanes
  }

  /// Takes the elements of b, whose rows and columns lie some elements apart.
  func fill(_ b: In<Scalar>, rowStride: Int, columnStride: Int) {
    for (panel, columns) in panels.enumerated() {
      let width = paddedWidth(panel)
      let start = values.pointer + depth * columns.lowerBound
      for row in 0..<depth {
        let (from, to) = (b + row * rowStride, start + row * width)
        for column in columns {
          to[column - columns.lowerBound] = from[column * columnStride]
        }
        for column in columns.count..<width { to[column] = 0 }
      }
    }
  }

  /// c = a · b, or c += a · b, for the columns of a panel: rows of a of `depth` numbers, rows of c of
  /// the panel's columns with the zeros behind. Strides are the distances of rows.
  func multiply(
    _ panel: Int, rows: Int, _ a: In<Scalar>, _ aStride: Int, _ c: Out<Scalar>, _ cStride: Int,
    adds: Bool
  ) {
    let width = paddedWidth(panel)
    let b = UnsafePointer(values.pointer + depth * panels[panel].lowerBound)
    if Scalar.isFloat {
      tfx_panel_product(
        a.float, aStride, b.float, c.float, cStride, rows, depth, width / Self.lanes, adds ? 1 : 0)
      return
    }
    for row in 0..<rows {
      for column in 0..<width {
        var sum: Scalar = adds ? c[row * cStride + column] : 0
        for k in 0..<depth { sum += a[row * aStride + k] * b[k * width + column] }
        c[row * cStride + column] = sum
      }
    }
  }
}
