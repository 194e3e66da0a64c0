import TFXCore
public import TFXGraph

/// outputs[p] = the rows of data whose partition is p, in order.
/// data: [d…, e…], partitions: int32 [d…] → num_partitions times [n, e…].
/// ∂data = the rows of the ∂outputs where they came from.
struct DynamicPartition: HostOp {
  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_partitions", &count, in: .atLeast(1), "how many parts there are")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    if !(1...65_536 ~= count) {
      throw ShapeError(
        "num_partitions", expected: "from 1 to 65536", found: "\(count)")
    }
    let data = try inputs.withValues(0, "data")
    let partitions = try inputs.oneOf([.int32], 1, "partitions").shape
    let leading = Shape(Array(data.shape.dimensions.prefix(partitions.rank)))
    if leading.merged(with: partitions) == nil {
      throw ShapeError("data", expected: "a shape that begins with \(partitions)", found: "\(data)")
    }
    let rest = Array(data.shape.dimensions.dropFirst(partitions.rank))
    var rows = Array(repeating: Shape.unknown, count: count)
    if let values = try inputs.integers(1, "partitions") {
      rows = Array(repeating: 0, count: count)
      for value in values {
        if !(0..<count ~= value) {
          throw ShapeError("partitions", expected: "0..<\(count)", found: "\(value)")
        }
        rows[value] += 1
      }
    }
    return rows.map { TensorSpec(Shape([$0] + rest), data.dtype) }
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let graph = outputGradients.compactMap({ $0 }).first?.graph else { return [nil, nil] }
    // Where each row came from, parted alike.
    let zero = try graph.constant(0, .int32)
    let places = try graph.reshapeLike(
      graph.range(
        zero, graph.size(of: node[1]), delta: graph.constant(1, .int32)), node[1])
    let parted = try graph.add(self, [places, node[1]]).outputs
    var gradients: [Output] = []
    for (output, gradient) in zip(node.outputs, outputGradients) {
      gradients.append(try graph.gradient(gradient, orZerosLike: output))
    }
    let rows = try graph.dynamicStitch(parted, gradients)
    return [try graph.reshapeLike(rows, node[0]), nil]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    if let other = inputs[1].integers().first(where: { !(0..<count ~= $0) }) {
      throw KernelError("partitions: expected 0..<\(count), found \(other)")
    }
    return try Site.evaluate(self, name: context.name, inputs) { (site) throws(KernelError) in
      if site.inputs[0].spec.dtype == .string {
        part(site, ByteString.self, size: 1)
      } else {
        part(site, UInt8.self, size: site.inputs[0].spec.dtype.byteCount)
      }
    }
  }

  /// Moves the rows, each element of `size` of the given type.
  private func part<Element>(_ site: Site, _ type: Element.Type, size: Int) {
    let row = site.outputShape(0).dropFirst().reduce(size, *)
    let data = site.input(0, type)
    var ends = (0..<count).map { site.output($0, type) }
    for (index, partition) in site.integers(1).enumerated() {
      ends[partition].update(from: data + index * row, count: row)
      ends[partition] += row
    }
  }
}

extension Graph {
  /// The rows of `data` in `count` parts, in order: TensorFlow's `tf.dynamic_partition`.
  ///
  /// - Parameters:
  ///   - data: [d…, e…] of any type.
  ///   - partitions: `int32` [d…], for each row the part that it goes to, from 0 on.
  ///   - count: How many parts there are.
  ///   - name: The operation's name.
  /// - Returns: `count` tensors [n, e…], whose first extents depend on the values.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or shapes.
  public func dynamicPartition(
    _ data: Output, _ partitions: Output, into count: Int, name: String? = nil
  ) throws(GraphError) -> [Output] {
    try add(DynamicPartition(count: count), [data, partitions], name: name).outputs
  }
}
