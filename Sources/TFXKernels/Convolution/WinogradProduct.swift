import CSIMD

/// Products of narrow matrices, c = a · b: a of some rows of `depth` numbers, b of `depth` rows of 64,
/// 32 or 16 numbers side by side. 24 vectors of c stay in registers.
enum WinogradProduct {
  /// As many rows of `a` are computed at once.
  static let rows = 12

  /// Twelve rows of c, which lie `cStride` floats apart as those of a lie `aStride`.
  @inline(__always)
  static func twelve(
    _ a: In<Float>, _ aStride: Int, _ b: In<Float>, _ c: Out<Float>, _ cStride: Int, depth: Int,
    width: Int
  ) {
    switch width {
    case 64:
      six64(a, aStride, b, c, cStride, depth)
      six64(a + 6 * aStride, aStride, b, c + 6 * cStride, cStride, depth)
    case 32: twelve32(a, aStride, b, c, cStride, depth)
    default: twelve16(a, aStride, b, c, cStride, depth)
    }
  }

  private struct Four {
    var a = F16.zero
    var b = F16.zero
    var c = F16.zero
    var d = F16.zero

    @inline(__always) init() {}
    @inline(__always) init(_ a: F16, _ b: F16, _ c: F16, _ d: F16) {
      (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }
    /// Two rows of 32.
    @inline(__always) init(_ p: Out<Float>, _ q: Out<Float>) {
      self.init(p.vector(0), p.vector(16), q.vector(0), q.vector(16))
    }
    /// Four rows of 16.
    @inline(__always) init(_ p: Out<Float>, stride: Int) {
      self.init(p.vector(0), p.vector(stride), p.vector(2 * stride), p.vector(3 * stride))
    }

    /// One row of 64.
    @inline(__always) mutating func add(_ x: Float, _ w: Four) {
      let x = F16(repeating: x)
      a = tfx_fma(x, w.a, a)
      b = tfx_fma(x, w.b, b)
      c = tfx_fma(x, w.c, c)
      d = tfx_fma(x, w.d, d)
    }
    @inline(__always) func store(_ p: Out<Float>) {
      p.store(0, a)
      p.store(16, b)
      p.store(32, c)
      p.store(48, d)
    }
    /// Two rows of 32.
    @inline(__always) mutating func add(_ x: Float, _ y: Float, _ v: F16, _ w: F16) {
      let (x, y) = (F16(repeating: x), F16(repeating: y))
      a = tfx_fma(x, v, a)
      b = tfx_fma(x, w, b)
      c = tfx_fma(y, v, c)
      d = tfx_fma(y, w, d)
    }
    @inline(__always) func store(_ p: Out<Float>, _ q: Out<Float>) {
      p.store(0, a)
      p.store(16, b)
      q.store(0, c)
      q.store(16, d)
    }
    /// Four rows of 16.
    @inline(__always) mutating func add(_ p: In<Float>, _ stride: Int, _ w: F16) {
      a = tfx_fma(F16(repeating: p[0]), w, a)
      b = tfx_fma(F16(repeating: p[stride]), w, b)
      c = tfx_fma(F16(repeating: p[2 * stride]), w, c)
      d = tfx_fma(F16(repeating: p[3 * stride]), w, d)
    }
    @inline(__always) func store(_ p: Out<Float>, stride: Int) {
      p.store(0, a)
      p.store(stride, b)
      p.store(2 * stride, c)
      p.store(3 * stride, d)
    }
  }

  @inline(__always)
  private static func six64(
    _ a: In<Float>, _ aStride: Int, _ b: In<Float>, _ c: Out<Float>, _ cStride: Int, _ depth: Int
  ) {
    var (r0, r1, r2) = (Four(), Four(), Four())
    var (r3, r4, r5) = (Four(), Four(), Four())
    let (low, high) = (a, a + 3 * aStride)
    for k in 0..<depth {
      let p = b + 64 * k
      let w = Four(p.vector(0), p.vector(16), p.vector(32), p.vector(48))
      r0.add(low[k], w)
      r1.add(low[k + aStride], w)
      r2.add(low[k + 2 * aStride], w)
      r3.add(high[k], w)
      r4.add(high[k + aStride], w)
      r5.add(high[k + 2 * aStride], w)
    }
    r0.store(c)
    r1.store(c + cStride)
    r2.store(c + 2 * cStride)
    r3.store(c + 3 * cStride)
    r4.store(c + 4 * cStride)
    r5.store(c + 5 * cStride)
  }

