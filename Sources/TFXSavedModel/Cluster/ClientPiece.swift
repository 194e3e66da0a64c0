import SwiftProtobuf
import TFXCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What one task computes of a run at one go, between what it gets from others and what others get of
/// it.
package struct ClientPiece: Sendable {
  /// Tensors, perhaps none, that go from one piece to another when that is done.
  package struct Transfer: Hashable, Sendable {
    /// What both sides know it by.
    package var key: String
    /// The device that it comes from, by its whole name.
    package var source: String
    /// The tensors, by their names in the graph.
    package var names: [String]
  }

  /// The number of its device.
  package var device: Int
  /// The nodes, as a `GraphDef` in which what comes in has nodes that stand for it.
  package var graph: [UInt8] = []
  /// What the client feeds of it.
  package var feeds: [String] = []
  /// What the client fetches of it.
  package var fetches: [String] = []
  /// What is run for what it does.
  package var targets: [String] = []
  package var receives: [Transfer] = []
  package var sends: [Transfer] = []

  /// A piece of nothing.
  init(device: Int) { self.device = device }
}

// As a message: a `GraphDef` with TensorFlow's nodes for what is sent and received, one a transfer.
extension ClientPiece {
  private static let targetsName = "_targets"

  /// The graph as a worker is given it.
  package var message: [UInt8] {
    var more = ProtoGraphDef()
    for (index, transfer) in receives.enumerated() {
      more.node.append(transfer.node("_Recv", index, [], ["names": .strings(transfer.names)]))
    }
    for (index, transfer) in sends.enumerated() {
      more.node.append(transfer.node("_Send", index, transfer.names, [:]))
    }
    more.node.append(
      ProtoNodeDef("NoOp", ClientPiece.targetsName, targets.map { "^" + $0 }, [:]))
    // Messages one behind the other are one.
    return graph + more.deterministicBytes
  }

  /// Reads what a worker is given.
  package init(message: ArraySlice<UInt8>) throws(SavedModelError) {
    self.init(device: 0)
    guard var proto = try? ProtoGraphDef(serializedBytes: Array(message)) else {
      throw .malformed(file: "the graph", reason: "it is no GraphDef, or cut off")
    }
    for node in proto.node {
      switch node.op {
      case "_Recv":
        let names = node.attr["names"]?.list.s ?? []
        receives.append(
          Transfer(node, names: names.map { String(decoding: Array($0), as: UTF8.self) }))
      case "_Send": sends.append(Transfer(node, names: node.input))
      default: break
      }
      if node.name == ClientPiece.targetsName {
        targets = node.input.map { String($0.drop { $0 == "^" }) }
      }
    }
    proto.node.removeAll {
      $0.op == "_Recv" || $0.op == "_Send" || $0.name == ClientPiece.targetsName
    }
    graph = proto.deterministicBytes
  }
}

extension ClientPiece.Transfer {
  fileprivate func node(
    _ op: String, _ index: Int, _ inputs: [String], _ attributes: [String: AttributeValue]
  ) -> ProtoNodeDef {
    let own = ["tensor_name": AttributeValue.string(key), "send_device": .string(source)]
    return ProtoNodeDef(op, "\(op)_\(index)", inputs, own.merging(attributes) { $1 })
  }

  fileprivate init(_ node: ProtoNodeDef, names: [String]) {
    func text(_ name: String) -> String {
      String(decoding: node.attr[name]?.s ?? Data(), as: UTF8.self)
    }
    self.init(key: text("tensor_name"), source: text("send_device"), names: names)
  }
}
