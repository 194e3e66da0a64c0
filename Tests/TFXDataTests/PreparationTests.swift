import Foundation
import TFXCore
import TFXData
import Testing

/// From files to data sets, and the way back in with a checkpoint's encoders.
@Suite struct PreparationTests {
  let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(_ text: String) throws -> DataConfig {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", text))
    config.target = TargetConfig("y")
    return config
  }

  private func idxConfig(_ images: [UInt8], _ labels: [UInt8]) throws -> DataConfig {
    var config = DataConfig()
    config.train = .idx(
      images: try files.write("images", images), labels: try files.write("labels", labels))
    return config
  }

  private func prepareError(
    _ config: DataConfig, _ kind: TargetKind = .classIndices
  ) -> String? {
    do {
      _ = try LoadedData.load(config, as: kind, seed: 1)
      return nil
    } catch {
      return files.plain(error)
    }
  }

  @Test func nothingIsFittedToHeldBackRows() throws {
    let rows = (0..<40).map { "\($0),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    var config = try config("x,y\n" + rows)
    config.features = FeatureList([
      FeatureList.Entry("x", FeatureOptions(normalize: .minmax))
    ])
    config.validationSplit = 0.25
    config.testSplit = 0.25
    for seed in 0..<20 {
      let data = try LoadedData.load(config, as: .classIndices, seed: UInt64(seed))
      let scaled = data.train.inputs.scalars(as: Float.self)
      #expect(scaled.min() == 0 && scaled.max() == 1)
      let lines =
        try #require(data.train.lines) + #require(data.validation?.lines)
        + #require(data.test?.lines)
      #expect(lines.sorted() == Array(2...41))
      // The scale in use is the training part's own.
      let numbers = try #require(data.train.lines).map { Float($0 - 2) }
      let least = try #require(numbers.min())
      let range = try #require(numbers.max()) - least
      let held = try #require(data.test?.lines).map { (Float($0 - 2) - least) / range }
      #expect(
        zip(held, data.test!.inputs.scalars(as: Float.self)).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func explicitFilesAndIds() throws {
    var config = try config("id,x,y\n007,1,a\n008,2,b\n")
    config.id = "id"
    config.validation = .file(try files.write("val.csv", "y,x,id\nb,5,9\n"))
    let data = try LoadedData.load(config, as: .classIndices, seed: 1)
    #expect(data.train.ids == ["007", "008"])
    #expect(data.validation?.ids == ["9"])
    #expect(data.validation?.inputs == Tensor([Float(5)], shape: [1, 1]))
    #expect(data.validation?.targets == Tensor([Int32(1)]))
    #expect(data.test == nil)
  }

  @Test func theCheckpointsEncodersReadNewFiles() throws {
    var config = try config("id;n;c;y\n1;1.5;u;a\n2;2;v;b\n")
    config.id = "id"
    config.csv.delimiter = ";"
    let data = try LoadedData.load(config, as: .oneHotClasses, seed: 1)
    let json = try JSONEncoder().encode(data.preprocessing)
    let preprocessing = try JSONDecoder().decode(Preprocessing.self, from: json)
    #expect(preprocessing == data.preprocessing)
    #expect(preprocessing.featureNames == ["n", "c=u", "c=v"])
    #expect(preprocessing.targetColumns == ["y"])

    let new = try files.write("new.csv", "extra;c;n;id\n0;v;7;10\n")
    let loaded = try preprocessing.load(.file(new), needTargets: false)
    #expect(loaded.inputs == Tensor([Float(7), 0, 1], shape: [1, 3]))
    #expect(loaded.ids == ["10"])
    #expect(loaded.targets == nil)
    let error = #expect(throws: DataError.self) {
      try preprocessing.load(.file(new), needTargets: true)
    }
    #expect(error?.kind == .missingColumns(["y"], known: ["extra", "c", "n", "id"]))
  }

  @Test func damagedEncodersAreRefused() throws {
    var config = try config("n,c,y\n1,u,a\n2,v,b\n")
    config.features = FeatureList([
      FeatureList.Entry("n", FeatureOptions(normalize: .minmax)), FeatureList.Entry("c"),
    ])
    let data = try LoadedData.load(config, as: .binary, seed: 1)
    let json = String(decoding: try JSONEncoder().encode(data.preprocessing), as: UTF8.self)
    let damages = [
      ("[3]", "[4]"), ("[3]", "[-3]"), ("[3]", "[]"), ("\"scale\":1", "\"scale\":0"),
      ("[\"u\",\"v\"]", "[\"u\",\"u\"]"), ("[\"u\",\"v\"]", "[]"), ("\"csv\"", "\"idx\""),
      ("[\"a\",\"b\"]", "[\"a\"]"), ("\"binary\"", "\"numbers\""), ("\",\"", "\"“\""),
    ]
    let read = { (text: String) in
      try JSONDecoder().decode(Preprocessing.self, from: Data(text.utf8))
    }
    #expect(try read(json) == data.preprocessing)
    for (written, damaged) in damages {
      let text = json.replacingOccurrences(of: written, with: damaged)
      #expect(text != json, "\(written)")
      #expect(throws: DecodingError.self, "\(damaged)") { try read(text) }
    }
  }

  @Test func brokenCellsOfOtherFilesArePointedAt() throws {
    var config = try config("n,y\n1,a\n2,b\n")
    config.validation = .file(try files.write("val.csv", "n,y\n1,a\n2,b\nx,a\n"))
    #expect(
      prepareError(config) == """
        val.csv:4:1: error: column 'n': expected a number, found 'x'
          other values here are numbers; if 'x' means a missing value, write 'missing_values: \
        ["x"]' under 'data'; if they are categories, write 'encode: one_hot' under 'features'
        """)
    config.validation = .file(try files.write("val.csv", "n,y\n1,a\n2,c\n"))
    #expect(
      prepareError(config) == """
        val.csv:3:2: error: column 'y': the training part has no class 'c'
          known: a, b
        """)
  }

