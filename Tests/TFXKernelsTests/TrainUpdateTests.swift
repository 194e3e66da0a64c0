import TFXKernels
import Testing

/// Updates of 16 `Float`s side by side, compared with those of single `Double`s.
@Suite struct TrainUpdateTests {
  /// The rules as TensorFlow 1's `tf.train` has them.
  static var updates: [(rule: any UpdateRule, clock: UpdateClock)] {
    [
      (GradientDescentRule(), UpdateClock(rate: 0.1)),
      (MomentumRule(momentum: 0.5, holdsSteps: false), UpdateClock(rate: 0.1)),
      (MomentumRule(momentum: 0.5, isNesterov: true, holdsSteps: false), UpdateClock(rate: 0.1)),
      (AdagradRule(), UpdateClock(rate: 0.1)),
      (AdagradDARule(l1: 0.1, l2: 0.2), UpdateClock(rate: 0.1, step: 3)),
      (AdadeltaRule(rho: 0.5, epsilon: 0.01), UpdateClock(rate: 1)),
      (
        AdamRule(beta1: 0.5, beta2: 0.75, epsilon: 0.01),
        UpdateClock(rate: 0.1, step: 1, powers: (0.25, 0.5625))
      ),
      (FtrlRule(l1: 0.5, l2: 0.2, l2Shrinkage: 0.1), UpdateClock(rate: 0.1)),
      (FtrlRule(learningRatePower: -0.75, l1: 0.5, l2: 0.2), UpdateClock(rate: 0.1)),
      (ProximalGradientDescentRule(l1: 2, l2: 0.5), UpdateClock(rate: 0.1)),
      (ProximalAdagradRule(l1: 2, l2: 0.5), UpdateClock(rate: 0.1)),
      (
        RMSpropRule(rho: 0.5, momentum: 0.5, epsilon: 0.01, keepsMomentum: true),
        UpdateClock(rate: 0.1)
      ),
      (
        RMSpropRule(rho: 0.5, momentum: 0.5, epsilon: 9, isCentered: true, keepsMomentum: true),
        UpdateClock(rate: 0.1)
      ),
    ]
  }

  @Test(arguments: updates.indices, [0, 1, 7, 16, 33, 70_000])
  func agreesWithDouble(_ index: Int, _ count: Int) {
    let (rule, clock) = Self.updates[index]
    let double = run(rule, clock, count, Double.self)
    let float = run(rule, clock, count, Float.self)
    for (part, (a, b)) in zip(float, double).enumerated() {
      for i in 0..<count {
        let allowed = 1e-5 * max(1, abs(b[i]))
        #expect(abs(Double(a[i]) - b[i]) <= allowed, "tensor \(part), element \(i) of \(count)")
      }
    }
  }

  /// The weights and slots after two updates.
  private func run<T: KernelScalar>(
    _ rule: any UpdateRule, _ clock: UpdateClock, _ count: Int, _ type: T.Type
  ) -> [[T]] {
    func values(_ seed: Int, _ low: Double) -> [T] {
      (0..<count).map { T(Float(low + Double(($0 * 37 + seed * 11) % 41) / 20)) }
    }
    // Slots are positive, as sums of squares are.
    let tensors = (0...rule.slotCount).map { slot in
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(count, 1))
      _ = buffer.update(fromContentsOf: values(slot, slot == 0 ? -1 : 0.25))
      return buffer
    }
    defer { for buffer in tensors { buffer.deallocate() } }
    let pointers = tensors.compactMap(\.baseAddress)
    for step in 0..<2 {
      values(7 + step, -1).withUnsafeBufferPointer { gradient in
        guard let gradient = gradient.baseAddress else { return }
        let weight = WeightUpdates.Weight(
          variable: pointers[0], slots: pointers.dropFirst().map { UnsafeMutableRawPointer($0) },
          gradient: gradient, count: count)
        rule.sweep(WeightUpdates([weight], type), clock)
      }
    }
    return tensors.map { Array($0[..<count]) }
  }
}
