import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's operations on shapes and places, by their name.
let importedArrayOps: [String: ImportedOp] = [
  "Const": { site in
    guard let value = site.node.attributes["value"]?.tensor.tensor else {
      throw site.unsupported("its value has a type that is not known here, or makes no sense")
    }
    return try site.output {
      try site.graph.constant(value, name: site.node.name)
    }
  },
  "ExpandDims": { site in
    let (x, axis) = (try site.input(0), try site.integer(1, "dim"))
    return try site.output {
      try site.graph.expandDims(x, axis: axis, name: site.node.name)
    }
  },
  "Fill": { site in
    let (extents, value) = (try site.integers(0, "dims"), try site.number(1, "value"))
    let dtype = try site.type("T")
    guard let shape = Shape(checked: extents), shape.isFullyKnown, dtype.isNumeric else {
      throw site.unsupported("it fills \(dtype)\(extents), which makes no sense")
    }
    return try site.output {
      try site.graph.fill(shape, value, dtype, name: site.node.name)
    }
  },
  "Identity": { site in
    if let input = site.inputs.first?.node, input.outputs.isEmpty {
      // Extents that stand for no tensor, or a handle.
      return GraphImporter.Imported(extents: input.extents, variable: input.variable)
    }
    let x = try site.input(0)
    var result = try site.output {
      try site.graph.identity(x, name: site.node.name)
    }
    result.extents = site.extents(0)
    return result
  },
  "OneHot": { site in
    let (x, depth) = (try site.input(0), try site.integer(1, "depth"))
    let (on, off) = (try site.number(2, "on_value"), try site.number(3, "off_value"))
    let dtype = try site.type("T")
    if let axis = site.node.attributes["axis"]?.i, axis != -1 {
      throw site.unsupported("axis is \(axis); here it must be -1")
    }
    return try site.output {
      try site.graph.oneHot(x, depth: depth, on: on, off: off, dtype: dtype, name: site.node.name)
    }
  },
  "Pack": { site in
    var values: [Extents.Extent] = []
    var dtype = DType.int32
    for index in site.inputs.indices {
      guard let extents = site.extents(index), extents.isScalar else {
        throw site.unsupported("it is known here for the extents of a shape alone")
      }
      values += extents.values
      dtype = extents.dtype
    }
    return GraphImporter.Imported(extents: Extents(values: values, dtype: dtype))
  },
  "Placeholder": { site in
    let (dtype, shape) = (try site.type("dtype"), try site.shape("shape"))
    return try site.output {
      try site.graph.placeholder(dtype, shape: shape, name: site.node.name)
    }
  },
  "Range": { site in
    let (start, limit, delta) = (try site.input(0), try site.input(1), try site.input(2))
    let bounds = [start, limit, delta].map { $0.operation.definition.constantValue }
    for case .some(let value) in bounds where value.dtype.isNumeric {
      // Counting its elements would overflow.
      if value.doubles().contains(where: { !(abs($0) < 1e9) || 0..<1e-6 ~= abs($0) && $0 != 0 }) {
        throw site.unsupported("its bounds are too large, or its step too small")
      }
    }
    return try site.output {
      try site.graph.range(start, limit, delta: delta, name: site.node.name)
    }
  },
  "Reshape": { site in
    let x = try site.input(0)
    guard let extents = site.extents(1), !extents.isScalar else {
      throw site.unsupported("its shape is computed from other things than shapes and constants")
    }
    guard let shape = extents.shape(for: x) else {
      throw site.unsupported("its shape depends on what is fed in more than one extent")
    }
    return try site.output {
      try site.graph.reshape(x, to: shape, name: site.node.name)
    }
  },
  "Shape": { site in
    let (x, dtype) = (try site.input(0), try site.type("out_type", default: .int32))
    var result = try site.output {
      try site.graph.shape(of: x, outType: dtype, name: site.node.name)
    }
    result.extents = Extents(shapeOf: x, dtype)
    return result
  },
  "Squeeze": { site in
    let x = try site.input(0)
    let axes = (site.node.attributes["squeeze_dims"]?.list.i ?? []).map { Int($0) }
    return try site.output {
      try site.graph.squeeze(x, axes: axes.isEmpty ? nil : axes, name: site.node.name)
    }
  },
  "StridedSlice": { site in
    // Elements of a shape: other slices are not known here.
    guard var extents = site.extents(0), !extents.isScalar else {
      throw site.unsupported("it is known here for the extents of a shape alone")
    }
    let begin = try site.integer(1, "begin")
    let end = try site.integer(2, "end")
    let stride = try site.integer(3, "strides")
    func mask(_ name: String) -> Bool { (site.node.attributes[name]?.i ?? 0) & 1 == 1 }
    if stride != 1 || mask("ellipsis_mask") || mask("new_axis_mask") {
      throw site.unsupported("of a shape, it takes neighbouring extents alone here")
    }
    let count = extents.values.count
    func place(_ index: Int) -> Int { min(max(index < 0 ? index + count : index, 0), count) }
    let first = mask("begin_mask") ? 0 : place(begin)
    if mask("shrink_axis_mask") {
      guard extents.values.indices.contains(begin < 0 ? begin + count : begin) else {
        throw site.unsupported("it takes extent \(begin) of \(count)")
      }
      extents.values = [extents.values[first]]
      extents.isScalar = true
    } else {
      let last = mask("end_mask") ? count : place(end)
      extents.values = Array(extents.values[first..<max(first, last)])
    }
    return GraphImporter.Imported(extents: extents)
  },
  "Transpose": { site in
    let (x, permutation) = (try site.input(0), try site.integers(1, "perm"))
    return try site.output {
      try site.graph.transpose(x, permutation, name: site.node.name)
    }
  },
]
