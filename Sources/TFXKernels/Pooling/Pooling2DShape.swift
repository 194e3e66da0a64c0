/// Sizes of a 2-D pooling of [batch, height, width, channels].
package struct Pooling2DShape: Sendable, Hashable {
  package var batch: Int
  package var inputHeight: Int
  package var inputWidth: Int
  package var channels: Int
  package var windowHeight: Int
  package var windowWidth: Int
  package var strideHeight: Int
  package var strideWidth: Int
  package var padding: Padding2D

  package init(
    batch: Int, inputHeight: Int, inputWidth: Int, channels: Int, windowHeight: Int,
    windowWidth: Int, strideHeight: Int, strideWidth: Int, padding: Padding2D = .zero
  ) {
    self.batch = batch
    (self.inputHeight, self.inputWidth) = (inputHeight, inputWidth)
    self.channels = channels
    (self.windowHeight, self.windowWidth) = (windowHeight, windowWidth)
    (self.strideHeight, self.strideWidth) = (strideHeight, strideWidth)
    self.padding = padding
    precondition(
      min(windowHeight, windowWidth, strideHeight, strideWidth) > 0,
      "pooling with a window or stride below 1: \(self)")
    // Else a window could hold nothing but padding, of which there is no maximum or mean.
    precondition(
      max(padding.top, padding.bottom) < windowHeight
        && max(padding.left, padding.right) < windowWidth, "pooling padded by a window: \(self)")
  }

  package var outputHeight: Int {
    windowOutput(inputHeight, padding.top + padding.bottom, windowHeight, strideHeight, 1)
  }
  package var outputWidth: Int {
    windowOutput(inputWidth, padding.left + padding.right, windowWidth, strideWidth, 1)
  }
  package var inputCount: Int { batch * inputHeight * inputWidth * channels }
  package var outputCount: Int { batch * outputHeight * outputWidth * channels }

  /// Whether windows no further apart than they are wide reach every pixel.
  var coversInput: Bool {
    strideHeight <= windowHeight && strideWidth <= windowWidth
      && (outputHeight - 1) * strideHeight + windowHeight >= inputHeight + padding.top
      && (outputWidth - 1) * strideWidth + windowWidth >= inputWidth + padding.left
  }

  /// The part of a window that lies on the image, in pixels.
  struct Window {
    let rows: Range<Int>
    let columns: Range<Int>
    /// Where the window begins, be it outside of the image.
    let top: Int
    let left: Int
    /// The whole window's.
    let width: Int
    var area: Int { rows.count * columns.count }

    /// The number of a pixel in the whole window, by rows.
    func number(_ row: Int, _ column: Int) -> Int { (row - top) * width + column - left }
    /// The number of the first pixel on the image.
    var first: Int { number(rows.lowerBound, columns.lowerBound) }
  }

  /// Calls `body` with the first element of each window's output and the window, for the images in
  /// `images`, in ascending order.
  @inline(__always)
  func forEachWindow(_ images: Range<Int>, _ body: (_ image: Int, _ y: Int, Window) -> Void) {
    var y = images.lowerBound * outputHeight * outputWidth * channels
    for n in images {
      let image = n * inputHeight * inputWidth * channels
      for oh in 0..<outputHeight {
        let top = oh * strideHeight - padding.top
        let rows = max(0, top)..<min(inputHeight, top + windowHeight)
        for ow in 0..<outputWidth {
          let left = ow * strideWidth - padding.left
          let columns = max(0, left)..<min(inputWidth, left + windowWidth)
          body(
            image, y,
            Window(rows: rows, columns: columns, top: top, left: left, width: windowWidth))
          y += channels
        }
      }
    }
  }

  /// Images that are worth a thread.
  var grain: Int {
    let work = outputHeight * outputWidth * channels * windowHeight * windowWidth
    return max(1, elementwiseGrain / max(1, work))
  }
}
