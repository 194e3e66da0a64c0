// Rules of TensorFlow 1's `tf.train` in the sweep that changes all weights of a model. Those that
// Keras has too are swept in Keras's form, which gives the same weights.

extension Kernels {
  /// Dual averaging of Adagrad: ``TrainAdagradDA``. The slots are the sums of the gradients and of
  /// their squares.
  /// - Parameter step: t, 1 for the first update.
  package static func adagradDA<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, step: Int, l1: Double, l2: Double
  ) {
    precondition(step >= 1, "AdagradDA's steps start at 1, received \(step)")
    let (rate, step) = (Double(learningRate), Double(step))
    sweep(
      updates, learningRate: learningRate,
      SweptTrainRule(
        TrainAdagradDA<Float>(rate: rate, l1: l1, l2: l2, step: step),
        TrainAdagradDA<Double>(rate: rate, l1: l1, l2: l2, step: step)))
  }

  /// Gradient descent, then a proximal step: ``TrainProximalGradientDescent``.
  package static func proximalGradientDescent<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, l1: Double, l2: Double
  ) {
    let rate = Double(learningRate)
    sweep(
      updates, learningRate: learningRate,
      SweptTrainRule(
        TrainProximalGradientDescent<Float>(rate: rate, l1: l1, l2: l2),
        TrainProximalGradientDescent<Double>(rate: rate, l1: l1, l2: l2)))
  }

  /// Adagrad, then a proximal step: ``TrainProximalAdagrad``. The slot is the sum of the squares of
  /// the gradients.
  package static func proximalAdagrad<T: KernelScalar>(
    _ updates: WeightUpdates, learningRate: T, l1: Double, l2: Double
  ) {
    let rate = Double(learningRate)
    sweep(
      updates, learningRate: learningRate,
      SweptTrainRule(
        TrainProximalAdagrad<Float>(rate: rate, l1: l1, l2: l2),
        TrainProximalAdagrad<Double>(rate: rate, l1: l1, l2: l2)))
  }
}

/// A rule of `tf.train` as one of the sweep: for floats as it is, for doubles one weight at a time.
private struct SweptTrainRule<Floats: TrainRule, Doubles: TrainRule>: UpdateRule
where Floats.Scalar == Float, Doubles.Scalar == Double {
  let floats: Floats
  let doubles: Doubles

  init(_ floats: Floats, _ doubles: Doubles) {
    self.floats = floats
    self.doubles = doubles
  }

  var slotCount: Int { Floats.slots }

  func scalar(_ w: Double, _ s: inout Slots<Double>, _ g: Double) -> Double {
    typealias Lanes = SIMD16<Double>
    var (w, a) = (Lanes(repeating: w), Lanes(repeating: s.first))
    var (b, c) = (Lanes(repeating: s.second), Lanes(repeating: s.third))
    doubles(&w, &a, &b, &c, Lanes(repeating: g))
    s = Slots(first: a[0], second: b[0], third: c[0])
    return w[0]
  }

  @inline(__always)
  func vector(_ w: F16, _ s: inout Slots<F16>, _ g: F16) -> F16 {
    var w = w
    floats(&w, &s.first, &s.second, &s.third, g)
    return w
  }
}
