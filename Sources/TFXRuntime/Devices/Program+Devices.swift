import TFXCore
import TFXGraph
package import TFXOps

extension Program {
  /// The devices that nodes run on, in order; the first is always among them, as what is fed comes
  /// in there.
  var devices: [Int] { Set(nodes.map(\.device)).union([0]).sorted() }

  /// The device where a value is made.
  private func device(of value: Int) -> Int { values[value].producer.map { nodes[$0].device } ?? 0 }

  /// Puts a pair of `_Send` and `_Recv` wherever a value, or a dependency, goes from one device to
  /// another. A value is sent to a device once, as soon as it is made, and waited for just before
  /// its first user there. Constants are not sent: memory is one.
  mutating func addTransfers(_ rendezvous: Rendezvous) {
    var insertion = TransferInsertion(self, rendezvous)
    for feed in feeds { insertion.send(feed, after: nil) }
    for index in nodes.indices { insertion.add(index) }
    self = insertion.result
  }

  /// One device's part of a program with transfers. A received value is a feed here, which keeps
  /// its bytes for the whole run, as the sender may write them at any time.
  func part(of device: Int, order: [Int]) -> PlanPart {
    let ownNodes = nodes.indices.filter { nodes[$0].device == device }
    let ownValues = values.indices.filter { self.device(of: $0) == device }
    let newNode = Dictionary(uniqueKeysWithValues: zip(ownNodes, ownNodes.indices))
    let newValue = Dictionary(uniqueKeysWithValues: zip(ownValues, ownValues.indices))
    func isReceived(_ value: Int) -> Bool {
      values[value].producer.map { nodes[$0].op is RecvOp } ?? false
    }
    var part = Program()
    part.values = ownValues.map { old in
      Value(
        spec: values[old].spec,
        producer: isReceived(old) ? nil : values[old].producer.map { newNode[$0]! },
        name: values[old].name)
    }
    part.feeds = ownValues.filter { isReceived($0) || feeds.contains($0) }.map { newValue[$0]! }
    part.fetches = fetches.compactMap { newValue[$0] }
    part.nodes = ownNodes.map { old in
      var node = nodes[old]
      let received = node.inputs.filter(isReceived).map { values[$0].producer! }
      node.waitsFor = Set((node.waitsFor + received).compactMap { newNode[$0] })
      precondition(
        nodes[old].op is RecvOp || nodes[old].waitsFor.allSatisfy { newNode[$0] != nil },
        "'\(node.name)' waits for another device without a transfer (planner bug)")
      node.inputs = node.inputs.map { input in
        guard let own = newValue[input] else {
          preconditionFailure("'\(node.name)' reads another device's value (planner bug)")
        }
        return own
      }
      node.outputs = node.op is RecvOp ? [] : node.outputs.map { newValue[$0]! }
      return node
    }
    return PlanPart(
      device: device, program: part, order: order.compactMap { newNode[$0] }, values: ownValues)
  }

  /// The program as text, for the dump: a line a node in the given order.
  package func dump(_ order: [Int]) -> [(device: Int, line: String)] {
    order.map { index in
      let node = nodes[index]
      let inputs = node.inputs.map { values[$0].name }
      let attributes = node.op.attributes.map { "\($0.name): \($0.value)" }
      var line = "\(node.name) = \(type(of: node.op).type)(\(inputs.joined(separator: ", ")))"
      if !attributes.isEmpty { line += " {\(attributes.joined(separator: ", "))}" }
      if !node.outputs.isEmpty {
        line += " → " + node.outputs.map { "\(values[$0].spec)" }.joined(separator: ", ")
      }
      return (node.device, line)
    }
  }
}

/// The nodes and values of one device.
struct PlanPart {
  let device: Int
  let program: Program
  let order: [Int]
  /// The indices, in the whole program, of the part's values.
  let values: [Int]
}

/// A program while transfers are added.
private struct TransferInsertion {
  /// A value or a node, and the device that needs it.
  private struct Crossing: Hashable {
    let from: Int
    let device: Int
  }

  private let old: Program
  private let rendezvous: Rendezvous
  private(set) var result: Program
  private var newNode: [Int]
  /// The devices other than its own where each value is used.
  private var users: [Set<Int>]
  /// The devices other than its own that wait for each node.
  private var waiters: [Set<Int>]
  /// The transfers under way with their `_Send` nodes.
  private var sentValues: [Crossing: (Transfer, node: Int)] = [:]
  private var sentSignals: [Crossing: (Transfer, node: Int)] = [:]
  /// The values on other devices that hold what was sent there.
  private var copies: [Crossing: Int] = [:]
  /// The `_Recv` nodes of dependencies.
  private var signals: [Crossing: Int] = [:]

