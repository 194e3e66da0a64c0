import TFXCore
public import TFXGraph

/// Fails unless a condition holds.   condition: bool [], data…: any.   No outputs, no gradient.
struct AssertOp: Op, HostOp {
  static let type = "Assert"

  /// How many elements of each tensor of data the error shows.
  var summarize = 3

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("summarize", &summarize, "how many elements of each tensor a message shows")
  }

  var hasSideEffect: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if inputs.count == 0 {
      throw ShapeError("condition", expected: "a tensor", found: "none")
    }
    _ = try inputs.oneOf([.bool], 0, "condition")
    _ = try inputs.ranked(0, 0, "condition")
    for index in 1..<max(1, inputs.count) { _ = try inputs.withValues(index, "data") }
    return []
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    let condition = site.input(0, UInt8.self)
    let data = site.inputs.dropFirst()
    return { () throws(KernelError) in
      if condition[0] != 0 { return }
      // Copied only now that it fails.
      throw failure(
        data.map { buffer in
          Tensor(shape: buffer.spec.shape, dtype: buffer.spec.dtype) { bytes in
            bytes.copyMemory(
              from: UnsafeRawBufferPointer(start: buffer.pointer, count: bytes.count))
          }
        })
    }
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    if !inputs[0].scalars(as: Bool.self)[0] { throw failure(Array(inputs.dropFirst())) }
    return []
  }

  private func failure(_ data: [Tensor]) -> KernelError {
    let texts = data.map { " [\($0.summary(of: summarize))]" }
    return KernelError("assertion failed:\(texts.joined())")
  }
}

extension Tensor {
  /// The first elements as text, with a space between; all if `count` is negative.
  fileprivate func summary(of count: Int) -> String {
    var elements: [String]
    switch dtype {
    case .string: elements = strings()
    case .complex64: elements = scalars(as: Complex.self).map(\.description)
    case .qint8: elements = scalars(as: QInt8.self).map { "\($0.code)" }
    case .quint8: elements = scalars(as: QUInt8.self).map { "\($0.code)" }
    case .int64: elements = scalars(as: Int64.self).map(\.description)
    case .float32: elements = scalars(as: Float.self).map(\.description)
    case .bool: elements = scalars(as: Bool.self).map(\.description)
    case .resource: elements = []
    default:
      elements = doubles().map { dtype.isInteger ? "\(Int($0))" : "\($0)" }
    }
    let isCut = count >= 0 && elements.count > count
    if isCut { elements = Array(elements.prefix(count)) }
    return (elements + (isCut ? ["..."] : [])).joined(separator: " ")
  }
}

extension Graph {
  /// An operation that fails unless `condition` holds. It must run to do so: fetch it, or make it a
  /// control input of what depends on it.
  ///
  /// - Parameters:
  ///   - condition: A `bool` scalar.
  ///   - data: Tensors of any type that the error shows.
  ///   - summarize: How many elements of each; −1 for all.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the condition is a `bool` scalar.
  @discardableResult
  public func assert(
    _ condition: Output, _ data: [Output], summarize: Int = 3, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(AssertOp(summarize: summarize), [condition] + data, name: name)
  }
}
