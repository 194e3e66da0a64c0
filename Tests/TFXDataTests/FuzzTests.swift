import TFXCore
import TFXData
import Testing

/// Damaged files throw or are read; they never bring the program down.
@Suite struct FuzzTests {
  static let csv = Array("a,\"b \"\"c\"\"\",d\r\n1,\"x,\ny\",0.5\n-2e3,NA,\"\"\n,ü,7\n".utf8)
  static let image = idxBytes(0x0B, [2, 2, 2], Array(1...16))

  @Test func csvCutAnywhere() {
    for end in 0...FuzzTests.csv.count { readCSV(Array(FuzzTests.csv[..<end])) }
  }

  @Test func csvWithAnyByteAnywhere() {
    for place in FuzzTests.csv.indices {
      for byte in UInt8.min...UInt8.max {
        var bytes = FuzzTests.csv
        bytes[place] = byte
        readCSV(bytes)
      }
    }
  }

  /// Options that change how bytes are looked at.
  private var dialects: [CSVOptions] {
    [
      options { $0.delimiter = "whitespace" },
      options {
        $0.comment = "x"
        $0.header = .none
      },
      options {
        $0.decimal = ","
        $0.thousands = "."
        $0.skipRows = 1
      },
      options { $0.encoding = .utf16 }, options { $0.encoding = .latin1 },
      options {
        $0.missing.values = ["1", "x"]
        $0.missing.kept = ["NA"]
      },
    ]
  }

  @Test func otherDialects() {
    let random = Philox(seed: 4, stream: 0)
    let alphabet = Array("a1,\"\n\r .;-eNAx\t\u{FEFF}".utf8)
    for options in dialects {
      for place in FuzzTests.csv.indices {
        for byte in alphabet {
          var bytes = FuzzTests.csv
          bytes[place] = byte
          readCSV(bytes, options)
        }
      }
      for length in 0..<300 {
        readCSV(
          (0..<length).map { alphabet[Int(random[UInt64(length * 300 + $0)]) % alphabet.count] },
          options)
      }
    }
  }

  @Test func compressedCSVCutAnywhere() {
    for whole in [gzip(FuzzTests.csv), zstd(FuzzTests.csv)] {
      for end in 0..<whole.count {
        #expect(throws: DataError.self) { try table(Array(whole[..<end])) }
      }
    }
  }

  @Test func idxCutAnywhere() {
    for whole in [FuzzTests.image, gzip(FuzzTests.image), zstd(FuzzTests.image)] {
      for end in 0..<whole.count {
        #expect(throws: DataError.self) { try idx(Array(whole[..<end])) }
      }
    }
  }

  @Test func idxWithAnyByteAnywhere() {
    for whole in [FuzzTests.image, gzip(FuzzTests.image), zstd(FuzzTests.image)] {
      for place in whole.indices {
        for byte in UInt8.min...UInt8.max {
          var bytes = whole
          bytes[place] = byte
          readIDX(bytes)
        }
      }
    }
  }

  @Test func randomBytes() {
    let random = Philox(seed: 3, stream: 0)
    for length in 0..<2_000 {
      let bytes = (0..<(length % 200)).map { index in
        UInt8(truncatingIfNeeded: random[UInt64(length * 200 + index)])
      }
      readCSV(bytes)
      readIDX(bytes)
      readIDX([0, 0] + bytes)
      readIDX([0x1F, 0x8B, 8, 0] + bytes)
      readIDX([0x28, 0xB5, 0x2F, 0xFD] + bytes)
      readCSV([0x28, 0xB5, 0x2F, 0xFD] + bytes)
      // Bytes that mean something to a CSV reader, in any order.
      let alphabet = Array("a1,\"\n\r .;-eNA\u{FEFF}".utf8)
      readCSV(bytes.map { alphabet[Int($0) % alphabet.count] })
    }
  }

  /// Reads and then encodes everything; an error must have a place and a text.
  private func readCSV(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) {
    do {
      let table = try table(bytes, options)
      #expect(table.rowCount > 0)
      #expect(table.columns.allSatisfy { $0.count == table.rowCount })
      let rows = Array(0..<table.rowCount)
      let encoder = try FeatureEncoder.fit(table, rows: rows, features: nil, excluding: [])
      #expect(try encoder.encode(table, rows: rows).shape == [rows.count, encoder.width])
    } catch {
      check(error)
    }
  }

  private func readIDX(_ bytes: [UInt8]) {
    do {
      #expect(try idx(bytes).elementCount > 0)
    } catch {
      check(error)
    }
  }

  private func check(_ error: any Error) {
    guard let error = error as? DataError else {
      Issue.record("\(error) is no DataError")
      return
    }
    #expect(error.row ?? 0 > 0 && error.column ?? 0 > 0)
    #expect(error.description.hasPrefix("\(error.file):"))
  }
}
