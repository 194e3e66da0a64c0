import TFXCore
import TFXRuntime
import TFXSavedModel
import TFXWire

// The calls that run something.
extension Master {
  /// {1 session_handle, 2 feed: {1 name, 2 tensor}*, 3 fetch*, 4 target*, 5 options,
  /// 6 partial_run_handle, 7 store_errors_in_response_body} → {1 tensor: {1 name, 2 tensor}*,
  /// 2 metadata, 3 status_code, 4 status_error_message}
  func runStep(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var (handle, partial, storesErrors) = ("", "", false)
    var feeds: [(name: String, bytes: ArraySlice<UInt8>)] = []
    var fetches: [String] = []
    var targets: [String] = []
    var options: RunOptions?
    try parse(message) { field, value throws(MalformedMessage) in
      switch field {
      case 1: handle = value.text
      case 2: feeds.append(try Master.named(value.data))
      case 3: fetches.append(value.text)
      case 4: targets.append(value.text)
      case 5: options = try Master.runOptions(value.data)
      case 6: partial = value.text
      case 7: storesErrors = value.bool
      default: break
      }
    }
    var response = MessageWriter()
    do throws(ServerStatus) {
      let session = try session(handle, call)
      if !partial.isEmpty {
        throw ServerStatus(.unimplemented, "Partial runs are not known here; use run.")
      }
      let (values, stats) = try running { () throws(ServerStatus) in
        try session.run(
          feeds: try tensors(feeds), fetches: fetches, targets: targets, options, call)
      }
      for (name, value) in zip(fetches, values) {
        response.add(1) {
          $0.add(1, name)
          $0.add(2, value)
        }
      }
      if let stats { response.add(2) { $0.add(1, bytes: stats) } }
    } catch {
      // As TensorFlow's: what belongs to the transport stays there.
      guard storesErrors, error.code != .unavailable else { throw error }
      response = MessageWriter()
      response.add(3, error.code.rawValue)
      response.add(4, error.message)
    }
    return response
  }

  /// {1 session_handle, 2 options: {1 feed*, 2 fetch*, 3 target*, 4 run_options, 5 tensor_connection}}
  /// → {1 handle}
  func makeCallable(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var (handle, hasConnections) = ("", false)
    var callable = MasterSession.Callable(feeds: [], fetches: [], targets: [])
    try parse(message) { field, value throws(MalformedMessage) in
      if field == 1 { handle = value.text }
      guard field == 2 else { return }
      try MessageReader.forEach(value.data) { field, value throws(MalformedMessage) in
        switch field {
        case 1: callable.feeds.append(value.text)
        case 2: callable.fetches.append(value.text)
        case 3: callable.targets.append(value.text)
        case 4: callable.options = try Master.runOptions(value.data)
        case 5: hasConnections = true
        default: break
        }
      }
    }
    if hasConnections {
      throw ServerStatus(.unimplemented, "tensor_connection is not known here; feed the tensor.")
    }
    var response = MessageWriter()
    response.add(1, try session(handle, call).add(callable))
    return response
  }

  /// {1 session_handle, 2 handle, 3 feed*} → {1 fetch*, 2 metadata}
  func runCallable(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var (handle, number) = ("", 0)
    var feeds: [ArraySlice<UInt8>] = []
    try parse(message) { field, value in
      switch field {
      case 1: handle = value.text
      case 2: number = value.int
      case 3: feeds.append(value.data)
      default: break
      }
    }
    let session = try session(handle, call)
    guard let callable = session.callable(number) else { throw Master.noCallable(number) }
    if feeds.count != callable.feeds.count {
      throw ServerStatus(
        .invalidArgument,
        "Expected \(callable.feeds.count) feed tensors, but got \(feeds.count).")
    }
    let (values, stats) = try running { () throws(ServerStatus) in
      try session.run(
        feeds: try tensors(zip(callable.feeds, feeds).map { (name: $0, bytes: $1) }),
        fetches: callable.fetches, targets: callable.targets, callable.options, call)
    }
    var response = MessageWriter()
    for value in values { response.add(1, value) }
    if let stats { response.add(2) { $0.add(1, bytes: stats) } }
    return response
  }

  /// {1 session_handle, 2 handle} → {}
  func releaseCallable(
    _ message: ArraySlice<UInt8>, _ call: ServerCall
  ) throws(ServerStatus) -> MessageWriter {
    var (handle, number) = ("", 0)
    try parse(message) { field, value in
      switch field {
      case 1: handle = value.text
      case 2: number = value.int
      default: break
      }
    }
    if !(try session(handle, call).removeCallable(number)) { throw Master.noCallable(number) }
    return MessageWriter()
  }

  private static func noCallable(_ number: Int) -> ServerStatus {
    ServerStatus(.invalidArgument, "No such callable handle: \(number)")
  }

  /// {1 name, 2 tensor}
  private static func named(
    _ message: ArraySlice<UInt8>
  ) throws(MalformedMessage) -> (name: String, bytes: ArraySlice<UInt8>) {
    var (name, bytes) = ("", ArraySlice<UInt8>())
    try MessageReader.forEach(message) { field, value in
      if field == 1 { name = value.text }
      if field == 2 { bytes = value.data }
    }
    return (name, bytes)
  }

  /// {1 trace_level}; nil if nothing is to be recorded.
  private static func runOptions(
    _ message: ArraySlice<UInt8>
  ) throws(MalformedMessage) -> RunOptions? {
    var isTraced = false
    try MessageReader.forEach(message) { field, value in
      if field == 1 { isTraced = value.int > 0 }
    }
    return isTraced ? RunOptions() : nil
  }

  private func tensors(
    _ feeds: [(name: String, bytes: ArraySlice<UInt8>)]
  ) throws(ServerStatus) -> [(name: String, value: Tensor)] {
    var tensors: [(name: String, value: Tensor)] = []
    for (name, bytes) in feeds {
      guard let tensor = Tensor(message: bytes) else {
        throw ServerStatus(
          .invalidArgument, "The tensor fed for '\(name)' is none, or of a type not known here.")
      }
      tensors.append((name, tensor))
    }
    return tensors
  }
}

extension MessageWriter {
  /// The fields of `StepStats`: {1 dev_stats: {1 device, 2 node_stats*}*}.
  ///
  /// - Parameter name: What others call the one device that recorded them.
  mutating func add(_ metadata: RunMetadata, of name: String) {
    for device in metadata.stepStats {
      add(1) { writer in
        writer.add(1, name)
        for node in device.nodeStats {
          let duration = Int(node.duration * 1e6)
          writer.add(2) {
            $0.add(1, node.nodeName)
            $0.add(2, Int(node.start * 1e6))
            $0.add(4, duration)
            $0.add(5, duration)
            $0.add(8, "\(node.nodeName) = \(node.type)()")
          }
        }
      }
    }
  }
}
