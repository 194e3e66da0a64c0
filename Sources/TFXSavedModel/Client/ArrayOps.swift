import Synchronization
import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow 1's arrays of tensors, which loops read from and write to: `tf.TensorArray`, and so
/// `map_fn`, `scan` and `dynamic_rnn`. They live as long as a run; `flow`, a number that says nothing, goes
/// from each operation on one to the next.
let clientArrayOps: [String: ImportedOp] = [
  "TensorArrayCloseV3": { site in .init(operation: try site.graph.group([], name: site.name)) },
  "TensorArrayGatherV3": { site in
    let array = try site.array()
    let indices = try site.input(1).shape
    if indices.rank != 1 { throw site.unsupported("its indices are no vector") }
    let count = indices[0]
    return try site.onArray(
      ArrayGather(
        name: array.name, spec: TensorSpec(array.element.shape.batched(count), array.element.dtype)),
      [1, 2])
  },
  "TensorArrayGradV3": { site in
    var array = try site.array()
    let forward = array.name
    array.name += "@" + site.string("source")
    let operation = try site.graph.add(
      ArrayMake(name: array.name, forward: forward), [site.input(1)], name: site.name)
    site.importer.arrays[array.name] = array
    let flow = operation.output(0)
    return .init(outputs: [flow, flow], operation: operation, array: array.name)
  },
  "TensorArrayReadV3": { site in
    let array = try site.array()
    return try site.onArray(ArrayRead(name: array.name, spec: array.element), [1, 2])
  },
  "TensorArrayScatterV3": { site in
    let value = try site.input(2)
    if value.shape.rank == 0 { throw site.unsupported("its value has no rows") }
    try site.noteElement(TensorSpec(value.shape.withoutBatch, value.dtype))
    return try site.onArray(ArrayScatter(name: site.array().name), [1, 2, 3])
  },
  "TensorArraySizeV3": { site in
    let array = try site.array()
    if let size = array.size {
      return try site.imported([
        try site.graph.constant(Tensor(Int32(clamping: size)), name: site.name)
      ])
    }
    return try site.onArray(ArraySize(name: array.name), [1])
  },
  "TensorArrayV3": { site in
    var array = ClientArray(name: site.node.name, size: site.knownIntegers(0)?.first)
    let shape = site.node.attributes["element_shape"]?.shape.shape
    if let shape { array.known = TensorSpec(shape, try site.type("dtype")) }
    site.importer.arrays[array.name] = array
    let operation = try site.graph.add(
      ArrayMake(name: array.name), [site.input(0)], name: site.name)
    let flow = operation.output(0)
    return .init(outputs: [flow, flow], operation: operation, array: array.name)
  },
  "TensorArrayWriteV3": { site in
    try site.noteElement(site.input(2).spec)
    return try site.onArray(ArrayWrite(name: site.array().name), [1, 2, 3])
  },
]

/// What is known of an array before it is made.
struct ClientArray {
  var name: String
  var size: Int?
  /// What its elements are; told by the first that is written.
  var known: TensorSpec?

  /// The same, once it is known.
  var element: TensorSpec { known! }
}

extension ImportSite {
  /// The array whose handle comes in. What it holds must be known, unless `isNew`.
  fileprivate func array(isNew: Bool = false) throws(SavedModelError) -> ClientArray {
    guard let name = inputs.first?.node.array, let array = importer.arrays[name] else {
      throw unsupported("input 0 is no TensorArray")
    }
    if array.known == nil, !isNew {
      throw unsupported("nothing is written to its TensorArray before")
    }
    return array
  }

  /// Takes note of an element that is written.
  fileprivate func noteElement(_ spec: TensorSpec) throws(SavedModelError) {
    var array = try array(isNew: true)
    if array.known == nil || array.known!.shape.rank != spec.shape.rank
      || !array.known!.shape.isFullyKnown
    {
      array.known = spec
      importer.arrays[array.name] = array
    }
  }

  /// An operation on an array, of some of the node's inputs.
  fileprivate func onArray(
    _ definition: some HostOp, _ places: [Int]
  ) throws -> GraphImporter.Imported {
    let operation = try graph.add(definition, places.map { try input($0) }, name: name)
    return .init(outputs: operation.outputs, operation: operation)
  }
}

/// The elements of an array in one run.
private final class ArrayStorage: Sendable {
  private struct State {
    var elements: [Int: Tensor] = [:]
    var size = 0
  }

  private let state = Locked(State())

  var size: Int { state.withLock { $0.size } }

  /// Makes it empty.
  func reset(_ size: Int) { state.withLock { $0 = State(size: size) } }

  /// - Parameter adds: Whether what is there already is added to.
  func write(_ value: Tensor, at index: Int, adds: Bool) throws(KernelError) {
    try state.withLock { state throws(KernelError) in
      guard (0..<state.size).contains(index) else {
        throw KernelError(
          "Tried to write to index \(index) but array is not resizeable and size is: \(state.size)")
      }
      guard let old = state.elements[index] else {
        state.elements[index] = value
        return
      }
      guard adds, old.spec == value.spec, value.dtype.isNumeric else {
        throw KernelError(
          "Could not write to TensorArray index \(index) because it has already been written to.")
      }
      let sum = zip(old.doubles(), value.doubles()).map { $0 + $1 }
      state.elements[index] = Tensor(sum, shape: value.shape).converted(to: value.dtype)
    }
  }

