import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import TFXSavedModel
import Testing

/// Operations as TensorFlow's nodes, and back.
@Suite struct ExchangeTests {
  /// An operation that is added to the catalogue must be written and read, or be refused for a
  /// reason.
  @Test func everyOperationIsWrittenAndReadOrRefused() {
    for op in opCatalog {
      #expect(
        Exchange.status(of: op) != .unknown,
        "'\(op.type)' has no node in Signatures.swift, no translation, or both and a refusal")
    }
  }

  /// What TensorFlow refuses to be told, by the operation and the message's beginning.
  private static let refused: [String: String] = [
    "AdjustHue": "'images' is", "Elu": "TensorFlow's Elu has nothing that says 'alpha'",
  ]

  /// A case's graph goes to bytes and back, and makes the same values.
  ///
  /// With `TFX_UPDATE_GOLDENS` set it leaves the graphs in `.build/exported-cases`, for TensorFlow
  /// to run them: `Tests/Fixtures/tensorflow/check_graphs.py`.
  @Test(arguments: GoldenCase.all)
  func comesBackTheSame(_ test: GoldenCase) throws {
    let build = try #require(GoldenTests.builders[test.op])
    let graph = Graph()
    let inputs = try test.inputs.enumerated().map { index, input in
      try graph.placeholder(
        input.value.dtype, shape: input.value.shape, name: "input_\(index)")
    }
    let outputs = try build(graph, inputs, test.attributes)
    guard let definition = try written(graph, outputs + inputs) else { return }
    let bytes = definition.serialized()
    let names = outputs.map(\.name)
    try Self.leave(bytes, names, for: test)
    let (read, found) = try GraphDef(serialized: bytes).graph(
      outputs: names + inputs.map(\.name))
    let session = Session(read)
    let feeds = Dictionary(
      uniqueKeysWithValues: zip(found[names.count...], test.inputs.map(\.value)))
    let results = try session.run(Array(found[..<names.count]), feeding: feeds)
    for (index, value) in results.enumerated() {
      GoldenTests.expectEqual(value, test.outputs[index].value, "\(test.name), output \(index)")
    }
  }

  /// The graph in TensorFlow's terms; nil if it is refused for a reason that is known.
  private func written(_ graph: Graph, _ outputs: [Output]) throws -> GraphDef? {
    let result = Result<GraphDef, SavedModelError> { () throws(SavedModelError) in
      try GraphDef(graph, for: outputs)
    }
    guard case .failure(.unsupported(let op, _, let reason)) = result else {
      return try result.get()
    }
    let type = try #require(opCatalog.first { $0.type == op })
    if case .refused = Exchange.status(of: type) { return nil }
    let expected = try #require(Self.refused[op], "\(op): \(reason)")
    #expect(reason.hasPrefix(expected))
    return nil
  }

  private static func leave(
    _ bytes: [UInt8], _ outputs: [String], for test: GoldenCase
  ) throws {
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] == nil { return }
    let folder = URL(filePath: #filePath)
      .appending(path: "../../../../.build/exported-cases").standardized
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: folder.appending(path: "\(test.op)-\(test.name).pb"))
    try Data(outputs.joined(separator: "\n").utf8).write(
      to: folder.appending(path: "\(test.op)-\(test.name).outputs"))
  }
}
