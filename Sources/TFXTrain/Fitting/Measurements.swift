/// The loss and the metrics of a data set, by name and in order.
public struct Measurements: Hashable, Sendable {
  /// Names and values: `loss` first, then the metrics as they were asked for.
  public let values: [(name: String, value: Double)]

  /// The given values in order.
  public init(_ values: [(name: String, value: Double)]) { self.values = values }

  /// The value of the given name.
  public subscript(name: String) -> Double? { values.first { $0.name == name }?.value }

  /// The mean loss, with what the weights add.
  public var loss: Double { self["loss"] ?? .nan }

  public static func == (left: Measurements, right: Measurements) -> Bool {
    left.values.elementsEqual(right.values) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for (name, value) in values {
      hasher.combine(name)
      hasher.combine(value)
    }
  }
}
