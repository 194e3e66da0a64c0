public import TFXCore
package import TFXOps

/// What lies around a sample when a window slides over it.
public enum PaddingMode: String, Choice {
  /// Nothing: the window stays inside.
  case valid
  /// Zeros, so that at stride 1 the output is as large as the input.
  case same
}

extension PaddingMode {
  /// The same in the graph's terms.
  package var op: Padding { self == .valid ? .valid : .same }
}
