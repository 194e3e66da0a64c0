/// How a window slides along one axis.
package struct WindowAxis: Sendable, Hashable {
  /// Pixels along the axis.
  package var input: Int
  /// Points of the window.
  package var window: Int
  package var stride: Int
  /// The distance of the window's points; 1 is dense.
  package var dilation: Int
  /// Pixels put before the first one, and behind the last.
  private let before: Int
  private let after: Int

  /// - Parameter same: Whether it is padded as TensorFlow's SAME; nothing is put around it if not.
  package init(input: Int, window: Int, stride: Int = 1, dilation: Int = 1, same: Bool = false) {
    precondition(
      min(window, stride, dilation) > 0,
      "window \(window), stride \(stride), dilation \(dilation): each must be positive")
    self.input = input
    self.window = window
    self.stride = stride
    self.dilation = dilation
    (before, after) =
      same
      ? SamePadding.padding(input: input, window: window, stride: stride, dilation: dilation)
      : (0, 0)
  }

  /// The places of the window.
  package var output: Int { windowOutput(input, before + after, window, stride, dilation) }

  /// The pixel under a point of the window at a place; nil outside of the image.
  @inline(__always)
  func pixel(_ place: Int, _ point: Int) -> Int? {
    let pixel = place * stride - before + point * dilation
    return 0 <= pixel && pixel < input ? pixel : nil
  }
}

/// A window that slides over volumes [batch, depth, height, width, channels]; over images, if the
/// depth is 1.
package struct VolumeWindow: Sendable, Hashable {
  package var batch: Int
  package var depth: WindowAxis
  package var height: WindowAxis
  package var width: WindowAxis
  package var channels: Int

  package init(
    batch: Int, depth: WindowAxis = WindowAxis(input: 1, window: 1), height: WindowAxis,
    width: WindowAxis, channels: Int
  ) {
    self.batch = batch
    (self.depth, self.height, self.width) = (depth, height, width)
    self.channels = channels
  }

  /// The places of the window on one volume, and on all.
  package var placesPerItem: Int { depth.output * height.output * width.output }
  package var placeCount: Int { batch * placesPerItem }
  /// The points of the window.
  package var pointCount: Int { depth.window * height.window * width.window }
  package var inputCount: Int { batch * depth.input * height.input * width.input * channels }
  package var outputCount: Int { placeCount * channels }

  /// Calls `body` with each point of the window at a place, in row-major order, and the pixel
  /// under it, a number in [batch, depth, height, width]; nil outside of the volume.
  @inline(__always)
  func forEachPoint(_ place: Int, _ body: (_ point: Int, _ pixel: Int?) -> Void) {
    let (row, column) = place.quotientAndRemainder(dividingBy: width.output)
    let (slice, line) = row.quotientAndRemainder(dividingBy: height.output)
    let (item, layer) = slice.quotientAndRemainder(dividingBy: depth.output)
    var point = 0
    for d in 0..<depth.window {
      let z = depth.pixel(layer, d)
      for h in 0..<height.window {
        let y = height.pixel(line, h)
        for w in 0..<width.window {
          if let z, let y, let x = width.pixel(column, w) {
            body(point, ((item * depth.input + z) * height.input + y) * width.input + x)
          } else {
            body(point, nil)
          }
          point += 1
        }
      }
    }
  }

  /// Volumes that are worth a thread.
  var grain: Int {
    max(1, elementwiseGrain / max(1, placesPerItem * pointCount * channels))
  }

  /// Channels that are worth a thread.
  var channelGrain: Int { max(1, elementwiseGrain / max(1, placeCount * pointCount)) }

  /// Calls `body` with the places of some volumes, in parallel.
  @inline(__always)
  func parallelItems(_ body: (Range<Int>) -> Void) {
    let places = placesPerItem
    ThreadPool.parallelItems(batch, grain: grain) { items in
      body(items.lowerBound * places..<items.upperBound * places)
    }
  }
}
