import CSIMD

/// A discrete Fourier transform of one length, prepared once. Any length takes O(n log n): powers of
/// 2 by Cooley and Tukey, others as a convolution of such a length (Bluestein, 1970). Computed in
/// double precision, so that results are as good as single precision can tell.
package struct FourierPlan: Sendable {
  /// The number of elements.
  package let count: Int
  /// The length of the transforms that it is made of, a power of 2.
  private let size: Int
  /// e^(−2πik / size) for k < size / 2.
  private let roots: [SIMD2<Double>]
  /// e^(−πik² / n) for k < n; empty for a power of 2.
  private let chirp: [SIMD2<Double>]
  /// The transform of the chirp's conjugate, wrapped around, over `size`.
  private let filter: [SIMD2<Double>]

  package init(count: Int) {
    precondition(count > 0, "a Fourier transform of \(count) elements")
    self.count = count
    var size = 1
    let isPower = count & (count - 1) == 0
    while size < (isPower ? count : 2 * count - 1) { size *= 2 }
    self.size = size
    let roots = (0..<size / 2).map { Self.root($0, size) }
    self.roots = roots
    if isPower {
      chirp = []
      filter = []
      return
    }
    // k² grows beyond what an angle can hold, so it is taken modulo 2n.
    let chirp = (0..<count).map { Self.root($0 * $0 % (2 * count), 2 * count) }
    var filter = [SIMD2<Double>](repeating: .zero, count: size)
    for k in 0..<count {
      let value: SIMD2<Double> = [chirp[k].x, -chirp[k].y]
      filter[k] = value
      filter[(size - k) % size] = value
    }
    filter.withUnsafeMutableBufferPointer { Self.transform($0, roots) }
    self.chirp = chirp
    self.filter = filter.map { $0 / Double(size) }
  }

  /// e^(−2πik / n).
  private static func root(_ k: Int, _ n: Int) -> SIMD2<Double> {
    let angle = -2 * Double.pi * Double(k) / Double(n)
    return [tfx_libm_cos(angle), tfx_libm_sin(angle)]
  }

  /// Numbers of scratch memory that `run` needs.
  package var scratchCount: Int { size }

  /// y[k] = Σ x[j] e^(∓2πijk / n), the sign minus unless `inverse`; not divided by n. `load` gives
  /// x[j], each once; then `store` takes y[k], in order.
  package func run(
    inverse: Bool, scratch: UnsafeMutableBufferPointer<SIMD2<Double>>,
    load: (Int) -> SIMD2<Double>, store: (Int, SIMD2<Double>) -> Void
  ) {
    precondition(scratch.count == size, "\(scratch.count) scratch numbers, \(size) needed")
    // An inverse transform is the conjugate of the conjugate's transform.
    let mirror: SIMD2<Double> = inverse ? [1, -1] : [1, 1]
    withUnsafeTemporaryAllocation(of: Odd.self, capacity: Self.oddLimit) { odd in
      // Infinite numbers and NaN are added to the transform of the others, so that they do not spread
      // where the sums that define it have them times 0. More than a few may spread.
      var oddCount = 0
      for j in 0..<count {
        let value = load(j) * mirror
        scratch[j] = value
        if !(value.x - value.x == 0 && value.y - value.y == 0) {
          if oddCount < odd.count { odd[oddCount] = Odd(place: j, value: value) }
          oddCount += 1
        }
      }
      if oddCount > odd.count { oddCount = 0 }
      for i in 0..<oddCount { scratch[odd[i].place] = .zero }
      run(scratch) { k, value in
        var value = value
        for i in 0..<oddCount { value += term(odd[i], k) }
        store(k, value * mirror)
      }
    }
  }

  /// A number that is not finite, or has a part that is not.
  private struct Odd {
    let place: Int
    let value: SIMD2<Double>
  }

  private static let oddLimit = 16

  /// What such a number adds to the transform's element k: nothing to a part that its factor is 0
  /// for.
  private func term(_ odd: Odd, _ k: Int) -> SIMD2<Double> {
    let turns = odd.place * k % count
    let root: SIMD2<Double> =
      switch 4 * turns {
      case 0: [1, 0]
      case count: [0, -1]
      case 2 * count: [-1, 0]
      case 3 * count: [0, 1]
      default: Self.root(turns, count)
      }
    func times(_ a: Double, _ b: Double) -> Double { a == 0 || b == 0 ? 0 : a * b }
    let (x, y) = (odd.value.x, odd.value.y)
    return [
      times(x, root.x) - times(y, root.y), times(x, root.y) + times(y, root.x),
    ]
  }

  /// The transform of the first `count` numbers of the scratch memory.
  private func run(
    _ scratch: UnsafeMutableBufferPointer<SIMD2<Double>>, store: (Int, SIMD2<Double>) -> Void
  ) {
    if chirp.isEmpty {
      Self.transform(scratch, roots)
      for k in 0..<count { store(k, scratch[k]) }
      return
    }
    for j in 0..<count { scratch[j] = Self.product(scratch[j], chirp[j]) }
    for j in count..<size { scratch[j] = .zero }
    Self.transform(scratch, roots)
    for j in 0..<size {
      let value = Self.product(scratch[j], filter[j])
      scratch[j] = [value.x, -value.y]
    }
    Self.transform(scratch, roots)
    for k in 0..<count {
      store(k, Self.product([scratch[k].x, -scratch[k].y], chirp[k]))
    }
  }

  @inline(__always)
  private static func product(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
    [a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x]
  }

  /// The transform of as many elements as twice the roots (or one), in place.
  private static func transform(
    _ x: UnsafeMutableBufferPointer<SIMD2<Double>>, _ roots: [SIMD2<Double>]
  ) {
    let n = x.count
    // Into the order of reversed bits.
    var reversed = 0
    for i in 0..<n {
      if i < reversed { x.swapAt(i, reversed) }
      var bit = n >> 1
      while bit > 0, reversed & bit != 0 {
        reversed ^= bit
        bit >>= 1
      }
      reversed |= bit
    }
    var half = 1
    while half < n {
      let step = n / (2 * half)
      for start in stride(from: 0, to: n, by: 2 * half) {
        for k in 0..<half {
          let odd = product(x[start + half + k], roots[k * step])
          let even = x[start + k]
          x[start + k] = even + odd
          x[start + half + k] = even - odd
        }
      }
      half *= 2
    }
  }
}

