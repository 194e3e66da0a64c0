import TFXCore

/// A layer-like type with a field of each kind.
struct Sample: NamedConfigurable, Equatable {
  enum Padding: String, Choice { case valid, same }

  static let kind = "Sample"
  static let aliases = ["sample_with_defaults"]
  var units = 0
  var rate = 0.5
  var useBias = true
  var padding = Padding.valid
  var label: String?
  var window = Pair(1)
  var sizes = [1, 2]
  var inner = Inner()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("units", &units, in: .atLeast(1), "number of outputs")
    f.optional("rate", &rate, in: .from(0, below: 1), "share that is dropped")
    f.optional("use_bias", &useBias, "whether a bias is added")
    f.optional("padding", &padding, "what is put around the input")
    f.optional("label", &label, "its name")
    f.optional("window", &window, in: .atLeast(1), "height and width")
    f.optional("sizes", &sizes, in: Limits.atLeast(1).each, "sizes of the parts")
    f.optional("inner", &inner, "a section of its own")
  }

  func problems() -> [FieldProblem] {
    if units == 13 { return [FieldProblem("units", "'units' is 13", help: "choose another")] }
    if units == 14 { return [FieldProblem("rate", "'rate' does not fit 'units'")] }
    return []
  }
}

struct Inner: Section, Equatable {
  static let owner = "the inner section"
  var depth = 3
  var seed: UInt64 = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("depth", &depth, in: .from(1, to: 9), "how deep")
    f.optional("seed", &seed, "of the random numbers")
  }
}

/// A type without fields.
struct Empty: NamedConfigurable {
  static let kind = "MaxPooling2D"
  mutating func fields(_ f: inout some FieldVisitor) {}
}

/// A value at a place of a file that is named `c`: values of the tests stand on line 1, one behind
/// the other.
struct NodeWriter {
  private var column = 1

  mutating func place(_ length: Int) -> SourceSpan {
    defer { column += length + 1 }
    return SourceSpan(file: "c", line: 1, column: column, length: length)
  }

  mutating func plain(_ text: String) -> ConfigNode {
    ConfigNode(.scalar(text, isQuoted: false), span: place(text.count))
  }

  mutating func mapping(_ entries: [(String, ConfigNode.Content)]) -> ConfigNode {
    let first = place(0)
    let nodes = entries.map { key, content in
      let keySpan = place(key.count)
      let isNull = if case .null = content { true } else { false }
      return ConfigNode.Entry(
        key, keySpan: keySpan, ConfigNode(content, span: isNull ? nil : place(1)))
    }
    return ConfigNode(.mapping(nodes), span: first)
  }
}

func plain(_ text: String) -> ConfigNode.Content { .scalar(text, isQuoted: false) }

/// Findings one a line: `column message | help`.
func brief(_ diagnostics: Diagnostics) -> String {
  let lines = diagnostics.sorted.map { finding in
    let place = finding.span.map { String($0.column) } ?? "-"
    return "\(place) \(finding.message)" + (finding.help.map { " | \($0)" } ?? "")
  }
  return lines.joined(separator: "\n")
}
