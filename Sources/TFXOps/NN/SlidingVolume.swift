import TFXCore
import TFXGraph
import TFXKernels

/// Numbers along the depth, height and width of a volume.
public struct Triple: Hashable, Sendable, CustomStringConvertible {
  /// The number along the depth.
  public var depth: Int
  /// The number along the height.
  public var height: Int
  /// The number along the width.
  public var width: Int

  /// The same number for all three.
  public init(_ all: Int) { self.init(all, all, all) }

  /// One number each.
  public init(_ depth: Int, _ height: Int, _ width: Int) {
    self.depth = depth
    self.height = height
    self.width = width
  }

  public var description: String { "(\(depth), \(height), \(width))" }

  /// The three in order.
  var all: [Int] { [depth, height, width] }
}

/// How a window slides over volumes [batch, depth, height, width, channels].
struct SlidingVolume: Sendable {
  var strides = Triple(1)
  var padding = Padding.valid
  var dilations = Triple(1)

  mutating func fields(_ f: inout some FieldVisitor, isPooling: Bool = false) {
    f.window("strides", &strides, "how far the window moves along depth, height and width")
    f.required("padding", &padding, "`SAME` puts zeros around the volumes, `VALID` nothing")
    f.dataFormat("NDHWC")
    if !isPooling { f.window("dilations", &dilations, "how far apart the window's elements are") }
  }

  /// The places of a window on a volume, along its three axes. Throws for numbers below 1, and for
  /// a window without padding that is larger than the volume.
  func places(of window: Triple, on volume: TensorSpec) throws(ShapeError) -> [Int] {
    for (argument, triple) in [("strides", strides), ("dilations", dilations)] {
      try SlidingWindow.check(triple.all, argument, "\(triple)")
    }
    try SlidingWindow.check(window.all.map(abs), "window", "\(window)")
    var places: [Int] = []
    for axis in 0..<3 {
      let (input, extent) = (volume.shape[axis + 1], window.all[axis])
      let (stride, reach) = (strides.all[axis], (extent - 1) * dilations.all[axis] + 1)
      if input == Shape.unknown {
        places.append(Shape.unknown)
      } else if padding == .same {
        places.append((input + stride - 1) / stride)
      } else if extent == Shape.unknown {
        places.append(Shape.unknown)
      } else if reach > input {
        throw ShapeError(
          "input",
          expected: "volumes of at least \(reach) along axis \(axis + 1), "
            + "the window's reach", found: "\(volume)")
      } else {
        places.append((input - reach) / stride + 1)
      }
    }
    return places
  }

  /// The window on volumes of known extents.
  func window(_ window: Triple, on volume: [Int]) -> VolumeWindow {
    let axes = (0..<3).map { axis in
      WindowAxis(
        input: volume[axis + 1], window: window.all[axis], stride: strides.all[axis],
        dilation: dilations.all[axis], same: padding == .same)
    }
    return VolumeWindow(
      batch: volume[0], depth: axes[0], height: axes[1], width: axes[2], channels: volume[4])
  }
}
