import TFXCore
import TFXData
import Testing

@Suite struct ToCategoricalTests {
  @Test func aRowALabel() throws {
    let found = try toCategorical(Tensor([0, 2, 1] as [Int32]))
    #expect(found == Tensor([1, 0, 0, 0, 0, 1, 0, 1, 0] as [Float], shape: [3, 3]))
  }

  @Test func shapesAreKerass() throws {
    let cases: [(Shape, Int?, Shape)] = [
      ([4], nil, [4, 2]), ([4, 1], 3, [4, 3]), ([2, 2], nil, [2, 2, 2]),
      ([1, 4, 1], 5, [1, 4, 5]),
      ([1], 2, [1, 2]),
    ]
    for (shape, classes, expected) in cases {
      let labels = Tensor((0..<shape.elementCount).map { Int64($0 % 2) }, shape: shape)
      let found = try toCategorical(labels, numClasses: classes)
      #expect(found.shape == expected)
      #expect(found.doubles().reduce(0, +) == Double(shape.elementCount))
    }
    #expect(try toCategorical(Tensor([] as [Int32], shape: [0]), numClasses: 3).shape == [0, 3])
  }

  @Test func wholeNumbersInFloatsAreLabels() throws {
    let found = try toCategorical(Tensor([1, 0] as [Float]))
    #expect(found == Tensor([0, 1, 1, 0] as [Float], shape: [2, 2]))
  }

  @Test func otherLabelsAreRefused() throws {
    #expect(throws: CategoryError.notAClass(index: 1, label: 3, classes: 3)) {
      try toCategorical(Tensor([0, 3] as [Int32]), numClasses: 3)
    }
    #expect(throws: CategoryError.notAClass(index: 0, label: -1, classes: 2)) {
      try toCategorical(Tensor([-1, 1] as [Int32]))
    }
    #expect(throws: CategoryError.notAClass(index: 0, label: 0.5, classes: 2)) {
      try toCategorical(Tensor([0.5, 1] as [Float]))
    }
    let error = try #require(throws: CategoryError.self) {
      try toCategorical(Tensor([7] as [Int32]), numClasses: 7)
    }
    #expect("\(error)" == "label 0: expected a class from 0 to 6, found 7.0")
  }
}
