public import TFXCore
public import TFXGraph
import TFXOps

/// A recurrent layer once in each direction, with weights of its own for each, and what both make
/// merged.
/// [batch, time, features] → [batch, …, 2 · units] with merge_mode `concat`, else [batch, …, units]
///
/// Outputs of masked time steps are 0. As
/// [Keras's Bidirectional](https://keras.io/api/layers/recurrent_layers/bidirectional/).
public struct Bidirectional: Layer {
  public static let kind = "Bidirectional"

  /// How the outputs of both directions become one.
  public enum MergeMode: String, Choice {
    /// Side by side.
    case concat
    /// Their sum.
    case sum
    /// Their product.
    case mul
    /// Their mean.
    case ave
  }

  /// The layer that goes forwards.
  public var layer = LayerEntry(LSTM())
  /// The layer that goes backwards; the same with weights of its own if nil.
  public var backwardLayer: LayerEntry?
  /// How the outputs become one.
  public var mergeMode = MergeMode.concat

  public init() {}

  /// A layer in both directions.
  public init(_ layer: any Layer, mergeMode: MergeMode = .concat) {
    self.layer = LayerEntry(layer)
    self.mergeMode = mergeMode
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("layer", &layer, "the recurrent layer")
    f.optional("merge_mode", &mergeMode, "how the outputs of both directions become one")
    f.optional(
      "backward_layer", &backwardLayer,
      "the layer of the other direction; the same with other weights if left out")
  }

  public func problems() -> [FieldProblem] {
    for (field, entry) in [("layer", layer), ("backward_layer", backwardLayer)] {
      guard let entry, !(entry.layer is any SequenceLayer) else { continue }
      return [
        FieldProblem(
          field, "\(entry.layer.kind) does not go along time steps",
          help: "use SimpleRNN, LSTM, GRU, ConvLSTM1D or ConvLSTM2D")
      ]
    }
    guard let (forward, backward) = directions() else { return [] }
    if forward.layer.sequence.goBackwards == backward.layer.sequence.goBackwards {
      return [
        FieldProblem(
          backwardLayer == nil ? "layer" : "backward_layer", "both layers go in one direction",
          help: "go_backwards is for one of them, and of the other one as it is left out")
      ]
    }
    if forward.layer.sequence.returnSequences != backward.layer.sequence.returnSequences {
      return [
        FieldProblem("backward_layer", "return_sequences differs from that of the other layer")
      ]
    }
    return []
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    guard let (forward, backward) = directions() else {
      preconditionFailure("Bidirectional around \(layer.layer.kind), which problems() refuses")
    }
    let first = try context.call(forward.entry, named: forward.name, on: inputs)
    let second = try context.call(backward.entry, named: backward.name, on: inputs)
    let a = first.output
    var b = second.output
    let graph = a.graph
    if forward.layer.sequence.returnSequences { b = try graph.reverse(b, axes: [1]) }
    let y =
      switch mergeMode {
      case .concat: try graph.concat([a, b], axis: -1)
      case .sum: try a + b
      case .mul: try a * b
      case .ave: try (a + b) * graph.constant(0.5, a.dtype)
      }
    return LayerValue(y, mask: first.mask)
  }

  /// A layer with its direction, and the name that it has within this one.
  private struct Direction {
    var name: String
    var layer: any SequenceLayer
    var entry: LayerEntry

    init?(_ entry: LayerEntry, named name: String, goesBackwards: Bool? = nil) {
      guard var layer = entry.layer as? any SequenceLayer else { return nil }
      if let goesBackwards { layer.sequence.goBackwards = goesBackwards }
      layer.sequence.zeroOutputForMask = layer.sequence.returnSequences
      self.name = name
      self.layer = layer
      self.entry = entry
      self.entry.layer = layer
    }
  }

  private func directions() -> (forward: Direction, backward: Direction)? {
    let name = layer.name ?? snakeCase(layer.layer.kind)
    let backward =
      if let other = backwardLayer {
        Direction(other, named: other.name ?? "backward_\(snakeCase(other.layer.kind))")
      } else {
        Direction(layer, named: prefixed("backward_", name), goesBackwards: true)
      }
    guard let forward = Direction(layer, named: prefixed("forward_", name)), let backward else {
      return nil
    }
    return (forward, backward)
  }

  private func prefixed(_ prefix: String, _ name: String) -> String {
    name.hasPrefix(prefix) ? name : prefix + name
  }
}
