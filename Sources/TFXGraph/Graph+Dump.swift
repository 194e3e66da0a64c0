import TFXCore

extension Graph {
  /// The graph as text: one line an operation in the order of creation, the same for the same
  /// graph on every machine.
  ///
  ///     dense/MatMul = MatMul(flatten/Reshape, dense/kernel/Read) {transpose_a: false} → float32[?, 10]
  public var dump: String {
    operations.map { Graph.line($0) + "\n" }.joined()
  }

  /// One line of a dump.
  private static func line(_ operation: Operation) -> String {
    let inputs = operation.inputs.map { $0.index == 0 ? $0.operation.name : $0.name }
    let control = operation.controlInputs.map { "^" + $0.name }
    var text = "\(operation.name) = \(operation.type)"
    text += "(\((inputs + control).joined(separator: ", ")))"
    let attributes = operation.definition.attributes.map { "\($0.name): \($0.value)" }
    if !attributes.isEmpty { text += " {\(attributes.joined(separator: ", "))}" }
    if !operation.device.isEmpty { text += " @\(operation.device)" }
    if !operation.outputSpecs.isEmpty {
      text += " → \(operation.outputSpecs.map(\.description).joined(separator: ", "))"
    }
    return text
  }
}
