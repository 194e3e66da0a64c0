import TFXCore
import Testing

/// Dimensions, known and unknown.
struct ShapeTests {
  @Test(
    arguments: [
      (Shape.scalar, 0, 1, "[]"), ([3], 1, 3, "[3]"), ([2, 3, 4], 3, 24, "[2, 3, 4]"),
      ([0, 7], 2, 0, "[0, 7]"),
    ] as [(Shape, Int, Int, String)])
  func countsElements(shape: Shape, rank: Int, count: Int, text: String) {
    #expect(shape.rank == rank)
    #expect(shape.elementCount == count)
    #expect(shape.isFullyKnown)
    #expect(shape.description == text)
  }

  @Test func axesCountFromTheEnd() {
    var shape: Shape = [2, 3, 4]
    #expect(shape[0] == 2 && shape[-1] == 4 && shape[-3] == 2)
    shape[-2] = 9
    #expect(shape == [2, 9, 4])
  }

  @Test func theBatchIsTheFirstAxis() {
    let sample: Shape = [28, 28]
    #expect(sample.batched() == [Shape.unknown, 28, 28])
    #expect(sample.batched().description == "[?, 28, 28]")
    #expect(!sample.batched().isFullyKnown)
    #expect(sample.batched(5).withoutBatch == sample)
    #expect(Shape.scalar.withoutBatch == .scalar)
  }

  @Test(
    arguments: [
      ([Shape.unknown, 3], [8, 3], true), ([Shape.unknown, 3], [0, 3], true),
      ([Shape.unknown, 3], [8, 4], false), ([Shape.unknown, 3], [8, 3, 1], false),
      ([2, 3], [2, 3], true), ([2, 3], [3, 2], false), ([], [], true), ([], [1], false),
    ] as [(Shape, Shape, Bool)])
  func acceptsWhatFits(declared: Shape, fed: Shape, fits: Bool) {
    #expect(declared.accepts(fed) == fits)
  }

  @Test func aSpecNamesTypeAndShape() {
    #expect(TensorSpec([Shape.unknown, 3]).description == "float32[?, 3]")
    #expect(TensorSpec([], .int64) != TensorSpec([], .int32))
  }
}
