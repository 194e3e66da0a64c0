/// A window that slides over volumes [batch, depth, height, width, channels]. For images the depth
/// is a single slice, for sequences the height is 1 too.
package struct WindowShape: Sendable, Hashable {
  package var batch: Int
  package var depth: WindowAxis
  package var height: WindowAxis
  package var width: WindowAxis
  package var channels: Int

  package init(
    batch: Int, depth: WindowAxis = WindowAxis(input: 1), height: WindowAxis, width: WindowAxis,
    channels: Int
  ) {
    self.batch = batch
    (self.depth, self.height, self.width) = (depth, height, width)
    self.channels = channels
  }

  /// The same for one to three axes, the innermost last.
  package init(batch: Int, axes: [WindowAxis], channels: Int) {
    precondition((1...3).contains(axes.count), "a window of \(axes.count) axes")
    let outer = Array(repeating: WindowAxis(input: 1), count: 3 - axes.count)
    let all = outer + axes
    self.init(batch: batch, depth: all[0], height: all[1], width: all[2], channels: channels)
  }

  /// Whether it slides over images, of one slice.
  package var isFlat: Bool { depth == WindowAxis(input: 1) }
  /// Whether anything is put around the input.
  package var isPadded: Bool {
    depth.input < depth.padded || height.input < height.padded || width.input < width.padded
  }

  /// The places of the window on one item, and on all.
  package var placesPerItem: Int { depth.output * height.output * width.output }
  package var placeCount: Int { batch * placesPerItem }
  /// The points of the window.
  package var pointCount: Int { depth.window * height.window * width.window }
  /// The numbers of one item of the input, and of all.
  package var itemCount: Int { depth.input * height.input * width.input * channels }
  package var inputCount: Int { batch * itemCount }
  package var outputCount: Int { placeCount * channels }

  /// Whether dense windows reach every pixel.
  var coversInput: Bool { depth.coversInput && height.coversInput && width.coversInput }
  /// Whether no two windows hold the same pixel.
  var isDisjoint: Bool {
    depth.stride >= depth.window && height.stride >= height.window && width.stride >= width.window
  }

  /// Calls `body` with each point of the window at a place, in row-major order, and the pixel
  /// under it, a number in [batch, depth, height, width]; nil outside of the input.
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

  /// The part of a dense window that lies on the input, in pixels.
  struct Window {
    let layers: Range<Int>
    let rows: Range<Int>
    let columns: Range<Int>
    /// Where the window begins, be it outside of the input.
    let top: Int
    let left: Int
    /// The whole window's.
    let width: Int
    var volume: Int { layers.count * rows.count * columns.count }

    /// The number of a pixel of an image in the whole window, by rows.
    func number(_ row: Int, _ column: Int) -> Int { (row - top) * width + column - left }
    /// The number of the first pixel on the image.
    var first: Int { number(rows.lowerBound, columns.lowerBound) }
  }

  /// Calls `body` with the first number of each window's item and output, and the window, for the
  /// items in `items`, in ascending order.
  @inline(__always)
  func forEachWindow(_ items: Range<Int>, _ body: (_ item: Int, _ y: Int, Window) -> Void) {
    var y = items.lowerBound * placesPerItem * channels
    for n in items {
      for layer in 0..<depth.output {
        let layers = depth.pixels(layer)
        for line in 0..<height.output {
          let rows = height.pixels(line)
          for column in 0..<width.output {
            body(
              n * itemCount, y,
              Window(
                layers: layers, rows: rows, columns: width.pixels(column),
                top: line * height.stride - height.before,
                left: column * width.stride - width.before, width: width.window))
            y += channels
          }
        }
      }
    }
  }

  /// Calls `body` for each row of a window with its first number in the item.
  @inline(__always)
  func forEachRow(of window: Window, _ body: (_ start: Int) -> Void) {
    for layer in window.layers {
      for row in window.rows {
        body(((layer * height.input + row) * width.input + window.columns.lowerBound) * channels)
      }
    }
  }

  /// Items that are worth a thread.
  var grain: Int { max(1, elementwiseGrain / max(1, placesPerItem * pointCount * channels)) }

  /// Channels that are worth a thread.
  var channelGrain: Int { max(1, elementwiseGrain / max(1, placeCount * pointCount)) }

  /// Calls `body` with the places of some items, in parallel.
  @inline(__always)
  func parallelItems(_ body: (Range<Int>) -> Void) {
    let places = placesPerItem
    ThreadPool.parallelItems(batch, grain: grain) { items in
      body(items.lowerBound * places..<items.upperBound * places)
    }
  }
}

// Images go by these names in the loops that know no depth.
extension WindowShape {
  var inputHeight: Int { height.input }
  var inputWidth: Int { width.input }
  package var outputHeight: Int { height.output }
  package var outputWidth: Int { width.output }
}
