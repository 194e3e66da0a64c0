import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// Several processes that divide batches get the same samples as one that takes all, and read no
/// images that others have.
@Suite struct ShareTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// The third of each batch that one of three processes has.
  private static func third(_ own: Int) -> BatchShare {
    BatchShare { _, count in count * own / 3..<count * (own + 1) / 3 }
  }

  private func batches(_ source: any BatchSource, _ share: BatchShare) throws -> [[Float]] {
    let pass = source.pass(batchSize: 16, shuffle: true, seed: 5, epoch: 1, share: share)
    var batches: [[Float]] = []
    while let batch = try pass.next() {
      let rows = batch.samples.selecting(Array(batch.rows))
      batches.append(
        rows.inputs.converted(to: .float32).scalars(as: Float.self)
          + (rows.targets?.converted(to: .float32).scalars(as: Float.self) ?? []))
    }
    #expect(batches.count == pass.stepCount)
    return batches
  }

  private func expectThirds(_ config: DataConfig) throws {
    let data = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    let whole = try batches(data.train, .whole)
    let thirds = try (0..<3).map { try batches(data.train, ShareTests.third($0)) }
    for (step, batch) in whole.enumerated() {
      #expect(thirds.flatMap { $0[step] }.sorted() == batch.sorted())
    }
  }

  @Test(arguments: [false, true])
  func tablesAreDivided(streaming: Bool) throws {
    var config = DataConfig()
    config.train = .file(
      try files.write(
        "t.csv", "x,y\n" + (0..<203).map { "\($0),\($0 % 2)\n" }.joined()))
    config.target = TargetConfig("y")
    config.streaming = streaming
    config.validationSplit = 0.2
    if streaming { config.shuffleBuffer = 40 }
    try expectThirds(config)
  }

  @Test(arguments: [false, true])
  func imagesAreDivided(isGzip: Bool) throws {
    let image = idxBytes(8, [203, 2, 3], (0..<203 * 6).map { UInt8(truncatingIfNeeded: $0 * 7) })
    let labels = idxBytes(8, [203], (0..<203).map { UInt8($0 % 3) })
    var config = DataConfig()
    config.train = .idx(
      images: try files.write("images", isGzip ? gzip(image) : image),
      labels: try files.write("labels", labels))
    config.streaming = true
    config.shuffleBuffer = 40
    config.validationSplit = 0.2
    try expectThirds(config)
  }

  @Test func whatOthersHaveIsNotRead() throws {
    var config = DataConfig()
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(
        atPath: files.path + "/photos/\(name)", withIntermediateDirectories: true)
      for number in 0..<20 {
        try Data(ImageCase.image(name == "a" ? "color.png" : "grey.png"))
          .write(to: URL(filePath: files.path + "/photos/\(name)/\(number).png"))
      }
    }
    var folder = ImageFolder(files.path + "/photos")
    folder.resize = Pair(4)
    config.train = .folder(folder)
    config.streaming = true
    try expectThirds(config)
    let data = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    try FileManager.default.removeItem(atPath: files.path + "/photos")
    #expect(throws: DataError.self) { try batches(data.train, ShareTests.third(0)) }
    let none = try batches(data.train, BatchShare { _, _ in 0..<0 })
    #expect(none == [[], [], []])
  }
}
