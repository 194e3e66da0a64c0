import SwiftProtobuf
import TFXCore
public import TFXGraph
public import TFXRuntime

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SavedModel {
  /// Writes the part of a session's graph that leads from `inputs` to `outputs`, with its variables'
  /// values, as TensorFlow 1's `simple_save` does: one graph tagged `serve` with the signature
  /// `serving_default`.
  ///
  /// - Parameters:
  ///   - session: The session that has the values.
  ///   - directory: Where to; it must not exist, or be empty.
  ///   - inputs: What is fed, by the names that callers use.
  ///   - outputs: What is fetched.
  /// - Throws: ``SavedModelError``, among others for an operation that is only for training.
  public static func simpleSave(
    _ session: Session, to directory: String, inputs: [String: Output], outputs: [String: Output]
  ) throws(SavedModelError) {
    let model = try savedModel(session.graph, inputs: inputs, outputs: outputs)
    var tensors: [(name: String, tensor: Tensor)] = []
    do throws(RunError) {
      for variable in model.variables {
        tensors.append((variable.name, try session.value(of: variable)))
      }
    } catch {
      throw .run(error)
    }
    if !FileAccess.names(in: directory).isEmpty { throw .notEmpty(directory: directory) }
    do {
      try FileAccess.makeDirectories(directory + "/variables")
    } catch {
      throw .file(error)
    }
    if !tensors.isEmpty { try TensorBundle.write(tensors, to: "\(directory)/\(variablesPrefix)") }
    do throws(FileError) {
      // Last: a directory with it is whole.
      try FileAccess.write(model.proto.deterministicBytes, to: "\(directory)/\(graphFile)")
    } catch {
      throw .file(error)
    }
  }

  private static func savedModel(
    _ graph: Graph, inputs: [String: Output], outputs: [String: Output]
  ) throws(SavedModelError) -> (proto: ProtoSavedModel, variables: [Variable]) {
    for output in Array(inputs.values) + outputs.values where output.graph !== graph {
      throw .graph(.foreign(node: output.name))
    }
    let exporter = GraphExporter(graph)
    let operations = GraphExporter.needed(Array(outputs.values) + inputs.values)
    try exporter.add(operations)
    let handles = Set(operations)
    let variables = graph.variables.filter { handles.contains($0.handle.operation) }
    var meta = ProtoMetaGraphDef()
    meta.metaInfoDef.tags = [servingTag]
    // Loaders choose by it how to read what has changed since.
    meta.metaInfoDef.tensorflowVersion = "1.15.0"
    if !variables.isEmpty {
      meta.saverDef = exporter.addSaver(of: variables)
      let definitions = variables.map { exporter.addInitializer(of: $0) }
      meta.collectionDef[GraphKeys.globalVariables] = ProtoCollectionDef(definitions)
      meta.collectionDef[GraphKeys.trainableVariables] = ProtoCollectionDef(
        definitions.filter { $0.trainable })
    }
    var signature = ProtoSignatureDef()
    signature.inputs = inputs.mapValues { ProtoTensorInfo($0) }
    signature.outputs = outputs.mapValues { ProtoTensorInfo($0) }
    signature.methodName = "tensorflow/serving/predict"
    meta.signatureDef[defaultSignature] = signature
    meta.graphDef = exporter.graphDef
    var model = ProtoSavedModel()
    model.savedModelSchemaVersion = 1
    model.metaGraphs = [meta]
    return (model, variables)
  }
}

extension Message {
  fileprivate var deterministicData: Data { Data(deterministicBytes) }
}

extension ProtoCollectionDef {
  fileprivate init(_ variables: [ProtoVariableDef]) {
    self.init()
    bytesList.value = variables.map { $0.deterministicData }
  }
}

extension ProtoTensorInfo {
  init(_ output: Output) {
    self.init()
    name = output.name
    dtype = ProtoDataType(output.dtype)
    tensorShape = ProtoTensorShapeProto(output.shape)
  }
}

