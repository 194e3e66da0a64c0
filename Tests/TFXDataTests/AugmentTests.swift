import TFXCore
import TFXData
import TFXKernels
import TestSupport
import Testing

/// The `augment` list of a configuration, and the images that it makes.
@Suite struct AugmentTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  // What a file says.

  @Test(arguments: [
    ("random_flip", "{random_flip: {mode: horizontal_and_vertical}}"),
    ("{random_flip: horizontal}", "{random_flip: {mode: horizontal}}"),
    ("{RandomFlip: {mode: vertical}}", "{random_flip: {mode: vertical}}"),
    ("flip", "{random_flip: {mode: horizontal_and_vertical}}"),
    ("rot90", "random_rot90"),
    ("{random_crop: 4}", "{random_crop: {padding: 4}}"),
    ("{random_crop: [2, 3]}", "{random_crop: {padding: [2, 3]}}"),
    ("{brightness: 0.1}", "{random_brightness: {max_delta: 0.1}}"),
    ("{random_contrast: [0.8, 1.25]}", "{random_contrast: {lower: 0.8, upper: 1.25}}"),
    ("{random_hue: {max_delta: 0.5}}", "{random_hue: {max_delta: 0.5}}"),
    ("{random_saturation: [0, 2]}", "{random_saturation: {lower: 0.0, upper: 2.0}}"),
    ("{gamma: [0.5, 2]}", "{random_gamma: {lower: 0.5, upper: 2.0}}"),
  ])
  func reads(_ text: String, _ whole: String) throws {
    var diagnostics = Diagnostics()
    let read = Augmentation.read(try node(text), &diagnostics)
    let augmentation = try #require(read, "\(diagnostics.all)")
    #expect(flow(augmentation.write()) == whole)
    #expect(Augmentation.read(augmentation.write(), &diagnostics) == augmentation)
  }

  @Test(arguments: [
    (
      "{random_flip: sideways}",
      "expected one of horizontal, vertical, horizontal_and_vertical, "
        + "found 'sideways'"
    ),
    ("{random_rot90: 2}", "random_rot90 has no fields, found '2'"),
    ("{random_contrast: 0.2}", "expected [lower, upper], found '0.2'"),
    ("{random_contrast: [1, 2, 3]}", "expected [lower, upper], found a list"),
    ("{random_contrast: [1.2, 0.8]}", "'upper' must be more than 'lower', found 1.2 and 0.8"),
    ("{random_gamma: [-1, 2]}", "'lower' must be at least 0.0, found '-1'"),
    ("{random_hue: 0.6}", "'max_delta' must be from 0.0 to 0.5, found '0.6'"),
    ("random_hue", "random_hue needs 'max_delta'"),
    ("{random_crop: -1}", "'padding' must be at least 0, found '-1'"),
    (
      "{random_crop: {height: 24}}",
      "random_crop needs 'padding'|unknown key 'height' in random_crop"
    ),
    ("random_blur", "unknown augmentation 'random_blur'"),
    (
      "{random_flip: horizontal, random_crop: 2}",
      "expected one augmentation, found a mapping of 2 keys"
    ),
  ])
  func refuses(_ text: String, _ messages: String) throws {
    var diagnostics = Diagnostics()
    #expect(Augmentation.read(try node(text), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message).joined(separator: "|") == messages)
  }

  @Test func namesAreUnique() {
    let names = augmentationCatalog.types.flatMap { [$0.kind] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test func imagesOnly() throws {
    let grays = images(4, channels: 1)
    let flat = Dataset(inputs: grays.inputs.reshaped(to: [4, 30]))
    let colors = images(4, channels: 3)
    let message = { (data: Dataset, step: Augmentation) -> String in
      do throws(DataError) {
        _ = try AugmentedData(data, [.randomFlip(), step])
        return ""
      } catch { return error.message }
    }
    #expect(
      message(flat, .randomFlip())
        == "'random_flip' needs images of [height, width, channels], these samples are [30]")
    #expect(
      message(grays, .randomHue(maxDelta: 0.1))
        == "'random_hue' needs images of 3 channels, these have 1")
    #expect(
      message(grays, .randomSaturation(lower: 0, upper: 1))
        == "'random_saturation' needs images of 3 channels, these have 1")
    #expect(
      message(colors, .randomRot90) == "'random_rot90' needs square images, these are 6 × 5")
    #expect(message(colors, .randomHue(maxDelta: 0.1)).isEmpty)
  }

  // What is drawn.

  /// The chances and the ends of the ranges, over many draws.
  @Test func drawsEvenly() {
    let changes = { (augmentation: Augmentation) in
      (0..<4_000).map { sample in
        augmentation.step.change(AugmentDraw(seed: 3, epoch: 1, sample: sample, step: 0))
      }
    }
    let flips = changes(.randomFlip())
    for kind in [
      ImageChange.none, .flip(leftRight: true, upDown: false),
      .flip(leftRight: false, upDown: true), .flip(leftRight: true, upDown: true),
    ] {
      #expect((900...1_100).contains(flips.count { $0 == kind }), "\(kind)")
    }
    #expect(!changes(.randomFlip(.horizontal)).contains(.flip(leftRight: false, upDown: true)))
    let turns = changes(.randomRot90)
    for kind in [ImageChange.none, .turn(quarters: 1), .turn(quarters: 2), .turn(quarters: 3)] {
      #expect((900...1_100).contains(turns.count { $0 == kind }), "\(kind)")
    }
    let crops = changes(.randomCrop(padding: 1))
    for (top, left) in (0..<9).map({ ($0 / 3 - 1, $0 % 3 - 1) }) {
      let kind = top == 0 && left == 0 ? ImageChange.none : .shift(top: top, left: left)
      #expect((380...510).contains(crops.count { $0 == kind }), "\(kind)")
    }
    let amounts = { (augmentation: Augmentation) in
      changes(augmentation).map { change -> Float in
        switch change {
        case .brightness(let amount), .hue(let amount): amount
        case .contrast(let amount), .saturation(let amount), .gamma(let amount): amount
        case .none, .flip, .turn, .shift: .nan
        }
      }
    }
    let ranges: [(Augmentation, Float, Float)] = [
      (.randomBrightness(maxDelta: 0.5), -0.5, 0.5),
      (.randomHue(maxDelta: 0.25), -0.25, 0.25), (.randomContrast(lower: 0.5, upper: 2), 0.5, 2),
      (.randomSaturation(lower: 0, upper: 2), 0, 2), (.randomGamma(lower: 0.5, upper: 2), 0.5, 2),
    ]
    for (augmentation, low, high) in ranges {
      let drawn = amounts(augmentation)
      let margin = (high - low) / 100
      #expect(drawn.allSatisfy { $0 >= low && $0 < high })
      #expect(drawn.min() ?? .nan < low + margin && drawn.max() ?? .nan > high - margin)
      let mean = drawn.reduce(0, +) / Float(drawn.count)
      #expect(abs(mean - (low + high) / 2) < 3 * margin)
    }
  }

  // What depends on what.

  private static let steps: [Augmentation] = [
    .randomFlip(), .randomCrop(padding: 2), .randomBrightness(maxDelta: 0.2),
    .randomContrast(lower: 0.5, upper: 1.5), .randomHue(maxDelta: 0.2),
    .randomSaturation(lower: 0.5, upper: 1.5), .randomGamma(lower: 0.5, upper: 2),
  ]

  /// Images of 6×5 of pseudo-random bytes; the target of each is its number.
  private func images(_ count: Int, channels: Int) -> Dataset {
    let random = Philox(seed: 9, stream: 77)
    let bytes = (0..<count * 30 * channels).map { UInt8(random[UInt64($0)] & 255) }
    return Dataset(
      inputs: Tensor(bytes, shape: [count, 6, 5, channels]),
      targets: Tensor((0..<count).map { Int32($0) }))
  }

  /// What an epoch makes of each sample, by its number.
  private func epoch(
    _ data: any BatchSource, batchSize: Int, shuffle: Bool = true, seed: UInt64 = 5,
    epoch: Int = 0
  ) throws -> [Int: [UInt8]] {
    let pass = data.pass(batchSize: batchSize, shuffle: shuffle, seed: seed, epoch: epoch)
    var found: [Int: [UInt8]] = [:]
    while let batch = try pass.next() {
      #expect(batch.rows.count <= batchSize)
      for row in batch.rows {
        let sample = batch.samples.selecting([row])
        let number = Int(sample.targets!.scalars(as: Int32.self)[0])
        #expect(found.updateValue(sample.inputs.scalars(), forKey: number) == nil)
      }
    }
    return found
  }

  @Test func batchesThreadsAndOrderChangeNothing() throws {
    let data = try AugmentedData(images(37, channels: 3), AugmentTests.steps)
    let expected = try epoch(data, batchSize: 8)
    #expect(expected.count == 37)
    #expect(try epoch(data, batchSize: 1) == expected)
    #expect(try epoch(data, batchSize: 37) == expected)
    #expect(try epoch(data, batchSize: 5, shuffle: false) == expected)
    let threads = ThreadPool.threads
    defer { ThreadPool.setThreads(threads) }
    for count in [1, 2, 3] {
      ThreadPool.setThreads(count)
      #expect(try epoch(data, batchSize: 16) == expected, "\(count) threads")
    }
  }

  @Test func seedsAndEpochsDraw() throws {
    let data = try AugmentedData(images(9, channels: 3), AugmentTests.steps)
    let first = try epoch(data, batchSize: 4)
    #expect(try epoch(data, batchSize: 4) == first)
    #expect(try epoch(data, batchSize: 4, epoch: 1) != first)
    #expect(try epoch(data, batchSize: 4, seed: 6) != first)
    // The same step draws other numbers at another place of the list.
    let twice = try AugmentedData(
      images(200, channels: 1), [.randomFlip(.vertical), .randomFlip(.vertical)])
    let plain = try epoch(images(200, channels: 1), batchSize: 50)
    let kept = try epoch(twice, batchSize: 50).count { plain[$0.key] == $0.value }
    #expect((70...130).contains(kept))
  }

  @Test func withoutStepsNothingChanges() throws {
    let data = images(9, channels: 1)
    #expect(
      try epoch(try AugmentedData(data, []), batchSize: 4) == (try epoch(data, batchSize: 4)))
  }

  /// Streamed images are those in memory, with a small buffer in another order; validation and test
  /// parts are as in the file.
  @Test func onlyTrainingImagesStreamedOrNot() throws {
    let data = images(50, channels: 3)
    let bytes = data.inputs.scalars(as: UInt8.self)
    let images = try files.write("images", idxBytes(8, [50, 6, 5, 3], bytes))
    let labels = try files.write("labels", idxBytes(8, [50], (0..<50).map { UInt8($0) }))
    var config = DataConfig()
    config.train = .idx(images: images, labels: labels)
    config.validation = .idx(images: images, labels: labels)
    config.test = .idx(images: images, labels: labels)
    config.augment = AugmentTests.steps
    let whole = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    config.streaming = true
    config.shuffleBuffer = 7
    let streamed = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    let plain = try epoch(data, batchSize: 8)
    let expected = try epoch(try AugmentedData(data, AugmentTests.steps), batchSize: 8)
    #expect(expected != plain)
    for parts in [whole, streamed] {
      #expect(try epoch(parts.train, batchSize: 7) == expected)
      #expect(try epoch(parts.validation!, batchSize: 7) == plain)
      #expect(try epoch(parts.test!, batchSize: 7) == plain)
    }
  }
}
