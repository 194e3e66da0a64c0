import TFXCore
import TFXData
import Testing

/// What tells whether data is what it was.
@Suite struct FingerprintTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(_ train: String, test: String? = nil) -> DataConfig {
    var config = DataConfig()
    config.train = .file(train)
    config.test = test.map { .file($0) }
    config.target = TargetConfig("y")
    config.validationSplit = 0.25
    return config
  }

  private static let rows = "x,y\n" + (0..<40).map { "\($0),\($0 % 3)\n" }.joined()

  @Test func aFileIsKnownByItsContent() throws {
    let a = try files.write("a.csv", FingerprintTests.rows)
    let first = try DataFingerprint(config(a))
    #expect(first.files.map(\.byteCount) == [FingerprintTests.rows.utf8.count])
    #expect(try DataFingerprint(config(a)) == first)
    // Under another name, nothing has changed.
    let b = try files.write("b.csv", FingerprintTests.rows)
    #expect(try DataFingerprint(config(b)).changes(since: first) == [])
    // Any other byte is a change.
    var bytes = Array(FingerprintTests.rows.utf8)
    for place in bytes.indices {
      bytes[place] ^= 1
      let now = try DataFingerprint(config(try files.write("a.csv", bytes)))
      #expect(
        now.changes(since: first)
          == ["train: 'a.csv' has another content of the same \(bytes.count) bytes"])
      bytes[place] ^= 1
    }
  }

  @Test func longFilesByPieces() throws {
    var bytes = [UInt8](repeating: 7, count: 9 << 20 | 3)
    let a = try files.write("a.csv", bytes)
    let first = try DataFingerprint(config(a))
    var hash = XXH64()
    hash.add(bytes)
    #expect(first.files[0].hash == hash.text)
    bytes[5 << 20] = 8
    _ = try files.write("a.csv", bytes)
    #expect(try DataFingerprint(config(a)).changes(since: first).count == 1)
  }

  @Test func whatIsDifferentIsListed() throws {
    let a = try files.write("a.csv", FingerprintTests.rows)
    let b = try files.write("b.csv", "x,y\n1,2\n")
    let first = try DataFingerprint(config(a, test: b))
    let c = try files.write("c.csv", "x,y\n1,2\n3,4\n")
    #expect(
      try DataFingerprint(config(a, test: c)).changes(since: first) == [
        "test: 'b.csv' is not among the files any more", "test: 'c.csv' is new",
      ])
    #expect(
      try DataFingerprint(config(c)).changes(since: first) == [
        "train: 'a.csv' is not among the files any more", "train: 'c.csv' is new",
        "test: 'b.csv' is not among the files any more",
      ])
    _ = try files.write("b.csv", "x,y\n1,2\n3,4\n")
    #expect(
      try DataFingerprint(config(a, test: b)).changes(since: first)
        == ["test: 'b.csv' had 8 bytes and has 12"])
    #expect(throws: DataError.self) { try DataFingerprint(config(files.path + "/none")) }
    #expect(try DataFingerprint(config("-")).files == [])
  }

  @Test func theTaskGivesWhatIsThere() throws {
    let a = try files.write("a.csv", FingerprintTests.rows)
    let task = FingerprintTask(config(a), nil)
    let direct = try DataFingerprint(config(a))
    #expect(task.value == direct)
    #expect(task.value == direct)
    #expect(FingerprintTask(config(files.path + "/none"), nil).value == nil)
  }

  // MARK: - Splits

  private func prepared(
    _ config: DataConfig, seed: UInt64 = 1, fitted: Preprocessing? = nil
  ) throws -> PreparedData {
    try PreparedData.prepare(config, as: .classIndices, seed: seed, fitted: fitted)
  }

  @Test(arguments: [false, true]) func aSplitIsKnownByItsRows(_ isStreaming: Bool) throws {
    var config = config(try files.write("a.csv", FingerprintTests.rows))
    config.streaming = isStreaming
    let data = try prepared(config)
    let split = try #require(data.split)
    #expect(split.train == data.train.count && split.validation == data.validation?.count)
    #expect(split.train + split.validation == 40 && split.test == 0)
    #expect(try prepared(config).split == split)
    #expect(try prepared(config, seed: 2).split?.hash != split.hash)
    config.validationSplit = 0
    config.testSplit = 0.25
    #expect(try prepared(config).split?.hash != split.hash)
  }

  /// Nothing is split off: every row is trained on, in memory and streamed.
  @Test func theWholeIsOneSplit() throws {
    var config = config(try files.write("a.csv", FingerprintTests.rows))
    config.validationSplit = 0
    let whole = try prepared(config).split
    config.streaming = true
    #expect(try prepared(config).split == whole)
  }

  /// Data that has grown, by the encoders of before.
  @Test(arguments: [false, true]) func encodersThatWereFittedBefore(_ isStreaming: Bool) throws {
    var config = config(try files.write("a.csv", "x,y\n1,a\n2,b\n3,a\n4,b\n"))
    config.validationSplit = 0
    config.streaming = isStreaming
    config.features = FeatureList([
      FeatureList.Entry("x", FeatureOptions(normalize: .minmax))
    ])
    let before = try prepared(config)
    _ = try files.write("a.csv", "x,y\n1,a\n2,b\n3,a\n4,b\n7,a\n")
    #expect(try prepared(config).preprocessing != before.preprocessing)
    let after = try prepared(config, fitted: before.preprocessing)
    #expect(after.preprocessing == before.preprocessing)
    #expect(after.train.count == 5)
    let pass = after.train.pass(batchSize: 5, shuffle: false, seed: 0, epoch: 0)
    let batch = try #require(try pass.next())
    let inputs = batch.samples.inputs.doubles()
    let expected: [Float] = [0, 1 / 3, 2 / 3, 1, 2]
    #expect(inputs == expected.map(Double.init))
    // A class that nobody was trained on.
    _ = try files.write("a.csv", "x,y\n1,a\n2,b\n3,c\n")
    #expect(throws: DataError.self) { try prepared(config, fitted: before.preprocessing) }
  }
}
