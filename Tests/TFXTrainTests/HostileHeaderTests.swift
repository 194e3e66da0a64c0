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
      #"{"a":{"dtype":"F128","shape":[1],"data_offsets":[0,16]}}"#, 16,
      "tensor 'a': element type F128 is not supported"
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

  /// White space around values, names that say nothing here, and an empty tensor before another.
  @Test(arguments: [
    (" \n\t\r{\(f32)}", 4, "[\"a\"]"), ("{\(f32)}\n ", 4, "[\"a\"]"),
    (
      #"{ "a" : { "dtype" : "F32" , "shape" : [ 1 ] , "data_offsets" : [ 0 , 4 ] } }"#, 4,
      "[\"a\"]"
    ),
    (
      #"{"a":{"x":[1.5e-3,{"y":[null,true,false,"\u00e4\n"]},-0],"dtype":"F32","shape":[1],"#
        + #""data_offsets":[0,4]}}"#, 4, "[\"a\"]"
    ),
    (#"{"\ud83d\ude00":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, "[\"😀\"]"),
    ("{\(f32),\"Z\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}}", 4, "[\"Z\", \"a\"]"),
    ("{\(f32),\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 4, "[\"a\", \"b\"]"),
    (
      #"{"__metadata__": null , "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#, 4, "[\"a\"]"
    ),
    (#"{"__metadata__":{},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#, 4, "[\"a\"]"),
  ])
  func takes(_ header: String, _ bytes: Int, _ expected: String) {
    #expect(refusal(file(header, bytes)) == "read: \(expected)")
  }

  /// What RFC 8259 or the format does not allow, and other readers of JSON take.
  @Test(
    arguments: [
      "{\(f32),}", "{,\(f32)}", "{\(f32)}}", "{\(f32)}{}", "{\(f32)} x", "{\(f32)}\0",
      "\u{FEFF}{\(f32)}",
      "{\(f32)} // a", "{/* a */\(f32)}", "{\(f32);}", "{\(f32)", "{'a':{}}", "{a:{}}",
      "{\(f32),\(f32)}", #"{\#(f32),"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}"#,
      #"{"__metadata__":{},"__metadata__":{},\#(f32)}"#,
      #"{"__metadata__":{"x":"1","x":"2"},\#(f32)}"#,
      #"{"__metadata__":{"x":null},\#(f32)}"#, #"{"__metadata__":nul,\#(f32)}"#,
      #"{"__metadata__":null,"__metadata__":{},\#(f32)}"#,
      #"{"__metadata__":[],\#(f32)}"#, #"{"__metadata__":{"x":{}},\#(f32)}"#,
      "{\"__metadata__\":{\"x\":\"a\nb\"},\(f32)}", "{\"__metadata__\":{\"x\":\"a\tb\"},\(f32)}",
      #"{"__metadata__":{"x":"\x"},\#(f32)}"#, #"{"__metadata__":{"x":"\u12g4"},\#(f32)}"#,
      #"{"__metadata__":{"x":"\ud800"},\#(f32)}"#,
      #"{"__metadata__":{"x":"\udc00\ud800"},\#(f32)}"#,
      #"{"__metadata__":{"x":"\u+123"},\#(f32)}"#, #"{"__metadata__":{"x":"open},\#(f32)}"#,
    ]
      + [
        #""dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1],"data_offsets":[0,4],"data_offsets":[0,4]"#,
        #""x":1,"x":2,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1.0],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1],"data_offsets":[0,4.0]"#,
        #""dtype":"F32","shape":[1],"data_offsets":[0.0,4]"#,
        #""dtype":"F32","shape":[1e0],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[01],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[+1],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[0x1],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1_0],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1,],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1 1],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":["1"],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[true],"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":1,"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":null,"data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1],"data_offsets":[-0,4]"#,
        #""dtype":"F32","shape":[1],"data_offsets":{"0":4}"#,
        #""dtype":32,"shape":[1],"data_offsets":[0,4]"#,
        #""dtype":null,"shape":[1],"data_offsets":[0,4]"#,
        #""shape":[1],"data_offsets":[0,4]"#, #""dtype":"F32","data_offsets":[0,4]"#,
        #""dtype":"F32","shape":[1]"#,
        #""x":NaN,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":Infinity,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":.5,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":1.,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":1e,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":-,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":00,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":True,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
        #""x":,"dtype":"F32","shape":[1],"data_offsets":[0,4]"#,
      ].map { "{\"a\":{\($0)}}" })
  func refusesLooseJSON(_ header: String) {
    let expected = [
      "not a safetensors file: its header is not that of tensors",
      "not a safetensors file: it does not begin with a header",
    ]
    #expect(expected.contains(refusal(file(header, 4))), "\(header)")
  }

  /// Beside an extent of 0 the others must make sense, too.
  @Test func shapesWithoutElements() {
    let header = { (shape: String) in
      #"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,0]}}"#
    }
    #expect(refusal(file(header("[0,5]"))) == "read: [\"a\"]")
    for shape in ["[0, 9223372036854775807, 4]", "[9223372036854775807, 4, 0]"] {
      #expect(refusal(file(header(shape))) == "tensor 'a': impossible shape \(shape)")
    }
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
