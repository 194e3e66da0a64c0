import CSIMD

/// Numbers side by side, in which update rules compute, so that a rule is written once: 16 `Float`s,
/// or 8 `Double`s of plain Swift, with which tests compare them. It refines `SIMD` for the sake of its
/// operators: further ones would slow the compiler down wherever vectors are added.
package protocol Lanes: SIMD where Scalar: KernelScalar {
  /// `count` numbers from element `i` on, at most as many as there are lanes, then zeros.
  static func load(_ numbers: In<Scalar>, _ i: Int, _ count: Int) -> Self
  func store(_ numbers: Out<Scalar>, _ i: Int, _ count: Int)

  /// a·b + c, rounded once.
  static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self
  static func larger(_ a: Self, _ b: Self) -> Self

  /// The square roots.
  var root: Self { get }
  /// The numbers without their signs.
  var absolute: Self { get }
  /// 1, −1, or the number itself if it is 0 or not a number.
  var sign: Self { get }
  /// The numbers raised to a power; they are not negative.
  func power(_ exponent: Self) -> Self
  /// The nearest numbers from −limit to limit.
  func clipped(to limit: Self) -> Self
}

extension Lanes {
  /// The same number in all of them.
  @inline(__always) package init(_ number: Double) { self.init(repeating: Scalar(number)) }

  /// The numbers nearer to 0 by `distance`, and 0 if they are that near: what a proximal step of an
  /// L1 penalty leaves.
  @inline(__always) func shrunk(by distance: Self) -> Self { self - clipped(to: distance) }
}

extension SIMD16: Lanes where Scalar == Float {
  @inline(__always)
  package static func load(_ numbers: In<Float>, _ i: Int, _ count: Int) -> Self {
    count == 16 ? numbers.vector(i) : numbers.part(i, count)
  }
  @inline(__always)
  package func store(_ numbers: Out<Float>, _ i: Int, _ count: Int) {
    if count == 16 { numbers.store(i, self) } else { numbers.store(i, self, count) }
  }

  @inline(__always) package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    tfx_fma(a, b, c)
  }
  @inline(__always) package static func larger(_ a: Self, _ b: Self) -> Self { tfx_max(a, b) }
  @inline(__always) package var root: Self { tfx_sqrt(self) }
  @inline(__always) package var absolute: Self { tfx_abs(self) }
  @inline(__always) package var sign: Self {
    tfx_select(tfx_less(.zero, tfx_abs(self)), tfx_copysign(Self(1), self), self)
  }
  @inline(__always) package func power(_ exponent: Self) -> Self { tfx_pow(self, exponent) }
  @inline(__always) package func clipped(to limit: Self) -> Self {
    tfx_min(tfx_max(self, -limit), limit)
  }
}

extension SIMD8: Lanes where Scalar == Double {
  package static func load(_ numbers: In<Double>, _ i: Int, _ count: Int) -> Self {
    var lanes = Self.zero
    for lane in 0..<count { lanes[lane] = numbers[i + lane] }
    return lanes
  }
  package func store(_ numbers: Out<Double>, _ i: Int, _ count: Int) {
    for lane in 0..<count { numbers[i + lane] = self[lane] }
  }

  package static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self { c.addingProduct(a, b) }
  package static func larger(_ a: Self, _ b: Self) -> Self {
    b.replacing(with: a, where: (a .> b) .| (a .!= a))
  }
  package var root: Self { squareRoot() }
  package var absolute: Self { replacing(with: -self, where: self .< 0) }
  package var sign: Self {
    replacing(with: 1, where: self .> 0).replacing(with: -1, where: self .< 0)
  }
  package func power(_ exponent: Self) -> Self {
    var powers = self
    for lane in indices { powers[lane] = .pow(self[lane], exponent[lane]) }
    return powers
  }
  package func clipped(to limit: Self) -> Self {
    replacing(with: limit, where: self .> limit).replacing(with: -limit, where: self .< -limit)
  }
}
