import CSIMD

extension Kernels {
  /// y = the maximum of each window, padding left out. x: the shape's input, y its output. A
  /// window with a NaN gives NaN.
  package static func maxPool<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ shape: WindowShape
  ) {
    if T.isFloat {
      Fast.maxPool(x.float, y.float, shape)
    } else {
      Reference.maxPool(x.double, y.double, shape)
    }
  }

  /// The same of whole numbers.
  package static func maxPool<I: KernelInteger>(
    _ x: In<I>, _ y: Out<I>, _ shape: WindowShape
  ) {
    Reference.maxPool(x, y, shape)
  }

  /// The gradient of whole numbers.
  package static func maxPoolGrad<I: KernelInteger>(
    _ x: In<I>, _ y: In<I>, _ dy: In<I>, _ dx: Out<I>, _ shape: WindowShape
  ) {
    Reference.maxPoolGrad(x, y, dy, dx, shape)
  }

  /// dx: each window's dy goes to the first of its pixels (by rows) whose value is the maximum y,
  /// as in TensorFlow.
  package static func maxPoolGrad<T: KernelScalar>(
    _ x: In<T>, _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, _ shape: WindowShape
  ) {
    if T.isFloat {
      Fast.maxPoolGrad(x.float, y.float, dy.float, dx.float, shape)
    } else {
      Reference.maxPoolGrad(x.double, y.double, dy.double, dx.double, shape)
    }
  }
}

extension Fast {
  static func maxPool(_ x: In<Float>, _ y: Out<Float>, _ s: WindowShape) {
    if s.isTwoByTwo { return maxPool2x2(x, y, s) }
    let n = s.channels
    ThreadPool.parallelItems(s.batch, grain: s.grain) { items in
      s.forEachWindow(items) { item, place, window in
        let y = y + place
        vectorLoop(0..<n) { c in
          var top = F16(repeating: -.infinity)
          s.forEachRow(of: window) { row in
            var p = x + item + row + c
            for _ in window.columns {
              top = tfx_max(top, p.vector(0))
              p += n
            }
          }
          y.store(c, top)
        } rest: { c, count in
          var top = F16(repeating: -.infinity)
          s.forEachRow(of: window) { row in
            var p = x + item + row + c
            for _ in window.columns {
              top = tfx_max(top, p.part(0, count))
              p += n
            }
          }
          y.store(c, top, count)
        }
      }
    }
  }

  static func maxPoolGrad(
    _ x: In<Float>, _ y: In<Float>, _ dy: In<Float>, _ dx: Out<Float>, _ s: WindowShape
  ) {
    if s.isTwoByTwo { return maxPoolGrad2x2(x, y, dy, dx, s) }
    let (width, n) = (s.inputWidth, s.channels)
    let imageCount = s.inputHeight * s.inputWidth * n
    // Windows that don't overlap write each pixel once: what they leave out is 0, and nothing has
    // to be added up.
    let isDisjoint = s.isDisjoint
    ThreadPool.parallelItems(s.batch, grain: s.grain) { images in
      if !(isDisjoint && s.coversInput) {
        (dx + images.lowerBound * imageCount).update(
          repeating: 0, count: images.count * imageCount)
      }
      s.forEachWindow(images) { image, place, window in
        vectorLoop(0..<n) { c in
          // A lane is open until its maximum was met; NaN is met by NaN.
          let top = y.vector(place + c)
          var open = dy.vector(place + c)
          for row in window.rows {
            var p = image + (row * width + window.columns.lowerBound) * n + c
            for _ in window.columns {
              let v = x.vector(p)
              let hit = tfx_equal(v, top) | (tfx_is_nan(v) & tfx_is_nan(top))
              let share = tfx_select(hit, open, .zero)
              dx.store(p, isDisjoint ? share : dx.vector(p) + share)
              open = tfx_select(hit, .zero, open)
              p += n
            }
          }
        } rest: { c, count in
          let top = y.part(place + c, count)
          var open = dy.part(place + c, count)
          for row in window.rows {
            var p = image + (row * width + window.columns.lowerBound) * n + c
            for _ in window.columns {
              let v = x.part(p, count)
              let hit = tfx_equal(v, top) | (tfx_is_nan(v) & tfx_is_nan(top))
              let share = tfx_select(hit, open, .zero)
              dx.store(p, isDisjoint ? share : dx.part(p, count) + share, count)
              open = tfx_select(hit, .zero, open)
              p += n
            }
          }
        }
      }
    }
  }
}

extension Reference {
  package static func maxPool<T: KernelNumber>(_ x: In<T>, _ y: Out<T>, _ s: WindowShape) {
    s.forEachWindow(0..<s.batch) { item, place, window in
      for c in 0..<s.channels {
        var top = T.lowest
        s.forEachRow(of: window) { row in
          for column in 0..<window.columns.count {
            let v = x[item + row + column * s.channels + c]
            top = top > v || top.isNotANumber ? top : v
          }
        }
        y[place + c] = top
      }
    }
  }

  package static func maxPoolGrad<T: KernelNumber>(
    _ x: In<T>, _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, _ s: WindowShape
  ) {
    dx.update(repeating: .zeroNumber, count: s.inputCount)
    s.forEachWindow(0..<s.batch) { image, place, window in
      for c in 0..<s.channels {
        var isOpen = true
        for row in window.rows {
          for column in window.columns where isOpen {
            let i = image + (row * s.inputWidth + column) * s.channels + c
            let top = y[place + c]
            if x[i] == top || (x[i].isNotANumber && top.isNotANumber) {
              dx[i] = dx[i].plus(dy[place + c])
              isOpen = false
            }
          }
        }
      }
    }
  }
}
