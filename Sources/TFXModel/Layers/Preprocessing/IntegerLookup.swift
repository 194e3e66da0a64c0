public import TFXCore
public import TFXGraph
import TFXOps

/// The place of each whole number in a vocabulary: behind the mask's, which is 0, and those for
/// numbers that the vocabulary lacks.   [batch, d…] → int64 [batch, d…], or vectors as output_mode
/// says
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/categorical/integer_lookup/).
public struct IntegerLookup: Layer {
  public static let kind = "IntegerLookup"

  /// The numbers that are known, in order.
  public var vocabulary: [Int] = []
  /// How many places there are for other numbers, which go to them by their remainder.
  public var numOOVIndices = 1
  /// The number whose place is 0; in vectors it counts for nothing.
  public var maskToken: Int?
  /// What other numbers become when places are turned into numbers.
  public var oovToken = -1
  /// Whether places become numbers.
  public var invert = false
  /// What is made of the places.
  public var outputMode = CategoryOutput.int

  public var takesWholeNumbers: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "vocabulary", &vocabulary,
      in: Limits(
        "one whole number or more, each once and within 32 bits",
        bounds: ValueBounds(isNotEmpty: true)
      ) { all in
        !all.isEmpty && Set(all).count == all.count
          && all.allSatisfy { Int(Int32.min) < $0 && $0 < Int(Int32.max) }
      }, "numbers that are known, in order")
    f.optional(
      "num_oov_indices", &numOOVIndices, in: .atLeast(1), "places for numbers that are not known")
    f.optional("mask_token", &maskToken, "the number whose place is 0")
    f.optional("oov_token", &oovToken, "what unknown places become with `invert`")
    f.optional("invert", &invert, "whether places become numbers")
    f.optional("output_mode", &outputMode, "what is made of the places")
  }

  public func problems() -> [FieldProblem] {
    if invert && outputMode != .int {
      return [FieldProblem("output_mode", "with invert, output_mode must be int")]
    }
    let lacks = known.isEmpty
    return lacks ? [FieldProblem("vocabulary", "the vocabulary has special tokens alone")] : []
  }

  /// The place of the mask: in vectors it has none.
  private var maskPlaces: Int { maskToken != nil && outputMode == .int ? 1 : 0 }

  /// The special tokens, with which a vocabulary may begin.
  private var special: [Int] {
    (maskToken.map { maskPlaces == 1 ? [$0] : [] } ?? [])
      + Array(repeating: oovToken, count: numOOVIndices)
  }

  /// The vocabulary without them.
  private var known: [Int] {
    vocabulary.starts(with: special) ? Array(vocabulary.dropFirst(special.count)) : vocabulary
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try outputMode.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let numbers = try x.wholeNumbers()
    func constant(_ value: Int) throws(GraphError) -> Output {
      try graph.constant(Tensor(Int64(value)))
    }
    if invert { return try inverted(numbers) }
    let order = known.indices.sorted { known[$0] < known[$1] }
    let sorted = order.map { Double(known[$0]) }
    let first = maskPlaces + numOOVIndices
    // Of the numbers that are not above one, the last is the same if it is known.
    let rank = try numbers.rank(among: sorted)
    let last = try graph.maximum(
      graph.subtract(rank, graph.constant(Tensor(Int32(1)))), graph.zerosLike(rank))
    let values = try graph.constant(Tensor(sorted.map { Int64($0) }))
    let isKnown = try graph.equal(graph.gather(values, last), numbers)
    let place = try graph.gather(graph.constant(Tensor(order.map { Int64($0 + first) })), last)
    let remainder = try graph.floorMod(numbers, constant(numOOVIndices))
    var places = try graph.select(isKnown, place, remainder + constant(maskPlaces))
    if let maskToken {
      // What has no place counts for nothing in vectors.
      let isMasked = try graph.equal(numbers, constant(maskToken))
      places = try graph.select(isMasked, constant(maskPlaces == 1 ? 0 : -1), places)
    }
    return try outputMode(places, depth: first + known.count, context.dtype)
  }

  /// The numbers of places.
  private func inverted(_ places: Output) throws(GraphError) -> Output {
    let graph = places.graph
    let tokens = special + known
    let table = try graph.constant(Tensor(tokens.map { Int64($0) }))
    let zero = try graph.constant(Tensor(Int64(0)))
    let last = try graph.constant(Tensor(Int64(tokens.count - 1)))
    let inside = try graph.clipByValue(places, min: zero, max: last)
    let oov = try graph.constant(Tensor(Int64(oovToken)))
    return try graph.select(
      graph.equal(inside, places), graph.gather(table, inside), oov)
  }
}
