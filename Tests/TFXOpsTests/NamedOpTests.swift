import Foundation
import TFXCore
import TFXGraph
import TFXOps
import Testing

/// Attributes that files name: every operation has them, they are those that a graph shows, and
/// docs/reference/attributes.md lists them.
@Suite struct NamedOpTests {
  /// Operations that no file can name, and why.
  static let unnamed: [String: [String]] = [
    "a file has a section for it": [
      "Const", "Placeholder", "ReadVariableOp", "VarHandleOp", "VarIsInitializedOp",
    ],
    "it runs parts of a graph": ["If", "While", "WhileGrad"],
    "it waits for other runs": [
      "AccumulatorApplyGradient", "AccumulatorNumAccumulated", "AccumulatorSetGlobalStep",
      "AccumulatorTakeGradient", "ConditionalAccumulator", "FIFOQueueV2", "PaddingFIFOQueueV2",
      "QueueCloseV2", "QueueDequeueManyV2", "QueueDequeueUpToV2", "QueueDequeueV2",
      "QueueEnqueueManyV2", "QueueEnqueueV2", "QueueIsClosedV2", "QueueSizeV2",
      "RandomShuffleQueueV2",
    ],
    "a gradient makes it of another operation": [
      "BroadcastLike", "ConcatGrad", "DropoutGrad", "GatherGrad", "GatherNdGrad", "ImageWindowGrad",
      "InverseRealFourierGrad", "MirrorPadGrad", "PadGrad", "RandomCropGrad", "RealFourierGrad",
      "ReductionGrad", "SliceGrad", "SparseAddGrad", "SparseSegmentMeanGrad",
      "SparseSegmentSqrtNGrad", "SparseSegmentSumGrad", "SparseSliceGrad", "SumToShape", "TileGrad",
    ],
  ]

  @Test func everyOperationCanBeNamedOrSaysWhyNot() {
    let found = opCatalog.filter { !($0 is any NamedOp.Type) }.map { $0.type }
    #expect(found.sorted() == Self.unnamed.values.joined().sorted())
  }

  /// What has stored properties has attributes: none is forgotten.
  @Test func nothingIsStoredThatNoFieldTells() {
    for type in opCatalog {
      guard let type = type as? any NamedOp.Type else { continue }
      let op = type.init()
      let stored = Mirror(reflecting: op).children.compactMap(\.label).filter {
        !["treatment", "stream"].contains($0)
      }
      #expect(stored.isEmpty || !fields(op).isEmpty, "\(type.type) stores \(stored)")
    }
  }

  /// Every operation of TensorFlow's cases, written as a file would have it and read again.
  @Test func whatAFileSaysIsTheOperation() throws {
    var seen: Set<String> = []
    for test in GoldenCase.all {
      guard let build = GoldenTests.builders[test.op] else { continue }
      let graph = Graph()
      let inputs = try test.inputs.map { try graph.constant($0.value) }
      _ = try build(graph, inputs, test.attributes)
      for operation in graph.operations {
        guard let op = operation.definition as? any NamedOp else { continue }
        // Open ranges of Swift's end there, which no file can say.
        if "\(op.attributes)".contains("\(Int.max)") { continue }
        seen.insert(operation.type)
        try op.expectSame(operation)
      }
    }
    // Far more than half of all: those that TensorFlow's cases are about.
    #expect(seen.count > 180, "\(seen.count) operations were looked at")
  }

  @Test func theReferenceIsCurrent() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/reference/attributes.md")
      .standardized
    let text = reference()
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(text.utf8).write(to: file)
      return
    }
    let found = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(found == text, "TFX_UPDATE_GOLDENS=1 scripts/test --filter NamedOpTests writes it anew")
  }

  private func reference() -> String {
    var text = """
      # Attributes of operations

      The operations that a graph's file can name ([graphs.md](../graphs.md)), with their attributes
      under the names that a graph shows. What has a default may be left out. Inputs are TensorFlow's,
      without those that are attributes here: axes, shapes, permutations. A test writes this page
      (`TFX_UPDATE_GOLDENS=1 scripts/test --filter NamedOpTests`) and fails where it is not current.

      | operation | attribute | default | |
      |---|---|---|---|

      """
    let types = opCatalog.compactMap { $0 as? any NamedOp.Type }.sorted { $0.type < $1.type }
    for type in types {
      let all = fields(type.init())
      if all.isEmpty { text += "| `\(type.type)` | – | | |\n" }
      for (index, field) in all.enumerated() {
        let name = index == 0 ? "`\(type.type)`" : ""
        text += "| \(name) | `\(field.name)` | \(field.standard) | \(field.documentation) |\n"
      }
    }
    return text
  }

  private struct Described {
    var name: String
    /// The default in a table's cell.
    var standard: String
    var documentation: String
  }

  private func fields(_ op: any NamedOp) -> [Described] {
    var op = op
    var visitor = Visitor()
    op.fields(&visitor)
    return visitor.all
  }

  private struct Visitor: FieldVisitor {
    var all: [Described] = []

    mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
      let standard = field.isRequired ? "needed" : Visitor.text(value.write())
      all.append(
        Described(
          name: field.name, standard: standard,
          documentation: field.documentation
            + (Value.self is any Choice.Type
              ? "; \(Value.expectation)" : "")))
    }

    private static func text(_ node: ConfigNode) -> String {
      switch node.content {
      case .null, .scalar("", _): ""
      case .scalar(let text, _): "`\(text)`"
      case .sequence(let items): "`[\(items.map { bare($0) }.joined(separator: ", "))]`"
      case .mapping: "…"
      }
    }

    private static func bare(_ node: ConfigNode) -> String {
      if case .scalar(let text, _) = node.content { text } else { "null" }
    }
  }
}

extension NamedOp {
  /// Expects that what a file says of the operation makes it again.
  fileprivate func expectSame(_ operation: TFXGraph.Operation) throws {
    var diagnostics = Diagnostics()
    let read = FieldReader.read(
      Self.self, from: FieldWriter.write(self), owner: "it", &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(operation): \(diagnostics.all.map(\.message))")
    var again = try #require(read, "\(operation)")
    let name = operation.name.split(separator: "/").last.map(String.init) ?? operation.name
    try again.settle(in: operation.graph, operation.inputs, name: name)
    // A stream is a function of the name, which another operation has by now.
    let expected = attributes.filter { $0.name != "stream" }
    #expect(again.attributes.filter { $0.name != "stream" } == expected, "\(operation)")
  }
}
