import Foundation
import TFXApp
import TFXCore
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
      #expect(throws: Failure.self) { try NumpyFile.read(bytes, name: "broken") }
    }
  }
}
