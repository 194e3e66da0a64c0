import CZstd
import TFXCore
import TFXData
import Testing

/// Compressed files: read as what they hold, in memory and streamed, and refused if broken.
@Suite struct CompressionTests {
  private static let text = "a,b\n1,x\n2,\"y\nz\"\n"

  @Test(arguments: ["gzip", "zstd"]) func readsWhatItHolds(_ format: String) throws {
    let compress = format == "gzip" ? gzip : zstd
    let bytes = Array(CompressionTests.text.utf8)
    // The name does not matter, and files may stand behind each other.
    let files = try TestFiles()
    for content in [compress(bytes), compress(Array(bytes[..<7])) + compress(Array(bytes[7...]))] {
      let table = try CSVFile.read(try files.write("t.csv", content))
      #expect(table.columnNames == ["a", "b"])
      #expect((0..<2).map { table.columns[1].text(at: $0) } == ["x", "y\nz"])
      #expect(table.lines == [2, 3])
    }
    let image = idxBytes(0x0B, [3, 2], Array(0..<12))
    #expect(try idx(compress(image)) == (try idx(image)))
    let tabs = try files.write("t.tsv.zst", compress(Array("a,b\tc\n1\t2\n".utf8)))
    #expect(try CSVFile.read(tabs).columnNames == ["a,b", "c"])
    let encoded = compress(
      [0xFF, 0xFE] + "a,b\n1,é\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    #expect(try table(encoded).columns[1].text(at: 0) == "é")
  }

  @Test func framesToBeSkipped() throws {
    let skipped: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
    let table = try table(skipped + zstd(Array(CompressionTests.text.utf8)) + skipped)
    #expect(table.rowCount == 2)
  }

  @Test func whatIsBroken() {
    let good = zstd(Array(CompressionTests.text.utf8))
    var damaged = good
    damaged[damaged.count - 1] ^= 1
    let cases: [(String, [UInt8], String)] = [
      ("cut", Array(good.dropLast(3)), "the zstd data is corrupt: it ends in the middle"),
      ("something behind it", good + [1, 2, 3, 4, 5], "the zstd data is corrupt: Unknown frame"),
      ("checksum", damaged, "the zstd data is corrupt: Restored data doesn't match checksum"),
      ("nothing in it", zstd([]), "the file is empty"),
      ("gzip of a spreadsheet", gzip([0x50, 0x4B, 3, 4]), "expected CSV text, found a zip"),
      ("gzip of gzip", gzip(good), "expected CSV text, found compressed data in compressed data"),
    ]
    for (name, bytes, expected) in cases {
      let found = message { () throws(DataError) in try table(bytes) }
      #expect(
        found?.hasPrefix("data.csv:1:1: error: \(expected)") == true, "\(name): \(found ?? "")")
    }
  }

  /// Rows of more than one window, in which a text comes late, and a record longer than a window.
  private func longText(_ rows: Int) -> String {
    var text = "t,v,y\n"
    for row in 0..<rows {
      let long =
        row == rows / 2 ? String(repeating: "lorem\r\nipsum, ", count: 800_000) : "\(row % 7)"
      text += "\"\(long)\",\(Double(row) / 4),\(row % 2)\r\n"
    }
    return text
  }

  @Test func streamsAsItReads() throws {
    let files = try TestFiles()
    let text = Array(longText(200_000).utf8)
    var config = DataConfig()
    config.target = TargetConfig("y")
    config.features = FeatureList([
      FeatureList.Entry("t", FeatureOptions(encode: .index)),
      FeatureList.Entry("v"),
    ])
    for (name, bytes) in [("plain", text), ("gzip", gzip(text)), ("zstd", zstd(text))] {
      config.train = .file(try files.write("\(name).csv", bytes))
      config.streaming = true
      let streamed = try PreparedData.prepare(config, as: .classIndices, seed: 3)
      config.streaming = false
      let whole = try PreparedData.prepare(config, as: .classIndices, seed: 3)
      #expect(streamed.train.count == 200_000)
      let pass = streamed.train.pass(batchSize: 200_000, shuffle: false, seed: 0, epoch: 0)
      let batch = try #require(try pass.next())
      #expect(batch.samples.inputs == (whole.train as? Dataset)?.inputs, "\(name)")
      #expect(batch.samples.targets == (whole.train as? Dataset)?.targets, "\(name)")
    }
  }

  @Test func aBombIsBounded() throws {
    // 100 MB of one field in a few kilobytes.
    let bomb = zstdZeros(100 << 20, first: Array("a\n".utf8))
    let files = try TestFiles()
    var config = DataConfig()
    config.train = .file(try files.write("bomb.csv", bomb))
    config.target = TargetConfig("a")
    config.streaming = true
    let error = #expect(throws: DataError.self) {
      try PreparedData.prepare(config, as: .numbers, seed: 3)
    }
    #expect(error?.description.contains("expected the end of a record, found none in") == true)
    // In memory it may take a part of it.
    let limited = message { () throws(DataError) in
      try withBytes(bomb) { bytes throws(DataError) in
        try CSVFile.parse(bytes, file: "bomb.csv", textLimit: 1 << 20)
      }
    }
    #expect(
      limited == """
        bomb.csv:1:1: error: the compressed data becomes more than 1048576 bytes
          write 'streaming: true' to read it in pieces
        """)
    // So may the table, whose numbers are longer than their texts.
    let rows = zstd(Array("a,b\n".utf8) + (0..<50_000).flatMap { _ in Array("1,2\n".utf8) })
    let wide = message { () throws(DataError) in
      try withBytes(rows) { bytes throws(DataError) in
        try CSVFile.parse(bytes, file: "rows.csv", textLimit: 1 << 20)
      }
    }
    #expect(wide?.contains("the compressed data becomes more than 524288 bytes") == true)
  }
}

/// The bytes compressed as `zstd` does.
func zstd(_ bytes: [UInt8]) -> [UInt8] {
  let context = ZSTD_createCCtx()
  defer { ZSTD_freeCCtx(context) }
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  let count = output.withUnsafeMutableBytes { target in
    bytes.withUnsafeBytes { source in
      ZSTD_compress2(context, target.baseAddress, target.count, source.baseAddress, source.count)
    }
  }
  precondition(ZSTD_isError(count) == 0)
  return Array(output[..<count])
}

/// A frame of `count` letters behind a start.
private func zstdZeros(_ count: Int, first: [UInt8]) -> [UInt8] {
  let piece = zstd([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
  return zstd(first) + Array(repeating: piece, count: count >> 20).flatMap { $0 }
}
