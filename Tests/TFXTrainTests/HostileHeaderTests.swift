import TFXCore
import TFXTrain
import Testing

/// Headers that nobody means well with: each is refused with a reason, none traps.
@Suite struct HostileHeaderTests {
  private func file(_ header: String, _ bytes: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let header = Array(header.utf8)
    let length = length ?? UInt64(header.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
    return prefix + header + [UInt8](repeating: 0, count: bytes)
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    do {
      return "read: \(try Safetensors.parse(bytes).tensors.map(\.name).sorted())"
    } catch {
      return error.description.replacing(": error: ", with: "", maxReplacements: 1)
    }
  }

  private static let f32 = #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#

  @Test(arguments: [
    ("{}", 0, "read: []"),
    ("{\(f32)}", 4, "read: [\"a\"]"),
    ("{\(f32)}   ", 4, "read: [\"a\"]"),
    ("{\(f32)}", 3, "truncated: the header describes 66 bytes, the file has 65"),
    ("{\(f32)}", 5, "1 bytes too many behind the last tensor"),
    ("[]", 0, "not a safetensors file: it does not begin with a header"),
    ("{", 0, "not a safetensors file: its header is not that of tensors"),
    ("{\"a\":3}", 0, "not a safetensors file: its header is not that of tensors"),
    ("{\"a\":{}}", 0, "not a safetensors file: its header is not that of tensors"),
    (
      "{\"__metadata__\":{\"a\":3}}", 0,
      "not a safetensors file: its header is not that of tensors"
    ),
    (
      #"{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}"#, 2,
      "tensor 'a': element type BF16 is not supported"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
      "tensor 'a': impossible shape [-1]"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4,
      "tensor 'a': impossible shape [4611686018427387904, 4]"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4,
      "not a safetensors file: its header is not that of tensors"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "tensor 'a': shape [2] needs 8 bytes from 0, it has [0, 4]"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
      "tensor 'a': shape [1] needs 4 bytes from 0, it has [4, 8]"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4,
      "tensor 'a': shape [1] needs 4 bytes from 0, it has [0]"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[]}}"#, 4,
      "tensor 'a': shape [1] needs 4 bytes from 0, it has []"
    ),
    // Overlapping, with a gap, and backwards as far as numbers go.
    (
      "{\(f32),\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6,
      "tensor 'b': shape [1] needs 4 bytes from 4, it has [2, 6]"
    ),
    (
      "{\(f32),\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[6,10]}}", 10,
      "tensor 'b': shape [1] needs 4 bytes from 4, it has [6, 10]"
    ),
    (
      "{\(f32),\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,-9223372036854775808]}}",
      8, "tensor 'b': shape [1] needs 4 bytes from 4, it has [4, -9223372036854775808]"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4,
      "tensor 'a': shape [1] needs 4 bytes from 0, it has [-4, 0]"
    ),
    // So large that only the sum overflows.
    (
      "{\(f32),\"b\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],"
        + "\"data_offsets\":[4,9223372036854775807]}}",
      8,
      "tensor 'b': shape [9223372036854775807] needs 9223372036854775807 bytes from 4, "
        + "it has [4, 9223372036854775807]"
    ),
    (
      "{\(f32),\"b\":{\"dtype\":\"U8\",\"shape\":[9223372036854775803],"
        + "\"data_offsets\":[4,9223372036854775807]}}",
      8, "truncated: the header describes 9223372036854775807 bytes, the file has 158"
    ),
  ])
  func refuses(_ header: String, _ bytes: Int, _ expected: String) {
    #expect(refusal(file(header, bytes)) == expected)
  }

  @Test func lengthsThatNoFileHas() {
    for length in [100_000_001, 1 << 40, 1 << 62, UInt64.max] as [UInt64] {
      #expect(
        refusal(file("{}", length: length))
          == "not a safetensors file: it does not begin with a header")
    }
    #expect(
      refusal(file("{}", length: 1000))
        == "truncated: the header describes 1008 bytes, the file has 10")
    #expect(
      refusal(file("{}", length: 0)) == "not a safetensors file: its header is not that of tensors")
    #expect(refusal([1, 2, 3]) == "not a safetensors file: it has 3 bytes")
    #expect(refusal([]) == "not a safetensors file: it has 0 bytes")
  }

  @Test func namesGivenTwice() {
    let second = #""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#
    let found = refusal(file("{\(HostileHeaderTests.f32),\(second)}", 8))
    #expect(!found.hasPrefix("read"), "\(found)")
  }

  @Test(arguments: [600, 100_000])
  func nestingWithoutEnd(_ depth: Int) {
    let open = String(repeating: "{\"a\":", count: depth)
    #expect(
      refusal(file(open + "1" + String(repeating: "}", count: depth)))
        == "not a safetensors file: its header is not that of tensors")
    let lists = "{\"a\":" + String(repeating: "[", count: depth)
    #expect(
      refusal(file(lists)) == "not a safetensors file: its header is not that of tensors")
  }

  @Test func bytesThatAreNoUTF8() {
    var bytes = file("{\"a?\":3}")
    bytes[11] = 0xFF
    #expect(refusal(bytes) == "not a safetensors file: its header is not that of tensors")
  }
}
