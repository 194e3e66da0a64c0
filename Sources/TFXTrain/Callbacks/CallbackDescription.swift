public import TFXCore
import TFXModel

/// A callback as a configuration describes it.
public protocol CallbackDescription: NamedConfigurable {
  /// The value of the logs that it goes by, if it goes by one.
  var watched: WatchedValue? { get }

  /// Other values of the logs that it names.
  var mentioned: [String] { get }

  /// Whether it sets the learning rate, which then must not follow a schedule.
  var setsLearningRate: Bool { get }

  /// The callback itself, for one training.
  ///
  /// - Parameter monitor: ``watched``, with its direction; it is a value of the logs.
  func callback(_ monitor: Monitor?) -> any Callback
}

extension CallbackDescription {
  public var watched: WatchedValue? { nil }
  public var mentioned: [String] { [] }
  public var setsLearningRate: Bool { false }
}

/// The field of a configuration that names a callback.
public struct CallbackField: FieldValue {
  /// The callback's description.
  public var value: any CallbackDescription
  /// Where a file names it.
  public var span: SourceSpan?

  /// A field that holds the given callback.
  public init(_ value: any CallbackDescription) { self.value = value }

  public static var expectation: String { "a callback" }

  public static var schema: ValueSchema { callbackCatalog.schema() }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> CallbackField? {
    guard let value = callbackCatalog.read(node, &diagnostics) as? any CallbackDescription
    else { return nil }
    var field = CallbackField(value)
    field.span = node.span
    return field
  }

  public func write() -> ConfigNode { Catalog.write(value) }

  /// A name for each of some callbacks, under which their states lie in checkpoints.
  package static func names(_ fields: [CallbackField]) -> [String] {
    var counts: [String: Int] = [:]
    return fields.map { field in
      let base = snakeCase(field.value.kind)
      let count = counts[base, default: 0]
      counts[base] = count + 1
      return count == 0 ? base : "\(base)_\(count)"
    }
  }
}
