import TFXCore
import TFXTrain
import TestSupport
import Testing

/// A checkpoint in which one bit is another is refused, whichever it is.
@Suite struct BitFlipTests {
  @Test func everyFlippedBitIsNoticed() throws {
    let directory = try TemporaryDirectory()
    let checkpoint = Checkpoint(
      tensors: [
        ("dense/kernel", Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])),
        ("optimizer/iterations", Tensor(Int64(40))),
      ],
      config: "name: a\nseed: 1\n", preprocessing: nil, input: TensorSpec([Shape.unknown, 2]),
      epoch: 5, step: 40, best: Checkpoint.Best(epoch: 4, name: "loss", value: 0.5))
    try checkpoint.write(directory["c"])
    let bytes = try directory.read("c")
    #expect(try Safetensors.parse(bytes).tensors.count == 2)
    for index in bytes.indices {
      for bit in 0..<8 {
        var altered = bytes
        altered[index] ^= 1 << UInt8(bit)
        #expect(throws: CheckpointError.self, "bit \(bit) of byte \(index)") {
          try Safetensors.parse(altered)
        }
      }
    }
  }

  /// Weights that others wrote have no checksum, and entries of any name.
  @Test func filesOfOthersNeedNoChecksum() throws {
    let file = Safetensors(
      tensors: [("a", Tensor([1] as [Float]))], metadata: ["format": "pt", "crc32": "none"])
    var bytes = file.serialized()
    #expect(try Safetensors.parse(bytes).metadata["format"] == "pt")
    // Without the entry of the checksum, which is the first.
    let entry = Array(#""checksum":"crc32:01234567","#.utf8)
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: entry.prefix(18)) })
    bytes.replaceSubrange(start..<start + entry.count, with: entry.map { _ in 0x20 })
    #expect(try Safetensors.parse(bytes).metadata == ["format": "pt", "crc32": "none"])
  }
}
