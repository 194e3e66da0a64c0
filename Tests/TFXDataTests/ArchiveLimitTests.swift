import TFXCore
import TFXData
import TestSupport
import Testing

/// Arrays in archives that become more than they should.
@Suite struct ArchiveLimitTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// An archive of one deflated array, which is said to have `count` bytes.
  private func archive(_ deflated: [UInt8], count: Int) -> [UInt8] {
    let name = Array("x.npy".utf8)
    let wide = little(1, 2) + little(16, 2) + little(count, 8) + little(deflated.count, 8)
    let sizes = little(0, 4) + little(0xFFFF_FFFF, 4) + little(0xFFFF_FFFF, 4)
    let local =
      [0x50, 0x4B, 3, 4] + little(45, 2) + little(0, 2) + little(8, 2) + little(0, 4) + sizes
      + little(name.count, 2) + little(0, 2) + name
    let list =
      [0x50, 0x4B, 1, 2] + little(45, 2) + little(45, 2) + little(0, 2) + little(8, 2)
      + little(0, 4)
      + sizes + little(name.count, 2) + little(wide.count, 2) + little(0, 14) + name + wide
    return local + deflated + list + [0x50, 0x4B, 5, 6] + little(0, 4) + little(1, 2) + little(1, 2)
      + little(list.count, 4) + little(local.count + deflated.count, 4) + little(0, 2)
  }

  private func array(_ shape: String, zeros: Int) -> [UInt8] {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      + [UInt8](repeating: 0, count: zeros)
  }

  private func found(_ bytes: [UInt8], streaming: Bool) throws -> String? {
    var config = DataConfig()
    config.train = .archive(try files.write("t.npz", bytes), images: "x", labels: "x")
    config.streaming = streaming
    return message { () throws(DataError) in
      try PreparedData.prepare(config, as: .classIndices, seed: 1)
    }
  }

  @Test(arguments: [false, true]) func bombsAreRefusedByTheirHeaders(_ streaming: Bool) throws {
    let content = array("(3, 2)", zeros: 40_000_000)
    // What gzip puts around deflated data is 10 bytes before and 8 behind.
    let deflated = Array(gzip(content).dropFirst(10).dropLast(8))
    #expect(
      try found(archive(deflated, count: content.count), streaming: streaming)?
        .contains("need 6 bytes, found 40000000") == true)
    // No data of this length becomes so much.
    #expect(
      try found(archive(deflated, count: 1 << 40), streaming: streaming)?
        .contains("the zip data is corrupt: 'x.npy' cannot have 1099511627776 bytes") == true)
    // More than half of the memory.
    let huge = Machine.memorySize / 2 + 1
    let start = array("(\(huge), 1)", zeros: 0)
    let padded =
      Array(gzip(start + [UInt8](repeating: 0, count: 100_000)).dropFirst(10).dropLast(8))
      + [UInt8](repeating: 0, count: huge / 1_000)
    let found = try found(archive(padded, count: start.count + huge), streaming: false)
    #expect(
      found?.contains("the compressed data becomes more than \(Machine.memorySize / 2) bytes")
        == true,
      "\(found ?? "")")
  }

  @Test func theChecksumIsLookedAt() throws {
    let content = array("(4, 2)", zeros: 8)
    let deflated = Array(gzip(content).dropFirst(10).dropLast(8))
    for streaming in [false, true] {
      #expect(
        try found(archive(deflated, count: content.count), streaming: streaming)?
          .contains("the checksum of 'x.npy' is wrong") == true)
    }
  }
}
