public import TFXCore
import TFXGraph
import TFXOps

/// How many axes the samples of a layer have besides their channels: what Keras's names end with,
/// such as the `2D` of `Conv2D`.
public protocol SpatialRank: Sendable {
  /// The number of those axes.
  static var axes: Int { get }
  /// Their names, for messages and the reference.
  static var axisNames: [String] { get }
  /// What a sample is called.
  static var noun: String { get }
}

/// [batch, length, channels]
public enum Sequences: SpatialRank {
  public static let axes = 1
  public static let axisNames = ["length"]
  public static let noun = "sequences"
}

/// [batch, height, width, channels]
public enum Images: SpatialRank {
  public static let axes = 2
  public static let axisNames = ["height", "width"]
  public static let noun = "images"
}

/// [batch, depth, height, width, channels]
public enum Volumes: SpatialRank {
  public static let axes = 3
  public static let axisNames = ["depth", "height", "width"]
  public static let noun = "volumes"
}

extension SpatialRank {
  /// The end of Keras's names: `2D`.
  static var suffix: String { "\(axes)D" }

  /// The numbers of the axes in a batch: `[1, 2]`.
  static var all: [Int] { Array(1...axes) }

  /// Their names in a sentence: `depth, height and width`.
  static var sentence: String {
    let names = axisNames
    return names.count == 1
      ? names[0] : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }

  /// Throws unless a shape is that of a batch of this rank.
  static func require(_ input: Shape) throws(LayerError) {
    if input.rank == axes + 2 { return }
    let names = (["batch"] + axisNames + ["channels"]).joined(separator: ", ")
    throw LayerError(
      expected: "\(noun) [\(names)]", found: input, help: "put a Reshape before it")
  }

  /// Throws unless a window without padding finds room in the samples of a shape.
  static func require(_ input: Shape, roomFor window: Extents<Self>) throws(LayerError) {
    let isLarger = zip(window.all, input.dimensions.dropFirst()).contains { window, extent in
      extent != Shape.unknown && window > extent
    }
    if isLarger {
      let extents = window.all.map(String.init).joined(separator: "×")
      throw LayerError(
        expected: "\(noun) of at least \(extents)\(axes == 1 ? " time steps" : "")", found: input,
        help: "use a smaller window, fewer layers that shrink the \(noun), or padding: same")
    }
  }

  /// What operations on images make of sequences, which are images of height 1; images and volumes
  /// go in as they are.
  static func onImages(
    _ x: Output, _ body: (Output) throws(GraphError) -> Output
  ) throws(GraphError) -> Output {
    if axes > 1 { return try body(x) }
    let graph = x.graph
    return try graph.squeeze(try body(try graph.expandDims(x, axis: 1)), axes: [1])
  }

  /// The kernel of such an operation.
  static func onImages(kernel: Output) throws(GraphError) -> Output {
    axes > 1 ? kernel : try kernel.graph.expandDims(kernel, axis: 0)
  }
}

/// A whole number for each of the axes of a sample besides its channels; a single one in a file
/// stands for all.
public struct Extents<Rank: SpatialRank>: FieldValue, Hashable, CustomStringConvertible {
  /// The numbers, in the order of the axes.
  public var all: [Int]

  /// The same number for all axes.
  public init(_ number: Int) { all = Array(repeating: number, count: Rank.axes) }

  /// One number an axis.
  public init(_ all: [Int]) {
    precondition(all.count == Rank.axes, "\(all) for \(Rank.axisNames)")
    self.all = all
  }

  public var description: String { "(\(all.map(String.init).joined(separator: ", ")))" }

  /// The numbers for an operation on images or volumes: sequences are images of height 1.
  var onImages: [Int] { Rank.axes == 1 ? [1] + all : all }

  public static var expectation: String {
    switch Rank.axes {
    case 1: "a whole number"
    case 2: "a whole number or a list of two"
    default: "a whole number or a list of three"
    }
  }

  public static var schema: ValueSchema {
    .oneOrList(.integer, count: Rank.axes...Rank.axes)
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Extents? {
    if case .sequence(let items) = node.content {
      guard items.count == Rank.axes else { return mismatch(node, &diagnostics) }
      let numbers = items.map { Int.read($0, &diagnostics) }.compactMap { $0 }
      return numbers.count == items.count ? Extents(numbers) : nil
    }
    var findings = Diagnostics()
    guard let number = Int.read(node, &findings) else {
      return mismatch(node, &diagnostics, help: findings.all.first?.help)
    }
    return Extents(number)
  }

  public func write() -> ConfigNode {
    Set(all).count == 1 ? all[0].write() : all.write()
  }
}

extension Extents: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Limits {
  /// All numbers `minimum` or more.
  static func atLeast<Rank>(_ minimum: Int) -> Limits where Value == Extents<Rank> {
    Limits("at least \(minimum)", bounds: ValueBounds(minimum: Double(minimum))) {
      $0.all.allSatisfy { $0 >= minimum }
    }
  }
}

/// The order of axes: tfx has the channels last.
public enum DataFormat: String, CaseIterable, Sendable {
  case channelsLast = "channels_last"
}

extension DataFormat: FieldValue {
  public static var expectation: String { "channels_last" }

  public static var schema: ValueSchema { .words([channelsLast.rawValue]) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> DataFormat? {
    guard case .scalar(let text, _) = node.content, let value = DataFormat(rawValue: text) else {
      return mismatch(
        node, &diagnostics,
        help: "the channels are the last axis of images: [height, width, channels]")
    }
    return value
  }

  public func write() -> ConfigNode { .plain(rawValue) }
}

extension FieldVisitor {
  /// Keras's `data_format`, of which there is one value.
  mutating func dataFormat() {
    var format = DataFormat.channelsLast
    optional("data_format", &format, "order of the axes")
  }
}
