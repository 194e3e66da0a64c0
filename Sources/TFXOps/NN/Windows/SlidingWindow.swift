public import TFXCore
import TFXGraph
import TFXKernels

/// What lies around an image when a window slides over it, under TensorFlow's names.
public enum Padding: String, Choice, Hashable {
  /// Nothing: the window stays inside.
  case valid = "VALID"
  /// As much as makes the number of places the image's extent divided by the stride, rounded up;
  /// an odd pixel goes behind.
  case same = "SAME"
}

/// The kind of tensor that a window slides over: [batch, extents…, channels].
protocol WindowedInput: Sendable {
  /// The number of extents.
  static var axes: Int { get }
  /// Their names, for messages.
  static var axisNames: String { get }
  static var noun: String { get }
  /// TensorFlow's name of the order of axes.
  static var format: String { get }
}

extension WindowedInput {
  /// 1 for each axis.
  static var ones: [Int] { Array(repeating: 1, count: axes) }
}

/// [batch, height, width, channels]
enum Images: WindowedInput {
  static let axes = 2
  static let axisNames = "height, width"
  static let noun = "images"
  static let format = "NHWC"
}

/// [batch, depth, height, width, channels]
enum Volumes: WindowedInput {
  static let axes = 3
  static let axisNames = "depth, height, width"
  static let noun = "volumes"
  static let format = "NDHWC"
}

/// How a window slides over images or volumes.
struct SlidingWindow<Input: WindowedInput>: Sendable {
  var strides = Input.ones
  var padding = Padding.valid
  var dilations = Input.ones

  /// Goes to the fields of an operation that has such a window.
  ///
  /// - Parameters:
  ///   - dilations: What the operation calls them; nil if it has none.
  ///   - hasFormat: Whether it has the order of axes among its attributes.
  mutating func fields(
    _ f: inout some FieldVisitor, dilations name: String?, hasFormat: Bool = true
  ) {
    f.window("strides", &strides, of: Input.self, "how far the window moves")
    f.required("padding", &padding, "`SAME` puts zeros around the \(Input.noun), `VALID` nothing")
    if hasFormat { f.dataFormat(Input.format) }
    if let name {
      f.window(name, &dilations, of: Input.self, "how far apart the window's elements are")
    }
  }

  /// The places of a window, along each axis.
  ///
  /// - Throws: For numbers below 1, and for a window without padding that is larger than the input.
  func places(of window: [Int], on input: TensorSpec) throws(ShapeError) -> [Int] {
    try check(strides, "strides")
    try check(dilations, "dilations")
    // The extents of a fed filter may be unknown.
    try check(window, "window", mayBeUnknown: true)
    let reach = zip(window, dilations).map { ($0 - 1) * $1 + 1 }
    var places: [Int] = []
    for axis in 0..<Input.axes {
      let extent = input.shape[axis + 1]
      if extent == Shape.unknown {
        places.append(Shape.unknown)
      } else if padding == .same {
        places.append((extent + strides[axis] - 1) / strides[axis])
      } else if window[axis] == Shape.unknown {
        places.append(Shape.unknown)
      } else if reach[axis] > extent {
        let extents = zip(window, reach).map { $0 == Shape.unknown ? "?" : "\($1)" }
        throw ShapeError(
          "input",
          expected:
            "\(Input.noun) of at least \(extents.joined(separator: "×")), the window's reach",
          found: "\(input)")
      } else {
        places.append((extent - reach[axis]) / strides[axis] + 1)
      }
    }
    return places
  }

  /// Throws unless extents of a window, or its steps, are numbers that can be reckoned with.
  func check(
    _ numbers: [Int], _ argument: String, mayBeUnknown: Bool = false
  ) throws(ShapeError) {
    for number in numbers where !(mayBeUnknown && number == Shape.unknown) {
      let found = "(\(numbers.map(String.init).joined(separator: ", ")))"
      if number < 1 { throw ShapeError(argument, expected: "1 or more", found: found) }
      if number > Int32.max {
        throw ShapeError(argument, expected: "at most \(Int32.max)", found: found)
      }
    }
  }

  /// The window on an input of known extents.
  func shape(of window: [Int], on input: [Int]) -> WindowShape {
    let axes = (0..<Input.axes).map { axis in
      WindowAxis(
        input: input[axis + 1], window: window[axis], stride: strides[axis],
        dilation: dilations[axis], same: padding == .same)
    }
    return WindowShape(batch: input[0], axes: axes, channels: input[Input.axes + 1])
  }
}

extension SlidingWindow<Images> {
  init(strides: Pair, padding: Padding, dilations: Pair = Pair(1)) {
    self.init(strides: strides.all, padding: padding, dilations: dilations.all)
  }
}

extension SlidingWindow<Volumes> {
  init(strides: Triple, padding: Padding, dilations: Triple = Triple(1)) {
    self.init(strides: strides.all, padding: padding, dilations: dilations.all)
  }
}

extension Pair {
  /// Both in order.
  var all: [Int] { [height, width] }
}
