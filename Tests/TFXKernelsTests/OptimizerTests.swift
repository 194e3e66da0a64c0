import TFXKernels
import Testing

@Suite struct OptimizerTests {
  static let kinds: [(name: String, rule: any UpdateRule)] = [
    ("gradientDescent", GradientDescentRule()),
    ("momentum", MomentumRule(momentum: 0.9, holdsSteps: true)),
    ("nesterov", MomentumRule(momentum: 0.9, isNesterov: true, holdsSteps: true)),
    ("TensorFlow's momentum", MomentumRule(momentum: 0.5, holdsSteps: false)),
    ("TensorFlow's nesterov", MomentumRule(momentum: 0.5, isNesterov: true, holdsSteps: false)),
    ("adam", AdamRule(beta2: 0.6)), ("amsgrad", AdamRule(beta2: 0.6, isAmsgrad: true)),
    ("adam powers", AdamRule(beta1: 0.5, beta2: 0.75, epsilon: 0.01)),
    ("rmsProp", RMSpropRule()), ("rmsProp centered", RMSpropRule(isCentered: true)),
    ("rmsProp momentum", RMSpropRule(momentum: 0.9)),
    ("rmsProp both", RMSpropRule(momentum: 0.9, isCentered: true)),
    ("rmsProp no momentum", RMSpropRule(epsilon: 9, isCentered: true, keepsMomentum: true)),
    ("adagrad", AdagradRule(epsilon: 1e-7)), ("TensorFlow's adagrad", AdagradRule()),
    ("adadelta", AdadeltaRule(rho: 0.9, epsilon: 1e-4)), ("adamax", AdamaxRule(beta2: 0.9)),
    ("nadam", NadamRule(beta2: 0.9)),
    ("ftrl", FtrlRule(l1: 0.1, l2: 0.1, l2Shrinkage: 0.01, beta: 0.1)),
    (
      "ftrl power",
      FtrlRule(learningRatePower: -0.7, l1: 0.1, l2: 0.1, l2Shrinkage: 0.01, beta: 0.1)
    ),
    ("lion", LionRule(beta1: 0.9, beta2: 0.99)), ("adagradDA", AdagradDARule(l1: 0.05, l2: 0.1)),
    ("proximalGradientDescent", ProximalGradientDescentRule(l1: 0.5, l2: 0.5)),
    ("proximalAdagrad", ProximalAdagradRule(l1: 0.5, l2: 0.5)),
  ]

  /// Step t of an optimizer.
  private func step(
    _ kind: (name: String, rule: any UpdateRule), _ weights: WeightUpdates, _ rate: Double, _ t: Int
  ) {
    var clock = UpdateClock(rate: rate, step: t)
    if kind.name == "adam powers" { clock.powers = (0.25, 0.5625) }
    kind.rule.sweep(weights, clock)
  }

