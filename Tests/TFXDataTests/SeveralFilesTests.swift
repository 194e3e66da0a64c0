import TFXCore
import TFXData
import Testing

/// Data in several files: as if they were one, in memory and streamed.
@Suite struct SeveralFilesTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func texts(_ table: Table) -> [[String]] {
    (0..<table.rowCount).map { row in table.columns.map { $0.text(at: row) ?? "∅" } }
  }

  @Test func rowsFollowOneAnother() throws {
    let first = try files.write("a.csv", "n,t,late\n0.09289376810193062,x,1.50\n2,,007\n")
    // Columns in another order, other delimiters, compressed; a column of texts here.
    let second = try files.write(
      "b.tsv", gzip(Array("t\tlate\tn\ny\tz\t3\n\t\t0.09289376810193062\n".utf8)))
    let table = try CSVFile.read([first, second])
    #expect(table.columnNames == ["n", "t", "late"])
    #expect(
      texts(table) == [
        ["0.09289376810193062", "x", "1.50"], ["2", "∅", "007"], ["3", "y", "z"],
        ["0.09289376810193062", "∅", "∅"],
      ])
    guard case .numbers(let numbers) = table.columns[0].values else {
      Issue.record("not numbers")
      return
    }
    #expect(numbers.floats.keys.sorted() == [0, 3])
  }

  @Test func errorsNameTheFile() throws {
    let names = ["a.csv", "b.csv", "c.csv"]
    var paths: [String] = []
    for name in names { paths.append(try files.write(name, "x,y\n1,0\n2,1\n")) }
    paths[1] = try files.write("b.csv", "y,x\n0,1\n1,\n")
    var config = DataConfig()
    config.train = .files(paths, CSVOverride())
    config.target = TargetConfig("y")
    for streaming in [false, true] {
      config.streaming = streaming
      let found = message { () throws(DataError) in
        try PreparedData.prepare(config, as: .classIndices, seed: 1)
      }
      #expect(
        found?.hasPrefix("\(paths[1]):3:2: error: column 'x': the value is missing") == true,
        "\(found ?? "")")
    }
    paths[1] = try files.write("b.csv", "x,z\n0,1\n1,\n")
    config.train = .files(paths, CSVOverride())
    for streaming in [false, true] {
      config.streaming = streaming
      let found = message { () throws(DataError) in
        try PreparedData.prepare(config, as: .classIndices, seed: 1)
      }
      #expect(
        found
          == "\(paths[1]):1:1: error: expected the columns of \(paths[0]), missing: y; further: z")
    }
  }

  @Test func patternsAreSortedAndMatchSomething() throws {
    for name in ["p-2.csv", "p-10.csv", "p-1.csv", "q.csv", "[x].csv"] {
      _ = try files.write(name, "name\n\(name)\n")
    }
    let names = { (pattern: String) in
      texts(try CSVFile.read([files.path + "/" + pattern])).map { $0[0] }
    }
    #expect(try names("p-*.csv") == ["p-1.csv", "p-10.csv", "p-2.csv"])
    #expect(try names("p-?.csv") == ["p-1.csv", "p-2.csv"])
    #expect(try names("[pq].csv") == ["q.csv"])
    // A file that is called so is meant itself.
    #expect(try names("[x].csv") == ["[x].csv"])
    let error = #expect(throws: DataError.self) { try names("r-*.csv") }
    #expect(error?.isUnreadable == true)
    #expect(
      error.map { files.plain($0) } == "error: r-*.csv: no file has a name like this")
  }

  @Test func theSameStreamed() throws {
    var paths: [String] = []
    for part in 0..<3 {
      var text = part == 1 ? "y,word,x\n" : "x,y,word\n"
      for row in 0..<90_000 {
        let (x, y) = (Double(row * 3 + part) / 8, row % 2)
        let word = part == 2 ? "w\(row % 5)" : "\(row % 5)"
        text += part == 1 ? "\(y),\(word),\(x)\n" : "\(x),\(y),\(word)\n"
      }
      let bytes = Array(text.utf8)
      paths.append(try files.write("part-\(part).csv", part == 1 ? zstd(bytes) : bytes))
    }
    var config = DataConfig()
    config.train = .file(files.path + "/part-*.csv")
    config.target = TargetConfig("y")
    config.features = FeatureList([
      FeatureList.Entry("x"), FeatureList.Entry("word", FeatureOptions(encode: .oneHot)),
    ])
    config.streaming = true
    let streamed = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    config.streaming = false
    let whole = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    #expect(whole.preprocessing.featureNames?.count == 11)
    let pass = streamed.train.pass(batchSize: 270_000, shuffle: false, seed: 0, epoch: 0)
    let batch = try #require(try pass.next())
    #expect(batch.samples.inputs == (whole.train as? Dataset)?.inputs)
    #expect(batch.samples.targets == (whole.train as? Dataset)?.targets)
    let stream = try whole.preprocessing.stream(
      config.train, needTargets: false, batchSize: 270_000)
    #expect(try stream.next()?.count == 270_000)
  }
}
