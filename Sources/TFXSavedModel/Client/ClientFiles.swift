import TFXCore
import TFXGraph
import TFXOps

/// Checkpoints and summaries, by the types of TensorFlow's nodes.
let clientFileOps: [String: ImportedOp] = [
  "HistogramSummary": { try $0.host(HistogramSummary()) },
  "ImageSummary": { site in
    let images = try site.graph.add(ImageBytes(), [site.input(1)], name: "\(site.name)/bytes")
    let files = try site.operation("EncodePng", images.outputs)
    let limit = try site.int("max_images", default: 3)
    return try site.imported(
      site.graph.add(
        ImageSummary(limit: limit), [site.input(0), images.output(0)] + files.outputs,
        name: site.name
      ).outputs)
  },
  "MergeSummary": { try $0.host(MergeSummary()) },
  "MergeV2Checkpoints": { site in
    var op = MergeV2Checkpoints(folder: site.folder)
    op.deletesOld = site.bool("delete_old_dirs", default: true)
    return try site.host(op)
  },
  "RestoreV2": { site in
    let types = site.node.attributes["dtypes"]?.list.type ?? []
    var specs: [TensorSpec] = []
    for (index, type) in types.enumerated() {
      guard let dtype = type.dtype else { throw site.unsupported("a type is not known here") }
      guard let shape = site.importer.assignedShape(of: site.node.name, index) else {
        throw site.unsupported("output \(index) goes to no variable, so that its shape is unknown")
      }
      specs.append(TensorSpec(shape, dtype))
    }
    return try site.host(RestoreV2(folder: site.folder, specs: specs))
  },
  "SaveV2": { site in
    var inputs: [Output] = []
    for index in site.inputs.indices {
      let isVariable = index > 2 && site.inputs[index].node.variable != nil
      inputs.append(isVariable ? try site.value(index) : try site.input(index))
    }
    return .init(
      operation: try site.graph.add(SaveV2(folder: site.folder), inputs, name: site.name))
  },
  "ScalarSummary": { try $0.host(ScalarSummary()) },
  "ShardedFilename": { try $0.host(ShardedFilename()) },
  "TensorSummaryV2": { try $0.host(TensorSummaryV2()) },
]

extension ImportSite {
  fileprivate var folder: ClientFolder { ClientFolder(path: importer.request?.place.folder) }

  /// An operation on whole tensors that takes the inputs as they are.
  fileprivate func host(_ definition: some HostOp) throws -> GraphImporter.Imported {
    let operation = try graph.add(definition, inputs(), name: name)
    return .init(outputs: operation.outputs, operation: operation)
  }
}

/// Writes tensors to a checkpoint.   prefix: string [], tensor_names, shape_and_slices: string [n],
/// tensors.
struct SaveV2: HostOp {
  var folder = ClientFolder(path: nil)

  var hasSideEffect: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expectStrings(3, atLeast: true)
    return []
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let path = try folder.file(inputs.text(0))
    let names = inputs[1].strings()
    try expectWhole(inputs[2])
    if names.count != inputs.count - 3 {
      throw KernelError("\(names.count) names for \(inputs.count - 3) tensors")
    }
    if Set(names).count != names.count { throw KernelError("two tensors have one name") }
    try reading {
      try FileAccess.makeDirectories(FilePath.directory(of: path))
      try TensorBundle.write(zip(names, inputs[3...]).map { (name: $0, tensor: $1) }, to: path)
    }
    return []
  }
}

/// Reads tensors from a checkpoint.   prefix: string [], tensor_names, shape_and_slices: string [n]
/// → tensors of the shapes of the variables that they are assigned to.
struct RestoreV2: HostOp {
  var folder = ClientFolder(path: nil)
  var specs: [TensorSpec] = []

