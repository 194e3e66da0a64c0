import CSIMD

/// The gradient aᵀ·b of a matrix of weights, whose elements are used as soon as they are there:
/// they never go to memory. a: [k, m], b: [k, n], weights: [m, n].
package final class GradientProduct {
  let a: In<Float>
  let b: In<Float>
  let m: Int
  let n: Int
  let k: Int
  /// For each thread, 64 columns of b, one behind the other, and a tile of gradients.
  fileprivate let panels: Out<Float>
  fileprivate let panelCount: Int

  /// Whether the product and the update together are faster than one after the other: whole tiles,
  /// enough of them, and few multiplications for each weight, so that the update counts.
  package static func suits(m: Int, n: Int, k: Int) -> Bool {
    n > 0 && n % 64 == 0 && m >= 64 && m * n >= 1 << 15 && (4...256).contains(k)
  }

  package init(_ a: In<Float>, _ b: In<Float>, m: Int, n: Int, k: Int) {
    precondition(n % 64 == 0, "columns in tiles of 64, received \(n)")
    self.a = a
    self.b = b
    self.m = m
    self.n = n
    self.k = k
    panelCount = ThreadPool.threads
    let bytes = panelCount * (k + 6) * 64 * MemoryLayout<Float>.stride
    panels = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 64), alignment: 64)
      .assumingMemoryBound(to: Float.self)
  }

  deinit { UnsafeMutableRawPointer(panels).deallocate() }

  /// Copies 64 columns of b: rows of b are often a power of two apart, where a cache holds few.
  fileprivate func panel(_ part: Int, column: Int) -> In<Float> {
    let panel = panels + part * (k + 6) * 64
    for row in 0..<k {
      for lane in stride(from: 0, to: 64, by: 16) {
        panel.store(row * 64 + lane, b.vector(row * n + column + lane))
      }
    }
    return UnsafePointer(panel)
  }

  fileprivate func gradients(_ part: Int) -> Out<Float> {
    panels + part * (k + 6) * 64 + k * 64
  }
}

extension GradientProduct {
  /// Changes weights by the product's gradients. Each thread takes a share of the rows.
  func sweep<Rule: UpdateRule>(_ change: WeightChange<Rule, F16>) {
    let work = ProductWork(product: self, change: change)
    let parts = min(ThreadPool.threads, panelCount)
    ThreadPool.parallelItems(parts) { range in
      for part in range { work.run(part, of: parts) }
    }
  }
}

/// An update of weights by a product.
private struct ProductWork<Rule: UpdateRule> {
  let product: GradientProduct
  let change: WeightChange<Rule, F16>

  /// A thread's share, in tiles of 6 rows and 64 columns. While the sums of one tile are formed, the
  /// weights of the tile before are changed: the one waits for multiplications, the other for
  /// memory.
  func run(_ part: Int, of parts: Int) {
    let (m, n) = (product.m, product.n)
    let tiles = m / 6
    let (start, end) = (tiles * part / parts * 6, tiles * (part + 1) / parts * 6)
    let gradients = product.gradients(part)
    for column in stride(from: 0, to: n, by: 64) {
      let panel = product.panel(part, column: column)
      var row = start
      while row < end {
        let next = row + 6 < end ? row + 6 : row
        form(
          row, panel, gradients, last: row > start ? (row - 6) * n + column : -1,
          next: next * n + column)
        row += 6
      }
      if end > start {
        for step in 0..<24 {
          change(
            (end - 6 + step / 4) * n + column + step % 4 * 16, gradients.vector(step * 16))
        }
      }
      // The rows that fill no tile.
      if part == parts - 1 {
        for row in tiles * 6..<m {
          for lane in stride(from: 0, to: 64, by: 16) {
            var sum = F16.zero
            for step in 0..<product.k {
              sum = tfx_fma(
                panel.vector(step * 64 + lane), F16(repeating: product.a[step * m + row]), sum)
            }
            change(row * n + column + lane, sum)
          }
        }
      }
    }
  }

  /// Changes the weights of the tile at `last`, if that is not negative, by `gradients`; then puts
  /// those of the tile at `row` there. Asks for the weights of the tile at `next`.
  @inline(__always)
  private func form(
    _ row: Int, _ panel: In<Float>, _ gradients: Out<Float>, last: Int, next: Int
  ) {
    let (k, m, n) = (product.k, product.m, product.n)
    var (a, b, c, d) = (Six(), Six(), Six(), Six())
    var (x, y) = (product.a + row, panel)
    var (step, offset) = (0, 0)
    // Without checks for overflow, which take as many instructions as the sums.
    while step < 24 {
      if step < k {
        multiply(x, y, &a, &b, &c, &d)
        x += m
        y += 64
      }
      change.prefetch(next &+ offset)
      if last >= 0 { change(last &+ offset, gradients.vector(step &* 16)) }
      step &+= 1
      offset = step & 3 == 0 ? offset &+ n &- 48 : offset &+ 16
    }
    while step < k {
      multiply(x, y, &a, &b, &c, &d)
      x += m
      y += 64
      step &+= 1
    }
    store(a, gradients)
    store(b, gradients + 16)
    store(c, gradients + 32)
    store(d, gradients + 48)
  }

  /// Adds the products of 6 numbers of a with 64 of b.
  @inline(__always)
  private func multiply(
    _ x: In<Float>, _ y: In<Float>, _ a: inout Six, _ b: inout Six, _ c: inout Six,
    _ d: inout Six
  ) {
    let rows = Six(
      F16(repeating: x[0]), F16(repeating: x[1]), F16(repeating: x[2]), F16(repeating: x[3]),
      F16(repeating: x[4]), F16(repeating: x[5]))
    a.add(y.vector(0), rows)
    b.add(y.vector(16), rows)
    c.add(y.vector(32), rows)
    d.add(y.vector(48), rows)
  }

  /// Puts 16 columns of a tile among its 64.
  @inline(__always)
  private func store(_ sums: Six, _ gradients: Out<Float>) {
    gradients.store(0, sums.a)
    gradients.store(64, sums.b)
    gradients.store(128, sums.c)
    gradients.store(192, sums.d)
    gradients.store(256, sums.e)
    gradients.store(320, sums.f)
  }

  @inline(__always)
  private func change(_ i: Int, _ g: F16) { change.change(i, 16, by: g, isTreated: true) }
}
