/// The weights that one sweep changes, each with what belongs to it.
package struct WeightUpdates {
  /// One tensor of weights.
  package struct Weight {
    let variable: UnsafeMutableRawPointer
    /// The first, second and third.
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
      self.variable = variable
      precondition(slots.count <= 3, "a weight has up to 3 slots, received \(slots.count)")
      let slot = { (index: Int) in index < slots.count ? slots[index] : nil }
      self.slots = (slot(0), slot(1), slot(2))
      self.gradient = gradient
      self.factor = factor
      self.count = count
    }
  }

  let weights: [Weight]
  /// Whether they are `Float`s, not `Double`s.
  let isFloat: Bool
  /// What makes the gradient of the only weight, if it does not lie in memory.
  let product: GradientProduct?
  /// The gradients of tables of which rows were looked up, one for each weight, if they are that.
  let rows: RowGradients?
  let clipValue: Double?
  let weightDecay: Double
  /// The number of all weights.
  let count: Int

  /// - Parameters:
  ///   - weights: The weights.
  ///   - type: Their type.
  ///   - product: What makes the gradient of the only weight, for floats; its `gradient` is not read.
  ///   - rows: The gradients of tables, one for each weight; `gradient` is not read.
  ///   - clipValue: How far from 0 an element of a gradient may be; nil for no limit.
  ///   - weightDecay: Weights are first made smaller by learningRate·weightDecay of themselves.
  package init<T: KernelScalar>(
    _ weights: [Weight], _ type: T.Type, product: GradientProduct? = nil,
    rows: RowGradients? = nil, clipValue: Double? = nil, weightDecay: Double = 0
  ) {
    precondition(
      product == nil || (weights.count == 1 && T.isFloat), "\(weights.count) weights of one product"
    )
    self.weights = weights
    isFloat = T.isFloat
    self.product = product
    self.rows = rows
    self.clipValue = clipValue
    self.weightDecay = weightDecay
    count = weights.map(\.count).reduce(0, +)
  }
}
