import TFXCore
public import TFXGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// y = each element as text, written as C's printf does.   x: [d…] → y: string [d…].   No gradient.
struct AsString: HostOp {
  /// Digits behind the point; −1 for six.
  var precision = -1
  var scientific = false
  var shortest = false
  /// The least number of characters; −1 for none.
  var width = -1
  /// A flag of printf: `0`, a space, `+` or `-`; or nothing.
  var fill = ""

  static let types: [DType] = [
    .float32, .float64, .int8, .int16, .int32, .int64, .uint8, .bool, .complex64, .string,
  ]

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("precision", &precision, "digits behind the point; -1 for as many as usual")
    f.optional("scientific", &scientific, "whether with an exponent")
    f.optional("shortest", &shortest, "whether with or without one, what is shorter")
    f.optional("width", &width, "the least number of characters; -1 for none")
    f.optional("fill", &fill, "what fills them up: nothing for spaces, 0, + or -")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf(AsString.types, 0, "input")
    if scientific && shortest {
      throw ShapeError("shortest", expected: "not both scientific and shortest", found: "both")
    }
    if x.dtype.isInteger || x.dtype == .bool {
      if scientific || shortest {
        throw ShapeError(
          scientific ? "scientific" : "shortest", expected: "false for \(x.dtype)", found: "true")
      }
      if precision >= 0 {
        throw ShapeError("precision", expected: "-1 for \(x.dtype)", found: "\(precision)")
      }
    }
    if !["", "0", " ", "+", "-"].contains(fill) {
      throw ShapeError("fill", expected: "'0', ' ', '+', '-' or nothing", found: "'\(fill)'")
    }
    // A format's numbers are C's `int`s; far less is a mistake already.
    for (argument, value) in [("precision", precision), ("width", width)]
    where !(-1...100_000).contains(value) {
      throw ShapeError(argument, expected: "-1 to 100000", found: "\(value)")
    }
    return [TensorSpec(x.shape, .string)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(texts(inputs[0]), shape: inputs[0].shape)]
  }

  private func texts(_ x: Tensor) -> [ByteString] {
    let real = format(shortest ? "g" : scientific ? "e" : "f")
    switch x.dtype {
    case .bool: return x.scalars(as: Bool.self).map { $0 ? "true" : "false" }
    case .string: return x.scalars(as: ByteString.self).map(padded)
    case .complex64:
      return x.scalars(as: Complex.self).map { number in
        ByteString(
          [UInt8(ascii: "(")] + print(real, Double(number.real)) + [UInt8(ascii: ",")]
            + print(real, Double(number.imaginary)) + [UInt8(ascii: ")")])
      }
    case .float32, .float64: return x.doubles().map { ByteString(print(real, $0)) }
    case .int64:
      let whole = format("lld")
      return x.scalars(as: Int64.self).map { ByteString(print(whole, $0)) }
    default:
      // Not `lld` for unsigned numbers, which never show a sign.
      let whole = format(x.dtype == .uint8 ? "llu" : "lld")
      return x.doubles().map { ByteString(print(whole, Int64($0))) }
    }
  }

  private func format(_ conversion: String) -> String {
    "%" + (width >= 0 ? "\(fill)\(width)" : "") + (precision >= 0 ? ".\(precision)" : "")
      + conversion
  }

  /// What printf writes.
  private func print(_ format: String, _ value: any CVarArg) -> [UInt8] {
    withVaList([value]) { list in
      var buffer = [CChar](repeating: 0, count: 512 + max(width, 0) + max(precision, 0))
      let count = vsnprintf(&buffer, buffer.count, format, list)
      precondition(count >= 0 && count < buffer.count, "\(format) made \(count) characters")
      return buffer[..<Int(count)].map { UInt8(bitPattern: $0) }
    }
  }

  private func padded(_ text: ByteString) -> ByteString {
    let padding = [UInt8](repeating: 32, count: max(0, width - text.count))
    return ByteString(fill == "-" ? text.bytes + padding : padding + text.bytes)
  }
}

extension Graph {
  /// Each element as text, written as C's `printf` does: `%f` by default.
  ///
  /// - Parameters:
  ///   - input: Numbers, complex ones included, `bool` or strings.
  ///   - precision: Digits behind the point of a real number; −1 for six.
  ///   - scientific: Whether real numbers have an exponent, as with `%e`.
  ///   - shortest: Whether real numbers are written as with `%g`.
  ///   - width: The least number of characters; −1 for none. `bool` has its own.
  ///   - fill: A flag of `printf` for `width`: `0`, a space, `+` or `-`.
  ///   - name: The operation's name.
  /// - Returns: `string` in the shape of `input`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for arguments that don't go together.
  public func asString(
    _ input: Output, precision: Int = -1, scientific: Bool = false, shortest: Bool = false,
    width: Int = -1, fill: String = "", name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = AsString(
      precision: precision, scientific: scientific, shortest: shortest, width: width, fill: fill)
    return try add(definition, [input], name: name).output(0)
  }
}
