import TFXCore
import TFXData
import Testing

/// Files that threads share in chunks read as they do in one piece.
@Suite struct ChunkTests {
  static let chunks = [1, 2, 3, 7, 16, 33, 100, 1_000]

  /// What a table holds, or the error, as a text.
  private func content(_ bytes: [UInt8], chunkByteCount: Int, textColumns: TextColumns = [])
    -> String
  {
    do {
      let table = try table(bytes, textColumns: textColumns, chunkByteCount: chunkByteCount)
      var text = "lines \(table.lines)\n"
      for column in table.columns {
        text += "\(column.name) at \(column.position): "
        switch column.values {
        case .numbers(let numbers):
          text += "\(numbers.map(\.bitPattern)), \(numbers.floats.sorted { $0.key < $1.key })\n"
        case .texts(let texts): text += "\(texts)\n"
        }
      }
      return text
    } catch {
      return error.description
    }
  }

  private func expectTheSame(_ bytes: [UInt8], _ name: String, textColumns: TextColumns = []) {
    let whole = content(bytes, chunkByteCount: 1 << 30, textColumns: textColumns)
    for size in ChunkTests.chunks {
      let parts = content(bytes, chunkByteCount: size, textColumns: textColumns)
      #expect(parts == whole, "\(name) in chunks of \(size) bytes")
    }
  }

  /// Columns of numbers, of texts, and of both, with all that a field can be.
  private func randomFile(_ seed: UInt64) -> [UInt8] {
    let random = Philox(seed: seed, stream: 5)
    var next: UInt64 = 0
    func draw(_ bound: Int) -> Int {
      next += 1
      return random.integer(below: bound, at: next)
    }
    let lineEnd = ["\n", "\r\n", "\r"][draw(3)]
    var text = draw(3) == 0 ? "\u{FEFF}" : ""
    text += "number,text,\"late, text\",mixed" + lineEnd
    let rows = 1 + draw(60)
    let numbers = [
      "1", "-2.5", "0.000001", "12345678.25", "1e-3", "NA", "", " 7 ", "\"8\"", "+.5", "9.",
    ]
    let texts = [
      "a", "\"b,c\"", "\"line\nbreak\"", "\"a \"\"quote\"\"\"", "ü", "\"\r\n\"", "x\"y", "", "NA",
      "\"\"", "a text that is too long for one register to hold, and goes on", "\",\n1,2,3,4\n\"",
    ]
    for row in 0..<rows {
      let late = row > rows / 2 ? texts[draw(texts.count)] : numbers[draw(numbers.count)]
      let mixed = draw(8) == 0 ? "word" : numbers[draw(numbers.count)]
      text += [numbers[draw(numbers.count)], texts[draw(texts.count)], late, mixed]
        .joined(separator: ",")
      text += lineEnd
      if draw(9) == 0 { text += lineEnd }
    }
    if draw(2) == 0 { text.removeLast() }
    return Array(text.utf8)
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func emptyLinesOfOneColumn(lineEnd: String) {
    let numbers = [
      "x", "", "1.5", "", "", "NA", "", "0.09289376810193062", "7.5464513301849365", "",
    ]
    let texts = numbers + ["\"2\(lineEnd)\(lineEnd)3\"", "", "word", "", ""]
    for lines in [numbers, texts] {
      expectTheSame(Array(lines.joined(separator: lineEnd).utf8), "\(lines.count) lines")
    }
  }

  @Test func randomFiles() {
    for seed in 0..<150 as Range<UInt64> {
      expectTheSame(randomFile(seed), "file \(seed)", textColumns: seed % 3 == 0 ? ["number"] : [])
    }
  }

  @Test func damageAnywhere() {
    // Of several errors the first one in the file counts, whichever chunk finds its own first.
    let damages: [[UInt8]] = [[0], [0x22], Array("\"x\"y".utf8), [0xFF], Array(",,,".utf8), [0x0A]]
    for seed in 0..<60 as Range<UInt64> {
      var bytes = randomFile(seed)
      let random = Philox(seed: seed, stream: 6)
      for index in 0...(seed % 3) {
        let place = 20 + random.integer(below: bytes.count - 20, at: index)
        bytes.insert(contentsOf: damages[Int(random[100 + index]) % damages.count], at: place)
      }
      expectTheSame(bytes, "damaged file \(seed)")
    }
  }

  @Test func anErrorInEachChunk() throws {
    let lines = (0..<50).map { "\($0),\"text\",1.5" }
    for broken in lines.indices {
      for (damage, message) in [
        ("1,2", "data.csv:\(broken + 2):3: error: expected 3 fields as in the header, found 2"),
        ("1,\"a\"b,2", "data.csv:\(broken + 2):2: error: expected a delimiter or a line end"),
      ] {
        var lines = lines
        for line in broken..<lines.count where (line - broken) % 7 == 0 { lines[line] = damage }
        let bytes = Array((["a,b,c"] + lines).joined(separator: "\n").utf8)
        let error = #expect(throws: DataError.self) { try table(bytes, chunkByteCount: 40) }
        #expect(error?.description.hasPrefix(message) == true)
      }
    }
  }

  @Test func oneThreadOrMany() throws {
    let threads = DataThreads.count
    defer { DataThreads.count = threads }
    let bytes = randomFile(11)
    DataThreads.count = 1
    let alone = content(bytes, chunkByteCount: 16)
    DataThreads.count = 5
    #expect(content(bytes, chunkByteCount: 16) == alone)
  }

  @Test func aMappedFile() throws {
    // Long enough to be mapped and shared, with a quote around many lines in the middle.
    let files = try TestFiles()
    var text = "x,y\n"
    for row in 0..<150_000 {
      text +=
        row == 70_000 ? "1,\"" + String(repeating: "1,2\n", count: 200_000) + "\"\n" : "\(row),NA\n"
    }
    let table = try CSVFile.read(try files.write("long.csv", text))
    #expect(table.rowCount == 150_000)
    #expect(table.columns[0].number(at: 149_999) == 149_999)
    #expect(table.columns[1].text(at: 70_000)?.utf8.count == 800_000)
    #expect(table.columns[1].text(at: 70_001) == nil)
    #expect(table.lines[149_999] == 350_001)
  }

  @Test func encodingIsTheSameAndItsFirstErrorToo() throws {
    let threads = DataThreads.count
    defer { DataThreads.count = threads }
    var text = "a,b\n"
    for row in 0..<5_000 { text += row == 4_900 ? "NA,x\n" : row == 9 ? "1,NA\n" : "\(row),x\n" }
    let table = try table(text)
    let rows = Array(0..<5_000)
    let features = FeatureList([
      FeatureList.Entry("a", FeatureOptions(normalize: .zscore, missing: .zero)),
      FeatureList.Entry("b", FeatureOptions(encode: .index, missing: .category)),
    ])
    let strict = try FeatureEncoder.fit(table, rows: [0, 1], features: nil, excluding: [])
    let encoder = try FeatureEncoder.fit(table, rows: rows, features: features, excluding: [])
    var results: [Tensor] = []
    for count in [1, 4] {
      DataThreads.count = count
      results.append(try encoder.encode(table, rows: rows))
      // Column a comes first, although column b goes wrong in an earlier row.
      #expect(
        message { () throws(DataError) in try strict.encode(table, rows: rows) }?
          .hasPrefix("data.csv:4902:1: error: column 'a': the value is missing") == true)
    }
    #expect(results[0] == results[1])
  }
}
