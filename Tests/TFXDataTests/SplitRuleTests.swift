import TFXCore
import TFXData
import Testing

/// Splits by time, by groups and by classes; in memory and streamed.
@Suite struct SplitRuleTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(_ text: String, _ split: SplitRule, streaming: Bool = false) throws
    -> DataConfig
  {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", text))
    config.target = TargetConfig("y")
    config.features = FeatureList([FeatureList.Entry("x")])
    config.split = split
    config.validationSplit = 0.2
    config.testSplit = 0.2
    config.streaming = streaming
    #expect(config.problems().map(\.message) == [])
    return config
  }

  /// The numbers of the feature x in each part.
  private func parts(_ config: DataConfig, _ kind: TargetKind, seed: UInt64 = 1) throws -> [[Int]] {
    let data = try PreparedData.prepare(config, as: kind, seed: seed)
    return try [data.train, data.validation, data.test].compactMap { $0 }.map { part in
      let pass = part.pass(batchSize: 64, shuffle: false, seed: 0, epoch: 0)
      var numbers: [Int] = []
      while let batch = try pass.next() {
        let inputs = batch.samples.inputs.doubles()
        numbers += batch.rows.map { Int(inputs[$0]) }
      }
      return numbers
    }
  }

  @Test func theLastRowsAreHeldBack() throws {
    let text =
      "x,y,d\n"
      + (0..<20).map { "\($0),1,2024-\($0 < 10 ? "1" : "0")\($0 % 10 / 5)-0\($0 % 5 + 1)\n" }
      .joined()
    #expect(
      try parts(try config(text, .time(order: nil)), .numbers) == [
        Array(0..<12), Array(12..<16), Array(16..<20),
      ])
    // The second half of the file is earlier.
    #expect(
      try parts(try config(text, .time(order: "d")), .numbers) == [
        [0, 1] + Array(10..<20), Array(2..<6), Array(6..<10),
      ])
  }

  @Test(arguments: [false, true])
  func groupsStayTogether(_ streaming: Bool) throws {
    let text = "x,y,patient\n" + (0..<400).map { "\($0),1,00\($0 * 7 % 40)\n" }.joined()
    let config = try config(text, .group("patient"), streaming: streaming)
    let found = try parts(config, .numbers)
    let patients = found.map { Set($0.map { $0 * 7 % 40 }) }
    #expect(patients.reduce(0) { $0 + $1.count } == 40)
    #expect(found.reduce(0) { $0 + $1.count } == 400)
    // In memory parts have their sizes as far as groups allow.
    if !streaming { #expect(found.map(\.count) == [240, 80, 80]) }
    #expect(try parts(config, .numbers) == found)
    #expect(try parts(config, .numbers, seed: 2) != found)
  }

  @Test func groupsOfDifferentSizes() throws {
    // One group of 60 rows and forty of one.
    let groups = [Int](repeating: 0, count: 60) + Array(1...40)
    for seed in 0..<20 {
      let split = try ListSplitter(validation: 0.1, test: 0.2, seed: UInt64(seed)).split(
        Array(0..<100), byGroup: groups, file: "data.csv")
      #expect(split.train.count == 70 && split.validation.count == 10 && split.test.count == 20)
      #expect((split.train + split.validation + split.test).sorted() == Array(0..<100))
    }
    let two = try ListSplitter(validation: 0, test: 0.2, seed: 1).split(
      Array(0..<100), byGroup: (0..<100).map { $0 / 50 }, file: "data.csv")
    #expect(two.train.count == 50 && two.test.count == 50)
    #expect(
      message { () throws(DataError) in
        try ListSplitter(validation: 0.2, test: 0.2, seed: 1).split(
          Array(0..<100), byGroup: (0..<100).map { $0 / 50 }, file: "data.csv")
      } == """
        data.csv:1:1: error: the split leaves a part without rows: there are 2 groups
          give more groups or other fractions
        """)
  }

  /// A class of one row, one of three and two large ones, a streamed block of which is sorted.
  @Test(arguments: [false, true])
  func classesAreInProportion(_ streaming: Bool) throws {
    let classes =
      ["rare"] + Array(repeating: "few", count: 3) + (0..<1000).map { $0 < 700 ? "a" : "b" }
    let text = "x,y\n" + classes.enumerated().map { "\($0),\($1)\n" }.joined()
    for seed in [UInt64(1), 2, 3] {
      let found = try parts(
        try config(text, .stratified, streaming: streaming), .classIndices, seed: seed)
      #expect(found.reduce(0) { $0 + $1.count } == 1004)
      for name in ["a", "b", "few", "rare"] {
        let counts = found.map { $0.count { classes[$0] == name } }
        let size = Double(counts.reduce(0, +))
        #expect(counts[0] >= 1)
        #expect(abs(Double(counts[1]) - 0.2 * size) <= 2, "\(name): \(counts)")
        #expect(abs(Double(counts[2]) - 0.2 * size) <= 2, "\(name): \(counts)")
      }
      // Neighbours are not always in one part, nor at equal distances.
      let gaps = zip(found[2], found[2].dropFirst()).map { $1 - $0 }
      #expect(Set(gaps).count > 5)
    }
  }

  @Test func imagesAreStratifiedWhileStreaming() throws {
    let labels = (0..<200).map { UInt8($0 < 150 ? 0 : $0 % 4) }
    var config = DataConfig()
    config.train = .idx(
      images: try files.write("i", idxBytes(8, [200, 1, 1], (0..<200).map { UInt8($0) })),
      labels: try files.write("l", idxBytes(8, [200], labels)))
    config.stratify = true
    config.testSplit = 0.2
    config.streaming = true
    for kind in [TargetKind.classIndices, .oneHotClasses] {
      let found = try parts(config, kind)
      for name in UInt8(0)..<4 {
        let counts = found.map { $0.count { labels[$0] == name } }
        #expect(abs(Double(counts[1]) - 0.2 * Double(counts[0] + counts[1])) <= 1.5)
      }
    }
  }

  @Test func aSeedOfTheDataLeavesTheSplitAlone() throws {
    let text = "x,y\n" + (0..<50).map { "\($0),1\n" }.joined()
    for streaming in [false, true] {
      var config = try config(text, .random, streaming: streaming)
      let own = try parts(config, .numbers, seed: 9)
      config.seed = 9
      #expect(try parts(config, .numbers, seed: 1) == own)
      #expect(try parts(config, .numbers, seed: 2) == own)
    }
  }

  @Test(arguments: [false, true])
  func aClassOfOnePartAloneIsTold(_ streaming: Bool) throws {
    let text = "x,y\n0,rare\n" + (1..<60).map { "\($0),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    let config = try config(text, .stratified, streaming: streaming)
    let data = try PreparedData.prepare(config, as: .classIndices, seed: 1)
    #expect(
      data.notices == [
        "column 'y': the class 'rare' (1 row) stands in the training part alone, so that nothing tells "
          + "how well it is predicted"
      ])
    #expect(
      try PreparedData.prepare(
        try self.config(text.replacing("rare", with: "a"), .stratified, streaming: streaming),
        as: .classIndices, seed: 1
      ).notices == [])
  }

  @Test(arguments: [false, true])
  func labelsThatNoTrainingRowHasAreTold(_ streaming: Bool) throws {
    let text = "x,y\n" + (0..<40).map { "\($0),a|b\($0)\n" }.joined()
    var config = try config(text, .random, streaming: streaming)
    config.target?.separator = "|"
    let data = try PreparedData.prepare(config, as: .binary, seed: 1)
    #expect(data.preprocessing.classNames?.count == 41)
    #expect(data.notices.count == 2)
    #expect(data.notices[0].hasPrefix("column 'y': "))
    #expect(data.notices[1].contains(" of 41 labels stand in no training row, so that"))
  }

  @Test func fractionsNextToNothing() throws {
    var config = try config(
      "x,y\n" + (0..<50).map { "\($0),\($0 % 2)\n" }.joined(), .stratified, streaming: true)
    for (validation, test) in [(0.2, 1e-300), (1e-300, 1e-300), (0.999999, 0)] {
      (config.validationSplit, config.testSplit) = (validation, test)
      let data = Result { try PreparedData.prepare(config, as: .classIndices, seed: 1) }
      switch data {
      case .success(let data):
        // The first row of each class is trained on.
        #expect((2...4).contains(data.train.count))
        #expect(data.train.count + (data.validation?.count ?? 0) == 50)
      case .failure(let error):
        guard case .splitTooSmall = (error as? DataError)?.kind else {
          Issue.record("\(error)")
          continue
        }
        #expect(test > 0)
      }
    }
  }

  @Test func readAndWritten() {
    func read(_ node: ConfigNode) -> SplitRule? {
      var diagnostics = Diagnostics()
      return SplitRule.read(node, &diagnostics)
    }
    for rule in [SplitRule.random, .stratified, .time(order: nil), .time(order: "d"), .group("g")] {
      #expect(read(rule.write()) == rule)
    }
    #expect(read(.plain("tiem")) == nil)
    let both = ConfigNode(
      .mapping([ConfigNode.Entry("order", .plain("d")), ConfigNode.Entry("group", .plain("g"))]))
    #expect(read(both) == nil)
  }

  @Test func wrongCombinations() throws {
    func fields(_ change: (inout DataConfig) -> Void) throws -> [String?] {
      var config = try config("x,y\n1,1\n2,2\n", .time(order: nil))
      change(&config)
      return config.problems().map(\.field)
    }
    #expect(try fields { $0.streaming = true } == ["split"])
    #expect(try fields { $0.stratify = true } == ["stratify"])
    #expect(try fields { ($0.validationSplit, $0.testSplit) = (0, 0) } == ["split"])
    #expect(try fields { ($0.split, $0.stratify) = (.stratified, true) } == [])
  }

  @Test(arguments: [false, true])
  func aRowWithoutAGroupIsAnError(_ streaming: Bool) throws {
    let config = try config("x,y,g\n1,1,a\n2,2,\n", .group("g"), streaming: streaming)
    let error = #expect(throws: DataError.self) {
      try PreparedData.prepare(config, as: .numbers, seed: 1)
    }
    #expect(error?.kind == .missingGroup && error?.row == 3 && error?.columnName == "g")
  }
}
