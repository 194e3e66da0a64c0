// The update rules of TensorFlow 1's `tf.train`, as its kernels have them
// (tensorflow/core/kernels/training_ops.cc). They differ from Keras's of the same names: where
// epsilon stands, and in what slots begin with. w is a weight, g its gradient, η the learning rate.

/// w ← w − η g.
struct TrainGradientDescent<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 0 }
  let rate: Lanes

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    w = w - g * rate
  }
}

/// a ← μ a + g, w ← w − η a; with Nesterov's lookahead w ← w − (η g + η μ a).
struct TrainMomentum<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 1 }
  let rate: Lanes
  let momentum: Lanes
  let isNesterov: Bool

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    a = a * momentum + g
    if isNesterov {
      let ahead = a * momentum
      w = w - (g * rate + ahead * rate)
    } else {
      w = w - a * rate
    }
  }
}

/// a ← a + g², w ← w − η g / √a.
struct TrainAdagrad<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 1 }
  let rate: Lanes

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    a = a + g * g
    w = w - g * rate / a.root
  }
}

/// a ← a + g, b ← b + g², w ← −η sign(a) max(|a| − l₁ t, 0) / (l₂ t η + √b), t the step.
struct TrainAdagradDA<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 2 }
  let rate: Lanes
  let l1: Lanes
  let l2: Lanes
  let step: Lanes

  init(rate: Double, l1: Double, l2: Double, step: Double) {
    self.rate = Lanes(all: rate)
    self.l1 = Lanes(all: l1)
    self.l2 = Lanes(all: l2)
    self.step = Lanes(all: step)
  }

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    a = a + g
    b = b + g * g
    let shrunk = (a.magnitudes - l1 * step).positivePart.withSign(of: a)
    let divisor = l2 * step * rate + b.root
    w = Lanes.zero - shrunk * rate / divisor
  }
}

/// a ← ρ a + (1 − ρ) g², u = √(b + ε) / √(a + ε) g, w ← w − η u, b ← ρ b + (1 − ρ) u².
struct TrainAdadelta<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 2 }
  let rate: Lanes
  let rho: Lanes
  let epsilon: Lanes

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    let rest = Lanes(all: 1) - rho
    a = a * rho + g * g * rest
    let ratio = (b + epsilon).root / (a + epsilon).root
    let update = ratio * g
    w = w - update * rate
    b = b * rho + update * update * rest
  }
}

/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), w ← w − α m / (√v + ε), with
/// α = η √(1 − β₂ᵗ) / (1 − β₁ᵗ).
struct TrainAdam<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 2 }
  let alpha: Lanes
  let rest1: Lanes
  let rest2: Lanes
  let epsilon: Lanes

  init(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, beta1Power: Double,
    beta2Power: Double
  ) {
    let one = Lanes(all: 1)
    let corrected = Lanes(all: rate) * (one - Lanes(all: beta2Power)).root
    alpha = corrected / (one - Lanes(all: beta1Power))
    rest1 = one - Lanes(all: beta1)
    rest2 = one - Lanes(all: beta2)
    self.epsilon = Lanes(all: epsilon)
  }

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    a = a + (g - a) * rest1
    b = b + (g * g - b) * rest2
    w = w - a * alpha / (b.root + epsilon)
  }
}

/// With p the negative power: n = a + g², b ← b + g + 2 s w − (nᵖ − aᵖ) / η w, a ← n,
/// w ← (sign(b) l₁ − b) / (nᵖ / η + 2 l₂) where |b| > l₁, else 0; s is the shrinkage.
struct TrainFtrl<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 2 }
  let rate: Lanes
  let l1: Lanes
  let l2: Lanes
  let shrinkage: Lanes
  let power: Lanes
  /// Whether p is 1/2.
  let isRoot: Bool

  init(
    rate: Double, l1: Double, l2: Double, shrinkage: Double, learningRatePower: Double
  ) {
    self.rate = Lanes(all: rate)
    self.l1 = Lanes(all: l1)
    self.l2 = Lanes(all: l2)
    self.shrinkage = Lanes(all: shrinkage)
    power = Lanes(all: -learningRatePower)
    isRoot = learningRatePower == -0.5
  }

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    let next = a + g * g
    let raised = isRoot ? next.root : next.power(power)
    let sigma = (raised - (isRoot ? a.root : a.power(power))) / rate
    let two = Lanes(all: 2)
    let drawn = g + two * shrinkage * w
    b = b + (drawn - sigma * w)
    let numerator = l1.withSign(of: b) - b
    let divisor = raised / rate + two * l2
    w = (numerator / divisor).kept(where: b.magnitudes, isAbove: l1)
    a = next
  }
}

/// p = w − η g, w ← sign(p) max(|p| − η l₁, 0) / (1 + η l₂).
struct TrainProximalGradientDescent<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 0 }
  let rate: Lanes
  let l1: Lanes
  let l2: Lanes

  init(rate: Double, l1: Double, l2: Double) {
    self.rate = Lanes(all: rate)
    self.l1 = Lanes(all: l1)
    self.l2 = Lanes(all: l2)
  }

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    let moved = w - g * rate
    let shrunk = (moved.magnitudes - rate * l1).positivePart.withSign(of: moved)
    w = shrunk / (Lanes(all: 1) + l2 * rate)
  }
}

/// a ← a + g², then as proximal gradient descent with the rate η / √a.
struct TrainProximalAdagrad<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 1 }
  let rate: Lanes
  let l1: Lanes
  let l2: Lanes

  init(rate: Double, l1: Double, l2: Double) {
    self.rate = Lanes(all: rate)
    self.l1 = Lanes(all: l1)
    self.l2 = Lanes(all: l2)
  }

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    a = a + g * g
    let own = rate / a.root
    let moved = w - g * own
    let shrunk = (moved.magnitudes - own * l1).positivePart.withSign(of: moved)
    w = shrunk / (Lanes(all: 1) + l2 * own)
  }
}

/// a ← a + (g² − a)(1 − ρ), b ← μ b + η g / √(a + ε), w ← w − b.
struct TrainRMSProp<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 2 }
  let rate: Lanes
  let rho: Lanes
  let momentum: Lanes
  let epsilon: Lanes

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    a = a + (g * g - a) * (Lanes(all: 1) - rho)
    b = b * momentum + g * rate / (a + epsilon).root
    w = w - b
  }
}

/// a ← a + (g² − a)(1 − ρ), b ← b + (g − b)(1 − ρ), c ← μ c + η g / √(a − b² + ε), w ← w − c.
struct TrainCenteredRMSProp<T: LaneScalar>: TrainRule {
  typealias Scalar = T
  static var slots: Int { 3 }
  let rate: Lanes
  let rho: Lanes
  let momentum: Lanes
  let epsilon: Lanes

  @inline(__always)
  func callAsFunction(
    _ w: inout Lanes, _ a: inout Lanes, _ b: inout Lanes, _ c: inout Lanes, _ g: Lanes
  ) {
    let rest = Lanes(all: 1) - rho
    a = a + (g * g - a) * rest
    b = b + (g - b) * rest
    let variance = a - b * b
    c = c * momentum + g * rate / (variance + epsilon).root
    w = w - c
  }
}