  @inline(__always)
  private static func twelve32(
    _ a: In<Float>, _ aStride: Int, _ b: In<Float>, _ c: Out<Float>, _ cStride: Int, _ depth: Int
  ) {
    var (r0, r1, r2) = (Four(), Four(), Four())
    var (r3, r4, r5) = (Four(), Four(), Four())
    let (p0, p1) = (a, a + 3 * aStride)
    let (p2, p3) = (a + 6 * aStride, a + 9 * aStride)
    for k in 0..<depth {
      let (v, w) = (b.vector(32 * k), b.vector(32 * k + 16))
      r0.add(p0[k], p0[k + aStride], v, w)
      r1.add(p0[k + 2 * aStride], p1[k], v, w)
      r2.add(p1[k + aStride], p1[k + 2 * aStride], v, w)
      r3.add(p2[k], p2[k + aStride], v, w)
      r4.add(p2[k + 2 * aStride], p3[k], v, w)
      r5.add(p3[k + aStride], p3[k + 2 * aStride], v, w)
    }
    r0.store(c, c + cStride)
    r1.store(c + 2 * cStride, c + 3 * cStride)
    r2.store(c + 4 * cStride, c + 5 * cStride)
    r3.store(c + 6 * cStride, c + 7 * cStride)
    r4.store(c + 8 * cStride, c + 9 * cStride)
    r5.store(c + 10 * cStride, c + 11 * cStride)
  }

  @inline(__always)
  private static func twelve16(
    _ a: In<Float>, _ aStride: Int, _ b: In<Float>, _ c: Out<Float>, _ cStride: Int, _ depth: Int
  ) {
    var (r0, r1, r2) = (Four(), Four(), Four())
    let (p0, p1, p2) = (a, a + 4 * aStride, a + 8 * aStride)
    for k in 0..<depth {
      let w = b.vector(16 * k)
      r0.add(p0 + k, aStride, w)
      r1.add(p1 + k, aStride, w)
      r2.add(p2 + k, aStride, w)
    }
    r0.store(c, stride: cStride)
    r1.store(c + 4 * cStride, stride: cStride)
    r2.store(c + 8 * cStride, stride: cStride)
  }

  /// c += aᵀ · b: a of `depth` rows, of which eight columns count, b of `depth` rows of 32 numbers.
  @inline(__always)
  static func add8x32(
    _ a: In<Float>, _ aStride: Int, _ b: In<Float>, _ bStride: Int, _ c: Out<Float>,
    _ cStride: Int, depth: Int
  ) {
    let d = c + 4 * cStride
    var r0 = Four(c, c + cStride)
    var r1 = Four(c + 2 * cStride, c + 3 * cStride)
    var r2 = Four(d, d + cStride)
    var r3 = Four(d + 2 * cStride, d + 3 * cStride)
    var (a, b) = (a, b)
    for _ in 0..<depth {
      let (v, w) = (b.vector(0), b.vector(16))
      r0.add(a[0], a[1], v, w)
      r1.add(a[2], a[3], v, w)
      r2.add(a[4], a[5], v, w)
      r3.add(a[6], a[7], v, w)
      a += aStride
      b += bStride
    }
    r0.store(c, c + cStride)
    r1.store(c + 2 * cStride, c + 3 * cStride)
    r2.store(d, d + cStride)
    r3.store(d + 2 * cStride, d + 3 * cStride)
  }

  /// The same with 16 columns of b.
  @inline(__always)
  static func add8x16(
    _ a: In<Float>, _ aStride: Int, _ b: In<Float>, _ bStride: Int, _ c: Out<Float>,
    _ cStride: Int, depth: Int
  ) {
    let d = c + 4 * cStride
    var (r0, r1) = (Four(c, stride: cStride), Four(d, stride: cStride))
    var (a, b) = (a, b)
    for _ in 0..<depth {
      let w = b.vector(0)
      r0.add(a, 1, w)
      r1.add(a + 4, 1, w)
      a += aStride
      b += bStride
    }
    r0.store(c, stride: cStride)
    r1.store(d, stride: cStride)
  }
}
