import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// What stands in `images.json`: image files with Keras's pixels, and NumPy's archives.
struct ImageCase: Decodable, Sendable {
  var kind: String
  var name: String
  var file: String
  var path: String?
  var color: String?
  var size: [Int]?
  var resized: Bool?
  var pixels: [Float]?

  static let all: [ImageCase] = Fixture.cases("images")

  var bytes: [UInt8] {
    stride(from: 0, to: file.utf8.count, by: 2).map { place in
      let start = file.index(file.startIndex, offsetBy: place)
      return UInt8(file[start..<file.index(start, offsetBy: 2)], radix: 16)!
    }
  }

  static func image(_ path: String) -> [UInt8] { all.first { $0.path == path }!.bytes }
}

/// Folders of images: pixels as Keras reads them, classes by their folders, and what is refused.
@Suite struct ImageFolderTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func folder(_ content: [String: [UInt8]]) throws -> String {
    for (name, bytes) in content {
      let path = files.path + "/photos/" + name
      try FileManager.default.createDirectory(
        atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]),
        withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(filePath: path))
    }
    return files.path + "/photos"
  }

  private func config(_ folder: String, _ change: (inout ImageFolder) -> Void = { _ in })
    -> DataConfig
  {
    var source = ImageFolder(folder)
    change(&source)
    var config = DataConfig()
    config.train = .folder(source)
    return config
  }

  @Test func pixelsAreKeras() throws {
    for test in ImageCase.all where test.kind == "image" {
      let (name, size) = (try #require(test.path), try #require(test.size))
      let path = try folder(["a/\(name)": test.bytes, "b/\(name)": test.bytes])
      let config = config(path) {
        $0.resize = test.resized == true ? Pair(size[0], size[1]) : nil
        $0.color = test.color == "rgb" ? .rgb : .grey
      }
      let data = try LoadedData.load(config, as: .classIndices, seed: 1)
      let channels = test.color == "rgb" ? 3 : 1
      #expect(data.train.inputs.shape == [2, size[0], size[1], channels], "\(test.name)")
      let found = data.train.inputs.scalars(as: UInt8.self)
      let expected = try #require(test.pixels)
      // Whole numbers next to Keras's; versions of libjpeg may differ by one.
      let allowed: Float = name.hasSuffix("png") ? 0.502 : 1.502
      let worst = zip(found, expected).map { abs(Float($0) - $1) }.max() ?? 0
      #expect(worst <= allowed, "\(test.name): \(worst)")
      #expect(Array(found[..<expected.count]) == Array(found[expected.count...]))
      try FileManager.default.removeItem(atPath: path)
    }
  }

  private func small(_ classes: [String], each count: Int) throws -> String {
    var content: [String: [UInt8]] = [:]
    for (index, name) in classes.enumerated() {
      for number in 0..<count {
        content["\(name)/more/\(number).\(index == 0 ? "PNG" : "jpeg")"] =
          ImageCase.image(index == 0 ? "color.png" : "color.jpg")
      }
    }
    content["\(classes[0])/.hidden.png"] = [1]
    content["\(classes[0])/notes.txt"] = [1]
    return try folder(content)
  }

  @Test func classesAreFolders() throws {
    let path = try small(["dog", "cat", "Éclair"], each: 3)
    var config = config(path) { $0.resize = Pair(5) }
    config.stratify = true
    config.testSplit = 0.34
    let data = try LoadedData.load(config, as: .classIndices, seed: 1)
    #expect(data.preprocessing.classNames == ["cat", "dog", "Éclair"])
    #expect(data.train.count == 6 && data.test?.count == 3)
    #expect(data.train.targets?.scalars(as: Int32.self).sorted() == [0, 0, 1, 1, 2, 2])
    let json = try JSONDecoder().decode(
      Preprocessing.self, from: JSONEncoder().encode(data.preprocessing))
    #expect(json == data.preprocessing)
    // Another folder may lack classes, but not have others.
    let again = try json.load(.file(path), needTargets: true)
    #expect(again.targets?.scalars(as: Int32.self) == [0, 0, 0, 1, 1, 1, 2, 2, 2])
    let alone = try json.load(.file(path + "/dog/more/1.PNG"), needTargets: false)
    #expect(alone.ids == [path + "/dog/more/1.PNG"] && alone.inputs.shape == [1, 5, 5, 3])
    let stranger = try folder(["wolf/a.png": ImageCase.image("grey.png")])
    #expect(
      message { () throws(DataError) in try json.load(.file(stranger), needTargets: true) }?
        .contains("wolf: the training part has no class 'wolf'") == true)
  }

  @Test func theSameStreamed() throws {
    let path = try small(["a", "b"], each: 40)
    var config = config(path) { $0.resize = Pair(64, 96) }
    config.streaming = true
    let streamed = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    config.streaming = false
    let whole = try PreparedData.prepare(config, as: .classIndices, seed: 3)
    #expect(streamed.preprocessing == whole.preprocessing)
    #expect(streamed.train.inputSpec == whole.train.inputSpec)
    let pass = streamed.train.pass(batchSize: 20, shuffle: false, seed: 0, epoch: 0)
    let samples = try #require(whole.train as? Dataset)
    let size = 64 * 96 * 3
    let images = samples.inputs.scalars(as: UInt8.self)
    let (first, last) = (Array(images[..<size]), Array(images[(79 * size)...]))
    var counts = [0, 0]
    while let batch = try pass.next() {
      let rows = batch.samples.selecting(Array(batch.rows))
      let labels = try #require(rows.targets?.scalars(as: Int32.self))
      // Neighbours are not of one class.
      #expect(Set(labels).count == 2)
      let pixels = rows.inputs.scalars(as: UInt8.self)
      for (row, label) in labels.enumerated() {
        counts[Int(label)] += 1
        #expect(Array(pixels[row * size..<(row + 1) * size]) == (label == 0 ? first : last))
      }
    }
    #expect(counts == [40, 40])
    let stream = try whole.preprocessing.stream(.file(path), needTargets: false, batchSize: 16)
    var ids: [String] = []
    while let piece = try stream.next() { ids += piece.ids ?? [] }
    #expect(ids.count == 80 && ids == ids.sorted())
  }

  @Test func whatIsBroken() throws {
    let png = ImageCase.image("color.png")
    let jpeg = ImageCase.image("color.jpg")
    var damaged = png
    damaged[damaged.count / 2] ^= 0xFF
    let cases: [(String, [String: [UInt8]], String)] = [
      ("nothing", ["a/notes.txt": []], "photos: expected images (PNG or JPEG), found none"),
      (
        "other formats", ["a/1.png": png, "b/2.gif": [1], "b/1.BMP": [1]],
        "photos/b/1.BMP: expected PNG or JPEG, found 2 images in other formats"
      ),
      (
        "several",
        [
          "a/1.png": png, "a/2.png": Array(png.dropLast(20)), "a/3.png": damaged, "b/1.jpg": [],
          "b/2.jpg": Array(jpeg.dropLast(jpeg.count / 2)), "b/3.jpg": Array("GIF89a".utf8),
          "b/4.jpg": jpeg,
        ],
        "photos/a/2.png: the image cannot be read: "
      ),
    ]
    for (name, content, expected) in cases {
      let path = try folder(content)
      var texts: [String] = []
      for streaming in [false, true] {
        var config = config(path)
        config.streaming = streaming
        let found = #expect(throws: DataError.self, "\(name)") {
          try PreparedData.prepare(config, as: .classIndices, seed: 1)
        }
        texts.append(found.map { files.plain($0) } ?? "")
      }
      #expect(texts[0].hasPrefix("error: \(expected)"), "\(name): \(texts[0])")
      if name == "several" {
        #expect(texts[0].hasSuffix("6 errors"), "\(texts[0])")
        #expect(texts[0].contains("photos/b/1.jpg: the image cannot be read: it is empty"))
        #expect(texts[0].contains("b/3.jpg: the image cannot be read: it is neither PNG nor JPEG"))
        #expect(
          texts[0].contains("b/4.jpg: expected an image of 6 × 5 like the first, found 9 × 11"))
        // Streamed, files come in another order.
        #expect(texts[1].hasSuffix("6 errors"), "\(texts[1])")
      } else {
        #expect(texts[1] == texts[0])
      }
      try FileManager.default.removeItem(atPath: path)
    }
    let file = try files.write("file", "x")
    for (path, expected) in [
      (file, "file: expected a folder, found a file"),
      (files.path + "/none", "none: there is no such file"),
    ] {
      let found = message { () throws(DataError) in
        try LoadedData.load(config(path), as: .classIndices, seed: 1)
      }
      #expect(found?.contains(expected) == true)
    }
    let two = try small(["a", "b"], each: 1)
    #expect(
      message { () throws(DataError) in
        try LoadedData.load(config(two) { $0.resize = Pair(2) }, as: .numbers, seed: 1)
      }?.contains("the folders are classes, but the loss is for numbers") == true)
  }

  @Test func anyDamageIsAnErrorOrAnImage() throws {
    for name in ["color.png", "color.jpg", "progressive.jpg"] {
      let whole = ImageCase.image(name)
      for step in 0..<120 {
        var bytes = whole
        if step % 3 == 0 {
          bytes = Array(bytes.prefix(step * bytes.count / 120))
        } else {
          bytes[(step * 7_919) % bytes.count] ^= UInt8(1 << (step % 8))
        }
        let path = try folder(["a/1.png": whole, "b/1.png": bytes])
        _ = try? LoadedData.load(
          config(path) { $0.resize = Pair(3) }, as: .classIndices, seed: 1)
      }
    }
  }
}