  @Test func stratifyNeedsClasses() throws {
    var config = try config("n,y\n1,1\n2,2\n3,3\n")
    config.stratify = true
    config.validationSplit = 0.3
    #expect(
      prepareError(config, .numbers) == """
        train.csv:1:1: error: 'stratify' needs classes, but the target is a number
          leave out 'stratify'
        """)
  }

  @Test func imagesAndLabels() throws {
    let config = try idxConfig(
      idxBytes(8, [4, 2, 3], Array(0..<24)), gzip(idxBytes(8, [4], [0, 2, 1, 2])))
    let data = try LoadedData.load(config, as: .classIndices, seed: 1)
    #expect(data.train.inputs.spec == TensorSpec([4, 2, 3, 1], .uint8))
    #expect(data.train.targets == Tensor([Int32(0), 2, 1, 2]))
    #expect(data.preprocessing.classNames == ["0", "1", "2"])
    #expect(data.inputSpec == TensorSpec([Shape.unknown, 2, 3, 1]))
    let json = try JSONEncoder().encode(data.preprocessing)
    #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == data.preprocessing)
  }

  @Test func numbersFromIDX() throws {
    // Floats 1 and 2 as inputs of one feature each, and as targets.
    let floats: [UInt8] = [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]
    let config = try idxConfig(idxBytes(0x0D, [2, 1], floats), idxBytes(0x0D, [2], floats))
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(data.train.targets == Tensor([Float(1), 2], shape: [2, 1]))
    #expect(data.train.inputs == data.train.targets)
  }

  @Test func stratifiedImages() throws {
    let labels = (0..<40).map { UInt8($0 < 30 ? 0 : 1) }
    var config = try idxConfig(
      idxBytes(8, [40, 1, 1], Array(0..<40)), idxBytes(8, [40], labels))
    config.stratify = true
    config.validationSplit = 0.2
    let data = try LoadedData.load(config, as: .binary, seed: 3)
    #expect(data.validation?.targets?.scalars(as: Float.self) == [0, 0, 0, 0, 0, 0, 1, 1])
    #expect(data.train.count == 32)
  }

  @Test func brokenImagesAndLabels() throws {
    let images = idxBytes(8, [2, 1, 1], [1, 2])
    let notANumber: [UInt8] = [0x3F, 0x80, 0, 0, 0x7F, 0xC0, 0, 0]
    let tooLarge: [UInt8] = [0x7F, 0xE0] + Array(repeating: 0, count: 14)
    let cases: [(images: [UInt8], labels: [UInt8], message: String)] = [
      (
        images, idxBytes(8, [3], [0, 1, 1]),
        "labels:3:1: error: expected a label for each of the 2 images of images, found 3"
      ),
      (
        images, idxBytes(8, [1], [0]),
        "labels:2:1: error: expected a label for each of the 2 images of images, found 1"
      ),
      (
        images, idxBytes(9, [2], [1, 0xFF]),
        """
        labels:2:1: error: expected a label of 0 or more, found -1
          labels are class numbers that count from 0
        """
      ),
      (
        images, idxBytes(0x0D, [2], [0x3F, 0, 0, 0, 0, 0, 0, 0]),
        "labels:1:1: error: expected a label as a whole number, found 0.5"
      ),
      (
        images, idxBytes(8, [2], [0, 0]),
        "labels:1:1: error: expected at least 2 classes in the training part, found 1: 0"
      ),
      (
        images, idxBytes(0x0C, [2], [0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF]),
        """
        labels:2:1: error: expected a label below 100000, found 2147483647
          labels are class numbers that count from 0
        """
      ),
      (
        images, images,
        """
        labels:1:4: error: expected labels on one axis, found 3 axes
          are 'images' and 'labels' swapped?
        """
      ),
      (
        idxBytes(8, [2], [0, 1]), images,
        """
        images:1:4: error: expected images, found one number an item
          are 'images' and 'labels' swapped?
        """
      ),
    ]
    let values = [
      (
        idxBytes(0x0D, [2, 1], notANumber), "2:1: error: expected a finite 32-bit number, found nan"
      ),
      (
        idxBytes(0x0E, [1, 2], tooLarge),
        "1:1: error: expected a finite 32-bit number, found 8.98846567431158e+307"
      ),
    ]
    for (images, expected) in values {
      #expect(prepareError(try idxConfig(images, [])) == "images:" + expected)
    }
    for (images, labels, expected) in cases {
      #expect(prepareError(try idxConfig(images, labels)) == expected)
    }
  }

  @Test func laterImagesMustBeLikeTheFirst() throws {
    var config = try idxConfig(idxBytes(8, [2, 1, 1], [1, 2]), idxBytes(8, [2], [0, 1]))
    let data = try LoadedData.load(config, as: .classIndices, seed: 1)
    let other = try files.write("other", idxBytes(8, [1, 2, 1], [1, 2]))
    let wrong = #expect(throws: DataError.self) {
      try data.preprocessing.load(.file(other), needTargets: false)
    }
    #expect(
      files.plain(try #require(wrong))
        == "other:1:5: error: expected inputs of shape [1, 1, 1] as in training, found [2, 1, 1]")
    let images = try files.write("more", idxBytes(8, [1, 1, 1], [1]))
    let alone = #expect(throws: DataError.self) {
      try data.preprocessing.load(.file(images), needTargets: true)
    }
    #expect(alone?.kind == .labelsNeeded)
    config.test = .idx(images: images, labels: try files.write("l", idxBytes(8, [1], [2])))
    #expect(
      prepareError(config) == """
        l:1:1: error: expected a label from 0 to 1 as in the training part, found 2
          labels are class numbers that count from 0
        """)
  }
}
