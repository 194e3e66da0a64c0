import TFXCore
import TFXRuntime
import TFXSavedModel
import TFXWire

/// A piece of a run that is registered in its task, and run there again and again.
final class PieceRunner: Sendable {
  private let piece: ClientPiece
  private let session: MasterSession
  /// The session of the client's that it belongs to.
  private let owner: String
  private let cluster: Cluster

  /// What a request gives to a piece, and wants of it.
  struct Request {
    var step: Int
    /// The number of the session's runs, for random numbers.
    var count: Int64
    var feeds: [(name: String, value: Tensor)]
    var fetches: [String]
    var options: RunOptions?
  }

  init(
    _ piece: ClientPiece, of owner: String, _ cluster: Cluster, _ options: MasterOptions
  ) throws(ServerStatus) {
    self.piece = piece
    self.owner = owner
    self.cluster = cluster
    for transfer in piece.receives where cluster.place(of: transfer.source) == nil {
      throw ServerStatus(.invalidArgument, "There is no device '\(transfer.source)' here.")
    }
    session = MasterSession(
      ClientPlace(devices: [cluster.devices[0]], folder: options.folder), cluster.storage, options)
    try session.extend(piece.graph[...], expecting: nil)
  }

  /// Waits for what comes from other pieces, computes, and leaves there what others wait for.
  func run(
    _ request: Request, _ call: ServerCall
  ) throws(ServerStatus) -> (values: [Tensor], stats: [UInt8]?) {
    try cluster.steps.running(request.step, of: owner, call) { () throws(ServerStatus) in
      let feeds = try request.feeds + receive(request.step, call)
      var names = request.fetches
      for transfer in piece.sends { names += transfer.names }
      let (values, stats) = try session.run(
        feeds: feeds, fetches: names, targets: piece.targets, request.options, call,
        count: request.count)
      var sent = values[request.fetches.count...]
      for transfer in piece.sends {
        try cluster.steps.put(
          transfer.key, Array(sent.prefix(transfer.names.count)), in: request.step, of: owner)
        sent = sent.dropFirst(transfer.names.count)
      }
      return (Array(values[..<request.fetches.count]), stats)
    }
  }

  /// What comes from other pieces; those of other tasks are asked all at once.
  private func receive(
    _ step: Int, _ call: ServerCall
  ) throws(ServerStatus) -> [(name: String, value: Tensor)] {
    let places = piece.receives.map { cluster.place(of: $0.source)! }
    let remote = piece.receives.indices.filter { places[$0] != 0 }
    let gathering = Gathering(count: remote.count)
    for (index, place) in remote.enumerated() {
      var message = MessageWriter()
      message.add(1, step)
      message.add(2, piece.receives[place].key)
      gathering.add(
        index,
        cluster.transports[places[place]]!.call("RecvTensor", message.bytes) {
          gathering.finish(index, $0)
        })
    }
    var tensors: [Int: [Tensor]] = [:]
    do throws(ServerStatus) {
      for (index, transfer) in piece.receives.enumerated() where places[index] == 0 {
        tensors[index] = try cluster.steps.take(transfer.key, in: step, call)
      }
    } catch {
      gathering.fail(error)
    }
    for (index, answer) in zip(remote, try gathering.wait(call)) {
      tensors[index] = try PieceRunner.tensors(answer)
    }
    var received: [(name: String, value: Tensor)] = []
    for (index, transfer) in piece.receives.enumerated() {
      guard let values = tensors[index], values.count == transfer.names.count else {
        throw ServerStatus(
          .internal,
          "\(transfer.source) sent \(tensors[index]?.count ?? 0) tensors of "
            + "\(transfer.names.count).")
      }
      received += zip(transfer.names, values).map { (name: $0, value: $1) }
    }
    return received
  }

  /// The response of RecvTensor: {1 tensor*}.
  private static func tensors(_ answer: [UInt8]) throws(ServerStatus) -> [Tensor] {
    var tensors: [Tensor] = []
    for (field, value) in try RemoteSession.fields(answer) where field == 1 {
      guard let tensor = Tensor(message: value.data) else {
        throw ServerStatus(.internal, "Another task's response has something that is no tensor.")
      }
      tensors.append(tensor)
    }
    return tensors
  }

  /// Compiles all anew, as variables are others now.
  func forgetCompiled() { session.forgetCompiled() }

  /// Ends its runs.
  func close() { session.close() }
}
