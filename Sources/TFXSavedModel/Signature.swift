import TFXCore

/// How TensorFlow declares an operation: its inputs, its outputs, and the attributes that are
/// neither types nor numbers of those.
struct Signature: Sendable {
  /// An input or an output, which may be several tensors.
  struct Argument: Sendable {
    var name: String
    /// The element type, if it is always the same.
    var dtype: DType?
    /// Otherwise the attribute that has it, or the types of all tensors of a list.
    var typeAttribute: String?
    /// The attribute that says how many tensors it is.
    var countAttribute: String?
    var isList = false

    var isVariadic: Bool { isList || countAttribute != nil }
  }

  var inputs: [Argument] = []
  var outputs: [Argument] = []
  var attributes: [String] = []

  /// The operations that tfx writes or reads, by name.
  static let all: [String: Signature] = {
    var all: [String: Signature] = [:]
    for line in signatureLines.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let arrow = words.firstIndex(of: "->")!
      let bar = words.firstIndex(of: "|")!
      all[words[0]] = Signature(
        inputs: words[1..<arrow].map { Argument($0) },
        outputs: words[(arrow + 1)..<bar].map { Argument($0) },
        attributes: Array(words[(bar + 1)...]))
    }
    return all
  }()

  /// How many of `total` tensors each of some arguments is: those that may be several are equally many.
  static func counts(_ arguments: [Argument], of total: Int) -> [Int] {
    let variadic = arguments.count(where: \.isVariadic)
    let rest = total - (arguments.count - variadic)
    return arguments.map { $0.isVariadic ? rest / variadic : 1 }
  }

  /// Which of a node's outputs `name:index` is within a function; nil if there is none.
  func output(_ name: String, _ index: Int) -> Int? {
    // Where there are several, each is one tensor.
    outputs.firstIndex { $0.name == name }.map { $0 + index }
  }

  /// What a node's output is called within a function: its name, and its place under that name.
  func outputName(_ index: Int) -> (name: String, index: Int) {
    if outputs.count == 1 { return (outputs[0].name, index) }
    return (outputs[index].name, 0)
  }
}

extension Signature.Argument {
  /// `name:type`, `name:N*type` or `name:types[]`.
  init(_ text: String) {
    let parts = text.split(separator: ":")
    name = String(parts[0])
    var type = String(parts[1])
    if let star = type.firstIndex(of: "*") {
      countAttribute = String(type[..<star])
      type = String(type[type.index(after: star)...])
    }
    isList = type.hasSuffix("[]")
    if isList { type.removeLast(2) }
    // What is no type is the name of an attribute.
    dtype = ["float": DType.float32, "double": .float64][type] ?? DType(rawValue: type)
    if dtype == nil { typeAttribute = type }
  }
}
