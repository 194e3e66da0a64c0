import TFXCore
package import TFXGraph
import TFXOps

/// The operations that a file can name.
package enum OpNames {
  /// By TensorFlow's name.
  package static let all = Dictionary(
    uniqueKeysWithValues: opCatalog.filter { $0.unnamed == nil }.map { ($0.type, $0) })

  /// The operations that a name means: TensorFlow's own, or that of a function such as `tf.matmul`.
  static func meant(by name: String) -> [any OpDefinition.Type] {
    if let exact = all[name] { return [exact] }
    let plain = name.split(separator: ".").last.map { bare($0) } ?? ""
    return all.values.filter { ([$0.type] + $0.functions).contains { bare($0) == plain } }
      .sorted { $0.type < $1.type }
  }

  /// The mistake of a name that is not among them.
  static func refusal(of name: String) -> String {
    if sections[name] != nil { return "'\(name)' is no operation of a file" }
    return opCatalog.contains { $0.type == name }
      ? "'\(name)' cannot stand in a file" : "unknown operation '\(name)'"
  }

  /// The name to write instead.
  static func help(for name: String) -> String {
    if let section = sections[name] { return "write it under \(section)" }
    if opCatalog.contains(where: { $0.type == name }) {
      return "only programs, plans and gradients make it"
    }
    let behind = meant(by: name)
    if behind.count == 1 { return "TensorFlow's operation is '\(behind[0].type)'" }
    return Spelling.suggestion(for: name, among: all.keys.sorted())
      ?? "docs/reference/attributes.md lists all operations"
  }

  private static let sections = [
    "Const": "constants", "Placeholder": "placeholders", "VarHandleOp": "variables",
    "VariableV2": "variables", "ReadVariableOp": "inputs, by the variable's name",
  ]

  /// A function's or an operation's name in small letters, without what tells versions apart.
  private static func bare(_ name: some StringProtocol) -> String {
    var bare = name.lowercased().filter { $0 != "_" }
    if bare.hasPrefix("reduce") { bare.removeFirst(6) }
    if bare.hasSuffix("v2") || bare.hasSuffix("v3") { bare.removeLast(2) }
    return bare
  }
}