  func read(_ index: Int, orZeros spec: TensorSpec?) throws(KernelError) -> Tensor {
    try state.withLock { state throws(KernelError) in
      if let element = state.elements[index] { return element }
      if (0..<state.size).contains(index), let spec, spec.shape.isFullyKnown {
        return Tensor(shape: spec.shape, dtype: spec.dtype)
      }
      throw KernelError(
        "TensorArray: Could not read index \(index): it was never written to, or is out of range")
    }
  }
}

/// An operation on an array; the flow is its last input.
private protocol ArrayOp: HostOp {
  var name: String { get }
}

extension ArrayOp {
  var hasSideEffect: Bool { true }

  func storage(_ context: any HostContext) -> ArrayStorage {
    context.runResource(name) { ArrayStorage() }
  }

  /// Gradients are summed up.
  var adds: Bool { name.contains("@") }

  func flow(_ inputs: InputSpecs, _ count: Int) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(count)
    return [TensorSpec(.scalar)]
  }

  /// Whole numbers of an input.
  func integers(_ tensor: Tensor) throws(KernelError) -> [Int] {
    guard tensor.dtype == .int32 || tensor.dtype == .int64 else {
      throw KernelError("expected whole numbers, found \(tensor.spec)")
    }
    return tensor.converted(to: .int64).scalars(as: Int64.self).map { Int($0) }
  }

  /// The one whole number of an input.
  func integer(_ tensor: Tensor) throws(KernelError) -> Int {
    guard let number = try integers(tensor).first else { throw KernelError("expected a number") }
    return number
  }
}

/// size: int32 [] → flow: [].   Of an array of gradients: flow → flow.
struct ArrayMake: ArrayOp {
  var name = ""
  /// The array of which it holds gradients.
  var forward: String?

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { try flow(inputs, 1) }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let array = storage(context)
    if let forward {
      // Several operations ask for it, of which the first makes it.
      let size = context.runResource(forward) { ArrayStorage() }.size
      if array.size != size { array.reset(size) }
      return inputs
    }
    let size = try integer(inputs[0])
    if size < 0 { throw KernelError("TensorArray size: expected 0 or more, found \(size)") }
    array.reset(size)
    return [Tensor(Float(0))]
  }
}

/// index: int32 [], value: [d…], flow → flow.
struct ArrayWrite: ArrayOp {
  var name = ""

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { try flow(inputs, 3) }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    try storage(context).write(inputs[1], at: integer(inputs[0]), adds: adds)
    return [inputs[2]]
  }
}

/// index: int32 [], flow → value: [d…].
struct ArrayRead: ArrayOp {
  var name = ""
  var spec = TensorSpec(.scalar)

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [spec]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [try storage(context).read(integer(inputs[0]), orZeros: adds ? spec : nil)]
  }
}

/// indices: int32 [n], flow → value: [n, d…].
struct ArrayGather: ArrayOp {
  var name = ""
  var spec = TensorSpec([1])

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    return [spec]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let array = storage(context)
    let element = TensorSpec(spec.shape.withoutBatch, spec.dtype)
    var rows: [Tensor] = []
    for index in try integers(inputs[0]) {
      rows.append(try array.read(index, orZeros: adds ? element : nil))
    }
    let first = rows.first?.spec ?? element
    guard first.shape.isFullyKnown, first.dtype != .string,
      rows.allSatisfy({ $0.spec == first })
    else { throw KernelError("TensorArray has elements of several shapes, or none") }
    return [
      Tensor(shape: first.shape.batched(rows.count), dtype: first.dtype) { bytes in
        var place = bytes.baseAddress
        for row in rows {
          row.withUnsafeBytes { source in
            if let base = source.baseAddress {
              place?.copyMemory(from: base, byteCount: source.count)
            }
            place = place.map { $0 + source.count }
          }
        }
      }
    ]
  }
}

/// indices: int32 [n], value: [n, d…], flow → flow.
struct ArrayScatter: ArrayOp {
  var name = ""

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { try flow(inputs, 3) }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let (array, indices) = (storage(context), try integers(inputs[0]))
    let value = inputs[1]
    guard value.shape.rank > 0, value.shape[0] == indices.count else {
      throw KernelError("expected \(indices.count) elements, found \(value.spec)")
    }
    for (row, index) in indices.enumerated() {
      try array.write(
        value.rows(row..<row + 1).reshaped(to: value.shape.withoutBatch), at: index, adds: adds)
    }
    return [inputs[2]]
  }
}

/// flow → size: int32 [].
struct ArraySize: ArrayOp {
  var name = ""

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [TensorSpec(.scalar, .int32)]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] { [Tensor(Int32(clamping: storage(context).size))] }
}
