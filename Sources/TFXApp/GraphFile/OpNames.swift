import TFXCore
import TFXGraph
package import TFXOps

/// The operations that a file can name.
package enum OpNames {
  /// By TensorFlow's name.
  package static let all: [String: any NamedOp.Type] = {
    var all: [String: any NamedOp.Type] = [:]
    for type in opCatalog {
      if let named = type as? any NamedOp.Type { all[type.type] = named }
    }
    return all
  }()

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
    let plain = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if let other = functions[plain] { return "TensorFlow's operation is '\(other)'" }
    return Spelling.suggestion(for: name, among: all.keys.sorted())
      ?? "docs/reference/attributes.md lists all operations"
  }

  private static let sections = [
    "Const": "constants", "Placeholder": "placeholders", "VarHandleOp": "variables",
    "VariableV2": "variables", "ReadVariableOp": "inputs, by the variable's name",
  ]

  /// The operations behind functions of TensorFlow's that have other names.
  private static let functions = [
    "add": "AddV2", "batch_matmul": "BatchMatMulV2", "batch_normalization": "FusedBatchNormV3",
    "concat": "ConcatV2", "divide": "RealDiv", "gather": "GatherV2",
    "multiply": "Mul", "negative": "Neg", "pad": "PadV2", "reduce_all": "All", "reduce_any": "Any",
    "reduce_max": "Max", "reduce_mean": "Mean", "reduce_min": "Min", "reduce_prod": "Prod",
    "reduce_sum": "Sum", "regex_replace": "StaticRegexReplace", "reverse": "ReverseV2",
    "select": "SelectV2", "stack": "Pack", "subtract": "Sub", "top_k": "TopKV2",
    "unstack": "Unpack", "zeros": "Fill", "ones": "Fill",
  ]
}
