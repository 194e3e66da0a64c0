import TFXCore
import TFXGraph
import TFXOps

// Activation functions that are put together from others. At a kink the slope is that of Keras on
// TensorFlow.

extension Output {
  /// max(x, 0) + e^min(x, 0) − 1, whose slope at 0 is 1 from both sides.
  func celu() throws(GraphError) -> Output {
    let zeros = try graph.zerosLike(self)
    return try graph.maximum(self, zeros) + graph.expm1(graph.minimum(self, zeros))
  }

  /// a · σ(b), a and b the halves of the last axis. Dauphin et al., 2017.
  func gated() throws(GraphError) -> Output {
    let halves = try graph.split(self, into: 2, axis: -1)
    return try halves[0] * graph.sigmoid(halves[1])
  }

  /// x where |x| > ½, else 0.
  func hardShrunk() throws(GraphError) -> Output {
    let isLarge = try graph.greater(graph.abs(self), graph.constant(0.5, dtype))
    return try graph.select(isLarge, self, graph.zerosLike(self))
  }

  /// max(0, min(1, (x + 3) / 6)).
  func hardSigmoid() throws(GraphError) -> Output {
    try graph.relu6(self + 3) / 6
  }

  /// 0 up to −1, ¼ (x + 1)² up to 1, from there on x.
  func sparsePlus() throws(GraphError) -> Output {
    let curve = try graph.square(self + 1) * 0.25
    let upper = try graph.select(graph.less(self, graph.constant(1, dtype)), curve, self)
    return try belowMinusOne(graph.zerosLike(self), else: upper)
  }

  /// 0 up to −1, ½ (x + 1) up to 1, from there on 1.
  func sparseSigmoid() throws(GraphError) -> Output {
    let isOne = try graph.greaterEqual(self, graph.constant(1, dtype))
    let upper = try graph.select(isOne, graph.onesLike(self), (self + 1) * 0.5)
    return try belowMinusOne(graph.zerosLike(self), else: upper)
  }

  private func belowMinusOne(_ low: Output, else upper: Output) throws(GraphError) -> Output {
    try graph.select(graph.lessEqual(self, graph.constant(-1, dtype)), low, upper)
  }

  /// max(x − τ, 0) along the last axis. Martins and Astudillo (2016) choose τ such that the sum is 1.
  /// Keras 3.15, whose numbers these are, takes the sum of running sums for that of the greatest
  /// elements, so that the sum is 1 only where a single one is above 0.
  func sparsemax() throws(GraphError) -> Output {
    let sorted = try graph.sort(self, direction: .descending)
    let sums = try graph.cumsum(sorted, axis: -1)
    let counts = try graph.constant(
      Tensor((1...Swift.max(1, shape[-1])).map(Double.init)).converted(to: dtype))
    let part = try graph.cast(
      graph.greater(sorted - (sums - 1) / counts, graph.zerosLike(sorted)), to: dtype)
    let count = try graph.sum(part, axes: [-1], keepDims: true)
    let threshold = try (graph.sum(sums * part, axes: [-1], keepDims: true) - 1) / count
    return try graph.maximum(self - threshold, graph.zerosLike(self))
  }
}
