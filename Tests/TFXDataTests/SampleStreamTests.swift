import TFXCore
import TFXData
import Testing

/// Files that are gone through once, against the same files in memory.
@Suite struct SampleStreamTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// All samples of a stream, and how many it gave at a time.
  private func all(
    _ stream: SampleStream
  ) throws -> (inputs: [Float], targets: [Double], ids: [String], sizes: [Int]) {
    var (inputs, targets): ([Float], [Double]) = ([], [])
    var (ids, sizes): ([String], [Int]) = ([], [])
    while let samples = try stream.next() {
      inputs += samples.inputs.converted(to: .float32).scalars(as: Float.self)
      targets += samples.targets?.doubles() ?? []
      ids += samples.ids ?? []
      sizes.append(samples.count)
    }
    #expect(try stream.next() == nil)
    return (inputs, targets, ids, sizes)
  }

  private func preprocessing(wide: Int) throws -> Preprocessing {
    let names = (0..<wide).map { "x\($0)" }
    let header = (["id"] + names + ["y"]).joined(separator: ",")
    let rows = ["a", "b"].map { y in (["1"] + names.map { _ in "2" } + [y]).joined(separator: ",") }
    var config = DataConfig()
    config.train = .file(
      try files.write("train.csv", ([header] + rows).joined(separator: "\n") + "\n"))
    config.target = TargetConfig("y")
    config.id = "id"
    return try LoadedData.load(config, as: .classIndices, seed: 0).preprocessing
  }

  @Test(arguments: [1, 7, 256, 100_000])
  func tables(batchSize: Int) throws {
    // 30,000 rows of 120 features: some 8 MB of text and 14 MB of inputs.
    let preprocessing = try preprocessing(wide: 120)
    let random = Philox(seed: 4, stream: 2)
    var text = (["y"] + (0..<120).map { "x\($0)" } + ["id"]).joined(separator: ",") + "\n"
    for row in 0..<30_000 {
      text += row % 3 == 0 ? "a" : "b"
      for column in 0..<120 { text += ",\(random[UInt64(row * 120 + column)] % 10)" }
      text += ",row \(row)\n"
    }
    let source = DataSource.file(try files.write("long.csv", text))
    let whole = try preprocessing.load(source, needTargets: true)
    let stream = try preprocessing.stream(source, needTargets: true, batchSize: batchSize)
    let (inputs, targets, ids, sizes) = try all(stream)
    let isSame = inputs == whole.inputs.scalars(as: Float.self)
    #expect(isSame)
    #expect(targets == whole.targets?.doubles())
    #expect(ids == whole.ids)
    #expect(sizes.dropLast().allSatisfy { $0 % batchSize == 0 })
    #expect(sizes.count > 1 || batchSize > 30_000)
    let without = try all(
      try preprocessing.stream(source, needTargets: false, batchSize: batchSize))
    #expect(without.targets.isEmpty)
    #expect(without.sizes == sizes)
  }

  @Test(arguments: [false, true])
  func images(isGzip: Bool) throws {
    let count = 9_000
    let random = Philox(seed: 2, stream: 0)
    let elements = (0..<count * 784 / 4).flatMap { index in
      withUnsafeBytes(of: random[UInt64(index)]) { Array($0) }
    }
    let image = idxBytes(8, [count, 28, 28], elements)
    let path = try files.write("images", isGzip ? gzip(image) : image)
    let labels = try files.write("labels", idxBytes(8, [count], (0..<count).map { UInt8($0 % 3) }))
    var config = DataConfig()
    config.train = .idx(images: path, labels: labels)
    let preprocessing = try LoadedData.load(config, as: .classIndices, seed: 0).preprocessing
    let both = try all(
      try preprocessing.stream(
        .idx(images: path, labels: labels), needTargets: true, batchSize: 100))
    #expect(both.inputs == elements.map(Float.init))
    #expect(both.targets == (0..<count).map { Double($0 % 3) })
    let alone = try all(try preprocessing.stream(.file(path), needTargets: false, batchSize: 100))
    #expect(alone.inputs == both.inputs)
    #expect(alone.targets.isEmpty && alone.ids.isEmpty)
    #expect(
      message { () throws(DataError) in
        try preprocessing.stream(.file(path), needTargets: true, batchSize: 100)
      }?.contains("labels") == true)
    let other = try files.write("other", idxBytes(8, [1, 2, 2], [1, 2, 3, 4]))
    #expect(
      message { () throws(DataError) in
        try preprocessing.stream(.file(other), needTargets: false, batchSize: 100)
      }
        == message { () throws(DataError) in
          try preprocessing.load(.file(other), needTargets: false)
        })
  }

  @Test(arguments: [
    "", "id,x0\n", "x0\n1\n", "id,x0\n1\n", "id,x0\n1,\n", "id,x0\n1,2\n1,word\n",
    "id,x0\n1,1e300\n", "id,x0\n1,\"2\n", "id,x0\n1,a\n2,b\n",
    "id,x0\n" + (0..<1_500_000).map { $0 % 100_000 == 7 ? ",\n" : "\($0),1\n" }.joined(),
  ])
  func errorsAreThoseOfDataInMemory(text: String) throws {
    let preprocessing = try preprocessing(wide: 1)
    let source = DataSource.file(try files.write("broken.csv", text))
    let whole = message { () throws(DataError) in
      try preprocessing.load(source, needTargets: false)
    }
    let streamed = message { () throws(DataError) in
      try preprocessing.stream(source, needTargets: false, batchSize: 3).next()
    }
    #expect(whole != nil)
    #expect(streamed == whole)
  }
}
