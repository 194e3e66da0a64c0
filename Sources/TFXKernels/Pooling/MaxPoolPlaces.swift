import CSIMD

// Max pooling that notes where each maximum stood, so that the gradient needs neither the input
// nor the output: a byte for each window instead of the floats of both.

extension WindowShape {
  /// Whether a place in a window fits a byte.
  package var hasPlaces: Bool { isFlat && pointCount <= 256 }
}

extension Kernels {
  /// y = the maximum of each window, as `maxPool`; places: the number of the first pixel (by rows)
  /// of the window that is the maximum. Both have the shape's output.
  package static func maxPool<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ places: Out<UInt8>, _ shape: WindowShape
  ) {
    if T.isFloat, shape.channels % 16 == 0 {
      Fast.maxPool(x.float, y.float, places, shape)
    } else if T.isFloat {
      Reference.maxPool(x.float, y.float, places, shape)
    } else {
      Reference.maxPool(x.double, y.double, places, shape)
    }
  }

  /// dx: each window's dy goes to the pixel at its place.
  package static func maxPoolGrad<T: KernelScalar>(
    _ dy: In<T>, _ places: In<UInt8>, _ dx: Out<T>, _ shape: WindowShape
  ) {
    if T.isFloat, shape.channels % 16 == 0 {
      Fast.maxPoolGrad(dy.float, places, dx.float, shape)
    } else if T.isFloat {
      Reference.maxPoolGrad(dy.float, places, dx.float, shape)
    } else {
      Reference.maxPoolGrad(dy.double, places, dx.double, shape)
    }
  }
}

extension Fast {
  /// Whole vectors of channels.
  static func maxPool(
    _ x: In<Float>, _ y: Out<Float>, _ places: Out<UInt8>, _ s: WindowShape
  ) {
    if s.isTwoByTwo { return maxPool2x2(x, y, places, s) }
    let (width, n) = (s.inputWidth, s.channels)
    ThreadPool.parallelItems(s.batch, grain: s.grain) { images in
      s.forEachWindow(images) { image, output, window in
        for c in stride(from: 0, to: n, by: 16) {
          var top = F16(repeating: -.infinity)
          var place = I16(repeating: Int32(window.first))
          for row in window.rows {
            var p = x + image + (row * width + window.columns.lowerBound) * n + c
            var number = window.number(row, window.columns.lowerBound)
            for _ in window.columns {
              let v = p.vector(0)
              // A NaN that comes first stays.
              let isMore = ~(tfx_less_equal(v, top) | tfx_is_nan(top))
              place = tfx_select_places(isMore, I16(repeating: Int32(number)), place)
              top = tfx_select(isMore, v, top)
              number += 1
              p += n
            }
          }
          y.store(output + c, top)
          tfx_store_bytes(places + output + c, place)
        }
      }
    }
  }

  /// Whole vectors of channels.
  static func maxPoolGrad(
    _ dy: In<Float>, _ places: In<UInt8>, _ dx: Out<Float>, _ s: WindowShape
  ) {
    if s.isTwoByTwo { return maxPoolGrad2x2(dy, places, dx, s) }
    let (width, n) = (s.inputWidth, s.channels)
    let imageCount = s.inputHeight * width * n
    // Windows that don't overlap write each pixel once, and nothing has to be added up.
    let isDisjoint = s.isDisjoint
    ThreadPool.parallelItems(s.batch, grain: s.grain) { images in
      if !(isDisjoint && s.coversInput) {
        (dx + images.lowerBound * imageCount).update(
          repeating: 0, count: images.count * imageCount)
      }
      s.forEachWindow(images) { image, output, window in
        for c in stride(from: 0, to: n, by: 16) {
          let place = tfx_load_places(places + output + c)
          let whole = dy.vector(output + c)
          for row in window.rows {
            var p = image + (row * width + window.columns.lowerBound) * n + c
            var number = window.number(row, window.columns.lowerBound)
            for _ in window.columns {
              let share = tfx_select(tfx_equal_places(place, Int32(number)), whole, .zero)
              dx.store(p, isDisjoint ? share : dx.vector(p) + share)
              number += 1
              p += n
            }
          }
        }
      }
    }
  }
}

extension Reference {
  package static func maxPool<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ places: Out<UInt8>, _ s: WindowShape
  ) {
    s.forEachWindow(0..<s.batch) { image, output, window in
      for c in 0..<s.channels {
        var top = -T.infinity
        var place = window.first
        for row in window.rows {
          for column in window.columns {
            let v = x[image + (row * s.inputWidth + column) * s.channels + c]
            if !(v <= top || top.isNaN) { (top, place) = (v, window.number(row, column)) }
          }
        }
        y[output + c] = top
        places[output + c] = UInt8(place)
      }
    }
  }

  package static func maxPoolGrad<T: KernelScalar>(
    _ dy: In<T>, _ places: In<UInt8>, _ dx: Out<T>, _ s: WindowShape
  ) {
    dx.update(repeating: 0, count: s.inputCount)
    s.forEachWindow(0..<s.batch) { image, output, window in
      for c in 0..<s.channels {
        for row in window.rows {
          for column in window.columns
          where window.number(row, column) == Int(places[output + c]) {
            dx[image + (row * s.inputWidth + column) * s.channels + c] += dy[output + c]
          }
        }
      }
    }
  }
}
