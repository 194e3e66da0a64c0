package import TFXCore

/// How far two numbers may be apart: a part of the expected one, and besides it a part of the
/// largest of its tensor.
package struct Tolerance: Sendable {
  package let relative: Double
  package let ofLargest: Double

  package init(_ relative: Double, ofLargest: Double) {
    self.relative = relative
    self.ofLargest = ofLargest
  }

  /// What rounding in the given type allows for a handful of operations.
  package static func rounding(_ dtype: DType) -> Tolerance {
    dtype == .float64
      ? Tolerance(1e-9, ofLargest: 1e-11) : Tolerance(1e-5, ofLargest: 1e-6)
  }
}

/// Says where two tensors differ by more than `tolerance`; nil if nowhere.
package func difference(
  _ found: Tensor, _ expected: Tensor, _ tolerance: Tolerance
) -> String? {
  if found.spec != expected.spec { return "\(found.spec), expected \(expected.spec)" }
  let values = expected.doubles()
  // Below the smallest normal number a type has less precision than `tolerance` asks for.
  let smallest = found.dtype == .float64 ? 0x1p-1022 : 0x1p-126
  let largest = values.map(abs).max() ?? 0
  for (index, (a, b)) in zip(found.doubles(), values).enumerated() {
    let allowed = tolerance.relative * abs(b) + tolerance.ofLargest * largest + smallest
    if !(abs(a - b) <= allowed) && a != b { return "element \(index) is \(a), expected \(b)" }
  }
  return nil
}

/// A configuration on one line, as YAML's flow style has it, for goldens.
package func flow(_ node: ConfigNode) -> String {
  switch node.content {
  case .null: "null"
  case .scalar(let text, isQuoted: false): text
  case .scalar(let text, isQuoted: true): "\"\(text)\""
  case .sequence(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
  case .mapping(let entries):
    "{" + entries.map { "\($0.key): \(flow($0.value))" }.joined(separator: ", ") + "}"
  }
}