/// NumPy's arrays as samples.
@Suite struct NumpySamplesTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func load(
    _ archive: String, _ images: String, _ labels: String? = "y_train",
    _ kind: TargetKind = .classIndices, streaming: Bool = false
  ) throws(DataError) -> PreparedData {
    var config = DataConfig()
    config.train = .archive(archive, images: images, labels: labels)
    config.streaming = streaming
    return try PreparedData.prepare(config, as: kind, seed: 1)
  }

  private func inputs(_ data: PreparedData) throws -> Tensor {
    let pass = data.train.pass(batchSize: 10, shuffle: false, seed: 0, epoch: 0)
    return try #require(try pass.next()).samples.inputs
  }

  @Test(arguments: ["stored", "deflated"]) func archives(_ name: String) throws {
    let test = try #require(ImageCase.all.first { $0.name == name })
    let path = try files.write("\(name).npz", test.bytes)
    let images = try load(path, "x_train")
    #expect(try inputs(images).scalars(as: UInt8.self) == Array(0..<24))
    #expect(images.train.inputSpec.shape == [3, 2, 4, 1])
    #expect(images.preprocessing.classCounts == [1, 2])
    #expect(
      try inputs(load(path, "fortran")).scalars(as: Float.self) == (0..<12).map { Float($0) / 8 })
    #expect(
      try inputs(load(path, "half")).scalars(as: Float.self) == (0..<6).map { Float($0) / 4 })
    #expect(try inputs(load(path, "wide")).scalars(as: Int32.self) == Array(0..<6))
    #expect(try inputs(load(path, "bits")).scalars(as: UInt8.self) == [1, 0, 0, 0, 1, 1])
    // The names of the arrays travel with the model.
    #expect(
      try images.preprocessing.load(.file(path), needTargets: true).targets?
        .scalars(as: Int32.self) == [0, 1, 1])
    let streamed = { (array: String) throws(DataError) in
      try load(path, array, streaming: true)
    }
    for array in ["x_train", "half", "wide", "bits"] {
      #expect(try inputs(streamed(array)) == inputs(load(path, array)))
    }
    if name == "stored" {
      #expect(try inputs(streamed("fortran")) == inputs(load(path, "fortran")))
    } else {
      #expect(
        message { () throws(DataError) in try streamed("fortran") }?
          .contains("cannot be streamed: its items are scattered (Fortran order)") == true)
    }
    for (array, labels, expected) in [
      (
        "x_test", "y_train", "there is no array 'x_test'; the arrays are: x_train, y_train, fortran"
      ),
      ("words", "y_train", "expected numbers, found elements of type string"),
      ("large", "y_train", "2147483648 is beyond the range of 32-bit numbers"),
      ("y_train", "words", "expected numbers, found elements of type string"),
    ] {
      let found = message { () throws(DataError) in try load(path, array, labels) }
      #expect(found?.contains(expected) == true, "\(found ?? "")")
    }
  }

  @Test func filesOfTheirOwn() throws {
    let header = { (type: String, shape: String) in
      let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n"
      return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
    }
    let images = try files.write("x.npy", header("|u1", "(3, 2)") + [1, 2, 3, 4, 5, 6])
    let labels = try files.write("y.npy", header("<i2", "(3,)") + [0, 0, 1, 0, 1, 0])
    var config = DataConfig()
    config.train = .idx(images: images, labels: labels)
    for streaming in [false, true] {
      config.streaming = streaming
      let data = try PreparedData.prepare(config, as: .classIndices, seed: 1)
      #expect(try inputs(data).scalars(as: UInt8.self) == [1, 2, 3, 4, 5, 6])
      #expect(data.preprocessing.classCounts == [1, 2])
    }
    let cut = try files.write("cut.npy", header("|u1", "(3, 2)") + [1, 2, 3])
    config.train = .idx(images: cut, labels: labels)
    #expect(
      message { () throws(DataError) in
        try PreparedData.prepare(config, as: .classIndices, seed: 1)
      }?.contains("elements of 1 bytes need 6 bytes, found 3") == true)
    #expect(
      message { () throws(DataError) in try load(images, "x") }?
        .contains("expected an .npz file, in which arrays have names") == true)
  }

  @Test func damagedArchives() throws {
    for test in ImageCase.all where test.kind == "archive" {
      let whole = test.bytes
      for step in 0..<400 {
        var bytes = whole
        if step % 4 == 0 {
          bytes = Array(bytes.prefix(step * bytes.count / 400))
        } else {
          bytes[(step * 7_919) % bytes.count] ^= UInt8(1 << (step % 8))
        }
        let path = try files.write("broken.npz", bytes)
        do {
          _ = try load(path, "x_train")
        } catch {
          #expect(error.file == path)
        }
      }
    }
  }
}
