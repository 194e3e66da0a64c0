import TFXCore
import TFXData
import Testing

/// What a table tells of a training before it.
@Suite struct ReviewTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// A table with a column y to predict, and what is found in it.
  private func review(
    _ csv: String, as kind: TargetKind, _ change: (inout DataConfig) -> Void = { _ in }
  ) throws -> TableReview {
    var config = DataConfig()
    config.train = .file(try files.write("t.csv", csv))
    config.target = TargetConfig("y")
    change(&config)
    let data = try PreparedData.prepare(config, as: kind, seed: 1)
    return try #require(try TableReview(config, data.preprocessing))
  }

  private func csv(_ count: Int, _ row: (Int) -> [String]) -> String {
    let names = row(0).indices.map { "x\($0)" }.dropLast() + ["y"]
    return (0..<count).map(row).reduce(names.joined(separator: ",") + "\n") {
      $0 + $1.joined(separator: ",") + "\n"
    }
  }

  /// Bits that look random.
  private func noise(_ row: Int, _ limit: Int) -> Int {
    Int((UInt64(row + 1) &* 0x9E37_79B9_7F4A_7C15) >> 33) % limit
  }

  @Test func columnsThatTellTheClass() throws {
    let found = try review(
      csv(300) { row in
        let kind = row % 3
        return [
          // A number of its own for each row, in an order by class; a code of each class, missing for one.
          "\(kind * 1_000 + row)", kind == 1 ? "" : "c\(kind)", "\(noise(row, 50))",
          // Nine of ten.
          noise(row, 10) == 0 ? "c9" : "c\(kind)", "k\(kind)",
        ]
      }, as: .classIndices)
    #expect(found.leaks.map(\.column) == ["x0", "x1"])
    #expect(found.leaks.last?.accuracy == 1)
    // Where the classes meet, a neighbour is of another.
    #expect(found.leaks.first?.accuracy == 298.0 / 300)
  }

  @Test func columnsThatTellTheNumber() throws {
    let found = try review(
      csv(200) { row in
        let x = Double(noise(row, 10_000)) / 100
        return [
          "\(x)", "\(100 - x)", "\(noise(row + 7, 100))", "\(x + Double(noise(row + 3, 60)))",
          "\(x * x - 50 * x)",
        ]
      }, as: .numbers)
    // A parabola is a function of x, and of what is left to 100.
    #expect(found.leaks.map(\.column) == ["x0", "x1"])
    #expect(found.leaks.allSatisfy { $0.accuracy == nil && $0.score > 0.98 })
  }

  @Test func fewRowsTellNothing() throws {
    let row = { (row: Int) in ["\(row % 2)", "k\(row % 2)"] }
    #expect(try review(csv(19, row), as: .classIndices).leaks.isEmpty)
    #expect(try review(csv(20, row), as: .classIndices).leaks.count == 1)
    // Four rows that are not of the most frequent class may come by chance.
    let rare = { (row: Int) in ["\(row < 4 ? 1 : 0)", "k\(row < 4 ? 1 : 0)"] }
    #expect(try review(csv(40, rare), as: .classIndices).leaks.isEmpty)
  }

  @Test func numbersInAnotherUnit() throws {
    let found = try review(
      csv(60) { row in
        [
          row % 20 == 3 ? "1.\(10 + noise(row, 80))" : "\(150 + noise(row, 50))",
          row % 15 == 4 ? "9999" : "\(noise(row, 90) + 9)", "\(noise(row, 90))",
          // Incomes have no unit of their own.
          "\(1 << (noise(row, 20)))", "\(row % 2)",
        ]
      }, as: .binary)
    #expect(found.gaps.map(\.column) == ["x0", "x1"])
    let (units, codes) = (found.gaps[0].gap, found.gaps[1].gap)
    #expect(units.count == 3 && units.factor < 0.02 && !units.areEqual)
    #expect(found.gaps[0].place.row == 5 && found.gaps[0].place.column == 1)
    #expect(codes.count == 4 && codes.areEqual && codes.example == 9999)
  }

  @Test func numbersThatAreNoMistake() throws {
    let found = try review(
      csv(60) { row in
        [
          // A few codes; one that is far; half of them.
          "\([1, 2, 500][noise(row, 3)])", row == 9 ? "100000" : "\(noise(row, 90) + 9)",
          row % 2 == 0 ? "\(noise(row, 90) + 9)" : "\(noise(row, 90) * 100 + 90_000)",
          "\(row % 3 == 0 ? 1 : 0)",
        ]
      }, as: .binary)
    #expect(found.gaps.isEmpty, "\(found.gaps)")
  }

  @Test func whatCannotBeReadAgainIsNotLookedAt() throws {
    var config = DataConfig()
    config.train = .file(try files.write("t.csv", "x,y\n1,2\n3,4\n"))
    config.target = TargetConfig("y")
    let data = try PreparedData.prepare(config, as: .numbers, seed: 1)
    config.train = .file("-")
    #expect(try TableReview(config, data.preprocessing) == nil)
    #expect(config.columnPlaces().isEmpty)
  }

  @Test func placesOfColumns() throws {
    var config = DataConfig()
    config.train = .file(try files.write("t.csv", "# made by hand\nx;y\n1;2\n"))
    config.csv.comment = "#"
    config.csv.delimiter = ";"
    let places = config.columnPlaces()
    #expect(places["y"]?.row == 2 && places["y"]?.column == 2 && places.count == 2)
  }

  // MARK: Rows of two parts

  private func samples(_ inputs: [Float], _ targets: [Int32], file: String) -> Dataset {
    Dataset(
      inputs: Tensor(inputs, shape: [targets.count, inputs.count / targets.count]),
      targets: Tensor(targets), lines: targets.indices.map { $0 + 2 }, file: file)
  }

  @Test func rowsOfTwoParts() throws {
    let train = samples([1, 2, 3, 4, 5, 6], [0, 1, 0], file: "a.csv")
    // The same inputs with another target are another sample.
    let test = samples([7, 8, 3, 4, 1, 2, 3, 4], [0, 0, 0, 1], file: "b.csv")
    let shared = try SharedRows([(.train, train), (.test, test)], hasOneFile: true)
    let one = try #require(shared.overlaps.first)
    #expect(shared.overlaps.count == 1 && one.count == 2 && one.rows == 4)
    #expect(one.place == "b.csv:4" && one.otherPlace == "a.csv:2")
    #expect(!shared.areExpected && shared.distinct == 3)
    let several = try SharedRows([(.train, train), (.test, test)], hasOneFile: false)
    #expect(several.overlaps.first?.place == "line 4")
    #expect(try SharedRows([(.train, train)], hasOneFile: true).overlaps.isEmpty)
  }

  @Test func partsThatShareWithEachOther() throws {
    let train = samples([1, 2], [0, 0], file: "a.csv")
    let validation = samples([3, 1], [0, 0], file: "b.csv")
    let test = samples([3, 2, 9], [0, 0, 0], file: "c.csv")
    let shared = try SharedRows(
      [(.train, train), (.validation, validation), (.test, test)], hasOneFile: true)
    let found = shared.overlaps.map { "\($0.part.rawValue) \($0.other.rawValue) \($0.count)" }
    #expect(found == ["validation train 1", "test validation 1", "test train 1"])
  }

  @Test func samplesThatAreDrawnSeveralTimesAreLookedAtOnce() throws {
    var config = DataConfig()
    let rows = (0..<12).map { "\($0),k\($0 < 9 ? 0 : 1)\n" }.joined()
    config.train = .file(try files.write("t.csv", "x,y\n" + rows))
    config.target = TargetConfig("y")
    config.oversample = .balanced
    let data = try PreparedData.prepare(config, as: .classIndices, seed: 1)
    #expect(data.train.count == 18 && data.trainOnce.count == 12)
    #expect(data.trainOnce.knownTargets?.shape == [12])
  }
}
