import TFXKernels
import Testing

@Suite struct OptimizerTests {
  static let kinds: [(name: String, slots: Int)] = [
    ("gradientDescent", 0), ("momentum", 1), ("nesterov", 1), ("adam", 2), ("amsgrad", 3),
    ("rmsProp", 1), ("rmsProp centered", 2), ("rmsProp momentum", 2), ("rmsProp both", 3),
    ("adagrad", 1), ("adadelta", 2), ("adamax", 2), ("nadam", 2), ("ftrl", 2), ("ftrl power", 2),
    ("lion", 1), ("adagradDA", 2), ("proximalGradientDescent", 0), ("proximalAdagrad", 1),
  ]

  /// Step t of an optimizer.
  private func step<T: KernelScalar>(_ kind: String, _ weights: WeightUpdates, _ rate: T, _ t: Int)
  {
    switch kind {
    case "gradientDescent": Kernels.gradientDescent(weights, learningRate: rate)
    case "momentum", "nesterov":
      Kernels.momentum(
        weights, learningRate: rate, momentum: 0.9, nesterov: kind == "nesterov")
    case "adam", "amsgrad":
      Kernels.adam(
        weights, learningRate: rate, step: t, beta1: 0.9, beta2: 0.6, epsilon: 1e-7,
        isAmsgrad: kind == "amsgrad")
    case "rmsProp", "rmsProp centered", "rmsProp momentum", "rmsProp both":
      let (isCentered, momentum) = (kind.contains("centered"), kind.contains("momentum"))
      let isBoth = kind.contains("both")
      Kernels.rmsProp(
        weights, learningRate: rate, rho: 0.9, momentum: momentum || isBoth ? 0.9 : 0,
        epsilon: 1e-7, isCentered: isCentered || isBoth)
    case "adagrad": Kernels.adagrad(weights, learningRate: rate, epsilon: 1e-7)
    case "adadelta": Kernels.adadelta(weights, learningRate: rate, rho: 0.9, epsilon: 1e-4)
    case "adamax":
      Kernels.adamax(
        weights, learningRate: rate, step: t, beta1: 0.9, beta2: 0.9, epsilon: 1e-7)
    case "nadam":
      Kernels.nadam(
        weights, learningRate: rate, step: t, schedule: NadamSchedule(beta1: 0.9), beta2: 0.9,
        epsilon: 1e-7)
    case "ftrl", "ftrl power":
      Kernels.ftrl(
        weights, learningRate: rate, learningRatePower: kind == "ftrl" ? -0.5 : -0.7, l1: 0.1,
        l2: 0.1, shrinkage: 0.01, beta: 0.1)
    case "lion": Kernels.lion(weights, learningRate: rate, beta1: 0.9, beta2: 0.99)
    case "adagradDA":
      Kernels.adagradDA(weights, learningRate: rate, step: t, l1: 0.05, l2: 0.1)
    case "proximalGradientDescent":
      Kernels.proximalGradientDescent(weights, learningRate: rate, l1: 0.5, l2: 0.5)
    case "proximalAdagrad":
      Kernels.proximalAdagrad(weights, learningRate: rate, l1: 0.5, l2: 0.5)
    default: Issue.record("no optimizer \(kind)")
    }
  }

  /// What three steps make of tensors of the given sizes and their slots, which begin at 0.1.
  private func run<T: KernelScalar>(
    _ kind: (name: String, slots: Int), _ counts: [Int], _ type: T.Type, isTreated: Bool = false
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
          + (0..<kind.slots).map { _ in tensor([T](repeating: T(Float(0.1)), count: count)) })
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
        ? WeightUpdates(weights, clipValue: 0.5, weightDecay: 0.25) : WeightUpdates(weights)
      step(kind.name, updates, T(Float(0.1)), t)
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
        var tensors = [start] + (0..<kind.slots).map { _ in [Float](repeating: 0.1, count: m * n) }
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
            kind.name,
            WeightUpdates([weight], product: product, clipValue: 3, weightDecay: 0.25),
            Float(0.1), 1)
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
          Kernels.gradientDescent(
            WeightUpdates([weight], clipValue: 0.3, weightDecay: 0.5), learningRate: 0.1)
          Kernels.gradientDescent(
            WeightUpdates([weight], clipValue: 0.2, weightDecay: 0), learningRate: 0.1)
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
