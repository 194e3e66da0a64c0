import Foundation
import TFXApp
import TFXCore
import TFXData
import Testing

/// NumPy's files, as NumPy wrote them (Tests/Fixtures/numpy/make_npy.py).
@Suite struct NumpyFileTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var hex: String
    var dtype: String
    var shape: [Int]
    var values: [String]

    var testDescription: String { name }

    var bytes: [UInt8] {
      let digits = Array(hex)
      return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(digits[$0..<$0 + 2]), radix: 16)!
      }
    }

    static let all: [Case] = {
      let file = URL(filePath: #filePath).appending(path: "../../Fixtures/numpy/npy.json")
        .standardized
      do {
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
      } catch {
        fatalError("\(error)")
      }
    }()
  }

  @Test(arguments: Case.all) func readsWhatNumPyWrote(_ test: Case) throws {
    let tensor = try NumpyFile.read(test.bytes, name: test.name)
    let dtype = try #require(DType(rawValue: test.dtype))
    #expect(tensor.spec == TensorSpec(Shape(test.shape), dtype))
    let expected = try ElementText.tensor(test.values, Shape(test.shape), dtype).get()
    #expect(ElementText.texts(tensor) == ElementText.texts(expected))
    // What is written is read again.
    #expect(try NumpyFile.read(NumpyFile.bytes(tensor), name: "again") == tensor)
  }

  @Test func writesTheBytesOfNumPy() throws {
    // Little-endian types of version 1 that are read as themselves are written as NumPy does.
    for test in Case.all
    where [
      "float32", "int64", "uint8", "bool", "complex64", "bytes", "empty",
      "scalar", "vector of one",
    ].contains(test.name) {
      let written = NumpyFile.bytes(try NumpyFile.read(test.bytes, name: test.name))
      #expect(
        NumpyFileTests.header(written).0 == NumpyFileTests.header(test.bytes).0, "\(test.name)")
      #expect(
        NumpyFileTests.header(written).1 == NumpyFileTests.header(test.bytes).1, "\(test.name)")
    }
  }

  /// The header without the spaces that fill it up, and what stands behind it.
  private static func header(_ bytes: [UInt8]) -> (String, [UInt8]) {
    let end = bytes.firstIndex(of: UInt8(ascii: "\n"))! + 1
    let text = String(decoding: bytes[10..<end], as: UTF8.self)
    return (text.filter { $0 != " " && $0 != "\n" }, Array(bytes[end...]))
  }

  /// A vector of a type, by its elements' bytes.
  private func file(_ type: String, _ shape: String, _ body: [UInt8]) -> [UInt8] {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + body
  }

  private func bytes(_ numbers: [UInt64]) -> [UInt8] {
    numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
  }

  private func refusal(_ bytes: [UInt8], wanted: DType? = nil) -> String {
    do {
      return "read: \(ElementText.texts(try NumpyFile.read(bytes, name: "x", wanted: wanted)))"
    } catch {
      return Failure(error).message
    }
  }

  /// Whole numbers above those of int64 are read for a type that holds them, and never changed.
  @Test func largeUnsignedNumbers() {
    let large = file("<u8", "(2,)", bytes([7, 1 << 63]))
    for dtype in [nil, DType.int64, .int32, .bool] {
      #expect(
        refusal(large, wanted: dtype)
          == "x: error: element 1 is 9223372036854775808, which int64 cannot hold")
    }
    #expect(refusal(large, wanted: .float32) == "read: [\"7.0\", \"9.223372e+18\"]")
    #expect(
      refusal(large, wanted: .float64) == "read: [\"7.0\", \"9.223372036854775808e+18\"]"
        || refusal(large, wanted: .float64) == "read: [\"7.0\", \"9.223372036854776e+18\"]")
    let largest = file("<u8", "(1,)", bytes([.max]))
    for dtype in [DType.float32, .float64] {
      #expect(
        refusal(largest, wanted: dtype)
          == "x: error: element 0 is 18446744073709551615, which \(dtype) cannot hold")
    }
    let odd = file("<u8", "(1,)", bytes([(1 << 24) + 1]))
    #expect(
      refusal(odd, wanted: .float32) == "x: error: element 0 is 16777217, which float32 cannot hold"
    )
    #expect(refusal(odd, wanted: .float64) == "read: [\"16777217.0\"]")
  }

  @Test func complexNumbersOutOfRange() {
    let pair = { (real: Double, imaginary: Double) in
      self.file("<c16", "(1,)", self.bytes([real.bitPattern, imaginary.bitPattern]))
    }
    #expect(refusal(pair(1, 1e300)).hasSuffix("which complex64 cannot hold"))
    #expect(refusal(pair(-1e300, 1)).hasSuffix("which complex64 cannot hold"))
    #expect(refusal(pair(.infinity, .nan)) == "read: [\"inf+nanj\"]")
  }

  @Test func shapesThatNoTensorHas() {
    for shape in [
      "(0, 9223372036854775807, 9223372036854775807)", "(9223372036854775807, 0, 2)",
      "(0, 281474976710656)", "(16777216, 16777216, 0)", "(9223372036854775807,)",
    ] {
      #expect(refusal(file("<f8", shape, [])).hasSuffix("makes no sense"), "\(shape)")
      #expect(refusal(file("|S0", shape, [])).hasSuffix("makes no sense"), "\(shape)")
    }
    #expect(refusal(file("<f8", "(0, 1048576)", [])) == "read: []")
    #expect(refusal(file("|S0", "(2,)", [])) == "read: [\"\", \"\"]")
    #expect(refusal(file("|S0", "(1099511627776,)", [])).hasSuffix("makes no sense"))
  }

  @Test func refusesWhatIsBroken() throws {
    let fine = try #require(Case.all.first).bytes
    var broken: [[UInt8]] = [[], Array(fine.prefix(9)), Array(fine.dropLast()), fine + [0]]
    // Whatever byte of the header differs, there is a tensor or an error, and no trap.
    for place in 0..<128 {
      for byte in [UInt8(0), 0x27, 0x39, 0xFF] {
        var bytes = fine
        bytes[place] = byte
        _ = try? NumpyFile.read(bytes, name: "changed")
      }
    }
    broken.append(Array(String(decoding: fine, as: UTF8.self).utf8))
    for bytes in broken {
      #expect(throws: NumpyError.self) { try NumpyFile.read(bytes, name: "broken") }
    }
  }
}
