import TFXCore
import TFXGraph

/// A run as it is asked for: its fetches, the operations that it only runs, and the specs of its feeds.
struct Request: Hashable {
  var fetches: [Output]
  var targets: [Operation]
  var feeds: [Feed]
  /// Operations that need not run, by id, in order: an earlier stage of the run has done so.
  var done: [Int] = []
  /// Whether the plan is to be kept as text, too.
  var isListed = false
  /// The values of feeds on which shapes depend.
  var values: [Output: Tensor] = [:]

  struct Feed: Hashable {
    var output: Output
    var spec: TensorSpec
  }
}
