import Synchronization
import TFXCore

/// Everything that outlives a run: variables, queues and the like, by name. Sessions on several graphs
/// may share it; what has the same name in them, and the same spec if it is a variable, is then the same.
package final class SessionStorage: Sendable {
  let variables: VariableStore
  private let objects = Locked([Key: any AnyObject & Sendable]())

  private struct Key: Hashable {
    var name: String
    /// A queue and an accumulator of one name are two objects.
    var type: ObjectIdentifier
  }

  /// Nothing kept yet.
  package convenience init() { self.init(lent: nil) }

  /// The same, of which some variables will lie in memory of the program's own.
  init(lent: LentMemory?) { variables = VariableStore(lent: lent) }

  /// The bytes of all variables.
  package var byteCount: Int { variables.byteCount }

  /// Forgets what has a name of which `isGone` says so. Runs that use it go on with it.
  package func remove(where isGone: (String) -> Bool) {
    variables.remove(where: isGone)
    objects.withLock { objects in objects = objects.filter { !isGone($0.key.name) } }
  }

  /// The object of the given name, made the first time.
  func object<Resource: AnyObject & Sendable>(
    _ name: String, _ make: () -> Resource
  ) -> Resource {
    let key = Key(name: name, type: ObjectIdentifier(Resource.self))
    return objects.withLock { objects in
      if let object = objects[key] as? Resource { return object }
      let resource = make()
      objects[key] = resource
      return resource
    }
  }
}
