import CSIMD

extension Fast {
  /// Whether `dotMatMul` is the faster way: rows that fill vectors, and enough of them for tiles.
  /// oneDNN turns b around first, for which 32×512×512 takes it four times as long as the product;
  /// with thousands of rows, such as the time steps of sequences, that no longer counts.
  static func prefersDots(m: Int, n: Int, k: Int) -> Bool {
    m >= 4 && m < 2048 && n >= 6 && k >= 64
  }

  /// c = a·bᵀ. a: [m, k], b: [n, k], c: [m, n]. Each element is the dot product of two rows, so that
  /// neither matrix has to be turned around.
  static func dotMatMul(
    _ a: In<Float>, _ b: In<Float>, _ c: Out<Float>, m: Int, n: Int, k: Int
  ) {
    // Six rows of b, which all rows of a go along, stay in the first cache up to this length.
    let most = 1024
    // In one piece up to some 3 µs of work.
    let grain = max(6, (1 << 18) / max(m * k, 1))
    ThreadPool.parallelItems(n, grain: grain) { columns in
      for start in stride(from: 0, to: k, by: most) {
        let steps = start..<min(start + most, k)
        var column = columns.lowerBound
        while column < columns.upperBound {
          let width = min(6, columns.upperBound - column)
          var row = 0
          while row < m {
            let height = min(4, m - row)
            let tile = DotTile(
              a: a + row * k, b: b + column * k, c: c + row * n + column, k: k, n: n,
              isFirst: start == 0)
            if height == 4, width == 6 {
              tile.whole(steps)
            } else {
              tile.part(steps, height, width)
            }
            row += height
          }
          column += width
        }
      }
    }
  }
}

/// Up to 4 rows of a and 6 of b, and what their dot products go to.
private struct DotTile {
  let a: In<Float>
  let b: In<Float>
  let c: Out<Float>
  /// The length of the rows of a and b.
  let k: Int
  /// The length of the rows of c.
  let n: Int
  /// Whether c gets a new value; else the products are added to it.
  let isFirst: Bool

  /// 24 sums at once: 10 vectors are loaded for 24 multiplications.
  @inline(__always)
  func whole(_ steps: Range<Int>) {
    var (first, second, third, fourth) = (Six(), Six(), Six(), Six())
    let (a1, a2, a3) = (a + k, a + 2 * k, a + 3 * k)
    let (b1, b2, b3, b4, b5) = (b + k, b + 2 * k, b + 3 * k, b + 4 * k, b + 5 * k)
    vectorLoop(steps) { i in
      let rows = Six(
        b.vector(i), b1.vector(i), b2.vector(i), b3.vector(i), b4.vector(i), b5.vector(i))
      first.add(a.vector(i), rows)
      second.add(a1.vector(i), rows)
      third.add(a2.vector(i), rows)
      fourth.add(a3.vector(i), rows)
    } rest: { i, count in
      let rows = Six(
        b.part(i, count), b1.part(i, count), b2.part(i, count), b3.part(i, count),
        b4.part(i, count), b5.part(i, count))
      first.add(a.part(i, count), rows)
      second.add(a1.part(i, count), rows)
      third.add(a2.part(i, count), rows)
      fourth.add(a3.part(i, count), rows)
    }
    store(first, 0)
    store(second, 1)
    store(third, 2)
    store(fourth, 3)
  }

  @inline(__always)
  private func store(_ sums: Six, _ row: Int) {
    put(sums.a, row, 0)
    put(sums.b, row, 1)
    put(sums.c, row, 2)
    put(sums.d, row, 3)
    put(sums.e, row, 4)
    put(sums.f, row, 5)
  }

  @inline(__always)
  private func put(_ sum: F16, _ row: Int, _ column: Int) {
    let place = row * n + column
    let value = tfx_reduce_add(sum)
    c[place] = isFirst ? value : c[place] + value
  }

  /// The same one by one, in the same order of additions.
  func part(_ steps: Range<Int>, _ height: Int, _ width: Int) {
    for row in 0..<height {
      for column in 0..<width {
        let (a, b) = (a + row * k, b + column * k)
        var sum = F16.zero
        vectorLoop(steps) { i in
          sum = tfx_fma(a.vector(i), b.vector(i), sum)
        } rest: { i, count in
          sum = tfx_fma(a.part(i, count), b.part(i, count), sum)
        }
        put(sum, row, column)
      }
    }
  }
}

/// Six vectors, which stay in registers.
struct Six {
  var (a, b, c) = (F16.zero, F16.zero, F16.zero)
  var (d, e, f) = (F16.zero, F16.zero, F16.zero)

  @inline(__always) init() {}

  @inline(__always) init(_ a: F16, _ b: F16, _ c: F16, _ d: F16, _ e: F16, _ f: F16) {
    (self.a, self.b, self.c) = (a, b, c)
    (self.d, self.e, self.f) = (d, e, f)
  }

  /// Adds the products of `x` with each of `y`.
  @inline(__always) mutating func add(_ x: F16, _ y: Six) {
    a = tfx_fma(x, y.a, a)
    b = tfx_fma(x, y.b, b)
    c = tfx_fma(x, y.c, c)
    d = tfx_fma(x, y.d, d)
    e = tfx_fma(x, y.e, e)
    f = tfx_fma(x, y.f, f)
  }
}
