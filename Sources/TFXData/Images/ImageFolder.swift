public import TFXCore
import TFXKernels

/// A folder of images in the PNG or JPEG format, which has a folder for each class in it: what
/// [Keras's image_dataset_from_directory](https://keras.io/api/data_loading/image/) reads.
public struct ImageFolder: Configurable, Hashable {
  /// How many channels images get.
  public enum Color: String, Choice, Codable {
    /// Red, green and blue.
    case rgb
    /// One channel.
    case grey

    /// Keras's `grayscale` too.
    public static var schema: ValueSchema { .words(allCases.map(\.rawValue) + others) }

    private static let others = ["gray", "grayscale", "greyscale"]

    /// Reads Keras's `grayscale` too.
    public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Color? {
      guard case .scalar(let text, _) = node.content else { return mismatch(node, &diagnostics) }
      if let color = Color(rawValue: text) { return color }
      if others.contains(text) { return .grey }
      return mismatch(
        node, &diagnostics,
        help: Spelling.suggestion(for: text, among: allCases.map(\.rawValue)))
    }
  }

  /// The folder.
  public var folder = ""
  /// The height and width that images are brought to; nil if all have one size.
  public var resize: Pair?
  /// How many channels images get.
  public var color = Color.rgb

  public init() {}

  /// Images of a folder.
  public init(_ folder: String, resize: Pair? = nil, color: Color = .rgb) {
    self.folder = folder
    self.resize = resize
    self.color = color
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "folder", &folder, in: .notEmpty("a path"),
      "folder of images, PNG or JPEG, with a folder for each class")
    f.optional(
      "resize", &resize, in: Limits<Pair>.atLeast(1).orNone,
      "[height, width] that images are brought to")
    f.optional("color", &color, "`rgb` or `grey`")
  }
}

/// What becomes of image files: their size and channels.
struct ImageForm: Hashable, Sendable {
  var height: Int
  var width: Int
  var channels: Int
  /// Whether images of another size are brought to this one.
  var resizes: Bool

  var shape: [Int] { [height, width, channels] }

  /// Bytes of an image.
  var byteCount: Int { height * width * channels }
}

/// The image files below a folder, in the order of their paths.
struct ImageFiles: Sendable {
  let folder: String
  /// The classes, which are the names of folders; nil for images without classes.
  let classNames: [String]?
  private(set) var paths: [String]
  /// The class of each image; empty without classes.
  private(set) var labels: [Int32] = []

  /// What names of images end with that can be read.
  private static let endings: Set = ["png", "jpg", "jpeg", "jpe", "jfif"]
  /// What names of other images end with; to leave them out in silence would be wrong.
  private static let otherEndings: Set = ["gif", "bmp", "tif", "tiff", "webp", "heic", "avif"]

  /// The images in the folders of a folder. With `known` classes only those may be there.
  init(classesIn folder: String, known: [String]? = nil) throws(DataError) {
    try ImageFiles.requireFolder(folder)
    let found = FileAccess.names(in: folder).filter { name in
      !name.hasPrefix(".") && FileAccess.isDirectory("\(folder)/\(name)")
    }.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    let classNames = known ?? found
    self.folder = folder
    self.classNames = classNames
    var paths: [String] = []
    for name in found {
      guard let label = classNames.firstIndex(where: { $0.isWritten(name) }) else {
        throw DataError(
          .unknownClass(found: name, known: classNames, isFromSplit: false),
          file: "\(folder)/\(name)", row: nil, column: nil)
      }
      let own = try ImageFiles.images(below: "\(folder)/\(name)")
      paths += own
      labels += Array(repeating: Int32(label), count: own.count)
    }
    self.paths = paths
    if paths.isEmpty { throw DataError(.noImages, file: folder, row: nil, column: nil) }
  }

  /// All images below a folder, or a single one.
  init(_ path: String) throws(DataError) {
    folder = path
    classNames = nil
    if !FileAccess.isDirectory(path) {
      paths = [path]
      return
    }
    paths = try ImageFiles.images(below: path)
    if paths.isEmpty { throw DataError(.noImages, file: path, row: nil, column: nil) }
  }

  var count: Int { paths.count }

  /// The same images in another order, in which neighbours are not of one class.
  func shuffled(seed: UInt64) -> ImageFiles {
    let random = Philox(seed: seed, .shuffle, step: UInt32.max)
    var order = Array(paths.indices)
    for last in order.indices.reversed().dropLast() {
      order.swapAt(last, random.integer(below: last + 1, at: UInt64(last)))
    }
    var files = self
    files.paths = order.map { paths[$0] }
    files.labels = labels.isEmpty ? [] : order.map { labels[$0] }
    return files
  }

  private static func requireFolder(_ path: String) throws(DataError) {
    if FileAccess.isDirectory(path) { return }
    throw DataError(
      FileAccess.exists(path) ? .notAFolder : .notFound, file: path, row: nil, column: nil)
  }

