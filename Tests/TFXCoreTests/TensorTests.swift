import TFXCore
import Testing

/// Tensors are values.
struct TensorTests {
  @Test func aCopyKeepsItsElements() {
    var first = Tensor([1, 2, 3] as [Float])
    let second = first
    first.withUnsafeMutableBytes { $0.bindMemory(to: Float.self)[0] = 9 }
    #expect(first.scalars(as: Float.self) == [9, 2, 3])
    #expect(second.scalars(as: Float.self) == [1, 2, 3])
    let reshaped = first.reshaped(to: [3, 1])
    first.withUnsafeMutableBytes { $0.bindMemory(to: Float.self)[1] = 8 }
    #expect(reshaped.scalars(as: Float.self) == [9, 2, 3])
  }

  @Test func anUnsharedTensorIsWrittenInPlace() {
    var tensor = Tensor(repeating: Float(1), shape: [1_000])
    let before = tensor.withUnsafeBytes { $0.baseAddress }
    tensor.withUnsafeMutableBytes { $0[0] = 7 }
    #expect(tensor.withUnsafeBytes { $0.baseAddress } == before)
    let copy = tensor
    tensor.withUnsafeMutableBytes { $0[0] = 8 }
    #expect(tensor.withUnsafeBytes { $0.baseAddress } != before)
    #expect(copy.withUnsafeBytes { $0.baseAddress } == before)
  }

  @Test(arguments: [[0], [1], [7], [3, 0, 2], [9, 17]] as [Shape])
  func bytesAreAlignedAndZero(shape: Shape) {
    for dtype in DType.allCases where dtype != .resource {
      let tensor = Tensor(shape: shape, dtype: dtype) { _ in }
      tensor.withUnsafeBytes { bytes in
        #expect(bytes.count == shape.elementCount * dtype.byteCount)
        #expect(dtype == .string || bytes.allSatisfy { $0 == 0 })
        #expect(UInt(bitPattern: bytes.baseAddress) % 64 == 0)
      }
    }
  }

  @Test func initializersAgree() {
    #expect(Tensor(Float(2)).shape == .scalar)
    #expect(
      Tensor(repeating: Int32(5), shape: [2, 2]) == Tensor([5, 5, 5, 5] as [Int32], shape: [2, 2]))
    #expect(Tensor([true, false]).spec == TensorSpec([2], .bool))
  }

  @Test func equalityIsOfShapeTypeAndBytes() {
    #expect(Tensor([1, 2] as [Float]) == Tensor([1, 2] as [Float]))
    #expect(Tensor([1, 2] as [Float]) != Tensor([1, 3] as [Float]))
    #expect(Tensor([1, 2] as [Float]) != Tensor([1, 2] as [Float], shape: [2, 1]))
    #expect(Tensor([0] as [Int32]) != Tensor([0] as [Float]))
  }

  @Test func rowsAreCopied() {
    let tensor = Tensor((0..<12).map { Int32($0) }, shape: [4, 3])
    #expect(tensor.rows(1..<3) == Tensor([3, 4, 5, 6, 7, 8] as [Int32], shape: [2, 3]))
    #expect(tensor.rows(2..<2).shape == [0, 3])
    #expect(tensor.rows(0..<4) == tensor)
  }

  @Test(
    arguments: [
      (DType.int8, [-128, 127, 127, -1, 1, 0, 0]), (.uint8, [0, 255, 200, 0, 1, 0, 0]),
      (.int16, [-32_768, 32_767, 200, -1, 1, 0, 0]),
      (.int32, [-2_147_483_648, 2_147_483_647, 200, -1, 1, 0, 0]),
      (.bool, [1, 1, 1, 1, 1, 1, 0]),
    ] as [(DType, [Double])])
  func conversionClampsAndCutsOff(target: DType, expected: [Double]) {
    let tensor = Tensor([-1e30, 1e30, 200, -1.9, 1.9, .nan, 0])
    #expect(tensor.converted(to: target).doubles() == expected)
    #expect(tensor.converted(to: target).dtype == target)
  }

  @Test func conversionToTheLargestTypeClamps() {
    let tensor = Tensor([-.infinity, .infinity, 9.3e18, -2.7, 4_503_599_627_370_497])
    #expect(
      tensor.converted(to: .int64).scalars(as: Int64.self)
        == [.min, .max, .max, -2, 4_503_599_627_370_497])
  }

  @Test func wholeNumbersConvertToFloatingAndBack() {
    for dtype in [DType.int8, .int16, .int32, .int64, .uint8] {
      let tensor = Tensor([0, 1, 100, 127] as [Double]).converted(to: dtype)
      #expect(tensor.converted(to: .float32).converted(to: dtype) == tensor)
      #expect(tensor.converted(to: .float64).doubles() == [0, 1, 100, 127])
    }
    let float = Tensor([0.5, -1] as [Float])
    #expect(float.converted(to: .float32) == float)
    #expect(float.converted(to: .float64).scalars(as: Double.self) == [0.5, -1])
  }
}
