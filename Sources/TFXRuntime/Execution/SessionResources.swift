import Synchronization
import TFXCore

/// Everything that a session keeps besides variables: queues and the like by name, and who is to be woken when
/// it closes.
final class SessionResources: Sendable {
  private struct State {
    var objects: [String: any AnyObject & Sendable] = [:]
    var handlers: [Int: @Sendable () -> Void] = [:]
    var nextToken = 0
    var isClosed = false
  }

  private let state = Locked(State())

  /// The object of the given name, made the first time.
  func object<Resource: AnyObject & Sendable>(
    _ name: String, _ make: () -> Resource
  ) -> Resource {
    state.withLock { state in
      if let object = state.objects[name] {
        guard let resource = object as? Resource else {
          preconditionFailure("'\(name)' is a \(type(of: object)), asked as \(Resource.self)")
        }
        return resource
      }
      let resource = make()
      state.objects[name] = resource
      return resource
    }
  }

  /// Whether the session is closed.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Has `handler` called when the session closes, or at once if it is closed.
  func onClose(_ handler: @escaping @Sendable () -> Void) -> Int {
    let (token, isClosed) = state.withLock { state in
      state.nextToken += 1
      if !state.isClosed { state.handlers[state.nextToken] = handler }
      return (state.nextToken, state.isClosed)
    }
    if isClosed { handler() }
    return token
  }

  func removeHandler(_ token: Int) {
    _ = state.withLock { $0.handlers.removeValue(forKey: token) }
  }

  /// Closes the session and wakes everybody who waits.
  func close() {
    let handlers = state.withLock { state in
      state.isClosed = true
      let handlers = state.handlers
      state.handlers = [:]
      return handlers
    }
    for token in handlers.keys.sorted() { handlers[token]!() }
  }
}
