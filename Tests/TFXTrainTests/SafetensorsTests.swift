import TFXCore
import TFXTrain
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  static let everyType = Safetensors(
    tensors: [
      ("f32", Tensor([1.5, -0.0, .infinity, .leastNonzeroMagnitude] as [Float], shape: [2, 2])),
      ("f64", Tensor([0.1, .pi])), ("i8", Tensor([-128, 127] as [Int8])),
      ("i16", Tensor([-32768] as [Int16])), ("i32", Tensor([Int32.min, .max])),
      ("i64", Tensor([Int64.min, .max], shape: [1, 2, 1])), ("u8", Tensor([0, 255] as [UInt8])),
      ("bool", Tensor([true, false, true])), ("scalar", Tensor(Float(3))),
      ("empty", Tensor(shape: [3, 0, 2], dtype: .float32)), ("ä/ö \"x\"", Tensor([1] as [Int8])),
    ],
    metadata: ["note": "a \"text\"\nof two lines, 日本"])

  private func isEqual(_ left: Safetensors, _ right: Safetensors) -> Bool {
    left.metadata == right.metadata && left.tensors.count == right.tensors.count
      && left.tensorsByName == right.tensorsByName
  }

  @Test func everyTypeSurvives() throws {
    let directory = try TemporaryDirectory()
    try SafetensorsTests.everyType.write(directory["t"])
    let read = try Safetensors.read(directory["t"])
    #expect(isEqual(read, SafetensorsTests.everyType))
    #expect(Set(read.tensors.map(\.value.dtype)) == Set(DType.allCases.filter(\.isNumeric)))
    #expect(try directory.names == ["t"])
  }

  @Test func equalContentIsEqualBytes() {
    let bytes = SafetensorsTests.everyType.serialized()
    #expect(SafetensorsTests.everyType.serialized() == bytes)
    // The tensors' bytes begin at a multiple of 8.
    #expect((8 + Int(bytes[0]) + Int(bytes[1]) << 8) % 8 == 0)
  }

  @Test func nothingIsAFileToo() throws {
    let empty = try Safetensors.parse(Safetensors(tensors: []).serialized())
    #expect(empty.tensors.isEmpty && empty.metadata.isEmpty)
  }

  /// Files that Python's `safetensors` wrote: no checksum, and metadata of their own or none.
  @Test(arguments: ["trace_mlp.safetensors", "trace_cnn.safetensors"])
  func readsWhatPythonWrote(_ name: String) throws {
    let file = try Safetensors.read(Repository.fixture(name))
    #expect(file.tensorsByName["dense/bias"] != nil)
    #expect(file.tensors.allSatisfy { $0.value.dtype == .float32 })
    #expect(file.metadata["checksum"] == nil)
    let total = file.tensors.map(\.value.elementCount).reduce(0, +)
    #expect(total == (name.contains("mlp") ? 55_050 : 34_826))
  }

  // MARK: damage

  private static let small = Safetensors(
    tensors: [
      ("a", Tensor([1, 2, 3] as [Float])), ("b/c", Tensor([7, 8] as [Int64])),
    ],
    metadata: ["epoch": "12", "step": "345"])

  /// A damaged file is refused, or says what the whole one said.
  @Test func everyAlteredByteShows() throws {
    let bytes = SafetensorsTests.small.serialized()
    var refused = 0
    for index in bytes.indices {
      for change in [1, 2, 4, 8, 16, 32, 64, 128, 255] as [UInt8] {
        var altered = bytes
        altered[index] ^= change
        do {
          let read = try Safetensors.parse(altered)
          // Only the name of the checksum can change unseen: then the file is as a foreign one.
          #expect(
            read.tensorsByName == SafetensorsTests.small.tensorsByName,
            "byte \(index) ^ \(change)")
          for (key, text) in SafetensorsTests.small.metadata {
            #expect(read.metadata[key] == text, "byte \(index) ^ \(change)")
          }
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > bytes.count * 9 - 9 * 12)
  }

  @Test func everyTruncationIsRefused() {
    let bytes = SafetensorsTests.small.serialized()
    for count in bytes.indices {
      #expect(throws: CheckpointError.self, "\(count) bytes") {
        try Safetensors.parse(Array(bytes.prefix(count)))
      }
    }
    #expect(throws: CheckpointError.self) { try Safetensors.parse(bytes + [0]) }
  }
}
