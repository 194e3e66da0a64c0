import TFXCore

/// Inputs that are wrong in one way, or unusual.
struct Mutation: Sendable {
  let name: String
  let inputs: [SubjectInput]

  /// Everything that is tried with the inputs of an operation.
  static func all(of inputs: [SubjectInput]) -> [Mutation] {
    [Mutation(name: "as it is", inputs: inputs)] + counts(inputs)
      + inputs.indices.flatMap { index -> [Mutation] in
        changes(of: inputs[index]).map { name, input in
          var changed = inputs
          changed[index] = input
          return Mutation(name: "input \(index) \(name)", inputs: changed)
        }
      } + together(inputs)
  }

  /// Too few and too many.
  private static func counts(_ inputs: [SubjectInput]) -> [Mutation] {
    let number = SubjectInput.tensor(Tensor([1, 2] as [Float]))
    return [
      Mutation(name: "no inputs", inputs: []),
      Mutation(name: "one input less", inputs: Array(inputs.dropLast())),
      Mutation(name: "one input more", inputs: inputs + [inputs.last ?? number]),
      Mutation(name: "nine inputs more", inputs: inputs + Array(repeating: number, count: 9)),
    ]
  }

  /// All tensors changed in the same way, which more operations take than one alone.
  private static func together(_ inputs: [SubjectInput]) -> [Mutation] {
    let tensors = inputs.compactMap(\.tensor)
    guard tensors.count > 1 else { return [] }
    func changed(_ name: String, _ change: (Tensor) -> Tensor) -> Mutation {
      Mutation(
        name: "all \(name)",
        inputs: inputs.map { input in input.tensor.map { .tensor(change($0)) } ?? input })
    }
    return types.map { dtype in changed("\(dtype)") { filled($0.shape, dtype, 1) } }
      + shapes.map { shape in changed("\(shape)") { filled(shape, $0.dtype, 1) } }
      + [-1, .nan, .infinity, 1e300].map { number in
        changed("\(number)") { filled($0.shape, $0.dtype, number) }
      }
  }

  private static let types = DType.allCases.filter { $0 != .resource }

  private static let shapes: [Shape] = [
    [], [0], [1], [3], [0, 3], [2, 0], [1, 1], [2, 3], [3, 2, 2], [0, 2, 2], [2, 3, 4, 5],
    [1, 0, 1, 1], [1, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1], [1, 2, 1, 2, 1, 2, 1],
    [1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 2, 1, 1, 1, 1, 2, 1],
  ]

  private static func changes(of input: SubjectInput) -> [(String, SubjectInput)] {
    guard case .tensor(let tensor) = input else {
      return [
        ("a tensor", .tensor(Tensor([1, 2] as [Float]))),
        ("a scalar", .tensor(Tensor(1 as Int64))),
        ("another variable", .variable(TensorSpec([5, 7], .float32))),
        ("a whole variable", .variable(TensorSpec([2, 3], .int32))),
        ("a text variable", .variable(TensorSpec([2], .bool))),
        ("an empty variable", .variable(TensorSpec([0], .float64))),
      ]
    }
    var changes: [(String, SubjectInput)] = [
      ("a variable", .variable(TensorSpec(tensor.shape, .float32)))
    ]
    for dtype in types where dtype != tensor.dtype {
      changes.append(("\(dtype)", .tensor(filled(tensor.shape, dtype, 1))))
    }
    for shape in shapes + neighbours(of: tensor.shape) where shape != tensor.shape {
      changes.append(("\(shape)", .tensor(filled(shape, tensor.dtype, 1))))
    }
    for number in numbers where tensor.dtype != .string {
      changes.append(("all \(number)", .tensor(filled(tensor.shape, tensor.dtype, number))))
    }
    if tensor.dtype == .string {
      for text in ["", "\0", "ÿ", "-", "1e999999999", String(repeating: "(", count: 3000)] {
        let texts = [String](repeating: text, count: tensor.elementCount)
        changes.append(
          ("text of \(text.count)", .tensor(Tensor(strings: texts, shape: tensor.shape))))
      }
    }
    return changes
  }

  /// Values that decide shapes, places and divisors in some operations.
  private static let numbers: [Double] = [
    0, -1, 7, 100, 1e6, -1e6, 0x1p40, 0x1p62, -0x1p63, 1e300, -1e300, .nan, .infinity, -.infinity,
  ]

  /// Shapes that are off by one in an axis.
  private static func neighbours(of shape: Shape) -> [Shape] {
    var found = [Shape([1] + shape.dimensions), Shape(shape.dimensions + [1])]
    for axis in 0..<shape.rank {
      for extent in [0, 1, shape[axis] + 1] {
        var other = shape
        other[axis] = extent
        found.append(other)
      }
    }
    return found
  }

  /// A tensor of one number everywhere, the nearest that the type has.
  static func filled(_ shape: Shape, _ dtype: DType, _ number: Double) -> Tensor {
    switch dtype {
    case .string:
      return Tensor(
        strings: [String](repeating: "\(number)", count: shape.elementCount), shape: shape)
    case .qint8, .quint8, .resource: return Tensor(shape: shape, dtype: dtype)
    default: return Tensor(repeating: number, shape: shape).converted(to: dtype)
    }
  }
}
