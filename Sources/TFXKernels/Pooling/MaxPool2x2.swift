import CSIMD

// The pool that most models have: windows of 2×2, side by side, without padding. Two rows of the
// input make one of the output, and nothing has to be looked up for a window.

extension WindowShape {
  /// Whether the windows are 2×2, side by side and inside of the image.
  var isTwoByTwo: Bool {
    isFlat && !isPadded && [height, width].allSatisfy { $0.window == 2 && $0.stride == 2 }
  }

  /// Rows of the output that are worth a thread of their own.
  var rowGrain: Int { max(1, elementwiseGrain / max(4 * outputWidth * channels, 1)) }
}

extension Fast {
  static func maxPool2x2(_ x: In<Float>, _ y: Out<Float>, _ s: WindowShape) {
    let n = s.channels
    ThreadPool.parallelItems(s.batch * s.outputHeight, grain: s.rowGrain) { rows in
      for row in rows {
        let (image, place) = row.quotientAndRemainder(dividingBy: s.outputHeight)
        let top = x + (image * s.inputHeight + 2 * place) * s.inputWidth * n
        let bottom = top + s.inputWidth * n
        let y = y + row * s.outputWidth * n
        for column in 0..<s.outputWidth {
          let left = 2 * column * n
          let right = left + n
          vectorLoop(0..<n) { c in
            let upper = tfx_max(top.vector(left + c), top.vector(right + c))
            let lower = tfx_max(bottom.vector(left + c), bottom.vector(right + c))
            y.store(column * n + c, tfx_max(upper, lower))
          } rest: { c, count in
            let upper = tfx_max(top.part(left + c, count), top.part(right + c, count))
            let lower = tfx_max(bottom.part(left + c, count), bottom.part(right + c, count))
            y.store(column * n + c, tfx_max(upper, lower), count)
          }
        }
      }
    }
  }

  static func maxPoolGrad2x2(
    _ x: In<Float>, _ y: In<Float>, _ dy: In<Float>, _ dx: Out<Float>, _ s: WindowShape
  ) {
    if s.outputCount == 0 { return dx.update(repeating: 0, count: s.inputCount) }
    let n = s.channels
    let rowCount = s.inputWidth * n
    ThreadPool.parallelItems(s.batch * s.outputHeight, grain: s.rowGrain) { rows in
      for row in rows {
        let (image, place) = row.quotientAndRemainder(dividingBy: s.outputHeight)
        let start = (image * s.inputHeight + 2 * place) * rowCount
        let (top, bottom) = (x + start, x + start + rowCount)
        let (dTop, dBottom) = (dx + start, dx + start + rowCount)
        for column in 0..<s.outputWidth {
          let left = 2 * column * n
          let right = left + n
          let own = row * s.outputWidth * n + column * n
          vectorLoop(0..<n) { c in
            let most = y.vector(own + c)
            var open = dy.vector(own + c)
            dTop.store(left + c, share(top.vector(left + c), most, &open))
            dTop.store(right + c, share(top.vector(right + c), most, &open))
            dBottom.store(left + c, share(bottom.vector(left + c), most, &open))
            dBottom.store(right + c, share(bottom.vector(right + c), most, &open))
          } rest: { c, count in
            let most = y.part(own + c, count)
            var open = dy.part(own + c, count)
            dTop.store(left + c, share(top.part(left + c, count), most, &open), count)
            dTop.store(right + c, share(top.part(right + c, count), most, &open), count)
            dBottom.store(left + c, share(bottom.part(left + c, count), most, &open), count)
            dBottom.store(right + c, share(bottom.part(right + c, count), most, &open), count)
          }
        }
        clearUncovered(dTop, dBottom, place, s)
      }
    }
  }

  /// What of the gradient that is still open goes to an element of a window: all of it to the first
  /// that is the maximum. NaN is met by NaN.
  @inline(__always)
  private static func share(_ value: F16, _ most: F16, _ open: inout F16) -> F16 {
    let hit = tfx_equal(value, most) | (tfx_is_nan(value) & tfx_is_nan(most))
    let share = tfx_select(hit, open, .zero)
    open = tfx_select(hit, .zero, open)
    return share
  }
}

// With places: whole vectors of channels.

extension Fast {
  static func maxPool2x2(
    _ x: In<Float>, _ y: Out<Float>, _ places: Out<UInt8>, _ s: WindowShape
  ) {
    let n = s.channels
    ThreadPool.parallelItems(s.batch * s.outputHeight, grain: s.rowGrain) { rows in
      for row in rows {
        let (image, place) = row.quotientAndRemainder(dividingBy: s.outputHeight)
        let top = x + (image * s.inputHeight + 2 * place) * s.inputWidth * n
        let bottom = top + s.inputWidth * n
        for column in 0..<s.outputWidth {
          let left = 2 * column * n
          let right = left + n
          let own = (row * s.outputWidth + column) * n
          for c in stride(from: 0, to: n, by: 16) {
            let (most, place) = greatest(
              top.vector(left + c), top.vector(right + c), bottom.vector(left + c),
              bottom.vector(right + c))
            y.store(own + c, most)
            tfx_store_bytes(places + own + c, place)
          }
        }
      }
    }
  }

  static func maxPoolGrad2x2(
    _ dy: In<Float>, _ places: In<UInt8>, _ dx: Out<Float>, _ s: WindowShape
  ) {
    if s.outputCount == 0 { return dx.update(repeating: 0, count: s.inputCount) }
    let n = s.channels
    let rowCount = s.inputWidth * n
    ThreadPool.parallelItems(s.batch * s.outputHeight, grain: s.rowGrain) { rows in
      for row in rows {
        let (image, place) = row.quotientAndRemainder(dividingBy: s.outputHeight)
        let top = dx + (image * s.inputHeight + 2 * place) * rowCount
        let bottom = top + rowCount
        for column in 0..<s.outputWidth {
          let left = 2 * column * n
          let right = left + n
          let own = (row * s.outputWidth + column) * n
          for c in stride(from: 0, to: n, by: 16) {
            let whole = dy.vector(own + c)
            let place = tfx_load_places(places + own + c)
            top.store(left + c, tfx_select(tfx_equal_places(place, 0), whole, .zero))
            top.store(right + c, tfx_select(tfx_equal_places(place, 1), whole, .zero))
            bottom.store(left + c, tfx_select(tfx_equal_places(place, 2), whole, .zero))
            bottom.store(right + c, tfx_select(tfx_equal_places(place, 3), whole, .zero))
          }
        }
        clearUncovered(top, bottom, place, s)
      }
    }
  }

  /// Zeroes what no window covers: a last column, and below the last window a last row.
  @inline(__always)
  private static func clearUncovered(
    _ top: Out<Float>, _ bottom: Out<Float>, _ place: Int, _ s: WindowShape
  ) {
    let rowCount = s.inputWidth * s.channels
    let covered = 2 * s.outputWidth * s.channels
    (top + covered).update(repeating: 0, count: rowCount - covered)
    (bottom + covered).update(repeating: 0, count: rowCount - covered)
    if place == s.outputHeight - 1, s.inputHeight > 2 * s.outputHeight {
      (bottom + rowCount).update(repeating: 0, count: rowCount)
    }
  }

  /// The maximum of a window's elements by rows, and the number of the first that is it. The first
  /// NaN is the maximum.
  @inline(__always)
  static func greatest(_ a: F16, _ b: F16, _ c: F16, _ d: F16) -> (F16, I16) {
    let most = tfx_greatest(a, b, c, d)
    return (most, tfx_greatest_place(a, b, c, d, most))
  }
}
