import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// Columns whose categories the model learns vectors for.
@Suite struct EmbeddedColumnTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(_ csv: String, _ features: String) throws -> DataConfig {
    var diagnostics = Diagnostics()
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", csv))
    config.target = TargetConfig("y")
    config.features = FeatureList.read(try node(features), &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return config
  }

  /// The inputs of the training file and of another one, in memory and streamed.
  private func inputs(
    _ csv: String, _ features: String, then other: String
  ) throws -> (train: [Float], other: [Float], Preprocessing) {
    var config = try config(csv, features)
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    config.streaming = true
    let streamed = try PreparedData.prepare(config, as: .numbers, seed: 1)
    #expect(streamed.preprocessing == data.preprocessing)
    let json = try JSONEncoder().encode(data.preprocessing)
    let decoded = try JSONDecoder().decode(Preprocessing.self, from: json)
    #expect(decoded == data.preprocessing)
    let samples = try decoded.load(.file(try files.write("o.csv", other)), needTargets: false)
    return (data.train.inputs.scalars(), samples.inputs.scalars(), decoded)
  }

  @Test func categoriesAreNumberedFromOne() throws {
    let (train, other, preprocessing) = try inputs(
      "city,x,y\nParis,1,1\nBern,2,2\nNA,3,3\nBern,4,4\n",
      "{x: {}, city: {encode: embedding, dimension: 8}}", then: "city,x\nRome,5\nBern,6\n\"\",7\n")
    #expect(train == [1, 2, 2, 1, 3, 0, 4, 1])
    #expect(other == [5, 0, 6, 1, 7, 0])
    #expect(
      preprocessing.embeddedColumns == [
        EmbeddedColumn(name: "city", feature: 1, count: 3, dimension: 8)
      ])
    #expect(preprocessing.featureNames == ["x", "city"])
  }

  @Test func placesAreThoseAmongAllInputs() throws {
    let (_, _, preprocessing) = try inputs(
      "a,b,c,y\nu,p,1,0\nv,q,2,0\nw,q,3,0\n",
      "{a: {}, b: {encode: embedding}, c: {transform: {hash_bucket: 10}, encode: embedding}}",
      then: "a,b,c\nu,p,1\n")
    #expect(
      preprocessing.embeddedColumns == [
        EmbeddedColumn(name: "b", feature: 3, count: 3, dimension: 2),
        EmbeddedColumn(name: "c", feature: 4, count: 11, dimension: 6),
      ])
  }

  @Test func bucketsAreNumberedFromOne() throws {
    let (train, other, preprocessing) = try inputs(
      "age,y\n5,0\n20,0\nNA,0\n70,0\n",
      "{age: {transform: {bucketize: [18, 65]}, encode: embedding, dimension: 3}}",
      then: "age\n\"\"\n66\n")
    #expect(train == [1, 2, 0, 3])
    #expect(other == [0, 3])
    #expect(preprocessing.embeddedColumns.map(\.count) == [4])
  }

  @Test func idsAreTextsAsWritten() throws {
    let (train, other, _) = try inputs(
      "id,y\n007,0\n7,0\n1E1,0\n10,0\n", "{id: {encode: embedding}}", then: "id\n7.0\n10\n007\n")
    #expect(train == [1, 2, 4, 3])
    #expect(other == [0, 3, 1])
  }

  @Test func missingMayBeTheMostFrequent() throws {
    let (train, _, _) = try inputs(
      "id,y\na,0\nb,0\nb,0\nNA,0\n", "{id: {encode: embedding, missing: most_frequent}}",
      then: "id\na\n")
    #expect(train == [1, 2, 2, 2])
  }

  @Test func missingMayBeAnError() throws {
    let config = try config(
      "id,y\na,0\nNA,0\n", "{id: {encode: embedding, missing: error}}")
    let found = message { () throws(DataError) in
      try LoadedData.load(config, as: .numbers, seed: 1)
    }
    #expect(
      found?.hasSuffix(
        "train.csv:3:1: error: column 'id': the value is missing\n"
          + "  use 'missing: category' or 'missing: most_frequent' under 'features'; if NA is a "
          + "category, write 'keep_text: [NA]'") == true,
      "\(found ?? "no error")")
  }

  @Test func ofManyIDsTheCheckpointHasOneText() throws {
    let count = 20_000
    let rows = (0..<count).map { "user-\($0 * 7919 % count),\($0)\n" }.joined()
    let (train, other, preprocessing) = try inputs(
      "user,y\n" + rows, "{user: {encode: embedding}}", then: "user\nuser-19999\nuser-20000\n")
    #expect(Set(train) == Set((1...count).map(Float.init)))
    #expect(other[1] == 0 && other[0] > 0)
    #expect(
      preprocessing.embeddedColumns == [
        EmbeddedColumn(name: "user", feature: 0, count: count + 1, dimension: 50)
      ])
    let json = String(decoding: try JSONEncoder().encode(preprocessing), as: UTF8.self)
    #expect(json.contains("user-0\\nuser-1\\n"))
    #expect(json.utf8.count < 14 * count)
  }

  @Test func lengthsByTheNumberOfCategories() {
    // fastai: min(…, round(1.6 * n_cat**0.56)), cut at 50.
    let found = [1, 2, 10, 100, 466, 467, 1_000_000].map {
      EmbeddingDimension.auto.length(categories: $0)
    }
    #expect(found == [2, 2, 6, 21, 50, 50, 50])
  }

  @Test(arguments: [
    (
      "{encode: embedding, dimension: 0}", "'dimension' must be from 1 to 65536, or auto, found '0'"
    ),
    (
      "{encode: embedding, dimension: many}",
      "expected a whole number or auto, found 'many'"
    ),
    ("{encode: one_hot, dimension: 4}", "'dimension' is for columns that are embedded"),
    (
      "{encode: embedding, normalize: zscore}",
      "'normalize: zscore' is for numbers, 'encode' for categories"
    ),
  ])
  func mistakes(_ options: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(FeatureList.read(try node("{a: \(options)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}

/// Texts that are found quickly.
@Suite struct VocabularyTests {
  @Test func placesAreThoseOfTheOrder() {
    let texts = (0..<5_000).map { "\($0 * 31 % 5_000)" } + ["", "é", "e\u{301}", "a\nb"]
    let vocabulary = Vocabulary(texts)
    #expect(Array(vocabulary) == texts)
    #expect(texts.map { vocabulary.place(of: $0) } == Array(texts.indices))
    #expect(vocabulary.place(of: "5000") == nil)
    #expect(Vocabulary([]).place(of: "") == nil)
  }

  @Test func numbersAreInTheirOrderTextsInThatOfTheirBytes() {
    #expect(
      Array(Vocabulary(["10", "9", "1e1", "-2", "010"]).sorted) == ["-2", "9", "010", "10", "1e1"])
    #expect(
      Array(Vocabulary(["b", "10", "9", "aaaaaaaab", "aaaaaaaa", "é", "z"]).sorted)
        == ["10", "9", "aaaaaaaa", "aaaaaaaab", "b", "z", "é"])
  }

  @Test(arguments: [["a", "b"], (0..<1_001).map(String.init), (0..<1_001).map { "\($0)\n" }])
  func json(_ texts: [String]) throws {
    let vocabulary = Vocabulary(texts)
    let data = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(Vocabulary.self, from: data) == vocabulary)
  }

  @Test(arguments: ["[\"a\", \"a\"]", "\"a\\nb\\na\"", "7"])
  func wrongJSON(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Vocabulary.self, from: Data(json.utf8))
    }
  }
}
