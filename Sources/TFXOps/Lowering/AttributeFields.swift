import TFXCore

/// Attributes that several operations have.
extension FieldVisitor {
  /// Whole numbers that must be given; a single one may stand without brackets.
  mutating func numbers(_ name: String, _ value: inout [Int], _ documentation: String) {
    var list = NumberList(all: value)
    required(name, &list, documentation)
    value = list.all
  }

  /// Whole numbers that may be left out; a single one may stand without brackets.
  mutating func numbers(_ name: String, _ value: inout [Int]?, _ documentation: String) {
    var list = value.map { NumberList(all: $0) }
    optional(name, &list, documentation)
    value = list?.all
  }

  /// Axes that may be left out, which a dump then calls all.
  mutating func axes(_ name: String, _ value: inout [Int]?, _ documentation: String) {
    var list = AxisList(all: value)
    optional(name, &list, documentation)
    value = list.all
  }

  /// A number for each axis that a window slides along.
  mutating func window<Input: WindowedInput>(
    _ name: String, _ value: inout [Int], of input: Input.Type, isRequired: Bool = false,
    _ documentation: String
  ) {
    var numbers = WindowNumbers<Input>(all: value)
    if isRequired {
      required(name, &numbers, documentation)
    } else {
      optional(name, &numbers, documentation)
    }
    value = numbers.all
  }

  /// The extents of a windowed input, without batch and channels.
  mutating func extents<Input: WindowedInput>(
    _ name: String, _ value: inout [Int], of input: Input.Type, _ documentation: String
  ) {
    var numbers = InputExtents<Input>(all: value)
    required(name, &numbers, documentation)
    value = numbers.all
  }

  /// The order of axes, of which there is one.
  mutating func dataFormat(_ format: String = "NHWC") {
    var value = format
    optional("data_format", &value, in: Limits(format) { $0 == format }, "the order of axes")
  }

  /// Shape and type of what is made of nothing.
  mutating func spec(_ spec: inout TensorSpec) {
    required("shape", &spec.shape, "the shape")
    optional("dtype", &spec.dtype, "element type")
  }

  /// The seed of random numbers, with the stream that the operation's name decides.
  mutating func seed(_ seed: inout UInt64, stream: UInt32) {
    optional("seed", &seed, "seed of its random numbers; the graph's if 0")
    show("stream", .int(Int(stream)))
  }

  mutating func fourier(_ length: inout [Int]?) {
    numbers("fft_length", &length, "the transform's lengths; from the input if left out")
  }

  mutating func resizing(_ alignCorners: inout Bool, _ halfPixelCenters: inout Bool) {
    optional("align_corners", &alignCorners, "whether the outermost pixels keep their places")
    optional(
      "half_pixel_centers", &halfPixelCenters,
      "whether a pixel's centre is half a pixel from its corner")
  }
}

/// Whole numbers, of which a single one may stand without brackets.
private struct NumberList: FieldValue {
  var all: [Int]

  static let expectation = "a list of whole numbers"

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NumberList? {
    switch node.content {
    case .sequence: return [Int].read(node, &diagnostics).map { NumberList(all: $0) }
    case .scalar:
      var findings = Diagnostics()
      if let number = Int.read(node, &findings) { return NumberList(all: [number]) }
      return mismatch(node, &diagnostics)
    case .null, .mapping: return mismatch(node, &diagnostics)
    }
  }

  func write() -> ConfigNode { all.write() }

  var attributeValue: AttributeValue? { .ints(all) }

  static func read(_ attribute: AttributeValue) -> NumberList? {
    switch attribute {
    case .ints(let numbers): NumberList(all: numbers)
    case .int(let number): NumberList(all: [number])
    case .shape(let shape): NumberList(all: shape.dimensions)
    default: nil
    }
  }

  /// The numbers between those of batch and channels, which must be 1.
  static func window(_ attribute: AttributeValue, axes: Int) -> [Int]? {
    guard case .ints(let all) = attribute, all.count == axes + 2, all.first == 1, all.last == 1
    else { return nil }
    return Array(all[1...axes])
  }

  /// A number for each of the axes that a window slides along: one for all of them, one each, or as
  /// TensorFlow writes them, with 1 for the batch before and the channels behind.
  static func window(
    _ node: ConfigNode, axes: Int, _ diagnostics: inout Diagnostics
  ) -> [Int]? {
    guard let all = read(node, &diagnostics)?.all else { return nil }
    switch all.count {
    case 1: return Array(repeating: all[0], count: axes)
    case axes: return all
    case axes + 2 where all.first == 1 && all.last == 1: return Array(all.dropFirst().dropLast())
    default:
      let letters = axes == 2 ? "height, width" : "depth, height, width"
      diagnostics.error(
        at: node.span, "expected [1, \(letters), 1], found \(all)",
        help: "windows move along \(letters) alone")
      return nil
    }
  }
}

/// Axes, of which a single one may stand without brackets; all if nil.
private struct AxisList: FieldValue {
  var all: [Int]?

  static let expectation = NumberList.expectation

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> AxisList? {
    NumberList?.read(node, &diagnostics).map { AxisList(all: $0?.all) }
  }

  func write() -> ConfigNode { all.write() }

  var attributeValue: AttributeValue? { all.map { .ints($0) } ?? .string("all") }

  static func read(_ attribute: AttributeValue) -> AxisList? {
    NumberList.read(attribute).map { AxisList(all: $0.all) }
  }
}

/// Numbers along the axes of a windowed input.
private struct WindowNumbers<Input: WindowedInput>: FieldValue {
  var all: [Int]

  static var expectation: String { "[1, \(Input.axisNames), 1]" }

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> WindowNumbers? {
    NumberList.window(node, axes: Input.axes, &diagnostics).map { WindowNumbers(all: $0) }
  }

  func write() -> ConfigNode { ([1] + all + [1]).write() }

  var attributeValue: AttributeValue? { .ints([1] + all + [1]) }

  static func read(_ attribute: AttributeValue) -> WindowNumbers? {
    NumberList.window(attribute, axes: Input.axes).map { WindowNumbers(all: $0) }
  }
}

/// The extents of a windowed input.
private struct InputExtents<Input: WindowedInput>: FieldValue {
  var all: [Int]

  static var expectation: String { "a whole number or [\(Input.axisNames)]" }

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> InputExtents? {
    NumberList.window(node, axes: Input.axes, &diagnostics).map { InputExtents(all: $0) }
  }

  func write() -> ConfigNode { all.write() }

  var attributeValue: AttributeValue? { .ints(all) }

  static func read(_ attribute: AttributeValue) -> InputExtents? {
    guard case .ints(let all) = attribute, all.count == Input.axes else { return nil }
    return InputExtents(all: all)
  }
}
