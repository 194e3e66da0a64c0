public import TFXCore
import TFXGraph
import TFXOps

/// What layers make of the numbers of categories.
public enum CategoryOutput: String, Choice {
  /// The numbers themselves, as int64.
  case int
  /// 1 for the category of each element and 0 for the others.
  case oneHot = "one_hot"
  /// 1 for the categories that a sample has and 0 for the others.
  case multiHot = "multi_hot"
  /// How often a sample has each category.
  case count
}

extension CategoryOutput {
  /// Throws unless the layer makes something of inputs of the given shape.
  func require(_ input: Shape) throws(LayerError) {
    if (self == .multiHot || self == .count) && input.rank != 2 {
      throw LayerError(
        expected: "vectors [batch, n] for output_mode \(rawValue)", found: input,
        help: "put a Flatten before it, or use output_mode: one_hot")
    }
  }

  /// What becomes of numbers from 0 to below `depth`; others have no category.
  ///
  /// - Parameter dtype: The type of the result, except of `int`.
  func callAsFunction(
    _ numbers: Output, depth: Int, _ dtype: DType
  ) throws(GraphError) -> Output {
    let graph = numbers.graph
    switch self {
    case .int: return numbers.dtype == .int64 ? numbers : try graph.cast(numbers, to: .int64)
    case .oneHot:
      // As in Keras, an axis of 1 makes room for the categories.
      let isColumn = numbers.shape.rank > 1 && numbers.shape[-1] == 1
      let numbers = isColumn ? try graph.squeeze(numbers, axes: [numbers.shape.rank - 1]) : numbers
      return try graph.oneHot(numbers, depth: depth, dtype: dtype)
    case .multiHot:
      return try graph.max(graph.oneHot(numbers, depth: depth, dtype: dtype), axes: [1])
    case .count:
      return try graph.sum(graph.oneHot(numbers, depth: depth, dtype: dtype), axes: [1])
    }
  }
}

extension Output {
  /// How many of some numbers, which are sorted, are not above each element: int32, by halving.
  func rank(among sorted: [Double]) throws(GraphError) -> Output {
    // Filled up so that any number of halves is there.
    var count = 1
    while count <= sorted.count { count *= 2 }
    let last = dtype.isFloating ? Double.infinity : Double(Int32.max)
    let filled = sorted + Array(repeating: last, count: count - 1 - sorted.count)
    let table = try graph.constant(Tensor(filled, shape: [filled.count]).converted(to: dtype))
    var found = try graph.cast(graph.zerosLike(self), to: .int32)
    while count > 1 {
      count /= 2
      let half = try graph.constant(Tensor(Int32(count)))
      let place = try graph.subtract(found + half, graph.constant(Tensor(Int32(1))))
      let isNotAbove = try graph.lessEqual(graph.gather(table, place), self)
      found = try found + graph.cast(isNotAbove, to: .int32) * half
    }
    return found
  }
}
