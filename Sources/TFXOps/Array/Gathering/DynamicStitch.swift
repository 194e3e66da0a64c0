import TFXCore
public import TFXGraph

/// y[indices[m][i…], e…] = data[m][i…, e…]; of several for one place the last counts, a place that
/// none is for is 0.   indices: int32 [dₘ…] for each m, then data: [dₘ…, e…] → y: [n, e…].
/// ∂data[m] = ∂y gathered at indices[m].
struct DynamicStitch: HostOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let parts = inputs.count / 2
    if parts < 1 || inputs.count != 2 * parts {
      throw ShapeError("inputs", expected: "as many indices as data", found: "\(inputs.count)")
    }
    var rest: TensorSpec?
    var rows: Int? = 0
    for part in 0..<parts {
      let indices = try inputs.oneOf([.int32], part, "indices[\(part)]").shape
      let data = try inputs.withValues(parts + part, "data[\(part)]")
      let leading = Shape(Array(data.shape.dimensions.prefix(indices.rank)))
      if leading.merged(with: indices) == nil {
        throw ShapeError(
          "data[\(part)]", expected: "a shape that begins with \(indices)", found: "\(data)")
      }
      let row = TensorSpec(Shape(Array(data.shape.dimensions.dropFirst(indices.rank))), data.dtype)
      guard let shape = row.shape.merged(with: rest?.shape ?? row.shape),
        row.dtype == rest?.dtype ?? row.dtype
      else {
        throw ShapeError("data[\(part)]", expected: "rows of \(rest ?? row)", found: "\(row)")
      }
      rest = TensorSpec(shape, row.dtype)
      guard let values = try inputs.integers(part, "indices[\(part)]") else {
        rows = nil
        continue
      }
      if let negative = values.first(where: { $0 < 0 }) {
        throw ShapeError("indices[\(part)]", expected: "0 or more", found: "\(negative)")
      }
      rows = rows.map { max($0, (values.max() ?? -1) + 1) }
    }
    let row = rest ?? TensorSpec(.scalar)
    return [TensorSpec(Shape([rows ?? Shape.unknown] + row.shape.dimensions), row.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let indices = node.inputs.prefix(node.inputs.count / 2)
    guard let dy = outputGradients[0] else { return node.inputs.map { _ in nil } }
    return indices.map { _ in nil }
      + (try indices.map { (places) throws(GraphError) in try dy.graph.gather(dy, places) })
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    for (part, indices) in inputs.prefix(inputs.count / 2).enumerated() {
      if let negative = indices.integers().first(where: { $0 < 0 }) {
        throw KernelError("indices[\(part)]: expected 0 or more, found \(negative)")
      }
    }
    return try Site.evaluate(self, name: context.name, inputs) { (site) throws(KernelError) in
      if site.outputs[0].spec.dtype == .string {
        stitch(site, ByteString.self, size: 1)
      } else {
        stitch(site, UInt8.self, size: site.outputs[0].spec.dtype.byteCount)
      }
    }
  }

  /// Moves the rows, each element of `size` of the given type.
  private func stitch<Element>(_ site: Site, _ type: Element.Type, size: Int) {
    let parts = site.inputs.count / 2
    let row = site.outputShape(0).dropFirst().reduce(size, *)
    let y = site.output(0, type)
    for part in 0..<parts {
      let data = site.input(parts + part, type)
      for (index, place) in site.integers(part).enumerated() {
        (y + place * row).update(from: data + index * row, count: row)
      }
    }
  }
}

extension Graph {
  /// The rows of several tensors in one: `y[indices[m][i]] = data[m][i]`. Of several rows for one
  /// place the last counts; a place that none is for is 0.
  ///
  /// - Parameters:
  ///   - indices: `int32` tensors of places, 0 or more.
  ///   - data: For each of them a tensor of any type whose shape begins with its shape.
  ///   - name: The operation's name.
  /// - Returns: [largest index + 1, e…], whose first extent depends on the values.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or shapes.
  public func dynamicStitch(
    _ indices: [Output], _ data: [Output], name: String? = nil
  ) throws(GraphError) -> Output {
    try add(DynamicStitch(), indices + data, name: name).output(0)
  }
}
