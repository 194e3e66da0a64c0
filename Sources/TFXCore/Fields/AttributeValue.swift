/// The value of an operation's attribute, of one of the kinds that TensorFlow has.
public enum AttributeValue: Hashable, Sendable {
  case int(Int)
  case float(Double)
  case bool(Bool)
  case string(String)
  case type(DType)
  case shape(Shape)
  case tensor(Tensor)
  case ints([Int])
  case floats([Double])
  case strings([String])
  case types([DType])
  case shapes([Shape])
}

extension AttributeValue {
  /// A list of values of one kind.
  init(list values: [AttributeValue]) {
    switch values.first {
    case .float: self = .floats(values.map { if case .float(let value) = $0 { value } else { 0 } })
    case .string:
      self = .strings(values.map { if case .string(let value) = $0 { value } else { "" } })
    case .type:
      self = .types(values.compactMap { if case .type(let value) = $0 { value } else { nil } })
    case .shape:
      self = .shapes(values.compactMap { if case .shape(let value) = $0 { value } else { nil } })
    default: self = .ints(values.compactMap { if case .int(let value) = $0 { value } else { nil } })
    }
  }
}

extension AttributeValue {
  /// The values of a list, one by one; nil if it is none.
  var list: [AttributeValue]? {
    switch self {
    case .ints(let values): values.map { .int($0) }
    case .floats(let values): values.map { .float($0) }
    case .strings(let values): values.map { .string($0) }
    case .types(let values): values.map { .type($0) }
    case .shapes(let values): values.map { .shape($0) }
    case .int, .float, .bool, .string, .type, .shape, .tensor: nil
    }
  }
}

extension AttributeValue: CustomStringConvertible {
  /// The value as a dump of the graph shows it.
  public var description: String {
    switch self {
    case .int(let value): "\(value)"
    case .float(let value): "\(value)"
    case .bool(let value): "\(value)"
    case .string(let value): value
    case .type(let value): "\(value)"
    case .shape(let value): "\(value)"
    case .tensor(let value): AttributeValue.summary(value)
    case .ints(let values): "\(values)"
    case .floats(let values): "\(values)"
    case .strings(let values): "\(values)"
    case .types(let values): "\(values)"
    case .shapes(let values): "\(values)"
    }
  }

  /// A few of a tensor's elements.
  private static func summary(_ value: Tensor) -> String {
    let elements: [String]
    switch value.dtype {
    case .string:
      elements = value.strings().prefix(4).map { "\"\($0)\"" }
    case .complex64: elements = value.scalars(as: Complex.self).prefix(4).map(\.description)
    case .qint8: elements = value.scalars(as: QInt8.self).prefix(4).map { "\($0.code)" }
    case .quint8: elements = value.scalars(as: QUInt8.self).prefix(4).map { "\($0.code)" }
    default:
      elements = value.doubles().prefix(4).map {
        $0 == $0.rounded() && abs($0) < 1e15 ? "\(Int($0))" : "\($0)"
      }
    }
    let list = elements.joined(separator: ", ") + (value.elementCount > 4 ? ", …" : "")
    return value.shape.rank == 0 ? list : "[\(list)]"
  }
}
