public import TFXCore
public import TFXGraph
import TFXOps

/// In training, sets each element to 0 with probability `rate` and scales the others by
/// 1 / (1 - rate); otherwise the identity.   [batch, d…] → [batch, d…]
///
/// Srivastava et al., 2014, as
/// [Keras's Dropout](https://keras.io/api/layers/regularization_layers/dropout/).
public struct Dropout: Layer {
  public static let kind = "Dropout"

  /// The part of the elements to drop.
  public var rate = 0.0
  /// Extents of the noise, batch first: 1 for axes along which elements are dropped together, nil
  /// for the input's.
  public var noiseShape: [Int?]?
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public var passesMask: Bool { true }

  public init() {}

  /// Drops the part `rate` of the elements.
  public init(_ rate: Double) { self.rate = rate }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("rate", &rate, in: .from(0, below: 1), "part of the elements to drop")
    f.noiseShape(&noiseShape)
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try input.require(noiseShape: noiseShape)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining || rate == 0 { return x }
    guard let noiseShape, noiseShape.contains(1) else {
      return try x.graph.dropout(x, rate: rate, step: context.step, seed: seed)
    }
    return try x * x.kept(noiseShape, rate: rate, context, seed: seed)
  }
}

extension FieldVisitor {
  /// The extents of noise that is the same along some axes.
  mutating func noiseShape(_ shape: inout [Int?]?) {
    optional(
      "noise_shape", &shape, in: Limits<Int>.atLeast(1).orNone.each.orNone,
      "1 for axes along which elements are dropped together, null for others; the batch is first")
  }
}

extension Shape {
  /// Throws unless noise of the given extents can be broadcast to this shape.
  func require(noiseShape: [Int?]?) throws(LayerError) {
    guard let noiseShape else { return }
    let fits =
      noiseShape.count == rank
      && zip(noiseShape, dimensions).allSatisfy { noise, extent in
        noise == nil || noise == 1 || noise == extent
      }
    if !fits {
      let extents = noiseShape.map { $0.map(String.init) ?? "null" }.joined(separator: ", ")
      throw LayerError(
        expected: "an input of noise_shape [\(extents)] or what it is broadcast to", found: self,
        help: "give \(rank) extents, each null or 1")
    }
  }
}

extension Output {
  /// What remains of a tensor of ones, of this one's extents but where the noise's are 1, after
  /// dropout: 0, or 1 / (1 − rate).
  func kept(
    _ noiseShape: [Int?], rate: Double, _ context: LayerContext, seed: UInt64?
  ) throws(GraphError) -> Output {
    // What all samples share is drawn as for the whole batch.
    let step = noiseShape[0] == 1 ? context.wholeStep : context.step
    let part = try graph.slice(
      self, begin: noiseShape.map { _ in 0 }, size: noiseShape.map { $0 == 1 ? 1 : -1 })
    return try graph.dropout(graph.onesLike(part), rate: rate, step: step, seed: seed)
  }
}
