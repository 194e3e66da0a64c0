import Foundation
import TFXCore
import TFXTrain
import TestSupport
import Testing

/// Every element type of the safetensors format.
@Suite struct ElementTypeTests {
  /// The tensor of a file that holds one, of given bytes.
  private func tensor(_ type: String, _ shape: [Int], _ bytes: [UInt8]) throws -> Tensor {
    let header = Array(
      #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[0,\#(bytes.count)]}}"#.utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return try #require(try Safetensors.parse(length + header + bytes).tensorsByName["a"])
  }

  private func bits(_ tensor: Tensor) -> [Int] {
    tensor.scalars(as: Float.self).map { $0.isNaN ? -1 : Int($0.bitPattern) }
  }

  /// Numbers one behind the other, the lowest bits first.
  private func packed(_ numbers: Range<Int>, bits: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: numbers.count * bits / 8)
    for (index, number) in numbers.enumerated() {
      for bit in 0..<bits where number >> bit & 1 == 1 {
        let place = index * bits + bit
        bytes[place / 8] |= 1 << (place % 8)
      }
    }
    return bytes
  }

  /// Against ml_dtypes (Tests/Fixtures/scripts/make_small_floats.py).
  @Test func everyNumberOfUpTo8Bits() throws {
    let data = try Data(contentsOf: URL(filePath: Repository.fixture("small_floats.json")))
    let types = try JSONDecoder().decode([String: [Int]].self, from: data)
    #expect(types.count == 8)
    for (type, expected) in types {
      let bitCount = expected.count.trailingZeroBitCount
      let bytes = packed(0..<expected.count, bits: bitCount)
      let found = bits(try tensor(type, [expected.count / 4, 4], bytes))
      #expect(found == expected, "\(type)")
    }
  }

  @Test func everyNumberOf16Bits() throws {
    let bytes = packed(0..<1 << 16, bits: 16)
    let brain = bits(try tensor("BF16", [1 << 16], bytes))
    // The upper half of float32.
    #expect(
      brain
        == (0..<1 << 16).map { Float(bitPattern: UInt32($0) << 16).isNaN ? -1 : $0 << 16 })
    #if !(os(macOS) && arch(x86_64))
      let half = bits(try tensor("F16", [1 << 16], bytes))
      #expect(
        half
          == (0..<1 << 16).map { bits in
            let number = Float(Float16(bitPattern: UInt16(bits)))
            return number.isNaN ? -1 : Int(number.bitPattern)
          })
    #endif
  }

  @Test func unsignedNumbers() throws {
    let largest = [UInt8](repeating: 0xFF, count: 8)
    let one: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]
    #expect(
      try tensor("U16", [4], largest) == Tensor([65535, 65535, 65535, 65535] as [Int32]))
    #expect(try tensor("U32", [2], one) == Tensor([1, 0] as [Int64]))
    #expect(
      try tensor("U32", [2], largest).scalars() == [Int64](repeating: 4_294_967_295, count: 2))
    #expect(try tensor("U64", [1], one) == Tensor([1] as [Int64]))
    #expect(try tensor("U64", [2], one + largest) == Tensor([1, 0x1p64] as [Float]))
    // Above a tie between two float32 by 1: rounded once, it goes up.
    let tie = UInt64(1) << 63 + UInt64(1) << 39 + 1
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: tie >> (8 * UInt64($0))) }
    #expect(try tensor("U64", [1], bytes) == Tensor([0x1.000002p63] as [Float]))
  }

  @Test func complexNumbers() throws {
    let bytes = Tensor([Complex(1.5, -2)]).withUnsafeBytes { Array($0) }
    #expect(try tensor("C64", [1], bytes) == Tensor([Complex(1.5, -2)]))
  }

  /// Elements of less than a byte fill whole bytes.
  @Test func aByteInParts() {
    for (type, shape, count) in [("F4", [3], 2), ("F6_E2M3", [2, 3], 5), ("F6_E3M2", [1], 1)] {
      #expect(throws: CheckpointError.self, "\(type)") {
        try tensor(type, shape, [UInt8](repeating: 0, count: count))
      }
    }
    #expect(throws: Never.self) { try tensor("F4", [0, 3], []) }
  }
}
