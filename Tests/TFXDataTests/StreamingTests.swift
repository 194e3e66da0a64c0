import TFXCore
import TFXData
import Testing

/// Data that is read from its files for each epoch, against the same data in memory.
@Suite struct StreamingTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// Longer than two of the blocks in which files are read, with a text in the last row alone and
  /// a quoted line break in the middle.
  private func longTable() -> String {
    let random = Philox(seed: 1, stream: 9)
    var text = "a,b,late,y\n"
    for row in 0..<300_000 {
      let words = random.block(UInt64(row))
      text += "\(Double(words[0] % 2_000_000) / 1_000 - 1_000),"
      text += words[1] % 50 == 0 ? "," : "\(words[1] % 1_000),"
      text += row == 299_999 ? "word," : row == 150_000 ? "\"7\"," : "\(words[2] % 9),"
      text += words[3] % 2 == 0 ? "yes\n" : "no\n"
    }
    return text
  }

  private func config(_ path: String, target: String = "y", streaming: Bool = true) -> DataConfig {
    var config = DataConfig()
    config.train = .file(path)
    config.target = TargetConfig(target)
    config.streaming = streaming
    return config
  }

  /// All samples of one pass in its order, and the sizes of its batches.
  private func samples(
    _ source: any BatchSource, batchSize: Int, shuffle: Bool = false, epoch: Int = 0
  ) throws -> (inputs: [Float], targets: [Double], sizes: [Int]) {
    let pass = source.pass(batchSize: batchSize, shuffle: shuffle, seed: 5, epoch: epoch)
    var inputs: [Float] = []
    var targets: [Double] = []
    var sizes: [Int] = []
    while let batch = try pass.next() {
      let rows = batch.samples.selecting(Array(batch.rows))
      inputs += rows.inputs.converted(to: .float32).scalars(as: Float.self)
      targets += rows.targets?.doubles() ?? []
      sizes.append(batch.rows.count)
    }
    #expect(sizes.count == pass.stepCount)
    return (inputs, targets, sizes)
  }

  @Test func theSameSamplesAsInMemory() throws {
    var config = config(try files.write("long.csv", longTable()))
    config.features = FeatureList([
      FeatureList.Entry("a", FeatureOptions(normalize: .zscore)),
      FeatureList.Entry("b", FeatureOptions(normalize: .minmax, missing: .mean)),
      FeatureList.Entry("late", FeatureOptions(encode: .oneHot)),
    ])
    let streamed = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    config.streaming = false
    let whole = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    #expect(streamed.train.count == 300_000)
    #expect(streamed.train.inputSpec == whole.train.inputSpec)
    #expect(streamed.train.targetSpec == whole.train.targetSpec)
    #expect(streamed.preprocessing.featureNames == whole.preprocessing.featureNames)
    #expect(streamed.preprocessing.classNames == ["no", "yes"])
    let (inputs, targets, sizes) = try samples(streamed.train, batchSize: 4_096)
    let expected = try samples(whole.train, batchSize: 4_096)
    #expect(sizes == expected.sizes)
    #expect(targets == expected.targets)
    // Means of blocks that are joined differ from those of one long sum in their last bits.
    let difference = zip(inputs, expected.inputs).map { abs($0 - $1) }.max()
    #expect(inputs.count == expected.inputs.count && difference ?? 1 < 1e-6)
  }

  @Test(arguments: [1, 7, 100, 1_000, 5_000])
  func shufflesWithinItsBuffer(buffer: Int) throws {
    let text = "x,y\n" + (0..<1_003).map { "\($0),\($0 * 2)\n" }.joined()
    var config = config(try files.write("short.csv", text))
    config.shuffleBuffer = buffer
    let train = try PreparedData.prepare(config, as: .numbers, seed: 0).train
    let (first, targets, sizes) = try samples(train, batchSize: 10, shuffle: true)
    // Every row once, beside its own target, with one partial batch at the end.
    #expect(first.sorted() == (0..<1_003).map(Float.init))
    #expect(targets == first.map { Double($0) * 2 })
    #expect(sizes == Array(repeating: 10, count: 100) + [3])
    #expect(try samples(train, batchSize: 10, shuffle: true).inputs == first)
    #expect(try samples(train, batchSize: 10, shuffle: true, epoch: 1).inputs != first)
    // No row leaves its buffer, which is filled up to whole batches.
    let size = (buffer + 9) / 10 * 10
    for (place, row) in first.enumerated() { #expect(place / size == Int(row) / size) }
    if size >= 1_003 {
      let plan = BatchPlan(count: 1_003, batchSize: 10, shuffle: true, seed: 5, epoch: 0)
      #expect(first == plan.order.map(Float.init))
    }
  }

  @Test func partsAreDrawnRowByRow() throws {
    let text = "x,y\n" + (0..<20_000).map { "\($0),\($0)\n" }.joined()
    var config = config(try files.write("rows.csv", text))
    config.validationSplit = 0.2
    config.testSplit = 0.1
    let parts = try PreparedData.prepare(config, as: .numbers, seed: 8)
    let sources = [parts.train, try #require(parts.validation), try #require(parts.test)]
    var all: [Float] = []
    for (source, fraction) in zip(sources, [0.7, 0.2, 0.1]) {
      let rows = try samples(source, batchSize: 64).inputs
      #expect(rows.count == source.count)
      #expect(abs(Double(rows.count) / 20_000 - fraction) < 0.015)
      all += rows
    }
    #expect(all.sorted() == (0..<20_000).map(Float.init))
    let other = try PreparedData.prepare(config, as: .numbers, seed: 9)
    #expect(
      try samples(other.train, batchSize: 64).inputs
        != samples(parts.train, batchSize: 64).inputs)
    config.testSplit = 1e-9
    #expect(
      message { () throws(DataError) in
        try PreparedData.prepare(config, as: .numbers, seed: 8)
      }?.contains("'test_split: 1e-09' of 20000 rows is no whole row") == true)
  }

  @Test(arguments: [false, true])
  func images(isGzip: Bool) throws {
    let random = Philox(seed: 2, stream: 0)
    let count = 12_000
    let elements = (0..<count * 784 / 4).flatMap { index in
      withUnsafeBytes(of: random[UInt64(index)]) { Array($0) }
    }
    let labels = (0..<count).map { UInt8($0 % 10) }
    let image = idxBytes(8, [count, 28, 28], elements)
    var config = DataConfig()
    config.train = .idx(
      images: try files.write("images", isGzip ? gzip(image) : image),
      labels: try files.write("labels", idxBytes(8, [count], labels)))
    config.streaming = true
    config.validationSplit = 0.1
    let parts = try PreparedData.prepare(config, as: .classIndices, seed: 1)
    let validation = try #require(parts.validation)
    #expect(parts.train.count + validation.count == count)
    #expect(parts.train.inputSpec == TensorSpec([parts.train.count, 28, 28, 1], .uint8))
    config.validationSplit = 0
    let train = try PreparedData.prepare(config, as: .classIndices, seed: 1).train
    let (inputs, targets, _) = try samples(train, batchSize: 500)
    #expect(inputs == elements.map(Float.init))
    #expect(targets == labels.map(Double.init))
  }

  @Test func ownFilesForValidation() throws {
    var config = config(try files.write("train.csv", "x,y\n1,a\n2,b\n"))
    config.validation = .file(try files.write("other.csv", "y,x\nb,3\nb,4\na,5\n"))
    let validation = try #require(
      try PreparedData.prepare(config, as: .classIndices, seed: 0).validation)
    let (inputs, targets, _) = try samples(validation, batchSize: 2)
    #expect(inputs == [3, 4, 5])
    #expect(targets == [1, 1, 0])
  }

  @Test(arguments: [
    "x,y\n1,a\n2\n", "x,y\n1,a\nNA,b\n", "x,y\n1,a\n2,a\n", "x,z\n1,a\n", "x,y\n",
    "x,y\n1,a\nword,b\n3,a\n", "x,y\n1e300,a\n2,b\n", "x,y\n1,1\n2,b\n3,4\n", "y\na\nb\n",
    "x,y\n1,\n2,b\n", "x,y\nNA,a\nNA,b\n", "",
  ])
  func errorsAreThoseOfDataInMemory(text: String) throws {
    var config = config(try files.write("broken.csv", text))
    let streamed = message { () throws(DataError) in
      try PreparedData.prepare(config, as: .classIndices, seed: 0)
    }
    config.streaming = false
    let whole = message { () throws(DataError) in
      try PreparedData.prepare(config, as: .classIndices, seed: 0)
    }
    #expect(whole != nil)
    #expect(streamed == whole)
  }

  /// Blanks, texts that look alike, and numbers that a double would round once more.
  @Test func fieldsAreReadAsInMemory() throws {
    let path = try files.write(
      "odd.csv",
      "a,b,c,id\n0.09289376810193062, ,\u{E9},NA\n ,x,e\u{301}, NA\n7.5464513301849365,x,,y\n")
    var config = config(path, target: "b")
    config.features = FeatureList([
      FeatureList.Entry("a", FeatureOptions(missing: .zero)), FeatureList.Entry("c"),
    ])
    config.id = "id"
    let streamed = try PreparedData.prepare(config, as: .classIndices, seed: 0)
    config.streaming = false
    let whole = try PreparedData.prepare(config, as: .classIndices, seed: 0)
    #expect(streamed.preprocessing == whole.preprocessing)
    #expect(streamed.preprocessing.classNames == [" ", "x"])
    let (inputs, targets, _) = try samples(streamed.train, batchSize: 3)
    #expect(
      inputs == [0.09289376810193062, 0, 1, 0, 0, 1, 0, 0, 7.5464513301849365, 0, 0, 1])
    #expect(targets == [0, 1, 1])
    #expect((whole.train as? Dataset)?.ids == ["NA", " NA", "y"])
    let stream = try whole.preprocessing.stream(.file(path), needTargets: false, batchSize: 2)
    #expect(try stream.next()?.ids == ["NA", " NA", "y"])
  }

  @Test func refusesWhatCannotBeStreamed() {
    var config = config("data.csv")
    config.shuffleBuffer = 5
    #expect(config.problems().isEmpty)
    config.test = .file("-")
    #expect(
      config.problems().map(\.message) == [
        "standard input cannot be streamed: it can be read only once"
      ])
    config = self.config("data.csv", streaming: false)
    config.shuffleBuffer = 5
    #expect(
      config.problems().map(\.message) == ["'shuffle_buffer' is for data that is streamed"])
  }
}