  /// What three steps make of tensors of the given sizes and their slots, which begin at 0.1.
  private func run<T: KernelScalar>(
    _ kind: (name: String, rule: any UpdateRule), _ counts: [Int], _ type: T.Type,
    isTreated: Bool = false
  ) -> [[T]] {
    // Each tensor has numbers of its own, whatever else there is.
    var numbers = counts.map { Numbers(UInt64(91 + $0)) }
    var tensors: [[UnsafeMutableBufferPointer<T>]] = []
    func tensor(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
      // One more, so that there is an address.
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: values.count + 1)
      _ = buffer.initialize(from: values + [7])
      return buffer
    }
    for (index, count) in counts.enumerated() {
      tensors.append(
        [tensor(numbers[index].floats(count).map { T($0) })]
          + (0..<kind.rule.slotCount).map { _ in tensor([T](repeating: T(Float(0.1)), count: count))
          })
    }
    for t in 1...3 {
      let gradients = counts.indices.map { index in
        tensor(numbers[index].floats(counts[index]).map { T($0) })
      }
      let factor = tensor([0.75])
      let weights = zip(tensors, gradients).map { tensors, gradient in
        WeightUpdates.Weight(
          variable: UnsafeMutableRawPointer(tensors[0].baseAddress!),
          slots: tensors.dropFirst().map { UnsafeMutableRawPointer($0.baseAddress!) },
          gradient: UnsafeRawPointer(gradient.baseAddress!),
          factor: isTreated ? UnsafeRawPointer(factor.baseAddress!) : nil,
          count: gradient.count - 1)
      }
      let updates =
        isTreated
        ? WeightUpdates(weights, type, clipValue: 0.5, weightDecay: 0.25)
        : WeightUpdates(weights, type)
      step(kind, updates, Double(Float(0.1)), t)
      for buffer in gradients + [factor] { buffer.deallocate() }
    }
    return tensors.flatMap { $0 }.map { buffer in
      #expect(buffer.last == 7, "writes past the end")
      defer { buffer.deallocate() }
      return Array(buffer.dropLast())
    }
  }

  @Test(arguments: kinds.indices, [false, true])
  func agreesWithDouble(_ index: Int, _ isTreated: Bool) {
    let kind = Self.kinds[index]
    let (one, two) = onThreads {
      run(kind, awkwardCounts, Float.self, isTreated: isTreated)
    }
    let truth = run(kind, awkwardCounts, Double.self, isTreated: isTreated)
    for (place, expected) in truth.enumerated() {
      expectSame(one[place], two[place], "\(kind.name) threads")
      expectClose(
        one[place], expected.map { Float($0) }, relative: 5e-5, absolute: 5e-6, kind.name)
    }
  }

  /// One sweep over all tensors leaves the bytes that a sweep over each leaves.
  @Test(arguments: kinds.indices)
  func sweepsTogetherAsOneByOne(_ index: Int) {
    let kind = Self.kinds[index]
    let together = run(kind, awkwardCounts, Float.self)
    for (place, count) in awkwardCounts.enumerated() {
      let alone = run(kind, [count], Float.self)
      for (slot, values) in alone.enumerated() {
        expectSame(together[place * alone.count + slot], values, "\(kind.name) of \(count)")
      }
    }
  }

  /// An update by a product that never goes to memory is one by the product that does.
  @Test(arguments: [(64, 64, 4), (70, 128, 24), (131, 192, 33), (258, 64, 130)])
  func productsAreGradients(_ m: Int, _ n: Int, _ k: Int) {
    var numbers = Numbers(17)
    let (a, b) = (numbers.floats(k * m), numbers.floats(k * n))
    let start = numbers.floats(m * n)
    for kind in Self.kinds {
      let update = { (product: GradientProduct?, gradient: [Float]) -> [[Float]] in
        var tensors =
          [start] + (0..<kind.rule.slotCount).map { _ in [Float](repeating: 0.1, count: m * n) }
        let places = tensors.indices.map { index in
          tensors[index].withUnsafeMutableBufferPointer { buffer in
            let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: buffer.count)
            _ = copy.initialize(from: buffer)
            return copy
          }
        }
        gradient.withUnsafeBytes { gradient in
          let weight = WeightUpdates.Weight(
            variable: UnsafeMutableRawPointer(places[0].baseAddress!),
            slots: places.dropFirst().map { UnsafeMutableRawPointer($0.baseAddress!) },
            gradient: gradient.baseAddress!, count: m * n)
          step(
            kind,
            WeightUpdates([weight], Float.self, product: product, clipValue: 3, weightDecay: 0.25),
            Double(Float(0.1)), 1)
        }
        for (index, place) in places.enumerated() {
          tensors[index] = Array(place)
          place.deallocate()
        }
        return tensors
      }
      let gradient = output(m * n) {
        Kernels.matMul(a, b, $0, m: m, n: n, k: k, transposeA: true)
      }
      let (one, two) = onThreads {
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            update(
              GradientProduct(a.baseAddress!, b.baseAddress!, m: m, n: n, k: k), [0])
          }
        }
      }
      let apart = update(nil, gradient)
      for (place, expected) in apart.enumerated() {
        expectSame(one[place], two[place], "\(kind.name) threads")
        expectClose(one[place], expected, relative: 1e-4, absolute: 1e-4, kind.name)
      }
    }
  }

  /// Clip, then decay, then the update, by hand: 1 − 0.1·0.5·1 = 0.95, then − 0.1·0.25.
  @Test func clipsThenDecays() {
    var (w, factor) = (1.0, 0.5)
    var g = 0.5
    withUnsafeMutableBytes(of: &w) { w in
      withUnsafeBytes(of: &g) { g in
        withUnsafeBytes(of: &factor) { factor in
          let weight = WeightUpdates.Weight(
            variable: w.baseAddress!, slots: [], gradient: g.baseAddress!,
            factor: factor.baseAddress!, count: 1)
          GradientDescentRule().sweep(
            WeightUpdates([weight], Double.self, clipValue: 0.3, weightDecay: 0.5),
            UpdateClock(rate: 0.1))
          GradientDescentRule().sweep(
            WeightUpdates([weight], Double.self, clipValue: 0.2), UpdateClock(rate: 0.1))
        }
      }
    }
    #expect(abs(w - (0.95 - 0.025 - 0.02)) < 1e-15)
  }

  @Test(arguments: awkwardCounts)
  func halfSquareSums(_ count: Int) {
    var numbers = Numbers(3)
    let tensors = [numbers.floats(count), numbers.floats(50_000), numbers.floats(3)]
    let (one, two) = onThreads { () -> [[Float]] in
      var results: [Float] = [-1, -1, -1]
      results.withUnsafeMutableBufferPointer { results in
        tensors[0].withUnsafeBufferPointer { a in
          tensors[1].withUnsafeBufferPointer { b in
            tensors[2].withUnsafeBufferPointer { c in
              let base = results.baseAddress!
              let nothing = UnsafePointer(base)
              HalfSquareSums([
                (a.baseAddress ?? nothing, a.count, base), (b.baseAddress!, b.count, base + 1),
                (c.baseAddress!, c.count, base + 2),
              ])()
            }
          }
        }
      }
      return [results]
    }
    let truth = tensors.map { Float($0.reduce(0) { $0 + Double($1) * Double($1) } / 2) }
    expectSame(one[0], two[0], "threads")
    expectClose(one[0], truth, relative: 1e-6, absolute: 0)
  }
}