  init(_ program: Program, _ rendezvous: Rendezvous) {
    old = program
    self.rendezvous = rendezvous
    result = program
    result.nodes = []
    newNode = program.nodes.map { _ in -1 }
    users = program.values.map { _ in [] }
    waiters = program.nodes.map { _ in [] }
    for node in program.nodes {
      for input in node.inputs {
        let home = program.values[input].producer.map { program.nodes[$0].device } ?? 0
        if home != node.device { users[input].insert(node.device) }
      }
      for earlier in node.waitsFor where program.nodes[earlier].device != node.device {
        waiters[earlier].insert(node.device)
      }
    }
  }

  /// Adds a node of the old program with what comes to it, and what goes from it to other devices.
  mutating func add(_ index: Int) {
    var node = old.nodes[index]
    let device = node.device
    for (place, input) in node.inputs.enumerated() {
      if users[input].contains(device) { node.inputs[place] = copy(of: input, on: device) }
    }
    node.waitsFor = []
    for earlier in old.nodes[index].waitsFor {
      let isHere = old.nodes[earlier].device == device
      node.waitsFor.insert(isHere ? newNode[earlier] : received(earlier, on: device))
    }
    newNode[index] = result.nodes.count
    result.nodes.append(node)
    for output in node.outputs {
      result.values[output].producer = newNode[index]
      send(output, after: index)
    }
    for receiver in waiters[index].sorted() {
      let transfer = transfer(node.name, from: device, to: receiver)
      sentSignals[Crossing(from: index, device: receiver)] = (transfer, result.nodes.count)
      append(SendOp(transfer: transfer), of: node.operation, on: device, after: newNode[index])
    }
  }

  /// Sends a value to all devices that use it.
  mutating func send(_ value: Int, after index: Int?) {
    if index != nil && isConstant(value) { return }
    let sender = index.map { old.nodes[$0].device } ?? 0
    for receiver in users[value].sorted() {
      precondition(
        old.values[value].spec.dtype != .resource,
        "handle '\(old.values[value].name)' is used on two devices (planner bug)")
      let transfer = transfer(old.values[value].name, from: sender, to: receiver)
      sentValues[Crossing(from: value, device: receiver)] = (transfer, result.nodes.count)
      let operation = index.map { old.nodes[$0].operation } ?? user(of: value)
      append(SendOp(transfer: transfer), of: operation, on: sender, inputs: [value])
    }
  }

  /// The value on `device` that stands for one of another device. It is received now unless it has been.
  private mutating func copy(of value: Int, on device: Int) -> Int {
    let crossing = Crossing(from: value, device: device)
    if let copy = copies[crossing] { return copy }
    let copy = result.values.count
    copies[crossing] = copy
    result.values.append(
      Program.Value(
        spec: old.values[value].spec, producer: result.nodes.count, name: old.values[value].name))
    if isConstant(value) {
      var constant = old.nodes[old.values[value].producer!]
      constant.device = device
      constant.outputs = [copy]
      constant.waitsFor = []
      result.nodes.append(constant)
      return copy
    }
    guard let (transfer, send) = sentValues[crossing] else {
      preconditionFailure("'\(old.values[value].name)' is used before it is sent (planner bug)")
    }
    append(
      RecvOp(transfer: transfer, spec: old.values[value].spec), of: result.nodes[send].operation,
      on: device, outputs: [copy], after: send)
    result.receivers[send] = copy
    return copy
  }

  /// The node that waits, on `device`, until a node of another device has run.
  private mutating func received(_ earlier: Int, on device: Int) -> Int {
    let crossing = Crossing(from: earlier, device: device)
    if let node = signals[crossing] { return node }
    guard let (transfer, send) = sentSignals[crossing] else {
      preconditionFailure("'\(old.nodes[earlier].name)' runs too late (planner bug)")
    }
    signals[crossing] = result.nodes.count
    append(
      RecvOp(transfer: transfer, spec: nil), of: old.nodes[earlier].operation, on: device,
      after: send)
    return signals[crossing]!
  }

  private func transfer(_ name: String, from sender: Int, to receiver: Int) -> Transfer {
    Transfer(
      channel: rendezvous.addChannel(), tensorName: name, sender: sender, receiver: receiver,
      rendezvous: rendezvous)
  }

  private mutating func append(
    _ op: some TransferOp, of operation: Operation, on device: Int, inputs: [Int] = [],
    outputs: [Int] = [], after earlier: Int? = nil
  ) {
    result.nodes.append(
      Program.Node(
        operation: operation, op: op, inputs: inputs, outputs: outputs,
        waitsFor: Set([earlier].compactMap { $0 }), device: device,
        ownName: "\(op.transfer.tensorName)/_\(op.transfer.channel)"))
  }

  private func isConstant(_ value: Int) -> Bool { old.constant(value) != nil }

  private func user(of value: Int) -> Operation {
    old.nodes.first { $0.inputs.contains(value) }!.operation
  }
}
