public import TFXCore

/// Reads IDX files, the format of MNIST: any of the six element types, 1 to 8 axes, gzipped or not
/// whatever the file is called.
public enum IDXFile {
  /// The content of the file at `path` in its own shape and element type; `-` is standard input.
  ///
  /// Throws for a file that cannot be read, is not IDX, or is shorter or longer than its header
  /// promises.
  public static func read(_ path: String) throws(DataError) -> Tensor {
    let content = try FileBytes(data: path)
    defer { withExtendedLifetime(content) {} }
    return try parse(content.bytes, file: content.name)
  }

  /// The tensor in `bytes`; `file` is for messages.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(DataError) -> Tensor {
    let reader = try IDXReader(bytes, file: file)
    var tensor = Tensor(shape: Shape(reader.header.extents), dtype: reader.header.dtype) { _ in }
    try reader.read(into: &tensor)
    try reader.finish()
    return tensor
  }
}
