import TFXCore
import TFXGraph
import TFXOps
import Testing

/// The shapes that operations make of partly known ones.
@Suite struct InferenceTests {
  @Test func elementwise() throws {
    let s = Samples()
    let g = s.graph
    expectSpec(try g.add(s.float(-1, 3), s.float(3)), "float32[?, 3]")
    expectSpec(try g.multiply(s.float(-1, 1), s.float(1, 4)), "float32[?, 4]")
    expectSpec(try g.divide(s.float(-1, 3), s.float(5, 3)), "float32[5, 3]")
    expectSpec(try g.less(s.float(-1, 3), s.float(-1, 1)), "bool[?, 3]")
    expectSpec(try g.equal(s.typed(.int64, -1), s.typed(.int64, 4)), "bool[4]")
    expectSpec(try g.exp(s.float(-1, 2)), "float32[?, 2]")
    expectSpec(try g.cast(s.typed(.uint8, -1, 2), to: .float64), "float64[?, 2]")
    expectSpec(
      try g.select(s.typed(.bool, 4, -1), s.float(-1, 2), s.float(4, 2)), "float32[4, 2]")
    expectSpec(
      try g.select(s.typed(.bool, 2), s.typed(.int32, 2), s.typed(.int32, -1)), "int32[2]")
  }

  @Test func reductions() throws {
    let s = Samples()
    let g = s.graph
    expectSpec(try g.sum(s.float(-1, 3)), "float32[]")
    expectSpec(try g.mean(s.float(-1, 3), axes: [-1]), "float32[?]")
    expectSpec(try g.mean(s.float(-1, 3), axes: [0], keepDims: true), "float32[1, 3]")
    expectSpec(try g.max(s.float(-1, 3, -1, 5), axes: [1, 2]), "float32[?, 5]")
    expectSpec(try g.min(s.float(-1, 3), axes: []), "float32[?, 3]")
    expectSpec(try g.argMax(s.float(-1, 3)), "int64[?]")
    expectSpec(try g.argMin(s.typed(.float64, -1, 3), axis: 0), "int64[3]")
  }

  @Test func arrays() throws {
    let s = Samples()
    let g = s.graph
    expectSpec(try g.reshape(s.float(-1, 28, 28), to: [-1, 784]), "float32[?, 784]")
    expectSpec(try g.reshape(s.float(-1, 28, 28), to: [-1, 28, 28, 1]), "float32[?, 28, 28, 1]")
    expectSpec(try g.reshape(s.float(2, 3, 4), to: [-1, 6]), "float32[4, 6]")
    expectSpec(try g.reshape(s.float(-1, 6), to: [3, 4]), "float32[3, 4]")
    expectSpec(try g.reshape(s.float(-1, 6), to: [-1, 4]), "float32[?, 4]")
    expectSpec(try g.reshape(s.float(0, 6), to: [-1, 4]), "float32[0, 4]")
    expectSpec(try g.reshape(s.typed(.uint8, 4), to: [2, 2]), "uint8[2, 2]")
    expectSpec(try g.transpose(s.float(-1, 3, 4), [2, 0, 1]), "float32[4, ?, 3]")
    expectSpec(try g.expandDims(s.float(-1, 3), axis: -1), "float32[?, 3, 1]")
    expectSpec(try g.expandDims(s.float(), axis: 0), "float32[1]")
    expectSpec(try g.squeeze(s.float(-1, 1, 3), axes: [1]), "float32[?, 3]")
    expectSpec(try g.squeeze(s.float(-1, 3), axes: [0]), "float32[3]")
    expectSpec(try g.squeeze(s.float(1, 2, 1)), "float32[2]")
    expectSpec(try g.squeeze(s.float(-1, 1)), "float32[?]")
    expectSpec(try g.oneHot(s.typed(.int32, -1), depth: 10), "float32[?, 10]")
    expectSpec(try g.oneHot(s.typed(.int64), depth: 3, dtype: .float64), "float64[3]")
    expectSpec(try g.fill([2, 3], 1.5, .float64), "float64[2, 3]")
    expectSpec(try g.zerosLike(s.typed(.bool, -1, 2)), "bool[?, 2]")
  }

  @Test func networks() throws {
    let s = Samples()
    let g = s.graph
    expectSpec(try g.biasAdd(s.float(-1, 3), s.float(3)), "float32[?, 3]")
    expectSpec(try g.softmax(s.float(-1, 3)), "float32[?, 3]")
    expectSpec(
      try g.sparseSoftmaxCrossEntropyWithLogits(
        labels: s.typed(.int32, -1), logits: s.float(-1, 10)), "float32[?]")
    expectSpec(
      try g.softmaxCrossEntropyWithLogits(labels: s.float(8, 10), logits: s.float(-1, 10)),
      "float32[8]")
    expectSpec(
      try g.conv2D(s.float(-1, 28, 28, 1), s.float(3, 3, 1, 32)), "float32[?, 26, 26, 32]")
    expectSpec(
      try g.conv2D(s.float(-1, 28, 27, 1), s.float(3, 3, 1, 32), strides: Pair(2), padding: .same),
      "float32[?, 14, 14, 32]")
    expectSpec(
      try g.conv2D(s.float(-1, -1, 27, 1), s.float(3, 3, 1, 8), dilations: Pair(2)),
      "float32[?, ?, 23, 8]")
    expectSpec(try g.maxPool(s.float(-1, 13, 13, 4), window: Pair(2)), "float32[?, 6, 6, 4]")
    expectSpec(
      try g.avgPool(s.float(-1, 13, 13, 4), window: Pair(2), padding: .same),
      "float32[?, 7, 7, 4]")
    let channels = try s.float(5)
    let normalized = try g.fusedBatchNorm(
      s.float(-1, 3, 5), scale: channels, offset: channels, mean: channels, variance: channels,
      isTraining: true)
    expectSpec(normalized.y, "float32[?, 3, 5]")
    expectSpec(normalized.batchMean, "float32[5]")
    expectSpec(normalized.batchVariance, "float32[5]")
    expectSpec(
      try g.dropout(s.float(-1, 3), rate: 0.5, step: s.typed(.int64)), "float32[?, 3]")
  }
}
