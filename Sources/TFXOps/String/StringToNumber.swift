public import TFXCore
public import TFXGraph

/// y = the number that a string says.   x: string [d…] → y: [d…].   No gradient.
struct StringToNumber: HostOp {
  var outType = DType.float32

  static let types: [DType] = [.float32, .float64, .int32, .int64]

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("out_type", &outType, "the type of the numbers")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.string], 0, "string_tensor")
    if !StringToNumber.types.contains(outType) {
      throw ShapeError(
        "out_type", expected: DType.list(StringToNumber.types), found: "\(outType)")
    }
    return [TensorSpec(x.shape, outType)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    switch outType {
    case .float64: [try parsed(inputs[0]) { Double($0) }]
    case .int32: [try parsed(inputs[0]) { Int32($0) }]
    case .int64: [try parsed(inputs[0]) { Int64($0) }]
    default: [try parsed(inputs[0]) { Float($0) }]
    }
  }

  private func parsed<Number: TensorElement>(
    _ x: Tensor, _ parse: (String) -> Number?
  ) throws(KernelError) -> Tensor {
    var numbers: [Number] = []
    for (index, text) in x.scalars(as: ByteString.self).enumerated() {
      guard let number = parse(StringStrip().map(text).text) else {
        throw KernelError("element \(index): expected a number of \(outType), found '\(text)'")
      }
      numbers.append(number)
    }
    return Tensor(numbers, shape: x.shape)
  }
}

extension Graph {
  /// The numbers that strings say, white space around them aside. Real numbers may have an exponent,
  /// be hexadecimal, `inf` or `nan`, and are infinite where they are too large; whole ones must be in
  /// the range of their type. A string that is no number fails the run.
  ///
  /// - Parameters:
  ///   - input: Strings.
  ///   - outType: `float32`, `float64`, `int32` or `int64`.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types.
  public func stringToNumber(
    _ input: Output, outType: DType = .float32, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringToNumber(outType: outType), [input], name: name).output(0)
  }
}
