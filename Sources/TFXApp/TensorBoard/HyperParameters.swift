import TFXConfig
import TFXCore
import TFXWire

/// What a training goes by, for TensorBoard's table of hyper-parameters
/// (https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/plugin_data.proto).
struct HyperParameters {
  enum Value: Hashable { case number(Double), flag(Bool), text(String) }

  private(set) var values: [(name: String, value: Value)] = []

  /// The single values of a resolved configuration: seed, `compile` and `fit`.
  init(_ root: ConfigNode) {
    for key in ["seed", "compile", "fit"] { if let node = root[key] { add(key, node) } }
  }

  private mutating func add(_ name: String, _ node: ConfigNode) {
    switch node.content {
    case .mapping(let entries):
      for entry in entries { add("\(name).\(entry.key)", entry.value) }
    case .scalar(let text, let isQuoted):
      if let number = Double(text), !isQuoted, number.isFinite {
        values.append((name, .number(number)))
      } else if text == "true" || text == "false" {
        values.append((name, .flag(text == "true")))
      } else {
        values.append((name, .text(text)))
      }
    // A key keeps one type over all runs, or TensorBoard shows none of it.
    case .null, .sequence: break
    }
  }

  /// The summary that begins a session.
  func start(at time: Double) -> MessageWriter {
    HyperParameters.summary("_hparams_/session_start_info") {
      $0.add(3) { info in
        for (key, value) in values {
          info.add(1) {
            $0.add(1, key)
            $0.add(2) { writer in
              switch value {
              case .number(let number): writer.add(2, fixed: number.bitPattern)
              case .text(let text): writer.add(3, bytes: Array(text.utf8))
              case .flag(let flag): writer.add(4, written: flag ? 1 : 0)
              }
            }
          }
        }
        info.add(5, time)
      }
    }
  }

  /// The summary that ends the session, well or not.
  static func end(isSuccess: Bool, at time: Double) -> MessageWriter {
    summary("_hparams_/session_end_info") {
      $0.add(4) {
        $0.add(1, isSuccess ? 1 : 2)
        $0.add(2, time)
      }
    }
  }

  /// A tensor of no elements that has the message in the plug-in's metadata.
  private static func summary(
    _ tag: String, _ content: (inout MessageWriter) -> Void
  ) -> MessageWriter {
    var data = MessageWriter()
    content(&data)
    var summary = MessageWriter()
    summary.add(1) { value in
      value.add(1, tag)
      value.add(8) {
        $0.add(1, 1)  // DT_FLOAT
        $0.add(2) { $0.add(2) { _ in } }
      }
      value.add(9) {
        $0.add(1) {
          $0.add(1, "hparams")
          $0.add(2, bytes: data.bytes)
        }
      }
    }
    return summary
  }
}
