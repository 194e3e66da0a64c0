import TFXCore

/// How a weight of a layer begins, what it adds to the loss, and where it may be: the three fields
/// that Keras has for each, such as `kernel_initializer`.
public struct WeightOptions: Sendable {
  /// Its first value.
  public var initializer: InitializerField
  /// What it adds to the loss.
  public var regularizer: RegularizerField?
  /// Where it may be.
  public var constraint: ConstraintField?

  /// A weight that begins as the given initializer says.
  public init(_ initializer: any Initializer) { self.initializer = InitializerField(initializer) }

  /// Visits the fields.
  ///
  /// - Parameters:
  ///   - prefix: What their names begin with: `kernel`.
  ///   - noun: What the documentation calls the weight, if not `the kernel`.
  mutating func fields(_ f: inout some FieldVisitor, _ prefix: String, noun: String? = nil) {
    let noun = noun ?? "the \(prefix)"
    f.optional("\(prefix)_initializer", &initializer, "first value of \(noun)")
    f.optional("\(prefix)_regularizer", &regularizer, "what \(noun) adds to the loss")
    f.optional("\(prefix)_constraint", &constraint, "where \(noun) may be")
  }

  /// The weight of a layer that has these options.
  ///
  /// - Parameter axes: Which of its axes are those of inputs and of outputs, if not the last two.
  func weight(
    _ name: String, _ shape: Shape, axes: (inputs: [Int], outputs: [Int])? = nil
  ) -> WeightSpec {
    let initializer = initializer.value
    return WeightSpec(
      name, shape,
      axes.map { initializer.connecting(inputs: $0.inputs, outputs: $0.outputs) } ?? initializer,
      regularizer: regularizer?.value,
      constraint: constraint?.value)
  }
}
