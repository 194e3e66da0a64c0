public import TFXCore

/// Where a part of the data comes from: CSV files, or IDX files of inputs and labels.
public enum DataSource: FieldValue, Hashable {
  /// A file that holds everything, or a pattern of the names of several. In a configuration it is a
  /// CSV file; to a checkpoint that was trained on IDX files it is the file of the inputs.
  case file(String)
  /// Several CSV files, the rows of which follow one another, or one with options of its own.
  case files([String], CSVOverride)
  /// IDX or `.npy` files: inputs, and a label for each of them.
  case idx(images: String, labels: String?)
  /// Arrays of an `.npz` file by their names.
  case archive(String, images: String, labels: String?)
  /// A folder of images with a folder for each class.
  case folder(ImageFolder)

  public static var expectation: String {
    "a CSV file's path, a list of them, {images: path, labels: path} or {folder: path}"
  }

  public static var schema: ValueSchema {
    .either(
      FilePaths.schema, .fields("file", TablePaths.self), .fields("arrays", IDXPaths.self),
      .fields("archive", ArchivePaths.self), .fields("folder", ImageFolder.self))
  }

  /// Reads a path or a list of them, or a mapping of two paths, or of paths and their options.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> DataSource? {
    switch node.content {
    case .scalar, .sequence:
      return FilePaths.read(node, &diagnostics).map { read in
        read.paths.count == 1 ? .file(read.paths[0]) : .files(read.paths, CSVOverride())
      }
    case .mapping(let entries):
      if node["folder"] != nil {
        return FieldReader.read(
          ImageFolder.self, from: node, owner: "the folder", at: node.span, &diagnostics
        ).map { .folder($0) }
      }
      if node["file"] != nil, node["images"] != nil || node["labels"] != nil {
        let archive = FieldReader.read(
          ArchivePaths.self, from: node, owner: "the archive", at: node.span, &diagnostics)
        return archive.map { .archive($0.file, images: $0.images, labels: $0.labels) }
      }
      if node["file"] != nil {
        let file = FieldReader.read(
          TablePaths.self, from: node, owner: "the file", at: node.span, &diagnostics)
        return file.map { file in
          let own = CSVOverride(file.options, keys: entries.map(\.key))
          let paths = file.paths.paths
          return own.isEmpty && paths.count == 1 ? .file(paths[0]) : .files(paths, own)
        }
      }
      let files = FieldReader.read(
        IDXPaths.self, from: node, owner: "the files", at: node.span, &diagnostics)
      return files.map { .idx(images: $0.images, labels: $0.labels) }
    case .null: return mismatch(node, &diagnostics)
    }
  }

  /// The path, the list, or the mapping.
  public func write() -> ConfigNode {
    switch self {
    case .file(let path): path.write()
    case .files(let paths, let own) where own.isEmpty: paths.write()
    case .files(let paths, let own):
      ConfigNode(
        .mapping([ConfigNode.Entry("file", FilePaths(paths: paths).write())] + own.entries))
    case .idx(let images, let labels): FieldWriter.write(IDXPaths(images: images, labels: labels))
    case .archive(let file, let images, let labels):
      FieldWriter.write(ArchivePaths(file: file, images: images, labels: labels))
    case .folder(let options): FieldWriter.write(options)
    }
  }

  /// The kinds of data, of which a model can have one.
  enum Kind: String {
    case table = "CSV"
    case arrays = "IDX or NumPy"
    case folder = "folders of images"
  }

  /// What this names in a configuration.
  var kind: Kind {
    switch self {
    case .file, .files: .table
    case .idx, .archive: .arrays
    case .folder: .folder
    }
  }

  /// Whether this names a CSV file in a configuration.
  var isFile: Bool { kind == .table }

  /// The paths of CSV files, patterns among them; nil for others.
  package var tablePaths: [String]? {
    switch self {
    case .file(let path): [path]
    case .files(let paths, _): paths
    case .idx, .archive, .folder: nil
    }
  }

  /// All paths as they were written.
  var paths: [String] {
    switch self {
    case .idx(let images, let labels): [images] + (labels.map { [$0] } ?? [])
    case .archive(let file, _, _): [file]
    case .folder(let options): [options.folder]
    case .file, .files: tablePaths ?? []
    }
  }

  /// The paths for a model of tables, for which `a,b` as a file of images and one of labels makes no
  /// sense.
  var csvPaths: [String] { tablePaths ?? [paths[0]] }

  /// How CSV files are written, if `base` is said of all files.
  func options(_ base: CSVOptions) -> CSVOptions {
    if case .files(_, let own) = self { own.applied(to: base) } else { base }
  }

  /// The same source, with all options of CSV files said.
  func complete(_ base: CSVOptions) -> DataSource {
    guard let tablePaths else { return self }
    return .files(tablePaths, CSVOverride(all: options(base)))
  }

  /// Whether any of it comes from standard input.
  var isStandardInput: Bool { paths.contains("-") }
}

/// The mapping form of CSV files.
private struct TablePaths: Configurable {
  var paths = FilePaths(paths: [])
  var options = CSVOptions()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("file", &paths, "CSV file, or a list of them")
    options.fields(&f)
  }
}

/// A path, or several in a list.
private struct FilePaths: FieldValue {
  var paths: [String]

  static var expectation: String { DataSource.expectation }

  static var schema: ValueSchema {
    .oneOrList(.text.limited(by: ValueBounds(isNotEmpty: true)), count: 1...Int.max)
  }

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> FilePaths? {
    guard case .sequence = node.content else {
      guard case .scalar(let path, _) = node.content, !path.isEmpty else {
        return mismatch(node, &diagnostics)
      }
      return FilePaths(paths: [path])
    }
    guard let paths = [String].read(node, &diagnostics) else { return nil }
    if paths.isEmpty || paths.contains("") {
      return mismatch(node, &diagnostics, help: "name a file")
    }
    if paths.count > 1, paths.contains("-") {
      diagnostics.error(at: node.span, "standard input cannot be one of several files")
      return nil
    }
    return FilePaths(paths: paths)
  }

  func write() -> ConfigNode { paths.count == 1 ? paths[0].write() : paths.write() }
}

/// The mapping form of files of arrays.
private struct IDXPaths: Configurable {
  var images = ""
  var labels: String?

  init() {}

  init(images: String, labels: String?) {
    self.images = images
    self.labels = labels
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    let notEmpty = Limits.notEmpty("a path")
    f.required("images", &images, in: notEmpty, "IDX or `.npy` file of the inputs")
    f.optional(
      "labels", &labels, in: notEmpty.orNone, "IDX or `.npy` file of a label for each input")
  }
}

/// The mapping form of an archive.
private struct ArchivePaths: Configurable {
  var file = ""
  var images = ""
  var labels: String?

  init() {}

  init(file: String, images: String, labels: String?) {
    self.file = file
    self.images = images
    self.labels = labels
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    let notEmpty = Limits.notEmpty("a name")
    f.required("file", &file, in: notEmpty, "`.npz` file")
    f.required("images", &images, in: notEmpty, "name of the array of inputs")
    f.optional("labels", &labels, in: notEmpty.orNone, "name of the array of labels")
  }
}
