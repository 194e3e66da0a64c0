import TFXCore
import TFXKernels

/// A first look at images or arrays that nobody has described.
package struct SampleSurvey: Sendable {
  package let train: DataSource
  /// Parts that lie beside it under a usual name.
  package private(set) var validation: DataSource?
  package private(set) var test: DataSource?
  /// How many samples the training part has.
  package let count: Int
  /// What a sample is: [height, width, channels] of images.
  package let shape: [Int]
  /// How many samples each class has.
  package let classCounts: [Int]
  package let classNames: [String]
  /// Whether values go from 0 to 255.
  package let areBytes: Bool
  /// What tells how images are read, for a comment; nil if there is nothing to tell.
  package let evidence: String?

  /// The greatest side that images get without being asked.
  private static let greatestSide = 96
  /// So many images are looked at for their sizes and colours.
  private static let lookedAtCount = 200

  /// Looks at a folder of images or a file of arrays; nil for what is none of them by its name.
  package init?(_ path: String) throws(DataError) {
    if FileAccess.isDirectory(path) {
      try self.init(folder: path)
      return
    }
    let name = FilePath.name(of: path).lowercased()
    if name.hasSuffix(".npz") {
      try self.init(archive: path)
    } else if name.hasSuffix(".npy") || name.contains("-ubyte") || name.contains(".idx") {
      try self.init(array: path)
    } else {
      return nil
    }
  }

  // MARK: Folders

  private init(folder path: String) throws(DataError) {
    var root = path
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    let inner = { (names: [String]) in
      names.map { "\(root)/\($0)" }.first { FileAccess.isDirectory($0) }
    }
    let trainFolder = inner(["train", "training", "Train"])
    let own = trainFolder ?? root
    let files = try ImageFiles(classesIn: own)
    let looks = try SampleSurvey.looks(files)
    let sizes = Set(looks.map { [$0.height, $0.width] })
    let isGrey = looks.allSatisfy(\.isGrey)
    let most = sizes.flatMap { $0 }.max() ?? 1
    var options = ImageFolder(own, color: isGrey ? .grey : .rgb)
    var size = [looks[0].height, looks[0].width]
    if sizes.count > 1 || most > SampleSurvey.greatestSide {
      let side = min(most, sizes.count > 1 ? 64 : SampleSurvey.greatestSide)
      size = [side, side]
      options.resize = Pair(side, side)
    }
    let part = { (folder: String) in
      var other = options
      other.folder = folder
      return DataSource.folder(other)
    }
    train = .folder(options)
    if trainFolder != nil {
      validation = inner(["validation", "val", "valid"]).map(part)
      test = inner(["test", "Test"]).map(part)
    }
    count = files.count
    shape = size + [isGrey ? 1 : 3]
    classNames = files.classNames ?? []
    var counts = classNames.map { _ in 0 }
    for label in files.labels { counts[Int(label)] += 1 }
    classCounts = counts
    areBytes = true
    let found =
      sizes.count == 1
      ? "all looked at are \(looks[0].height) by \(looks[0].width)"
      : "of different sizes, up to \(most)"
    evidence = found + (isGrey ? ", without colours" : ", with colours")
  }

  private struct Look: Sendable {
    var height = 0
    var width = 0
    var isGrey = true
  }

  /// What some of the images are, taken evenly.
  private static func looks(_ files: ImageFiles) throws(DataError) -> [Look] {
    let count = min(files.count, lookedAtCount)
    let found = DataThreads.map(count) { place -> Result<Look, DataError> in
      do throws(DataError) {
        let image = try ImageFiles.decode(files.paths[place * files.count / count], channels: 3)
        var look = Look(height: image.height, width: image.width)
        for start in stride(from: 0, to: image.pixels.count - 2, by: 3)
        where image.pixels[start] != image.pixels[start + 1]
          || image.pixels[start] != image.pixels[start + 2]
        {
          look.isGrey = false
          break
        }
        return .success(look)
      } catch {
        return .failure(error)
      }
    }
    var looks: [Look] = []
    for result in found { looks.append(try result.get()) }
    return looks
  }

  // MARK: Arrays

  /// IDX or `.npy` files of inputs and labels, which are called alike.
  private init(array path: String) throws(DataError) {
    let name = FilePath.name(of: path)
    let directory = FilePath.directory(of: path)
    let beside = { (name: String) -> String? in
      let other = FilePath.joined(directory, name)
      return FileAccess.exists(other) ? other : nil
    }
    let labels = SampleSurvey.labelNames(name).lazy.compactMap(beside).first
    guard let labels else { throw DataError(.labelsNeeded, file: path) }
    train = .idx(images: path, labels: labels)
    for prefix in ["t10k", "test"] where test == nil && name.hasPrefix("train") {
      let other = { (name: String) in beside(prefix + name.dropFirst("train".count)) }
      if let images = other(name), let labels = other(FilePath.name(of: labels)) {
        test = .idx(images: images, labels: labels)
      }
    }
    let found = try Arrays(train)
    (count, shape, areBytes) = (found.count, found.shape, found.areBytes)
    (classCounts, classNames) = (found.classCounts, found.classCounts.indices.map(String.init))
    evidence = nil
  }

  /// What the labels of a file of inputs may be called.
  private static func labelNames(_ name: String) -> [String] {
    let pairs = [
      ("images", "labels"), ("x_", "y_"), ("X_", "y_"), ("inputs", "targets"), ("x.", "y."),
    ]
    var names: [String] = []
    for (inputs, labels) in pairs where name.contains(inputs) {
      let other = name.replacing(inputs, with: labels)
      names += [other.replacing("idx3", with: "idx1"), other]
      names += [names[names.count - 2] + ".gz", String(names[names.count - 2].dropLast(3))]
    }
    return names.filter { !$0.isEmpty && $0 != name }
  }

  /// Arrays of an `.npz` file, by the names that Keras's data sets have.
  private init(archive path: String) throws(DataError) {
    let content = try FileBytes(data: path)
    defer { withExtendedLifetime(content) {} }
    let names = try ZipArchive(content.bytes, file: path).names.map {
      $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0
    }
    let pairs = [
      ("x_train", "y_train"), ("train_images", "train_labels"), ("images", "labels"), ("x", "y"),
      ("X", "y"), ("data", "target"),
    ]
    let pair = pairs.first { names.contains($0.0) && names.contains($0.1) }
    guard let (images, labels) = pair else { throw DataError(.labelsNeeded, file: path) }
    train = .archive(path, images: images, labels: labels)
    let other = { (name: String) in name.replacing("train", with: "test") }
    if other(images) != images, names.contains(other(images)), names.contains(other(labels)) {
      test = .archive(path, images: other(images), labels: other(labels))
    }
    let found = try Arrays(train)
    (count, shape, areBytes) = (found.count, found.shape, found.areBytes)
    (classCounts, classNames) = (found.classCounts, found.classCounts.indices.map(String.init))
    evidence = nil
  }

  private struct Arrays {
    let count: Int
    let shape: [Int]
    let classCounts: [Int]
    let areBytes: Bool

    init(_ source: DataSource) throws(DataError) {
      let samples = try Samples.read(source, needLabels: true)
      count = samples.inputs.shape[0]
      shape = Array(samples.inputs.shape.dimensions.dropFirst())
      areBytes = samples.inputs.dtype == .uint8
      guard let labels = samples.labels else {
        throw DataError(.labelsNeeded, file: samples.file)
      }
      let encoder = try TargetEncoder.fit(
        labels: labels, names: nil, file: samples.labelsFile, kind: .classIndices)
      classCounts = encoder.classCounts ?? []
    }
  }
}