extension GraphExporter {
  /// Adds the nodes that save and restore variables, as TensorFlow 1's Saver has them.
  fileprivate func addSaver(of variables: [Variable]) -> ProtoSaverDef {
    let scope = uniqueName("save")
    let types = variables.map(\.spec.dtype)
    let names = Tensor(strings: variables.map(\.name))
    let slices = Tensor(strings: variables.map { _ in "" })
    let model = constant(Tensor("model"), "\(scope)/filename/input")
    let string: AttributeValue = .type(.string)
    let file = "\(scope)/Const"
    add(
      ProtoNodeDef("PlaceholderWithDefault", file, [model], ["dtype": string, "shape": .shape([])]))

    let saveNames = constant(names, "\(scope)/SaveV2/tensor_names")
    let saveSlices = constant(slices, "\(scope)/SaveV2/shape_and_slices")
    let values = variables.map { ExportSite.name($0.value) }
    for (variable, value) in zip(variables, values) where !isDone(variable.value.operation) {
      add(
        ProtoNodeDef(
          "ReadVariableOp", value, [variable.handle.operation.name],
          ["dtype": .type(variable.spec.dtype)]))
    }
    add(
      ProtoNodeDef(
        "SaveV2", "\(scope)/SaveV2", [file, saveNames, saveSlices] + values,
        ["dtypes": .types(types)]))
    add(
      ProtoNodeDef(
        "Identity", "\(scope)/control_dependency", [file, "^\(scope)/SaveV2"], ["T": string]))

    let restoreNames = constant(names, "\(scope)/RestoreV2/tensor_names")
    let restoreSlices = constant(slices, "\(scope)/RestoreV2/shape_and_slices")
    let restore = "\(scope)/RestoreV2"
    add(
      ProtoNodeDef(
        "RestoreV2", restore, [file, restoreNames, restoreSlices], ["dtypes": .types(types)]))
    var assignments: [String] = []
    for (index, variable) in variables.enumerated() {
      let dtype: AttributeValue = .type(variable.spec.dtype)
      let suffix = index == 0 ? "" : "_\(index)"
      let value = "\(scope)/Identity\(suffix)"
      let assign = "\(scope)/AssignVariableOp\(suffix)"
      add(
        ProtoNodeDef(
          "Identity", value, [index == 0 ? restore : "\(restore):\(index)"], ["T": dtype]))
      add(
        ProtoNodeDef(
          "AssignVariableOp", assign, [variable.handle.operation.name, value], ["dtype": dtype]))
      assignments.append("^" + assign)
    }
    add(ProtoNodeDef("NoOp", "\(scope)/restore_all", assignments, [:]))

    var saver = ProtoSaverDef()
    saver.filenameTensorName = "\(file):0"
    saver.saveTensorName = "\(scope)/control_dependency:0"
    saver.restoreOpName = "\(scope)/restore_all"
    saver.maxToKeep = 5
    saver.keepCheckpointEveryNHours = 10_000
    saver.version = .v2
    return saver
  }

  /// Adds nodes that fill a variable with zeros, which TensorFlow wants to know of every variable,
  /// and says where the variable's nodes are.
  fileprivate func addInitializer(of variable: Variable) -> ProtoVariableDef {
    let dtype: AttributeValue = .type(variable.spec.dtype)
    let name = variable.name
    let dims = constant(
      Tensor(variable.spec.shape.dimensions.map { Int32(clamping: $0) }),
      "\(name)/Initializer/zeros/shape_as_tensor")
    let zero = constant(
      Tensor(shape: [], dtype: variable.spec.dtype), "\(name)/Initializer/zeros/Const")
    let zeros = uniqueName("\(name)/Initializer/zeros")
    add(
      ProtoNodeDef(
        "Fill", zeros, [dims, zero], ["T": dtype, "index_type": .type(.int32)]))
    let assign = uniqueName("\(name)/Initializer/Assign")
    add(
      ProtoNodeDef(
        "AssignVariableOp", assign, [variable.handle.operation.name, zeros], ["dtype": dtype]))
    var definition = ProtoVariableDef()
    definition.variableName = variable.handle.name
    definition.initializerName = assign
    definition.snapshotName = variable.value.name
    definition.initialValueName = "\(zeros):0"
    definition.isResource = true
    definition.trainable = variable.isTrainable
    return definition
  }
}
