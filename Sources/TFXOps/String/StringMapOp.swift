public import TFXCore
import TFXGraph

/// An operation that maps each string by itself: y[i] = f(x[i]).   x: string [d…] → y: [d…].
/// No gradient.
protocol StringMapOp: HostOp {
  associatedtype Mapped: TensorElement

  /// The function f; throws for a string that it cannot take.
  func map(_ text: ByteString) throws(KernelError) -> Mapped

  /// Throws unless the attributes are right.
  func check() throws(ShapeError)
}

extension StringMapOp {
  func check() throws(ShapeError) {}

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.string], 0, "input")
    try check()
    return [TensorSpec(x.shape, Mapped.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    var results: [Mapped] = []
    results.reserveCapacity(inputs[0].elementCount)
    for text in inputs[0].scalars(as: ByteString.self) { results.append(try map(text)) }
    return [Tensor(results, shape: inputs[0].shape)]
  }
}

/// What positions and lengths in a string count.
public enum StringUnit: String, Choice {
  /// Bytes.
  case byte = "BYTE"
  /// Code points of UTF-8: bytes that don't continue one.
  case utf8Char = "UTF8_CHAR"
}

/// How the bytes of a string are to be read.
public enum StringEncoding: String, Choice {
  /// Bytes, of which those of ASCII are letters.
  case bytes = ""
  /// UTF-8.
  case utf8 = "utf-8"
}
