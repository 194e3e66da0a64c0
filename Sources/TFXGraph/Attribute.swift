public import TFXCore

/// A named constant of an operation.
public struct Attribute: Hashable, Sendable {
  /// The name, as TensorFlow has it: `transpose_a`.
  public let name: String
  /// The value.
  public let value: AttributeValue

  /// An attribute of the given name and value.
  public init(_ name: String, _ value: some AttributeConvertible) {
    self.name = name
    self.value = value.attributeValue
  }
}

/// The value of an attribute, of one of the kinds that TensorFlow has.
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

/// A Swift type that an attribute can have.
public protocol AttributeConvertible {
  /// The attribute's value.
  var attributeValue: AttributeValue { get }
}

/// A Swift type that an attribute can have a list of.
public protocol AttributeElement: AttributeConvertible {
  /// The attribute's value for a list.
  static func attributeValue(of list: [Self]) -> AttributeValue
}

extension Array: AttributeConvertible where Element: AttributeElement {
  public var attributeValue: AttributeValue { Element.attributeValue(of: self) }
}

extension Int: AttributeElement {
  public var attributeValue: AttributeValue { .int(self) }
  public static func attributeValue(of list: [Int]) -> AttributeValue { .ints(list) }
}

extension UInt32: AttributeConvertible {
  public var attributeValue: AttributeValue { .int(Int(self)) }
}

extension UInt64: AttributeConvertible {
  // TensorFlow's attributes are int64: the same bits.
  public var attributeValue: AttributeValue { .int(Int(bitPattern: UInt(self))) }
}

extension Double: AttributeElement {
  public var attributeValue: AttributeValue { .float(self) }
  public static func attributeValue(of list: [Double]) -> AttributeValue { .floats(list) }
}

extension Bool: AttributeConvertible {
  public var attributeValue: AttributeValue { .bool(self) }
}

extension String: AttributeElement {
  public var attributeValue: AttributeValue { .string(self) }
  public static func attributeValue(of list: [String]) -> AttributeValue { .strings(list) }
}

extension DType: AttributeElement {
  public var attributeValue: AttributeValue { .type(self) }
  public static func attributeValue(of list: [DType]) -> AttributeValue { .types(list) }
}

extension Shape: AttributeElement {
  public var attributeValue: AttributeValue { .shape(self) }
  public static func attributeValue(of list: [Shape]) -> AttributeValue { .shapes(list) }
}

extension Tensor: AttributeConvertible {
  public var attributeValue: AttributeValue { .tensor(self) }
}
