public import TFXCore

/// The field of a configuration that names a metric, with what any metric may be given: a name.
public struct MetricField: FieldValue {
  /// The metric.
  public var value: any Metric
  /// The name that the configuration gives it.
  public var givenName: String?
  /// Where a file names it.
  public var span: SourceSpan?

  /// A field that holds the given metric.
  public init(_ value: any Metric, name: String? = nil) {
    self.value = value
    givenName = name
  }

  /// The name in logs.
  public var name: String { givenName ?? value.name }

  public static var expectation: String { "a metric" }

  public static var schema: ValueSchema {
    metricCatalog.schema(fields: { type in
      guard let type = type as? any Metric.Type else {
        preconditionFailure("\(type.kind) stands among the metrics, but is none")
      }
      return references(type)
    })
  }

  private static func references<M: Metric>(_ type: M.Type) -> [FieldReference] {
    FieldReference.fields(of: Fields<M>.self)
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MetricField? {
    guard let named = metricCatalog.resolve(node, &diagnostics) else { return nil }
    guard let type = named.type as? any Metric.Type else {
      preconditionFailure("\(named.name) stands among the metrics, but is none")
    }
    var field = read(type, named, &diagnostics)
    field?.span = node.span
    let short = named.name.lowercased()
    if field?.givenName == nil, type.aliases.contains(named.name),
      type.columnAliases.contains(short), short != field?.value.name
    {
      field?.givenName = short
    }
    return field
  }

  private static func read<M: Metric>(
    _ type: M.Type, _ named: Catalog.Named, _ diagnostics: inout Diagnostics
  ) -> MetricField? {
    FieldReader.read(
      Fields<M>.self, from: named.fields, owner: named.name, at: named.span, &diagnostics
    ).map { MetricField($0.metric, name: $0.name) }
  }

  public func write() -> ConfigNode { MetricField.write(value, givenName) }

  /// Its name in logs, if that alone reads as the same metric.
  private static func write<M: Metric>(_ metric: M, _ name: String?) -> ConfigNode {
    let fields = FieldWriter.write(Fields(metric: metric, name: name))
    guard case .mapping(var entries) = fields.content else { return fields }
    let column = name ?? metric.name
    if entries.count == 1, M.columnAliases.contains(column) { return .plain(column) }
    if name == nil { entries.removeAll { $0.key == "name" } }
    if entries.isEmpty { return .plain(M.kind) }
    return ConfigNode(.mapping([ConfigNode.Entry(metric.kind, ConfigNode(.mapping(entries)))]))
  }

  /// The fields of a metric, and its name beside them.
  private struct Fields<M: Metric>: Configurable {
    var metric = M()
    var name: String?

    init() {}

    init(metric: M, name: String?) {
      self.metric = metric
      self.name = name
    }

    mutating func fields(_ f: inout some FieldVisitor) {
      metric.fields(&f)
      f.optional("name", &name, in: .identifier, "name in logs")
    }

    func problems() -> [FieldProblem] { metric.problems() }
  }
}
