import SwiftProtobuf
import TFXGraph
import TFXRuntime

extension SavedModel {
  /// Reads a model that TensorFlow or tfx wrote: the operations that its signatures need, and the
  /// values of the variables among them.
  ///
  /// - Parameters:
  ///   - directory: The directory with `saved_model.pb`.
  ///   - tags: The tags of the graph that is meant.
  ///   - signatures: The names of the signatures that are wanted; all if nil.
  /// - Throws: ``SavedModelError``; ``SavedModelError/unsupported(op:node:reason:)`` names the first
  ///   operation that is not known here.
  public static func load(
    _ directory: String, tags: [String] = ["serve"], signatures wanted: [String]? = nil
  ) throws(SavedModelError) -> Loaded {
    let file = "\(directory)/\(graphFile)"
    let bytes = try TensorBundle.bytes(file)
    guard let proto = try? ProtoSavedModel(serializedBytes: bytes) else {
      throw .malformed(file: file, reason: "not a saved model, or cut off")
    }
    guard
      let meta = proto.metaGraphs.first(where: { Set($0.metaInfoDef.tags) == Set(tags) })
    else { throw .noTags(tags, found: proto.metaGraphs.map(\.metaInfoDef.tags)) }
    let importer = try GraphImporter(meta.graphDef, source: file)
    var signatures: [String: Signature] = [:]
    for (name, signature) in meta.signatureDef.sorted(by: { $0.key < $1.key })
    // What begins so is for loaders: "__saved_model_init_op".
    where wanted?.contains(name) ?? !name.hasPrefix("__") {
      signatures[name] = Signature(
        inputs: try importer.outputs(signature.inputs),
        outputs: try importer.outputs(signature.outputs))
    }
    if let missing = wanted?.first(where: { signatures[$0] == nil }) {
      throw .malformed(file: file, reason: "it has no signature '\(missing)'")
    }
    let session = Session(importer.graph)
    let used = importer.graph.variables
    if !used.isEmpty {
      let restored = try importer.restored(by: meta.saverDef.restoreOpName)
      let names = Dictionary(
        restored.map { ($0.variable, $0.name) }, uniquingKeysWith: { first, _ in first })
      var pairs: [(name: String, variable: Variable)] = []
      for variable in used {
        guard let name = names[variable] else {
          throw .malformed(
            file: file, reason: "it does not say how variable '\(variable.name)' gets its value")
        }
        pairs.append((name, variable))
      }
      try TensorBundle("\(directory)/\(variablesPrefix)").restore(pairs, in: session)
    }
    return Loaded(graph: importer.graph, session: session, signatures: signatures)
  }
}

extension GraphImporter {
  /// What the entries of a signature stand for.
  fileprivate func outputs(
    _ entries: [String: ProtoTensorInfo]
  ) throws(SavedModelError) -> [String: Output] {
    var outputs: [String: Output] = [:]
    for (key, entry) in entries.sorted(by: { $0.key < $1.key }) {
      outputs[key] = try output(named: entry.name)
    }
    return outputs
  }
}
