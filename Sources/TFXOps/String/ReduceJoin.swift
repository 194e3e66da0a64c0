import TFXCore
public import TFXGraph

/// y = the strings along some axes, one behind the other.   x: string [d…] → y: string [e…].
/// No gradient.
///
/// The order of the axes counts: of [0, 1] the first is the slower one in what is joined last, as
/// if one axis after the other were joined.
struct ReduceJoin: HostOp {
  /// The axes, negative ones counted from the end; all, the last one first, if nil.
  var axes: [Int]?
  var keepDims = false
  var separator = ""

  mutating func fields(_ f: inout some FieldVisitor) {
    f.axes("reduction_indices", &axes, "the axes to join over; all if left out")
    f.optional("keep_dims", &keepDims, "whether they stay, with extent 1")
    f.optional("separator", &separator, "what stands between two texts")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.string], 0, "inputs")
    let joined = try x.shape.checkedAxes(axes, "reduction_indices")
    var dimensions: [Int] = []
    for (axis, extent) in x.shape.dimensions.enumerated() {
      if !joined.contains(axis) {
        dimensions.append(extent)
      } else if keepDims {
        dimensions.append(1)
      }
    }
    return [TensorSpec(Shape(dimensions), .string)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let shape = inputs[0].shape
    let texts = inputs[0].scalars(as: ByteString.self)
    let order = axes.map { $0.map { $0 < 0 ? $0 + shape.rank : $0 } } ?? (0..<shape.rank).reversed()
    let kept = (0..<shape.rank).filter { !order.contains($0) }
    // The last axis of `order` is joined last, so it is the slowest within a result.
    let starts = places(kept, shape)
    let offsets = places(order.reversed(), shape)
    let between = Array(separator.utf8)
    let joined = starts.map { start in
      ByteString(Array(offsets.map { texts[start + $0].bytes }.joined(separator: between)))
    }
    return [Tensor(joined, shape: Site.outputSpecs(self, inputs)[0].shape)]
  }

  /// The offsets of all places along the given axes, the last one the fastest.
  private func places(_ axes: [Int], _ shape: Shape) -> [Int] {
    var places = [0]
    for axis in axes {
      let stride = shape.dimensions[(axis + 1)...].reduce(1, *)
      places = places.flatMap { place in (0..<shape[axis]).map { place + $0 * stride } }
    }
    return places
  }
}

extension Graph {
  /// The strings along axes, one behind the other.
  ///
  /// - Parameters:
  ///   - inputs: Strings.
  ///   - axes: The axes to join, one after the other, negative ones counted from the end; if nil,
  ///     all, so that the strings come in row-major order.
  ///   - keepDims: Whether they stay, with extent 1.
  ///   - separator: What stands between the strings.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if an axis does not exist or stands twice.
  public func reduceJoin(
    _ inputs: Output, axes: [Int]? = nil, keepDims: Bool = false, separator: String = "",
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ReduceJoin(axes: axes, keepDims: keepDims, separator: separator)
    return try add(definition, [inputs], name: name).output(0)
  }
}