  var hasSideEffect: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expectStrings(3)
    return specs
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let name = inputs.text(0)
    let path = try folder.file(name)
    let names = inputs[1].strings()
    try expectWhole(inputs[2])
    if names.count != specs.count {
      throw KernelError("\(names.count) names for \(specs.count) tensors")
    }
    if !FileAccess.exists(path + ".index") {
      throw .notFound(
        "Unsuccessful TensorSliceReader constructor: Failed to find any matching files for \(name)")
    }
    let tensors = try reading {
      let bundle = try TensorBundle(path)
      if let missing = names.first(where: { !bundle.contains($0) }) {
        throw KernelError.notFound("Key \(missing) not found in checkpoint")
      }
      return try bundle.tensors(names)
    }
    for (index, tensor) in tensors.enumerated()
    where tensor.dtype != specs[index].dtype || !specs[index].shape.accepts(tensor.shape) {
      throw KernelError(
        "Assign requires shapes of both tensors to match: '\(names[index])' is \(specs[index]), the "
          + "checkpoint has \(tensor.spec)")
    }
    return tensors
  }
}

/// Makes one checkpoint of several, which it removes.   prefixes: string [n], destination: string [].
struct MergeV2Checkpoints: HostOp {
  var folder = ClientFolder(path: nil)
  var deletesOld = true

  var hasSideEffect: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expectStrings(2)
    return []
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    var tensors: [(name: String, tensor: Tensor)] = []
    var old: [String] = []
    let target = try folder.file(inputs.text(1))
    for name in inputs[0].strings() { old.append(try folder.file(name)) }
    try reading {
      for path in old {
        let bundle = try TensorBundle(path)
        for (name, tensor) in zip(bundle.names, try bundle.tensors(bundle.names)) {
          tensors.append((name, tensor))
        }
      }
      if Set(tensors.map(\.name)).count != tensors.count {
        throw KernelError("two of the checkpoints have a tensor of one name")
      }
      try FileAccess.makeDirectories(FilePath.directory(of: target))
      try TensorBundle.write(tensors, to: target)
    }
    if deletesOld {
      for path in old where path != target {
        Saver.remove(path)
        // As TensorFlow: the folder too that its Saver makes for the parts, if nothing else is in it.
        let part = FilePath.directory(of: path)
        if part != FilePath.directory(of: target) { FileAccess.removeEmptyDirectory(part) }
      }
    }
    return []
  }
}

/// y = "basename-SHARD-of-COUNT".   basename: string [], shard, num_shards: int32 [] → y: string [].
struct ShardedFilename: HostOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    return [TensorSpec(.scalar, .string)]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    guard inputs[0].dtype == .string, inputs.allSatisfy({ $0.elementCount == 1 }),
      inputs[1].dtype == .int32, inputs[2].dtype == .int32
    else { throw KernelError("expected a text and two numbers") }
    func padded(_ index: Int) -> String {
      let digits = String(inputs[index].scalars(as: Int32.self)[0])
      return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
    return [Tensor(ByteString(Array("\(inputs.text(0))-\(padded(1))-of-\(padded(2))".utf8)))]
  }
}

/// Reads or writes files, whose errors become the operation's.
private func reading<Result>(_ body: () throws -> Result) throws(KernelError) -> Result {
  do {
    return try body()
  } catch let error as KernelError {
    throw error
  } catch {
    throw KernelError("\(error)")
  }
}

/// Throws if only a part of a tensor is meant.
private func expectWhole(_ slices: Tensor) throws(KernelError) {
  if let slice = slices.strings().first(where: { !$0.isEmpty }) {
    throw KernelError(
      "the slice '\(slice)' of a tensor; only whole tensors are written and read here")
  }
}

extension [Tensor] {
  /// The text of an input of one string.
  func text(_ index: Int) -> String { self[index].strings().first ?? "" }
}

extension InputSpecs {
  /// Throws unless the first inputs are strings, one and then vectors, and there are no more, or some.
  fileprivate func expectStrings(_ count: Int, atLeast: Bool = false) throws(ShapeError) {
    if !atLeast || self.count < count { try expect(count) }
    for index in 0..<count where all[index].dtype != .string {
      throw ShapeError("inputs", expected: "string", found: "\(all[index])")
    }
  }
}
