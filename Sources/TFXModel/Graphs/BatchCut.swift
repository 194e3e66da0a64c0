/// How the batches of a training come to its graph.
package enum BatchCut: Hashable, Sendable {
  /// Each as a whole.
  case whole
  /// Cut into shards, whose gradients are added up. Those that are synchronized normalize a batch by what
  /// all of them have in every `BatchNormalization`; others where it says so itself.
  case shards(isSynchronized: Bool)

  /// Whether batches are cut into shards.
  package var isSharded: Bool { self != .whole }

  /// Whether a layer adds up over all shards.
  ///
  /// - Parameter isAsked: Whether the layer says so.
  package func synchronizes(_ isAsked: Bool) -> Bool {
    switch self {
    case .whole: false
    case .shards(let isSynchronized): isSynchronized || isAsked
    }
  }
}
