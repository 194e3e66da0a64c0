import TFXCore
import TFXGraph
import TFXOps

/// Sums of rows, as the gradients of lookups are made of them: TensorFlow finds the ids that are looked
/// up, each once (`Unique`), and sums the rows of each.
let clientSegmentOps: [String: ImportedOp] = [
  "UnsortedSegmentSum": { site in
    if site.knownIntegers(2) != nil { return try site.declared(showing: nil) }
    var inputs: [Output] = []
    for index in 0..<3 { inputs.append(try site.input(index)) }
    let operation = try site.graph.add(SegmentSum(), inputs, name: site.name)
    var result = try site.imported(operation.outputs)
    // The places of the ids among those that are there once.
    let places = inputs[1]
    if places.index == 1, places.operation.type == "Unique" {
      result.summedRows = (inputs[0], places.operation[0])
    }
    return result
  }
]

/// y[s] = Σ x[i] with ids[i] = s.   x: [n, e…], ids: int32 or int64 [n], count: int32 or int64 [] →
/// y: [count, e…].
struct SegmentSum: HostOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    _ = try inputs.floating(0, "data")
    if inputs[0].shape.rank == 0 || inputs[1].shape.rank != 1 {
      throw ShapeError("segment_ids", expected: "an id for each row", found: "\(inputs.all)")
    }
    return [
      TensorSpec(Shape([Shape.unknown] + inputs[0].shape.dimensions.dropFirst()), inputs[0].dtype)
    ]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let x = inputs[0]
    let ids = inputs[1].converted(to: .int64).scalars(as: Int64.self)
    let count = Int(inputs[2].converted(to: .int64).scalars(as: Int64.self).first ?? 0)
    let width = x.shape.dimensions.dropFirst().reduce(1, *)
    guard ids.count == x.shape[0], count >= 0, count <= (1 << 28) / max(width, 1),
      ids.allSatisfy({ $0 < count })
    else {
      throw KernelError("\(ids.count) ids of \(x.shape[0]) rows, below \(count)")
    }
    var sums = [Double](repeating: 0, count: count * width)
    let values = x.doubles()
    for (row, id) in ids.enumerated() where id >= 0 {
      for column in 0..<width { sums[Int(id) * width + column] += values[row * width + column] }
    }
    let shape = Shape([count] + x.shape.dimensions.dropFirst())
    return [Tensor(sums, shape: shape).converted(to: x.dtype)]
  }
}
