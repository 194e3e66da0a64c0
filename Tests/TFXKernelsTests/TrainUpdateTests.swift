import TFXKernels
import Testing

/// Updates of 16 `Float`s side by side, compared with those of single `Double`s.
@Suite struct TrainUpdateTests {
  /// Each rule, and how many slots it has.
  static let updates: [(update: TrainUpdate, slots: Int)] = [
    (.gradientDescent(rate: 0.1), 0),
    (.momentum(rate: 0.1, momentum: 0.5, isNesterov: false), 1),
    (.momentum(rate: 0.1, momentum: 0.5, isNesterov: true), 1),
    (.adagrad(rate: 0.1), 1),
    (.adagradDA(rate: 0.1, l1: 0.1, l2: 0.2, step: 3), 2),
    (.adadelta(rate: 1, rho: 0.5, epsilon: 0.01), 2),
    (
      .adam(
        rate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.01, beta1Power: 0.25, beta2Power: 0.5625), 2
    ),
    (.ftrl(rate: 0.1, l1: 0.5, l2: 0.2, shrinkage: 0.1, learningRatePower: -0.5), 2),
    (.ftrl(rate: 0.1, l1: 0.5, l2: 0.2, shrinkage: 0, learningRatePower: -0.75), 2),
    (.proximalGradientDescent(rate: 0.1, l1: 2, l2: 0.5), 0),
    (.proximalAdagrad(rate: 0.1, l1: 2, l2: 0.5), 1),
    (.rmsProp(rate: 0.1, rho: 0.5, momentum: 0.5, epsilon: 0.01), 2),
    (.centeredRMSProp(rate: 0.1, rho: 0.5, momentum: 0.5, epsilon: 9), 3),
  ]

  @Test(arguments: updates.indices, [0, 1, 7, 16, 33, 70_000])
  func agreesWithDouble(_ index: Int, _ count: Int) {
    let (update, slots) = Self.updates[index]
    let double = run(update, slots, count, Double.self)
    let float = run(update, slots, count, Float.self)
    for (part, (a, b)) in zip(float, double).enumerated() {
      for i in 0..<count {
        let allowed = 1e-5 * max(1, abs(b[i]))
        #expect(abs(Double(a[i]) - b[i]) <= allowed, "tensor \(part), element \(i) of \(count)")
      }
    }
  }

  /// The weights and slots after two updates.
  private func run<T: KernelScalar>(
    _ update: TrainUpdate, _ slots: Int, _ count: Int, _ type: T.Type
  ) -> [[T]] {
    func values(_ seed: Int, _ low: Double) -> [T] {
      (0..<count).map { T(Float(low + Double(($0 * 37 + seed * 11) % 41) / 20)) }
    }
    // Slots are positive, as sums of squares are.
    let tensors = (0...slots).map { slot in
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(count, 1))
      _ = buffer.update(fromContentsOf: values(slot, slot == 0 ? -1 : 0.25))
      return buffer
    }
    defer { for buffer in tensors { buffer.deallocate() } }
    let pointers = tensors.compactMap(\.baseAddress)
    for step in 0..<2 {
      values(7 + step, -1).withUnsafeBufferPointer { gradient in
        guard let gradient = gradient.baseAddress else { return }
        Kernels.train(update, pointers[0], Array(pointers.dropFirst()), gradient, count)
      }
    }
    return tensors.map { Array($0[..<count]) }
  }
}
