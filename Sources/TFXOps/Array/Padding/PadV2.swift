public import TFXCore
public import TFXGraph
import TFXKernels

/// y = x with a constant around it.   x: [d…], constant: [] → y: [bᵢ + dᵢ + aᵢ…].
/// ∂x = ∂y without the padding.
struct PadV2: MovementOp {
  var paddings: Paddings = []

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("paddings", &paddings, "how much before and behind, for each axis")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.withValues(0, "input")
    try inputs.sameType(0, 1, "constant_values")
    _ = try inputs.ranked(1, 0, "constant_values")
    return [TensorSpec(try paddings.padded(x.shape), x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(PadGrad(paddings: paddings), [dy, node[0]]).output(0), nil]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.inputShape(0)
    let steps = MovePlan.steps(site.outputShape(0))
    let plan = MovePlan(
      shape: shape, from: MovePlan.steps(shape), to: steps, toOffset: paddings.offset(steps))
    let x = site.input(0, type)
    let constant = site.input(1, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return {
      y.update(repeating: constant[0], count: count)
      Kernels.move(x, y, plan)
    }
  }
}

/// dx = dy without its padding.   dy: [bᵢ + dᵢ + aᵢ…], x: [d…], of which the shape counts → dx: [d…].
/// Its own gradient is the padding with 0.
struct PadGrad: MovementOp {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var paddings: Paddings = []

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("paddings", &paddings, "how much before and behind, for each axis")
  }

  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let dy = try inputs.withValues(0, "dy")
    try inputs.sameType(0, 1, "input")
    try inputs.expectShape(try paddings.padded(inputs[1].shape), 0, "dy")
    return [TensorSpec(inputs[1].shape, dy.dtype)]
  }

  func gradient(_ node: Operation, _ d: Output) throws(GraphError) -> [Output?] {
    return [try d.graph.pad(d, paddings), nil]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.outputShape(0)
    let steps = MovePlan.steps(site.inputShape(0))
    let plan = MovePlan(
      shape: shape, from: steps, to: MovePlan.steps(shape), fromOffset: paddings.offset(steps))
    let dy = site.input(0, type)
    let dx = site.output(0, type)
    return { Kernels.move(dy, dx, plan) }
  }
}

/// How many places are put before and behind a tensor along each axis.
public struct Paddings: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// Before and behind, for each axis.
  public var pairs: [(before: Int, after: Int)]

  /// The given places before and behind, for each axis.
  public init(_ pairs: [(before: Int, after: Int)]) { self.pairs = pairs }

  public init(arrayLiteral elements: (Int, Int)...) {
    pairs = elements.map { (before: $0.0, after: $0.1) }
  }

  public static func == (left: Paddings, right: Paddings) -> Bool { left.flat == right.flat }
  public func hash(into hasher: inout Hasher) { hasher.combine(flat) }

  /// All numbers in TensorFlow's order: before and behind axis 0, then axis 1, ….
  private var flat: [Int] { pairs.flatMap { [$0.before, $0.after] } }

  /// The shape with the padding.
  func padded(_ shape: Shape) throws(ShapeError) -> Shape {
    if pairs.count != shape.rank || flat.contains(where: { $0 < 0 }) {
      throw ShapeError(
        "paddings", expected: "two numbers of 0 or more for each axis of \(shape)",
        found: "\(flat)")
    }
    if let large = flat.first(where: { $0 > Shape.countLimit }) {
      throw ShapeError("paddings", expected: "at most \(Shape.countLimit)", found: "\(large)")
    }
    return Shape(
      zip(shape.dimensions, pairs).map { extent, pair in
        extent == Shape.unknown ? extent : extent + pair.before + pair.after
      })
  }

  /// Where a tensor's first element lies in the padded one, whose steps are given.
  func offset(_ steps: [Int]) -> Int { zip(steps, pairs).reduce(0) { $0 + $1.0 * $1.1.before } }
}

extension Paddings: FieldValue {
  public static var expectation: String { "a list of pairs such as [[1, 1], [0, 2]]" }

  /// Pairs, or their numbers one behind the other.
  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Paddings? {
    guard case .sequence(let items) = node.content else { return mismatch(node, &diagnostics) }
    var numbers: [Int] = []
    for item in items {
      if case .sequence(let pair) = item.content {
        if pair.count != 2 { return mismatch(item, &diagnostics) }
        for number in pair {
          guard let number = Int.read(number, &diagnostics) else { return nil }
          numbers.append(number)
        }
      } else {
        guard let number = Int.read(item, &diagnostics) else { return nil }
        numbers.append(number)
      }
    }
    if numbers.count % 2 != 0 { return mismatch(node, &diagnostics) }
    return Paddings(
      stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0], numbers[$0 + 1]) })
  }

  public func write() -> ConfigNode { flat.write() }

  public var attributeValue: AttributeValue? { .ints(flat) }

  public static func read(_ attribute: AttributeValue) -> Paddings? {
    guard case .ints(let flat) = attribute, flat.count.isMultiple(of: 2) else { return nil }
    return Paddings(stride(from: 0, to: flat.count, by: 2).map { (flat[$0], flat[$0 + 1]) })
  }
}

extension Graph {
  /// `x` with a constant around it.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [d…].
  ///   - paddings: How many places to put before and behind, for each axis.
  ///   - constantValues: A scalar of the type of `x`; zero, or the empty string, if nil.
  ///   - name: The operation's name.
  /// - Returns: [before + d + behind…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a negative number, or not one pair an axis.
  public func pad(
    _ x: Output, _ paddings: Paddings, constantValues: Output? = nil, name: String? = nil
  ) throws(GraphError) -> Output {
    var value = constantValues
    if value == nil && x.dtype != .resource {
      value = try constant(Tensor(shape: .scalar, dtype: x.dtype))
    }
    return try add(PadV2(paddings: paddings), [x] + (value.map { [$0] } ?? [x]), name: name)
      .output(0)
  }
}
