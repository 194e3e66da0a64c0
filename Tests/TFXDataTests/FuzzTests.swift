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

  @Test func idxCutAnywhere() {
    for whole in [FuzzTests.image, gzip(FuzzTests.image)] {
      for end in 0..<whole.count {
        #expect(throws: DataError.self) { try idx(Array(whole[..<end])) }
      }
    }
  }

  @Test func idxWithAnyByteAnywhere() {
    for whole in [FuzzTests.image, gzip(FuzzTests.image)] {
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
      // Bytes that mean something to a CSV reader, in any order.
      let alphabet = Array("a1,\"\n\r .;-eNA\u{FEFF}".utf8)
      readCSV(bytes.map { alphabet[Int($0) % alphabet.count] })
    }
  }

  /// Reads and then encodes everything; an error must have a place and a text.
  private func readCSV(_ bytes: [UInt8]) {
    do {
      let table = try table(bytes)
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
