public import TFXCore
public import TFXGraph
import TFXOps

/// The number of the bin that each whole number falls into by its hash.
/// [batch, d…] → int64 [batch, d…], or vectors as output_mode says
///
/// TensorFlow's FarmHash of the number's decimals, or SipHash with a salt:
/// [Keras's Hashing](https://keras.io/api/layers/preprocessing_layers/categorical/hashing/).
public struct Hashing: Layer {
  public static let kind = "Hashing"

  /// The number of bins.
  public var numBins = 1
  /// The number whose bin is 0; no other falls into that bin then.
  public var maskValue: Int?
  /// What makes the hash another one.
  public var salt: HashSalt?
  /// What is made of the numbers of bins.
  public var outputMode = CategoryOutput.int

  public var takesWholeNumbers: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_bins", &numBins, in: .atLeast(1), "number of bins")
    f.optional("mask_value", &maskValue, "the number whose bin is 0, which it has for itself")
    f.optional("salt", &salt, "what makes the hash another one: one number or two")
    f.optional("output_mode", &outputMode, "what is made of the numbers of bins")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try outputMode.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let numbers = try x.wholeNumbers()
    let keepsFirst = maskValue != nil && numBins > 1
    let buckets = keepsFirst ? numBins - 1 : numBins
    let text = try graph.asString(numbers)
    var bins =
      if let salt {
        try graph.stringToHashBucketStrong(text, buckets: buckets, key: salt.key)
      } else {
        try graph.stringToHashBucketFast(text, buckets: buckets)
      }
    if keepsFirst, let maskValue {
      let isMasked = try graph.equal(numbers, graph.constant(Tensor(Int64(maskValue))))
      let next = try graph.add(bins, graph.constant(Tensor(Int64(1))))
      bins = try graph.select(isMasked, graph.zerosLike(bins), next)
    }
    return try outputMode(bins, depth: numBins, context.dtype)
  }
}

/// The key of a hash: two numbers, or one that stands for both.
public struct HashSalt: FieldValue, Hashable {
  /// The two numbers.
  public var key: [Int]

  public static var expectation: String { "a whole number or a list of two" }

  public static var schema: ValueSchema { .oneOrList(.integer, count: 2...2) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> HashSalt? {
    guard case .sequence(let items) = node.content else {
      return Int.read(node, &diagnostics).map { HashSalt(key: [$0, $0]) }
    }
    guard items.count == 2 else { return mismatch(node, &diagnostics) }
    return [Int].read(node, &diagnostics).map { HashSalt(key: $0) }
  }

  public func write() -> ConfigNode { key[0] == key[1] ? key[0].write() : key.write() }
}
