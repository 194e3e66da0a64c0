import TFXCore
import TFXData
import TestSupport
import Testing

/// Features by patterns, and columns that are none.
@Suite struct FeaturePatternTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func load(
    _ csv: String, _ features: String?, exclude: [String] = [], streaming: Bool = false
  ) throws(DataError) -> PreparedData {
    var diagnostics = Diagnostics()
    var config = DataConfig()
    config.train = .file((try? files.write("t.csv", csv)) ?? "")
    config.target = TargetConfig("y")
    config.features = features.flatMap { text in
      (try? node(text)).flatMap { FeatureList.read($0, &diagnostics) }
    }
    config.exclude = exclude
    config.streaming = streaming
    return try PreparedData.prepare(config, as: .numbers, seed: 1)
  }

  private static let csv = "lag_1,lag_10,kind,y,size\n1,10,a,0,5\n2,30,b,0,7\n3,20,a,0,9\n"

  @Test(arguments: [
    // All columns in the file's order; the exact name before the longer pattern before the star.
    (
      "{lag_10: {normalize: none}, *: {normalize: minmax}, kind: {}}", [] as [String],
      ["lag_1", "lag_10", "kind=a", "kind=b", "size"], [0, 10, 1, 0, 0] as [Float]
    ),
    (
      "{*: {normalize: minmax}, lag_*: {normalize: none}, kind: {}}", [],
      ["lag_1", "lag_10", "kind=a", "kind=b", "size"], [1, 10, 1, 0, 0]
    ),
    (
      "{lag_*: {normalize: none}, lag_??: {normalize: minmax}}", [],
      ["lag_1", "lag_10"], [1, 0]
    ),
    ("{*: {}}", ["lag_*", "kind"], ["size"], [5]),
    ("[size, 'lag_?']", [], ["lag_1", "size"], [1, 5]),
    // Without a pattern, those that are listed, in the order of the list.
    ("{size: {}, lag_1: {}}", [], ["size", "lag_1"], [5, 1]),
  ])
  func columns(
    _ features: String, _ exclude: [String], _ names: [String], _ first: [Float]
  ) throws {
    for streaming in [false, true] {
      let data = try load(
        FeaturePatternTests.csv, features, exclude: exclude, streaming: streaming)
      #expect(data.preprocessing.featureNames == names)
      let pass = data.train.pass(batchSize: 3, shuffle: false, seed: 1, epoch: 0)
      let batch = try #require(try pass.next())
      let inputs: [Float] = batch.samples.inputs.scalars()
      #expect(Array(inputs.prefix(names.count)) == first)
    }
  }

  @Test func withoutFeaturesAllButTheExcluded() throws {
    let data = try load(FeaturePatternTests.csv, nil, exclude: ["l*", "kind"])
    #expect(data.preprocessing.featureNames == ["size"])
  }

  @Test func aNameThatLooksLikeAPatternIsAName() throws {
    let data = try load("smoker?,smokers,y\n1,2,0\n3,4,0\n", "{smoker?: {}}")
    #expect(data.preprocessing.featureNames == ["smoker?"])
  }

  @Test func codesUnderAPatternAreText() throws {
    let data = try load("code,y\n007,0\n7,0\n", "{c*: {encode: index}}")
    #expect(data.train.count == 2)
    guard case .category(let encoding)? = data.preprocessing.features?.columns[0].encoding else {
      Issue.record("no categories")
      return
    }
    #expect(Array(encoding.categories) == ["007", "7"])
  }

  @Test(arguments: [
    ("{leg_*: {}}", [] as [String], "there is no column 'leg_*'"),
    ("{*: {}, sise: {}}", [], "there is no column 'sise'"),
    ("{*: {}}", ["nothing*"], "there is no column 'nothing*'"),
    ("{*: {}}", ["*"], "no column is left to be a feature"),
  ])
  func mistakes(_ features: String, _ exclude: [String], _ message: String) {
    #expect(throws: DataError.self) {
      try load(FeaturePatternTests.csv, features, exclude: exclude)
    }
    do throws(DataError) {
      _ = try load(FeaturePatternTests.csv, features, exclude: exclude)
    } catch {
      #expect(error.message == message)
    }
  }

  @Test func resolvedFeaturesSayWhatEachColumnIs() throws {
    let data = try load(
      "a,b,c,y\n1,\"1,5\",u,0\n2,\"2,25\",v,0\n",
      "{*: {}, a: {normalize: robust, missing: {fill: mean, indicator: true}}}")
    let columns = try #require(data.columns)
    var diagnostics = Diagnostics()
    let written = columns.features.write()
    #expect(FeatureList.read(written, &diagnostics) == columns.features)
    #expect(
      columns.features.entries.map(\.options) == [
        {
          var options = FeatureOptions(normalize: .robust, missing: .mean)
          options.indicator = true
          return options
        }(),
        FeatureOptions(
          transform: [.toNumber(decimalComma: true)],
          normalize: FeatureOptions.Normalization.none, missing: .error),
        FeatureOptions(encode: .oneHot, missing: .category),
      ])
  }

  /// What is missing in columns of a pattern; a name of its own has words of its own.
  @Test func wordsForWhatIsMissing() throws {
    for streaming in [false, true] {
      let data = try load(
        "a,b,c,y\n1,?,NA,0\n?,2,u,5\n3,4,NA,0\n",
        "{*: {missing_values: ['?'], keep_text: [NA], missing: zero}, c: {keep_text: [NA]}}",
        streaming: streaming)
      #expect(data.preprocessing.featureNames == ["a", "b", "c=NA", "c=u"])
      let pass = data.train.pass(batchSize: 3, shuffle: false, seed: 1, epoch: 0)
      let inputs: [Float] = try #require(try pass.next()).samples.inputs.scalars()
      #expect(inputs == [1, 0, 1, 0, 0, 2, 0, 1, 3, 4, 1, 0])
    }
    // Other columns are not meant.
    #expect(
      message { () throws(DataError) in
        try load("a,y\n1,0\n2,?\n", "{*: {missing_values: ['?']}}")
      }?.contains("column 'y': expected a number as the target, found '?'") == true)
  }
}