extension Kernels {
  /// y[o, ·, i] = scale · the transform of x[o, ·, i] along the middle axis. x, y: [outer, n,
  /// inner], n that of the plan; `y` may be `x`.
  package static func fourier(
    _ x: In<ComplexPair>, _ y: Out<ComplexPair>, _ plan: FourierPlan, outer: Int, inner: Int,
    inverse: Bool, scale: Double
  ) {
    let n = plan.count
    lines(plan, outer * inner) { line, scratch in
      let start = line / inner * n * inner + line % inner
      plan.run(inverse: inverse, scratch: scratch) { j in
        SIMD2<Double>(x[start + j * inner])
      } store: { k, value in
        y[start + k * inner] = ComplexPair(value * scale)
      }
    }
  }

  /// The first n / 2 + 1 elements of the transforms of real lines, of which n elements are taken,
  /// with zeros behind the end. x: [lines, length], y: [lines, n / 2 + 1].
  package static func realFourier(
    _ x: In<Float>, _ y: Out<ComplexPair>, _ plan: FourierPlan, lines count: Int, length: Int
  ) {
    let kept = plan.count / 2 + 1
    lines(plan, count) { line, scratch in
      plan.run(inverse: false, scratch: scratch) { j in
        j < length ? [Double(x[line * length + j]), 0] : .zero
      } store: { k, value in
        if k < kept { y[line * kept + k] = ComplexPair(value) }
      }
    }
  }

  /// Real lines, of whose transforms x has the first elements, with zeros behind the end: what lies
  /// behind n / 2 is their mirror image, or 0 if `mirrored` is false. Of the n elements times
  /// `scale`, the first `kept` are written, zeros from n on. x: [lines, length], y: [lines, kept].
  package static func inverseRealFourier(
    _ x: In<ComplexPair>, _ y: Out<Float>, _ plan: FourierPlan, lines count: Int, length: Int,
    kept: Int, mirrored: Bool, scale: Double
  ) {
    let n = plan.count
    lines(plan, count) { line, scratch in
      let x = x + line * length
      for k in n..<max(n, kept) { y[line * kept + k] = 0 }
      plan.run(inverse: true, scratch: scratch) { j in
        if j <= n / 2 {
          if j >= length { return .zero }
          let value = SIMD2<Double>(x[j])
          // These two are real in the transform of real numbers.
          return mirrored && (j == 0 || 2 * j == n) ? [value.x, 0] : value
        }
        if !mirrored || n - j >= length { return .zero }
        let value = SIMD2<Double>(x[n - j])
        return [value.x, -value.y]
      } store: { k, value in
        if k < kept { y[line * kept + k] = Float(value.x * scale) }
      }
    }
  }

  /// Calls `body` for each of `count` lines, with scratch memory for a plan.
  private static func lines(
    _ plan: FourierPlan, _ count: Int,
    _ body: (Int, UnsafeMutableBufferPointer<SIMD2<Double>>) -> Void
  ) {
    ThreadPool.parallelItems(count, grain: max(1, elementwiseGrain / (8 * plan.count))) { range in
      withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: plan.scratchCount) {
        for line in range { body(line, $0) }
      }
    }
  }
}
