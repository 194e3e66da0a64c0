import TFXConfig
import TFXCore
import TFXData
import TFXGraph
import TFXOps
import TFXRuntime

/// Tensors from files and from the command line.
enum TensorInput {
  /// The tensor of a type and a shape that a user gives: a file, `-` for the standard input, or
  /// the value itself, such as `1.5` or `[1, 2]`.
  static func argument(_ name: String, _ text: String, _ dtype: DType, _ shape: Shape?) throws
    -> Tensor
  {
    if isValue(text) { return try parse(text, name: "--feed \(name)", dtype) }
    if dtype == .string, text != "-", !FileAccess.exists(text) {
      throw Failure(
        "error: --feed \(name): there is no file '\(text)'\n"
          + "  a text stands in quotes: --feed '\(name)=\"\(text)\"'", exitCode: .noInput)
    }
    return try file(text, dtype: dtype, shape: shape)
  }

  /// The tensor in a file, of the type and the shape that are asked for where that is possible.
  static func file(_ path: String, dtype: DType?, shape: Shape?) throws -> Tensor {
    let content = try FileBytes(data: path)
    let name = path == "-" ? "stdin" : path
    defer { withExtendedLifetime(content) {} }
    let tensor: Tensor
    switch format(of: path, content.bytes) {
    case .npy: tensor = try NumpyFile.read(content.bytes, name: name, wanted: dtype)
    case .png where dtype == .string: return Tensor([ByteString(content.copy)], shape: .scalar)
    case .png: tensor = try image(content.copy, name: name)
    case .json: tensor = try parse(text(content.copy, name), name: name, dtype)
    case .csv:
      return try TensorTable.read(content.bytes, name: name, dtype: dtype ?? .float32, shape)
    case .raw where dtype == .string: return Tensor([ByteString(content.copy)], shape: .scalar)
    case .raw:
      throw Failure(
        "\(name): error: the ending says nothing of the format\n"
          + "  expected .csv, .json, .npy or .png", exitCode: .badData)
    }
    guard let dtype else { return tensor }
    return try converted(tensor, to: dtype, name: name)
  }

  /// The formats of files.
  private enum Format { case csv, json, npy, png, raw }

  /// By the ending; of the standard input, by how it begins.
  private static func format(of path: String, _ bytes: some Collection<UInt8>) -> Format {
    if path == "-" {
      if bytes.starts(with: NumpyFile.magic) { return .npy }
      if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return .png }
      let first = bytes.first { $0 > 0x20 }
      return first == UInt8(ascii: "[") ? .json : .csv
    }
    switch FilePath.ending(of: path) {
    case "csv": return .csv
    case "json": return .json
    case "npy": return .npy
    case "png": return .png
    default: return .raw
    }
  }

  /// Whether an argument is the value itself and no file's name.
  private static func isValue(_ text: String) -> Bool {
    text.hasPrefix("[") || text.hasPrefix("\"") || text.hasPrefix("'")
      || ElementText.isValue(text, .data)
  }

  private static func parse(_ text: String, name: String, _ dtype: DType?) throws -> Tensor {
    do throws(ConfigError) {
      let file = try ConfigFile(path: name, text: text)
      var diagnostics = Diagnostics()
      let tensor = TensorNode.read(file.root, dtype, .data, &diagnostics)
      try file.check(diagnostics)
      guard let tensor else { preconditionFailure("\(name) gave neither a tensor nor an error") }
      return tensor
    } catch {
      // A tensor that is fed is data, not a configuration.
      throw Failure(error.description, exitCode: .badData)
    }
  }

  private static func text(_ bytes: [UInt8], _ name: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("\(name): error: expected UTF-8 text", exitCode: .badData)
    }
    return text
  }

  /// The image of a PNG file.
  private static func image(_ bytes: [UInt8], name: String) throws -> Tensor {
    let graph = Graph()
    do {
      let contents = try graph.constant(Tensor([ByteString(bytes)], shape: .scalar))
      return try Session(graph).run(try graph.decodePng(contents))
    } catch let error as RunError {
      guard case .failed(_, _, let reason) = error else { throw error }
      throw Failure("\(name): error: \(reason)", exitCode: .badData)
    }
  }

  /// The tensor in another type, if that can hold all of its numbers: files of Python's mostly have
  /// float64 and int64, whatever was meant.
  private static func converted(_ tensor: Tensor, to dtype: DType, name: String) throws -> Tensor {
    if tensor.dtype == dtype { return tensor }
    let isQuantized = dtype == .qint8 || dtype == .quint8
    if isQuantized, tensor.dtype == (dtype == .qint8 ? .int8 : .uint8) {
      return Tensor(shape: tensor.shape, dtype: dtype) { bytes in
        tensor.withUnsafeBytes { bytes.copyMemory(from: $0) }
      }
    }
    let isWhole = tensor.dtype.isInteger
    let canBe =
      isWhole && (dtype.isInteger || dtype.isFloating || dtype == .complex64)
      || tensor.dtype.isFloating && (dtype.isFloating || dtype == .complex64)
    if !canBe {
      throw Failure(
        "\(name): error: expected \(dtype), found \(tensor.spec)\n"
          + "  declare it with dtype: \(tensor.dtype), and let "
          + "\(tensor.dtype == .string ? "StringToNumber" : "Cast") change it",
        exitCode: .badData)
    }
    let converted = tensor.converted(to: dtype)
    if let lost = lostNumber(tensor, converted) {
      throw Failure("\(name): error: \(lost.message)", exitCode: .badData)
    }
    return converted
  }

  /// The first element that is another number after a conversion: a whole number that changed, or a
  /// finite one that is none any more. Fractions are rounded, as everywhere.
  private static func lostNumber(_ tensor: Tensor, _ converted: Tensor) -> LostNumber? {
    let parts =
      converted.dtype == .complex64
      ? Tensor(converted.scalars(as: Complex.self).map(\.real), shape: converted.shape) : converted
    func lost(_ index: Int, _ number: some CustomStringConvertible) -> LostNumber {
      LostNumber(index: index, number: number.description, dtype: converted.dtype)
    }
    if tensor.dtype.isInteger {
      let before = tensor.integers()
      let after =
        parts.dtype.isInteger
        ? parts.integers().map(Optional.some) : parts.doubles().map { Int(exactly: $0) }
      return before.indices.first { before[$0] != after[$0] }.map { lost($0, before[$0]) }
    }
    let (before, after) = (tensor.doubles(), parts.doubles())
    return before.indices.first { before[$0].isFinite && !after[$0].isFinite }
      .map { lost($0, before[$0]) }
  }
}

extension FilePath {
  /// The part of a file's name behind its last point, in small letters.
  static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
