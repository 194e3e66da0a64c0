import CSIMD

/// The weights that one sweep changes, each with what belongs to it.
package struct WeightUpdates {
  /// One tensor of weights.
  package struct Weight {
    let variable: UnsafeMutableRawPointer
    let slots: (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
    let gradient: UnsafeRawPointer
    let factor: UnsafeRawPointer?
    let count: Int

    /// - Parameters:
    ///   - variable: The values, `count` of them.
    ///   - slots: What the optimizer keeps for each, up to three.
    ///   - gradient: The gradient.
    ///   - factor: A number that the gradient is multiplied by first.
    package init(
      variable: UnsafeMutableRawPointer, slots: [UnsafeMutableRawPointer],
      gradient: UnsafeRawPointer, factor: UnsafeRawPointer? = nil, count: Int
    ) {
      precondition(slots.count <= 3, "a weight has up to 3 slots, received \(slots.count)")
      self.variable = variable
      self.slots = (
        slots.isEmpty ? nil : slots[0], slots.count > 1 ? slots[1] : nil,
        slots.count > 2 ? slots[2] : nil
      )
      self.gradient = gradient
      self.factor = factor
      self.count = count
    }

    /// The vectors of 16 that hold it.
    var vectorCount: Int { (count + 15) / 16 }
  }

  let weights: [Weight]
  /// What makes the gradient of the only weight, if it does not lie in memory.
  let product: GradientProduct?
  let clipValue: Double?
  let weightDecay: Double
  /// The vectors of 16 that hold all weights.
  let vectorCount: Int

  /// - Parameters:
  ///   - weights: The weights.
  ///   - product: What makes the gradient of the only weight, for floats; its `gradient` is not read.
  ///   - clipValue: How far from 0 an element of a gradient may be; nil for no limit.
  ///   - weightDecay: Weights are first made smaller by learningRate·weightDecay of themselves.
  package init(
    _ weights: [Weight], product: GradientProduct? = nil, clipValue: Double? = nil,
    weightDecay: Double = 0
  ) {
    precondition(product == nil || weights.count == 1, "\(weights.count) weights of one product")
    self.weights = weights
    self.product = product
    self.clipValue = clipValue
    self.weightDecay = weightDecay
    vectorCount = weights.map(\.vectorCount).reduce(0, +)
  }
}

/// A number that an update is given, for one weight and for 16.
struct Constant {
  let scalar: Double
  let vector: F16

  init(_ value: Double) {
    scalar = value
    vector = F16(repeating: Float(value))
  }

  init<T: KernelScalar>(_ value: T) { self.init(Double(value)) }
}

/// What is done to gradients and weights before an update, as Keras does it: clip, then decay.
struct UpdateTreatment {
  private let factor: Constant?
  private let limit: Constant?
  private let decay: Constant?

  /// Whether nothing is done.
  var isNone: Bool { factor == nil && limit == nil && decay == nil }

  init<T: KernelScalar>(
    _ updates: WeightUpdates, _ weight: WeightUpdates.Weight, learningRate: T
  ) {
    factor = weight.factor.map { Constant($0.assumingMemoryBound(to: T.self)[0]) }
    limit = updates.clipValue.map { Constant($0) }
    decay =
      updates.weightDecay == 0 ? nil : Constant(T(updates.weightDecay) * learningRate)
  }

  func gradient(_ g: Double) -> Double {
    var g = g
    if let factor { g *= factor.scalar }
    if let limit, abs(g) > limit.scalar { g = g < 0 ? -limit.scalar : limit.scalar }
    return g
  }

  @inline(__always) func gradient(_ g: F16) -> F16 {
    var g = g
    if let factor { g *= factor.vector }
    if let limit { g = tfx_min(tfx_max(g, -limit.vector), limit.vector) }
    return g
  }

  func weight(_ w: Double) -> Double {
    if let decay { w - w * decay.scalar } else { w }
  }

  @inline(__always) func weight(_ w: F16) -> F16 {
    if let decay { tfx_fma(-w, decay.vector, w) } else { w }
  }
}
