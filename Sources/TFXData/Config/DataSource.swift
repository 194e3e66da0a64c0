public import TFXCore

/// Where a part of the data comes from: a CSV file, or IDX files of inputs and labels.
public enum DataSource: FieldValue, Hashable {
  /// A file that holds everything. In a configuration it is a CSV file; to a checkpoint that was
  /// trained on IDX files it is the file of the inputs.
  case file(String)
  /// IDX files: inputs, and a label for each of them.
  case idx(images: String, labels: String?)

  public static var expectation: String { "a CSV file's path or {images: path, labels: path}" }

  /// Reads a path, or a mapping of two paths.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> DataSource? {
    switch node.content {
    case .scalar(let path, _):
      if path.isEmpty { return mismatch(node, &diagnostics) }
      return .file(path)
    case .mapping:
      let files = FieldReader.read(
        IDXPaths.self, from: node, owner: "the IDX files", at: node.span, &diagnostics)
      return files.map { .idx(images: $0.images, labels: $0.labels) }
    case .null, .sequence: return mismatch(node, &diagnostics)
    }
  }

  /// The path, or the mapping.
  public func write() -> ConfigNode {
    switch self {
    case .file(let path): path.write()
    case .idx(let images, let labels): FieldWriter.write(IDXPaths(images: images, labels: labels))
    }
  }

  /// Whether this names a CSV file in a configuration.
  var isFile: Bool {
    if case .file = self { true } else { false }
  }

  /// Whether any of it comes from standard input.
  var isStandardInput: Bool {
    switch self {
    case .file(let path): path == "-"
    case .idx(let images, let labels): images == "-" || labels == "-"
    }
  }
}

/// The mapping form of a ``DataSource``.
private struct IDXPaths: Configurable {
  var images = ""
  var labels: String?

  init() {}

  init(images: String, labels: String?) {
    self.images = images
    self.labels = labels
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    let notEmpty = Limits<String>("a path") { !$0.isEmpty }
    f.required("images", &images, in: notEmpty, "IDX file of the inputs, gzipped or not")
    f.optional("labels", &labels, in: notEmpty.orNone, "IDX file of a label for each input")
  }
}
