public import TFXCore

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

  /// Numbers along the height and width of images.
  mutating func window(
    _ name: String, _ value: inout Pair, isRequired: Bool = false, _ documentation: String
  ) {
    var numbers = ImageNumbers(pair: value)
    if isRequired {
      required(name, &numbers, documentation)
    } else {
      optional(name, &numbers, documentation)
    }
    value = numbers.pair
  }

  /// Numbers along the depth, height and width of volumes.
  mutating func window(
    _ name: String, _ value: inout Triple, isRequired: Bool = false, _ documentation: String
  ) {
    if isRequired {
      required(name, &value, documentation)
    } else {
      optional(name, &value, documentation)
    }
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

  /// The seed of random numbers.
  mutating func seed(_ seed: inout UInt64) {
    optional("seed", &seed, "seed of its random numbers; the graph's if 0")
  }

  mutating func reduction(_ axes: inout [Int]?, _ keepDims: inout Bool) {
    numbers("axis", &axes, "the axes to go over; all if left out")
    optional("keep_dims", &keepDims, "whether they stay, with extent 1")
  }

  mutating func cumulative(_ axis: inout Int, _ exclusive: inout Bool, _ reverse: inout Bool) {
    optional("axis", &axis, "the axis to go along; from the end if negative")
    optional("exclusive", &exclusive, "whether an element itself is left out")
    optional("reverse", &reverse, "whether it goes from the last to the first")
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

/// Numbers along the height and width of images.
private struct ImageNumbers: FieldValue {
  var pair: Pair

  static let expectation = "[1, height, width, 1]"

  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ImageNumbers? {
    NumberList.window(node, axes: 2, &diagnostics).map { ImageNumbers(pair: Pair($0[0], $0[1])) }
  }

  func write() -> ConfigNode { [1, pair.height, pair.width, 1].write() }
}

extension Triple: FieldValue {
  public static var expectation: String { "[1, depth, height, width, 1]" }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Triple? {
    NumberList.window(node, axes: 3, &diagnostics).map { Triple($0[0], $0[1], $0[2]) }
  }

  public func write() -> ConfigNode { ([1] + all + [1]).write() }
}