  private static func images(below folder: String) throws(DataError) -> [String] {
    var found: [String] = []
    var others: [String] = []
    var open = [folder]
    while let folder = open.popLast() {
      for name in FileAccess.names(in: folder) where !name.hasPrefix(".") {
        let path = "\(folder)/\(name)"
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if FileAccess.isDirectory(path) {
          open.append(path)
        } else if endings.contains(ending) {
          found.append(path)
        } else if otherEndings.contains(ending) {
          others.append(path)
        }
      }
    }
    if let first = others.min() {
      throw DataError(.otherImageFormat(count: others.count), file: first, row: nil, column: nil)
    }
    return found.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  // MARK: Reading

  /// What images become: of the size that is asked for, or of that of the first.
  func form(_ options: ImageFolder) throws(DataError) -> ImageForm {
    let channels = options.color == .rgb ? 3 : 1
    if let size = options.resize {
      return ImageForm(height: size.height, width: size.width, channels: channels, resizes: true)
    }
    let first = try ImageFiles.decode(paths[0], channels: channels)
    return ImageForm(
      height: first.height, width: first.width, channels: channels, resizes: false)
  }

  /// Some of the images, uint8 [images, height, width, channels], read by all threads. Throws with all
  /// files that are broken or of another size.
  ///
  /// - Parameter wanted: Which of them are read, counted from the first; nil for all. The others are
  ///   black.
  func read(
    _ range: Range<Int>, _ form: ImageForm, only wanted: [Int]? = nil
  ) throws(DataError) -> Tensor {
    try FileBytes.checkFits(
      rows: range.count, width: (form.byteCount + 3) / 4, file: folder)
    var errors: [DataError?] = []
    let images = Tensor(shape: Shape(form.shape).batched(range.count), dtype: .uint8) { bytes in
      nonisolated(unsafe) let output = bytes.bindMemory(to: UInt8.self)
      errors = DataThreads.map(wanted?.count ?? range.count) { place in
        let index = wanted?[place] ?? place
        do throws(DataError) {
          let start = index * form.byteCount
          try ImageFiles.read(
            paths[range.lowerBound + index], form,
            to: UnsafeMutableBufferPointer(rebasing: output[start..<start + form.byteCount]))
          return nil
        } catch {
          return error
        }
      }
    }
    var mistakes = Mistakes()
    for case let error? in errors { mistakes.add(error) }
    try mistakes.throwIfAny()
    return images
  }

  private static func read(
    _ path: String, _ form: ImageForm, to output: UnsafeMutableBufferPointer<UInt8>
  ) throws(DataError) {
    let image = try decode(path, channels: form.channels)
    if image.height == form.height, image.width == form.width {
      _ = output.update(from: image.pixels)
      return
    }
    if !form.resizes {
      throw DataError(
        .wrongImageSize(
          found: [image.height, image.width], expected: [form.height, form.width]), file: path,
        row: nil, column: nil)
    }
    image.resize(form, to: output)
  }

  /// The image in a file, whatever the file is called.
  static func decode(_ path: String, channels: Int) throws(DataError) -> PNG.Image {
    let content = try FileBytes(data: path)
    defer { withExtendedLifetime(content) {} }
    let reason: String
    if content.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      do throws(PNG.Failure) {
        return try PNG.decode(content.copy, channels: channels)
      } catch {
        reason = error.message
      }
    } else if content.bytes.starts(with: [0xFF, 0xD8]) {
      do throws(JPEG.Failure) {
        return try JPEG.decode(content.bytes, channels: channels)
      } catch {
        reason = error.message
      }
    } else {
      reason = content.count == 0 ? "it is empty" : "it is neither PNG nor JPEG"
    }
    throw DataError(.brokenImage(reason: reason), file: path, row: nil, column: nil)
  }
}

extension PNG.Image {
  /// The pixels between the four nearest ones, as Keras's `interpolation="bilinear"` has them, rounded
  /// to whole numbers.
  fileprivate func resize(_ form: ImageForm, to output: UnsafeMutableBufferPointer<UInt8>) {
    let taps = { (from: Int, to: Int) in
      ResizeTaps(.bilinear, from: from, to: to, alignCorners: false, halfPixelCenters: true)
    }
    let (rows, columns) = (taps(height, form.height), taps(width, form.width))
    let shape = ImageShape(batch: 1, height: height, width: width, channels: channels)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: form.byteCount) { floats in
      guard let target = floats.baseAddress else { return }
      pixels.withUnsafeBufferPointer { pixels in
        guard let source = pixels.baseAddress else { return }
        Kernels.resizeBilinear(
          source, target, shape, rows: rows, columns: columns, items: 0..<form.height)
      }
      for (place, value) in floats.enumerated() { output[place] = UInt8(value.rounded()) }
    }
  }
}
