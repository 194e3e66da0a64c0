import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// The steps of a column's `transform`.
@Suite struct TransformTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// A column of a file, and a target beside it.
  private func config(
    _ values: [String], _ options: FeatureOptions, streaming: Bool = false
  ) throws -> DataConfig {
    let rows = values.map { "\"\($0.replacing("\"", with: "\"\""))\",1\n" }
    var config = DataConfig()
    config.train = .file(try files.write("x.csv", "x,y\n" + rows.joined()))
    config.target = TargetConfig("y")
    config.features = FeatureList([FeatureList.Entry("x", options)])
    config.streaming = streaming
    return config
  }

  /// The features that become of a column.
  private func features(_ values: [String], _ options: FeatureOptions) throws -> [Float] {
    try LoadedData.load(try config(values, options), as: .numbers, seed: 0).train.inputs
      .scalars()
  }

  /// What is said of a column, in memory and streamed alike.
  private func complaint(_ values: [String], _ transform: ColumnTransform) throws -> String? {
    let texts = try [false, true].map { streaming in
      do {
        _ = try PreparedData.prepare(
          try config(values, FeatureOptions(transform: transform), streaming: streaming),
          as: .numbers, seed: 0)
        return ""
      } catch let error as DataError {
        return files.plain(error)
      }
    }
    #expect(texts[0] == texts[1])
    return texts[0]
  }

  // MARK: TensorFlow's values

  struct Case: Decodable, Sendable {
    let name: String
    let transform: ColumnTransform
    let input: [String]
    let texts: [String]?
    let numbers: [Double]?
  }

  static let cases = Fixture<Case>.cases("transforms")

  @Test(arguments: cases.indices)
  func isTensorFlows(_ index: Int) throws {
    let example = TransformTests.cases[index]
    let isNumbers = example.numbers != nil && !example.hasBuckets
    let data = try LoadedData.load(
      try config(
        example.input,
        FeatureOptions(transform: example.transform, encode: isNumbers ? nil : .index)),
      as: .numbers, seed: 0)
    let found = data.train.inputs.scalars(as: Float.self)
    if let numbers = example.numbers {
      try #require(found.count == numbers.count)
      for (row, (found, expected)) in zip(found, numbers).enumerated() {
        let tolerance = example.hasBuckets ? 0 : 1e-6 * max(abs(expected), 1e-6)
        #expect(
          abs(Double(found) - expected) <= tolerance,
          "\(example.name), '\(example.input[row])': \(found), not \(expected)")
      }
    } else {
      let encoder = try #require(data.preprocessing.features?.columns.first)
      guard case .category(let encoding) = encoder.encoding else {
        Issue.record("\(example.name) gives \(encoder.encoding)")
        return
      }
      #expect(found.map { encoding.categories[Int($0)] } == example.texts, "\(example.name)")
    }
  }

  /// Every step is compared with TensorFlow's; reading messy numbers it has not.
  @Test func theFixtureHasAllSteps() throws {
    let text = try String(contentsOfFile: Repository.fixture("transforms.json"), encoding: .utf8)
    let known = ColumnTransform([
      .strip, .lower, .upper, .regexReplace("a", with: "b"), .log, .log1p, .clip(min: 0),
      .quantize(levels: 2, min: 0, max: 1), .bucketize([0]), .hashBucket(1), .toNumber(),
    ])
    var diagnostics = Diagnostics()
    _ = ColumnTransform.read(.plain("unknown"), &diagnostics)
    let listed = try #require(diagnostics.all[0].help).dropFirst("known: ".count)
    let names = listed.split(separator: ", ").map(String.init)
    #expect(Set(names).count == known.steps.count)
    for name in names { #expect(text.contains("\"\(name)\""), "\(name)") }
  }

  /// Steps that leave a number as it is leave it as it is written, which goes through no double.
  @Test func numbersAreRoundedOnce() throws {
    let values = ["0.09289376810193062", "1", "7.5464513301849365"]
    let expected: [Float] = [0.09289376810193062, 1, 7.5464513301849365]
    #expect(expected.map { Double($0) } != values.map { Double(Float(Double($0) ?? 0)) })
    for transform in [[.clip(min: 0)], [.toNumber()], [.toNumber(), .clip(max: 9)]]
      as [ColumnTransform]
    {
      #expect(try features(values, FeatureOptions(transform: transform)) == expected)
    }
    let money = FeatureOptions(transform: [.toNumber(decimalComma: true)])
    #expect(
      try features(["-0,09289376810193062 €", "x1"].map { $0.replacing("x", with: "€") }, money)
        == [-expected[0], 1])
  }

  // MARK: Numbers in texts

  static let messy: [(text: String, number: Float)] = [
    ("12", 12), ("$1,200", 1200), ("$ 1,200.50", 1200.5), ("-$5", -5), ("$-5", -5), ("+3", 3),
    ("(1,234)", -1234), ("($350.25)", -350.25), ("12%", 12), ("12.5 %", 12.5), ("€7", 7),
    ("7 €", 7), ("1 234 567", 1_234_567), ("1\u{202F}234,5", .nan), ("1'234'567.5", 1_234_567.5),
    ("12,34,567", 1_234_567), ("1_000", 1000), ("\u{2212}4", -4), (".5", 0.5), ("1,000e2", 100_000),
    ("1e3", 1000), (" 8 ", 8),
    ("1,20", .nan), ("1,2000", .nan), ("1,,200", .nan), (",200", .nan), ("1,200,", .nan),
    ("1234,567", .nan), ("1,200 300", .nan), ("1.2.3", .nan), ("1.200,5", .nan), ("--5", .nan),
    ("(5", .nan), ("$$5", .nan), ("$5€", .nan), ("5 kg", .nan), ("0x10", .nan), ("five", .nan),
    ("$", .nan), ("()", .nan), ("%", .nan), ("1e", .nan), ("inf", .nan), ("-(5)", .nan),
    ("1.5,000", .nan), ("1,234e1,000", .nan),
  ]

  @Test(arguments: messy.indices)
  func readsNumbersAsPeopleWriteThem(_ index: Int) throws {
    let (text, number) = TransformTests.messy[index]
    let options = FeatureOptions(transform: [.toNumber()])
    if number.isNaN {
      let said = try #require(
        try complaint(["a 1", text], [.regexReplace("a ", with: ""), .toNumber()]))
      #expect(
        said.hasPrefix("x.csv:3:1: error: column 'x': 'to_number' finds no number in "), "\(text)")
    } else {
      #expect(try features([text], options) == [number], "\(text)")
    }
  }

  @Test func readsDecimalCommas() throws {
    let texts = ["1.200,50", "3,5", "1 200", "-0,5 €", "12", "1.200", "7e2"]
    #expect(
      try features(texts, FeatureOptions(transform: [.toNumber(decimalComma: true)]))
        == [1200.5, 3.5, 1200, -0.5, 12, 1200, 700])
    #expect(
      try complaint(["a", "1.5"], [.regexReplace("a", with: "1"), .toNumber(decimalComma: true)])?
        .contains("no number in '1.5'") == true)
  }

  // MARK: Buckets and what is missing

  @Test func namesItsFeatures() throws {
    var config = DataConfig()
    config.train = .file(try files.write("n.csv", "a,b,c,d,y\n1,u,5,v,1\n,,6,w,2\n"))
    config.target = TargetConfig("y")
    config.features = FeatureList([
      FeatureList.Entry("a", FeatureOptions(transform: [.bucketize([18, 30.5])])),
      FeatureList.Entry("b", FeatureOptions(transform: [.hashBucket(2)], missing: .mostFrequent)),
      FeatureList.Entry("c", FeatureOptions(transform: [.bucketize([0])], encode: .index)),
      FeatureList.Entry("d", FeatureOptions(transform: [.upper])),
    ])
    let data = try LoadedData.load(config, as: .numbers, seed: 0)
    #expect(
      data.preprocessing.featureNames == [
        "a=(-inf,18)", "a=[18,30.5)", "a=[30.5,inf)", "a=(missing)", "b=#0", "b=#1", "c", "d=V",
        "d=W",
      ])
  }

  static let missing: [(MissingRule?, FeatureOptions.Encoding, [Float])] = [
    (nil, .oneHot, [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]),
    (.mostFrequent, .oneHot, [1, 0, 0, 1, 0, 1, 0, 1]),
    (nil, .index, [0, 1, 2, 1]),
    (.mostFrequent, .index, [0, 1, 1, 1]),
  ]

  @Test(arguments: missing.indices)
  func fillsMissingBuckets(_ index: Int) throws {
    let (rule, encoding, expected) = TransformTests.missing[index]
    let options = FeatureOptions(transform: [.bucketize([0])], encode: encoding, missing: rule)
    #expect(try features(["-1", "1", "", "2"], options) == expected)
  }

  @Test func whatTrainingDidNotMissIsAllZerosOrAnError() throws {
    for (encoding, isError) in [(FeatureOptions.Encoding.oneHot, false), (.index, true)] {
      let options = FeatureOptions(transform: [.bucketize([0])], encode: encoding)
      let data = try LoadedData.load(try config(["1", "-1"], options), as: .numbers, seed: 0)
      let other = DataSource.file(try files.write("o.csv", "x\n2\nNA\n"))
      let load = { () throws(DataError) in
        try data.preprocessing.load(other, needTargets: false).inputs.scalars(as: Float.self)
      }
      if isError {
        #expect(
          message(load)?.contains("o.csv:3:1: error: column 'x': the value is missing") == true)
      } else {
        #expect(try load() == [0, 1, 0, 0])
      }
    }
  }

  @Test func missingNumbersGoPastStepsAndAreFilledThen() throws {
    let options = FeatureOptions(transform: [.toNumber(), .log1p], missing: .number(-1))
    #expect(try features(["$0", "NA", ""], options) == [0, -1, -1])
    // A text that steps leave empty is missing too.
    let cleaned = FeatureOptions(
      transform: [.regexReplace("unknown", with: ""), .toNumber()], missing: .mean)
    #expect(try features(["1", "unknown", "3"], cleaned) == [1, 2, 3])
    #expect(
      try complaint(["1", "NA"], [.clip(min: 0)])?.contains(
        "x.csv:3:1: error: column 'x': the value is missing") == true)
    #expect(try complaint(["", "NA"], [.bucketize([0])])?.contains("every value") == true)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 24, 25, 100])
  func bucketsAreCountedBoundaries(count: Int) throws {
    let boundaries = (0...count).map { Double($0 * $0) - 3.5 }
    let values = (0..<67).map { Double($0) * Double(count * count + 9) / 60 - 5 } + boundaries
    let found = try features(
      values.map { "\($0)" }, FeatureOptions(transform: [.bucketize(boundaries)], encode: .index))
    #expect(found == values.map { value in Float(boundaries.count { $0 <= value }) })
  }

  @Test func quantizesToLevels() throws {
    let options = FeatureOptions(transform: [.quantize(levels: 3, min: -1, max: 0.1)])
    #expect(
      try features(["-9", "-1", "-0.8", "-0.5", "-0.1", "0.1", "5"], options)
        == [-1, -1, -1, -0.45, 0.1, 0.1, 0.1])
  }

  @Test func valuesMayBecomeCategoriesAfterwards() throws {
    let options = FeatureOptions(
      transform: [.quantize(levels: 2, min: 0, max: 1)], encode: .oneHot)
    #expect(try features(["0.1", "0.9", "0"], options) == [1, 0, 0, 1, 1, 0])
  }

  // MARK: Mistakes

  @Test func saysWhichValueAStepCannotTake() throws {
    let cases: [([String], ColumnTransform, String)] = [
      (
        ["2", "-1"], [.log],
        """
        x.csv:3:1: error: column 'x': 'log' needs a number above 0, found -1
          put 'clip' before it, or take out the row
        """
      ),
      (
        ["2", "0"], [.log],
        """
        x.csv:3:1: error: column 'x': 'log' needs a number above 0, found 0
          use 'log1p' where values may be 0
        """
      ),
      (
        ["$2", "($1.5)"], [.toNumber(), .clip(max: 100), .log1p],
        """
        x.csv:3:1: error: column 'x': 'log1p' needs a number above -1, found -1.5
          put 'clip' before it, or take out the row
        """
      ),
      (
        ["2", "$3"], [.log],
        """
        x.csv:3:1: error: column 'x': 'log' needs a number, found '$3'
          begin with 'to_number' to read texts such as '$1,200'; write a missing value as NA
        """
      ),
      (
        ["$2", "about 3"], [.toNumber()],
        """
        x.csv:3:1: error: column 'x': 'to_number' finds no number in 'about 3'
          take other characters out before it with 'regex_replace'; write a missing value as NA
        """
      ),
      (
        ["$2", "3,5"], [.toNumber()],
        """
        x.csv:3:1: error: column 'x': 'to_number' finds no number in '3,5'
          if the comma stands before the fraction, write {to_number: {decimal: ","}}
        """
      ),
      (
        ["1", "2"], [.lower, .hashBucket(5)],
        """
        x.csv:1:1: error: column 'x': 'lower' is for text, but every value of this column is a number
          take 'lower' out; to make the numbers categories, write 'encode: one_hot'
        """
      ),
    ]
    for (values, transform, expected) in cases {
      #expect(try complaint(values, transform) == expected)
    }
  }

  // MARK: Large files, checkpoints

  /// Longer than two of the blocks in which files are read.
  private func longTable() throws -> DataConfig {
    let random = Philox(seed: 1, stream: 4)
    let cities = ["Paris", " paris ", "LONDON", "New  York", "Zürich", "", "ZÜRICH"]
    var text = "price,city,code,age,y\n"
    for row in 0..<200_000 {
      let words = random.block(UInt64(row))
      let price = Int(words[0] % 1_000_000)
      text +=
        price % 7 == 0 ? "\"$\(price / 1000 % 999 + 1),\(price % 1000 / 100)00\"," : "\(price),"
      text += "\(cities[Int(words[1] % 7)]),\(words[2] % 100_000),"
      text += (words[3] % 50 == 0 ? "" : "\(words[3] % 90)") + ",\(words[3] % 3)\n"
    }
    var config = DataConfig()
    config.train = .file(try files.write("long.csv", text))
    config.target = TargetConfig("y")
    config.features = FeatureList([
      FeatureList.Entry(
        "price", FeatureOptions(transform: [.toNumber(), .log1p], normalize: .minmax)),
      FeatureList.Entry(
        "city",
        FeatureOptions(
          transform: [.strip, .lower, .regexReplace(#"\s+"#, with: " "), .hashBucket(8)],
          missing: .mostFrequent)),
      FeatureList.Entry("code", FeatureOptions(transform: [.hashBucket(999)], encode: .index)),
      FeatureList.Entry("age", FeatureOptions(transform: [.bucketize([18, 30, 50])])),
    ])
    return config
  }

  private func inputs(_ source: any BatchSource) throws -> [Float] {
    let pass = source.pass(batchSize: 1_000, shuffle: false, seed: 0, epoch: 0)
    var inputs: [Float] = []
    while let batch = try pass.next() {
      inputs += batch.samples.selecting(Array(batch.rows)).inputs.scalars(as: Float.self)
    }
    return inputs
  }

  @Test func theSameStreamedAndFromACheckpoint() throws {
    var config = try longTable()
    let whole = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    config.streaming = true
    let streamed = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    #expect(streamed.preprocessing == whole.preprocessing)
    let expected = try inputs(whole.train)
    #expect(expected.count == 200_000 * 15)
    #expect(try inputs(streamed.train) == expected)

    // As it travels in a checkpoint, for a file of one row.
    let json = try JSONEncoder().encode(whole.preprocessing)
    let read = try JSONDecoder().decode(Preprocessing.self, from: json)
    #expect(read == whole.preprocessing)
    let row = try files.write("row.csv", "age,code,city,price\n44,00123,\" Zürich\",\"$1,200\"\n")
    let one = try read.load(.file(row), needTargets: false).inputs.scalars(as: Float.self)
    #expect(one.count == 15)
    #expect(one == (try whole.preprocessing.load(.file(row), needTargets: false).inputs.scalars()))
    #expect(Array(one[10...]) == [0, 0, 1, 0, 0])
    #expect(one[1...8].reduce(0, +) == 1)
  }

  @Test(arguments: [
    ("\"strip\"", "\"stripp\""), ("\"num_buckets\":8", "\"num_buckets\":9"),
    ("\"num_buckets\":8", "\"num_buckets\":0"), ("[18,30,50]", "[18,50,30]"),
    ("[18,30,50]", "[18,30]"), ("\"log1p\"", "{\"hash_bucket\":{\"num_buckets\":4}}"),
    ("\"log1p\"", "\"lower\""), ("\\\\s+", "("), ("\"count\":4", "\"count\":3"),
    ("\"transform\":[{\"bucketize\"", "\"other\":[{\"bucketize\""),
  ])
  func refusesWhatNoTrainingWrote(_ old: String, _ new: String) throws {
    var config = try longTable()
    config.train = .file(try files.write("s.csv", "price,city,code,age,y\n$1,a,1,2,1\n2,b,1,2,0\n"))
    let data = try LoadedData.load(config, as: .classIndices, seed: 3)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(data.preprocessing), as: UTF8.self)
    try #require(json.contains(old), "\(json)")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        Preprocessing.self, from: Data(json.replacing(old, with: new, maxReplacements: 1).utf8))
    }
  }

  @Test func whatIsWrittenReadsBack() throws {
    let all: [ColumnTransform] = [
      [
        .strip, .lower, .upper, .regexReplace(#"(\d)"#, with: #"\1"#, replaceGlobal: false),
        .toNumber(decimalComma: true), .clip(min: -1e-7, max: 1e22), .log, .log1p, .clip(max: 5),
        .quantize(levels: 17, min: 0.1, max: 0.7), .bucketize([-1.5, 0, 1e300]),
      ],
      [.hashBucket(7, key: (0, .max))], [.regexReplace("12", with: "true"), .hashBucket(3)],
      [.regexReplace("null", with: ""), .toNumber()],
    ]
    for transform in all {
      var diagnostics = Diagnostics()
      #expect(ColumnTransform.read(transform.write(), &diagnostics) == transform)
      #expect(diagnostics.all == [])
      let json = try JSONEncoder().encode(transform)
      #expect(try JSONDecoder().decode(ColumnTransform.self, from: json) == transform)
    }
  }
}

extension TransformTests.Case {
  /// Whether the last step gives buckets.
  var hasBuckets: Bool {
    guard case .sequence(let steps) = transform.write().content,
      case .mapping(let last)? = steps.last?.content
    else { return false }
    return last[0].key == "bucketize" || last[0].key == "hash_bucket"
  }
}
