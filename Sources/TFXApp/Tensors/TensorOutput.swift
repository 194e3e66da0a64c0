import TFXCore
import TFXData
import TFXGraph
import TFXOps
import TFXRuntime
import TFXTrain

/// Tensors to files.
enum TensorOutput {
  /// Writes a tensor in the format that the file's ending says. A single text is written as it is to
  /// a file of any other ending: so an encoded image becomes a .png.
  static func write(_ tensor: Tensor, _ name: String, to path: String) throws {
    let bytes: [UInt8]
    switch FilePath.ending(of: path) {
    case "csv": bytes = Array(try TensorTable.text(tensor).utf8)
    case "json": bytes = Array((try TensorText.json(tensor).line + "\n").utf8)
    case "npy": bytes = NumpyFile.bytes(tensor)
    case "png" where tensor.dtype != .string: bytes = try png(tensor, name)
    case _ where tensor.dtype == .string && tensor.elementCount == 1:
      bytes = tensor.scalars(as: ByteString.self)[0].bytes
    default:
      throw Failure(
        "error: cannot write \(name) (\(tensor.spec)) to '\(path)'\n"
          + "  expected .csv, .json, .npy or .png", exitCode: .usage)
    }
    try FileAccess.write(bytes, to: path)
  }

  private static func png(_ tensor: Tensor, _ name: String) throws -> [UInt8] {
    var dimensions = tensor.shape.dimensions
    if dimensions.count == 2 { dimensions.append(1) }
    while dimensions.count > 3, dimensions[0] == 1 { dimensions.removeFirst() }
    guard tensor.dtype == .uint8, dimensions.count == 3, (1...4).contains(dimensions[2]),
      !dimensions.contains(0)
    else {
      throw Failure(
        "error: a PNG is uint8 [height, width, channels], \(name) is \(tensor.spec)\n"
          + (tensor.dtype == .uint8
            ? "  write .npy, or give it that shape"
            : "  put ConvertImageDtype with dtype: uint8 and saturate: true behind it"),
        exitCode: .usage)
    }
    let graph = Graph()
    let image = try graph.constant(tensor.reshaped(to: Shape(dimensions)))
    return try Session(graph).run(try graph.encodePng(image)).scalars(as: ByteString.self)[0].bytes
  }
}
