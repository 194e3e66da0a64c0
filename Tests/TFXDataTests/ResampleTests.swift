import TFXCore
import TFXData
import Testing

/// Training parts whose classes are made equally many.
@Suite struct ResampleTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(_ counts: [Int]) throws -> DataConfig {
    var config = DataConfig()
    let classes = counts.enumerated().flatMap { place, count in
      Array(repeating: "c\(place)", count: count)
    }
    config.train = .file(
      try files.write(
        "train.csv", "x,y\n" + classes.enumerated().map { "\($0),\($1)\n" }.joined()))
    config.target = TargetConfig("y")
    return config
  }

  /// The feature and the class of the samples of an epoch.
  private func epoch(
    _ data: PreparedData, _ epoch: Int = 0, seed: UInt64 = 5, shuffle: Bool = true
  ) throws -> [(x: Int, place: Int)] {
    let pass = data.train.pass(batchSize: 7, shuffle: shuffle, seed: seed, epoch: epoch)
    var found: [(x: Int, place: Int)] = []
    var steps = 0
    while let batch = try pass.next() {
      steps += 1
      let samples = batch.samples.selecting(Array(batch.rows))
      let classes = try #require(samples.targets).doubles()
      found += zip(samples.inputs.doubles(), classes).map { (Int($0), Int($1)) }
    }
    #expect(steps == pass.stepCount && found.count == data.train.count)
    return found
  }

  @Test func rareClassesAreDrawnAgain() throws {
    var config = try config([30, 3, 12])
    config.oversample = .balanced
    config.testSplit = 0.2
    config.stratify = true
    let data = try PreparedData.prepare(config, as: .classIndices, seed: 1)
    // Of 30, 3 and 12 rows 24, 2 and 10 are trained on.
    #expect(data.train.count == 72 && data.test?.count == 9)
    #expect(data.train.inputSpec.shape == [72, 1] && data.train.targetSpec?.shape == [72])
    let samples = try epoch(data)
    for place in 0..<3 {
      let own = samples.filter { $0.place == place }
      #expect(own.count == 24)
      #expect(Set(own.map(\.x)).count == [24, 2, 10][place])
    }
    let again = try epoch(data)
    #expect(samples.map(\.x) == again.map(\.x))
    #expect(samples.map(\.x) != (try epoch(data, 1)).map(\.x))
    #expect(samples.map(\.x) != (try epoch(data, 0, seed: 6)).map(\.x))
    #expect(samples.map(\.x).sorted() != (try epoch(data, 1)).map(\.x).sorted())
    let inOrder = try epoch(data, shuffle: false).map(\.x)
    #expect(inOrder == inOrder.sorted())
  }

  @Test func frequentClassesAreDrawnInPart() throws {
    var config = try config([30, 3, 12])
    config.undersample = .balanced
    let data = try PreparedData.prepare(config, as: .oneHotClasses, seed: 1)
    #expect(data.train.count == 9)
    var seen: Set<Int> = []
    for number in 0..<40 {
      let pass = data.train.pass(batchSize: 9, shuffle: true, seed: 5, epoch: number)
      let batch = try #require(try pass.next())
      let xs = batch.samples.selecting(Array(batch.rows)).inputs.doubles().map { Int($0) }
      #expect(Set(xs).count == 9)
      #expect(xs.count { $0 < 30 } == 3 && xs.count { $0 >= 33 } == 3)
      seen.formUnion(xs)
    }
    #expect(seen.count == 45)
  }

  @Test func imagesAndWindowsToo() throws {
    var images = DataConfig()
    let labels = (0..<20).map { UInt8($0 < 15 ? 0 : 1) }
    images.train = .idx(
      images: try files.write("i", idxBytes(8, [20, 1, 1], (0..<20).map { UInt8($0) })),
      labels: try files.write("l", idxBytes(8, [20], labels)))
    images.oversample = .balanced
    #expect(images.problems().map(\.message) == [])
    let data = try PreparedData.prepare(images, as: .binary, seed: 1)
    #expect(data.train.count == 30)
    #expect(try epoch(data).count { $0.place == 1 } == 15)

    var windows = try config([30, 6])
    windows.window = WindowConfig(length: 2, horizon: 0)
    windows.undersample = .balanced
    let few = try PreparedData.prepare(windows, as: .binary, seed: 1)
    #expect(few.train.count == 12 && few.train.inputSpec.shape == [12, 2, 1])
  }

  @Test func whatCannotBe() throws {
    var config = try config([5, 5])
    config.oversample = .balanced
    config.undersample = .balanced
    config.streaming = true
    #expect(
      config.problems().map(\.message) == [
        "'oversample' and 'undersample' are both given",
        "'undersample' draws rows from all of the training part, of which 'streaming' keeps none",
      ])
    config = try self.config([5, 5])
    config.target = TargetConfig("x")
    config.oversample = .balanced
    #expect(
      throws: DataError(.cannotResample(option: "oversample"), file: files.path + "/train.csv")
    ) {
      try PreparedData.prepare(config, as: .numbers, seed: 1)
    }
  }
}
