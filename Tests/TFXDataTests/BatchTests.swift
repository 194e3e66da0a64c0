import TFXCore
import TFXData
import Testing

/// The batches of an epoch and the copying of their rows.
@Suite struct BatchTests {
  @Test(arguments: [(0, 3), (1, 3), (3, 3), (7, 3), (9, 1), (17, 32)])
  func everyRowComesOnceAnEpoch(_ count: Int, _ batchSize: Int) {
    for shuffle in [false, true] {
      let plan = BatchPlan(count: count, batchSize: batchSize, shuffle: shuffle, seed: 5, epoch: 2)
      let batches = (0..<plan.stepCount).map { plan.rows(at: $0) }
      #expect(batches.flatMap { $0 }.sorted() == Array(0..<count))
      #expect(batches.dropLast().allSatisfy { $0.count == batchSize })
      #expect(batches.last?.count ?? 0 == (count == 0 ? 0 : (count - 1) % batchSize + 1))
      if !shuffle { #expect(plan.order == Array(0..<count)) }
    }
  }

  @Test func seedAndEpochDecideTheOrder() {
    let order = { (seed: UInt64, epoch: Int) in
      BatchPlan(count: 100, batchSize: 10, shuffle: true, seed: seed, epoch: epoch).order
    }
    #expect(order(1, 0) == order(1, 0))
    #expect(order(1, 0) != order(1, 1))
    #expect(order(1, 0) != order(2, 0))
    #expect(order(1, 0) == Philox(seed: 1, .shuffle).permutation(of: 100))
  }

  /// A tensor of 5 rows in every element type, with values that all of them have.
  static let tensors: [Tensor] = DType.allCases.filter(\.isNumeric).map { dtype in
    Tensor((0..<85).map { Int32($0 % 2) }, shape: [5, 17]).converted(to: dtype)
  }

  @Test func gathersEveryTypeIntoEveryTarget() {
    let rows = [4, 0, 0, 2]
    for tensor in BatchTests.tensors {
      for target in [DType.float32, .float64, .int32, .int64, tensor.dtype] {
        let gathered = Tensor(shape: [4, 17], dtype: target) { bytes in
          tensor.gather(rows[...], into: bytes.baseAddress!, as: target)
        }
        let expected = rows.flatMap { row in (0..<17).map { Double((row * 17 + $0) % 2) } }
        #expect(gathered.doubles() == expected, "\(tensor.dtype) as \(target)")
      }
    }
  }

  @Test func extremesSurvive() {
    let bytes = Tensor((0...255).map { UInt8($0) }, shape: [256, 1])
    let order = Array(stride(from: 255, through: 0, by: -1))
    #expect(gather(bytes, order, as: .float32) == order.map(Double.init))
    let longs = Tensor([Int64.max, .min, -1])
    #expect(gather(longs, [0, 1, 2], as: .int32) == [2_147_483_647, -2_147_483_648, -1])
    let floats = Tensor([Float.nan, .infinity, -2.75, 1e20])
    #expect(gather(floats, [0, 1, 2, 3], as: .int32) == [0, 2_147_483_647, -2, 2_147_483_647])
    #expect(gather(Tensor([1.0 / 3]), [0], as: .float32) == [Double(Float(1.0 / 3))])
    #expect(gather(Tensor([Int16.min, .max]), [1, 0], as: .float32) == [32_767, -32_768])
  }

  @Test func noRowsAreNoBytes() {
    #expect(gather(Tensor([Float(1)]), [], as: .float32) == [])
    #expect(Tensor([Float(1), 2], shape: [2, 1]).gathering([]).shape == [0, 1])
  }

  private func gather(_ tensor: Tensor, _ rows: [Int], as target: DType) -> [Double] {
    let shape = tensor.shape.withoutBatch.batched(rows.count)
    let gathered = Tensor(shape: shape, dtype: target) { bytes in
      if let base = bytes.baseAddress { tensor.gather(rows[...], into: base, as: target) }
    }
    return gathered.doubles()
  }
}
