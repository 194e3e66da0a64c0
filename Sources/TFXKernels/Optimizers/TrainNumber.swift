import CSIMD

// 16 numbers side by side, in which TensorFlow 1's update rules compute: written once for `Float`
// and `Double`. The vector functions that Swift lacks are CSIMD's for `Float`; for `Double`, plain.

/// A number of which 16 stand side by side.
typealias LaneScalar = KernelScalar & SIMDScalar

extension SIMD16 where Scalar: KernelScalar {
  /// The same number everywhere.
  @inline(__always) init(all number: Double) { self.init(repeating: Scalar(number)) }

  /// The square roots.
  @inline(__always) var root: Self {
    Scalar.isFloat ? Self(tfx_sqrt(floats)) : squareRoot()
  }

  /// The numbers without their signs.
  @inline(__always) var magnitudes: Self {
    Scalar.isFloat ? Self(tfx_abs(floats)) : replacing(with: -self, where: self .< 0)
  }

  /// The numbers, or 0 for negative ones.
  @inline(__always) var positivePart: Self {
    Scalar.isFloat ? Self(tfx_max(floats, .zero)) : replacing(with: 0, where: self .< 0)
  }

  /// The numbers raised to a power; they are positive.
  @inline(__always) func power(_ exponent: Self) -> Self {
    if Scalar.isFloat { return Self(tfx_pow(floats, exponent.floats)) }
    var raised = self
    for lane in indices { raised[lane] = Scalar.pow(self[lane], exponent[lane]) }
    return raised
  }

  /// The numbers where `other` is positive, minus them where `other` is negative, else 0.
  @inline(__always) func withSign(of other: Self) -> Self {
    if Scalar.isFloat {
      let (x, sign) = (floats, other.floats)
      let negative = tfx_select(tfx_less(sign, .zero), F16.zero - x, .zero)
      return Self(tfx_select(tfx_less(.zero, sign), x, negative))
    }
    return Self.zero.replacing(with: self, where: other .> 0)
      .replacing(with: -self, where: other .< 0)
  }

  /// The numbers where `value` is greater than `limit`, else 0.
  @inline(__always) func kept(where value: Self, isAbove limit: Self) -> Self {
    if Scalar.isFloat {
      return Self(tfx_select(tfx_less(limit.floats, value.floats), floats, .zero))
    }
    return Self.zero.replacing(with: self, where: value .> limit)
  }

  /// The numbers, where they are known to be `Float`.
  @inline(__always) private var floats: F16 { unsafeBitCast(self, to: F16.self) }

  /// Numbers that are known to be `Float`.
  @inline(__always) private init(_ floats: F16) { self = unsafeBitCast(floats, to: Self.self) }
}

extension UnsafeMutablePointer where Pointee: LaneScalar {
  /// The first `count` ≤ 16 numbers from element `i` on, then ones.
  @inline(__always) func lanes(_ i: Int, _ count: Int) -> SIMD16<Pointee> {
    In(self).lanes(i, count)
  }

  /// Writes the first `count` ≤ 16 lanes from element `i` on.
  @inline(__always) func setLanes(_ i: Int, _ count: Int, _ lanes: SIMD16<Pointee>) {
    if count == 16 {
      UnsafeMutableRawPointer(self + i).storeBytes(of: lanes, as: SIMD16<Pointee>.self)
    } else {
      for lane in 0..<count { self[i + lane] = lanes[lane] }
    }
  }
}

extension UnsafePointer where Pointee: LaneScalar {
  /// The first `count` ≤ 16 numbers from element `i` on, then ones.
  @inline(__always) func lanes(_ i: Int, _ count: Int) -> SIMD16<Pointee> {
    if count == 16 {
      return UnsafeRawPointer(self + i).loadUnaligned(as: SIMD16<Pointee>.self)
    }
    var lanes = SIMD16<Pointee>(repeating: 1)
    for lane in 0..<count { lanes[lane] = self[i + lane] }
    return lanes
  }
}

/// How 16 weights and their slots change by a gradient.
protocol TrainRule {
  associatedtype Scalar: LaneScalar
  typealias Lanes = SIMD16<Scalar>
  /// How many slots there are, 0 to 3.
  static var slots: Int { get }
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes)
}

/// The tensors that an update goes over: weights, up to three slots, and the gradient.
struct TrainTensors<T: LaneScalar> {
  let variable: Out<T>
  let a: Out<T>
  let b: Out<T>
  let c: Out<T>
  let slotCount: Int
  let gradient: In<T>
  let count: Int

  /// Applies a rule to all elements, in parallel.
  @inline(__always)
  func sweep<R: TrainRule>(_ rule: R) where R.Scalar == T {
    precondition(slotCount == R.slots, "\(R.self) has \(R.slots) slots, received \(slotCount)")
    ThreadPool.parallelFor(count: count, grain: elementwiseGrain) { range in
      sweep(rule, range)
    }
  }

  // Outside of the closure, where the vector functions are inlined.
  @inline(never)
  private func sweep<R: TrainRule>(_ rule: R, _ range: Range<Int>) where R.Scalar == T {
    var i = range.lowerBound
    while i + 16 <= range.upperBound {
      step(rule, i, 16)
      i += 16
    }
    if i < range.upperBound { step(rule, i, range.upperBound - i) }
  }

  @inline(__always)
  private func step<R: TrainRule>(_ rule: R, _ i: Int, _ n: Int) where R.Scalar == T {
    var w = variable.lanes(i, n)
    var (p, q, r) = (R.Lanes.zero, R.Lanes.zero, R.Lanes.zero)
    if R.slots > 0 { p = a.lanes(i, n) }
    if R.slots > 1 { q = b.lanes(i, n) }
    if R.slots > 2 { r = c.lanes(i, n) }
    rule(&w, &p, &q, &r, gradient.lanes(i, n))
    variable.setLanes(i, n, w)
    if R.slots > 0 { a.setLanes(i, n, p) }
    if R.slots > 1 { b.setLanes(i, n, q) }
    if R.slots > 2 { c.setLanes(i, n, r) }
  }
}
