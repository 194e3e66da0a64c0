import TFXRuntime

/// What a part of a model takes in a step of its training: a layer, or what belongs to none.
struct StepPart: Codable, Equatable {
  var name: String
  /// Seconds.
  var forward = 0.0
  var backward = 0.0
  var floatingPointOperations = 0

  private enum CodingKeys: String, CodingKey {
    case name, forward, backward
    case floatingPointOperations = "flops"
  }

  /// The parts of a step from the times of its kernels: the layers in order, then the loss with the metrics,
  /// then the optimizer. Several operations in one kernel are those of the layer that the kernel is named by.
  static func parts(_ kernels: [KernelProfile], of layers: [String]) -> [StepPart] {
    var parts = (layers + ["loss and metrics", "optimizer"]).map { StepPart(name: $0) }
    for kernel in kernels {
      let scopes = kernel.name.split(separator: "/").map(String.init)
      let index: Int
      if scopes.first == "optimizer" {
        index = layers.count + 1
      } else {
        index = layers.firstIndex { scopes.contains($0) } ?? layers.count
      }
      if scopes.first == "gradients" {
        parts[index].backward += kernel.seconds
      } else {
        parts[index].forward += kernel.seconds
      }
      parts[index].floatingPointOperations += kernel.floatingPointOperations
    }
    return parts
  }
}
