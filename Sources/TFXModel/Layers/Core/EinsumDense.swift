public import TFXCore
public import TFXGraph
import TFXOps

/// y = activation(einsum(equation, x, kernel) + bias): a dense layer between any axes.
/// [batch, d…] → as the equation says
///
/// The equation has one of the forms `ab,bc->ac`, `...ab,bc->...ac` and `ab...,bc->ac...`. As
/// [Keras's EinsumDense](https://keras.io/api/layers/core_layers/einsum_dense/).
public struct EinsumDense: Layer {
  public static let kind = "EinsumDense"

  /// Letters for the axes of input, kernel and output.
  public var equation = "ab,bc->ac"
  /// The output's extents without the batch and what `...` stands for.
  public var outputShape = PartialShape([1])
  /// What is applied to the outputs.
  public var activation = ActivationFunction.linear
  /// The letters of the output along which there is a bias; nil for none.
  public var biasAxes: String?
  /// The kernel, of the extents of its letters.
  public var kernel = WeightOptions(GlorotUniform())
  /// The bias, of the extents of its letters.
  public var bias = WeightOptions(Zeros())

  public var outputRange: ClosedRange<Double>? { activation.range }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "equation", &equation,
      in: Limits("an equation such as ab,bc->ac, ...ab,bc->...ac or ab...,bc->ac...") {
        EinsumTerms($0) != nil
      }, "letters for the axes of input, kernel and output")
    f.required(
      "output_shape", &outputShape, in: .extents,
      "the output's extents without the batch, null for those of the input")
    f.optional("activation", &activation, "applied to the output")
    f.optional("bias_axes", &biasAxes, "letters of the output along which there is a bias")
    kernel.fields(&f, "kernel")
    bias.fields(&f, "bias")
  }

  public func problems() -> [FieldProblem] {
    guard let terms = EinsumTerms(equation) else { return [] }
    if let letter = terms.output.first(where: { !(terms.input + terms.kernel).contains($0) }) {
      return [FieldProblem("equation", "'\(letter)' of the output is in neither input nor kernel")]
    }
    if let letter = terms.kernel.first(where: { !(terms.input + terms.output).contains($0) }) {
      return [FieldProblem("equation", "'\(letter)' of the kernel is in neither input nor output")]
    }
    if let letter = biasAxes?.first(where: { !terms.output.contains($0) }) {
      return [FieldProblem("bias_axes", "'\(letter)' is no letter of the output")]
    }
    if biasAxes?.isEmpty ?? false {
      return [FieldProblem("bias_axes", "bias_axes must have a letter", help: "or leave it out")]
    }
    return []
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    guard let terms = EinsumTerms(equation) else {
      preconditionFailure("\(equation), which the field's limits refuse")
    }
    let (inputs, outputs) = try terms.extents(input, outputShape)
    var extents: [Int] = []
    for letter in terms.kernel {
      guard let extent = outputs[letter] ?? inputs[letter], extent != Shape.unknown else {
        throw LayerError(
          expected: "a known extent for '\(letter)' of \(equation)", found: input,
          help: "give it in output_shape")
      }
      extents.append(extent)
    }
    let letters = Array(terms.kernel)
    let axes = (
      inputs: letters.indices.filter { !terms.output.contains(letters[$0]) },
      outputs: letters.indices.filter { terms.output.contains(letters[$0]) }
    )
    let weights = [kernel.weight("kernel", Shape(extents), axes: axes)]
    guard let biasAxes, let first = terms.output.firstIndex(where: { biasAxes.contains($0) })
    else { return weights }
    var shape = terms.output[first...].map { biasAxes.contains($0) ? outputs[$0] ?? 1 : 1 }
    if terms.ellipsis == .behind {
      shape += Array(repeating: 1, count: input.rank - terms.input.count)
    }
    if shape.contains(Shape.unknown) {
      throw LayerError(
        expected: "known extents for '\(biasAxes)' of \(equation)", found: input,
        help: "give them in output_shape")
    }
    return weights + [bias.weight("bias", Shape(shape))]
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    var y = try x.graph.einsum(equation, [x, context.weight("kernel")])
    if biasAxes != nil { y = try y + context.weight("bias") }
    return try activation(y)
  }
}

/// The terms of an equation, without `...`.
private struct EinsumTerms {
  enum Ellipsis {
    case none, before, behind
  }

  let input: String
  let kernel: String
  let output: String
  let ellipsis: Ellipsis

  /// Nil for what is no such equation.
  init?(_ equation: String) {
    let sides = equation.replacing("->", with: ">").split(
      separator: ">", omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false) + [sides[1]]
    guard terms.count == 3 else { return nil }
    let dots = "..."
    if terms[0].hasPrefix(dots), terms[2].hasPrefix(dots) {
      ellipsis = .before
      (input, output) = (String(terms[0].dropFirst(3)), String(terms[2].dropFirst(3)))
    } else if terms[0].hasSuffix(dots), terms[2].hasSuffix(dots) {
      ellipsis = .behind
      (input, output) = (String(terms[0].dropLast(3)), String(terms[2].dropLast(3)))
    } else {
      ellipsis = .none
      (input, output) = (String(terms[0]), String(terms[2]))
    }
    kernel = String(terms[1])
    for letters in [input, kernel, output] {
      let isWhole = !letters.isEmpty && letters.allSatisfy { $0.isASCII && $0.isLetter }
      if !isWhole || Set(letters).count != letters.count { return nil }
    }
  }

  /// The extents of the letters of the input and of the output, those of it that are known.
  func extents(
    _ shape: Shape, _ outputShape: PartialShape
  ) throws(LayerError) -> (inputs: [Character: Int], outputs: [Character: Int]) {
    let elided = shape.rank - input.count
    if ellipsis == .none ? elided != 0 : elided < 0 {
      throw LayerError(
        expected: "\(ellipsis == .none ? "" : "at least ")\(input.count) axes, the batch included",
        found: shape)
    }
    let own = ellipsis == .before ? shape.dimensions[elided...] : shape.dimensions[...]
    let inputs = Dictionary(uniqueKeysWithValues: zip(input, own))
    // The batch is the first axis, whether it is a letter or lies in `...`.
    let hidesBatch = ellipsis == .before && elided > 0
    let letters = hidesBatch ? output[...] : output.dropFirst()
    if letters.count != outputShape.extents.count {
      throw LayerError(
        expected: "\(letters.count) extents in output_shape, one for each of '\(letters)'",
        found: shape)
    }
    var outputs = Dictionary(
      uniqueKeysWithValues: zip(letters, outputShape.extents.map { $0 ?? Shape.unknown }))
    if !hidesBatch, let batch = output.first { outputs[batch] = shape[0] }
    for (letter, extent) in inputs {
      guard let other = outputs[letter] else { continue }
      if other == Shape.unknown { outputs[letter] = extent }
      if other != Shape.unknown && extent != Shape.unknown && other != extent {
        throw LayerError(
          expected: "an input of extent \(other) for '\(letter)', as output_shape has it",
          found: shape)
      }
    }
    return (inputs, outputs)
  }
}
