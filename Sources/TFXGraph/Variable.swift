public import TFXCore

/// A tensor that a session keeps between runs.
public struct Variable: Hashable, Sendable {
  /// The scoped name: `dense/kernel`.
  public let name: String
  /// Shape and element type; fully known.
  public let spec: TensorSpec
  /// Whether optimizers change it.
  public let isTrainable: Bool
  /// The operation that stands for it.
  public let handle: Output
  /// Its value when the run began.
  public let value: Output
  /// The operation that gives it its first value.
  public let initializer: Operation

  /// A record of the operations that make up a variable.
  package init(
    name: String, spec: TensorSpec, isTrainable: Bool, handle: Output, value: Output,
    initializer: Operation
  ) {
    self.name = name
    self.spec = spec
    self.isTrainable = isTrainable
    self.handle = handle
    self.value = value
    self.initializer = initializer
  }
}
