import CSIMD

extension Kernels {
  /// y = the mean of each window's pixels; padding counts neither in the sum nor in the number.
  package static func averagePool<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ shape: Pooling2DShape
  ) {
    if T.isFloat {
      Fast.averagePool(x.float, y.float, shape)
    } else {
      Reference.averagePool(x.double, y.double, shape)
    }
  }

  /// dx: each window's dy spread evenly over its pixels.
  package static func averagePoolGrad<T: KernelScalar>(
    _ dy: In<T>, _ dx: Out<T>, _ shape: Pooling2DShape
  ) {
    if T.isFloat {
      Fast.averagePoolGrad(dy.float, dx.float, shape)
    } else {
      Reference.averagePoolGrad(dy.double, dx.double, shape)
    }
  }
}

extension Fast {
  static func averagePool(_ x: In<Float>, _ y: Out<Float>, _ s: Pooling2DShape) {
    let (width, n) = (s.inputWidth, s.channels)
    ThreadPool.parallelItems(s.batch, grain: s.grain) { images in
      s.forEachWindow(images) { image, place, window in
        let scale = 1 / Float(window.area)
        let y = y + place
        vectorLoop(0..<n) { c in
          var sum = F16.zero
          for row in window.rows {
            var p = x + image + (row * width + window.columns.lowerBound) * n + c
            for _ in window.columns {
              sum += p.vector(0)
              p += n
            }
          }
          y.store(c, sum * scale)
        } rest: { c, count in
          var sum = F16.zero
          for row in window.rows {
            var p = x + image + (row * width + window.columns.lowerBound) * n + c
            for _ in window.columns {
              sum += p.part(0, count)
              p += n
            }
          }
          y.store(c, sum * scale, count)
        }
      }
    }
  }

  static func averagePoolGrad(_ dy: In<Float>, _ dx: Out<Float>, _ s: Pooling2DShape) {
    let (width, n) = (s.inputWidth, s.channels)
    let imageCount = s.inputHeight * s.inputWidth * n
    ThreadPool.parallelItems(s.batch, grain: s.grain) { images in
      (dx + images.lowerBound * imageCount).update(
        repeating: 0, count: images.count * imageCount)
      s.forEachWindow(images) { image, place, window in
        let scale = 1 / Float(window.area)
        for row in window.rows {
          for column in window.columns {
            let dx = dx + image + (row * width + column) * n
            vectorLoop(0..<n) { c in
              dx.store(c, dx.vector(c) + dy.vector(place + c) * scale)
            } rest: { c, count in
              dx.store(c, dx.part(c, count) + dy.part(place + c, count) * scale, count)
            }
          }
        }
      }
    }
  }
}

extension Reference {
  package static func averagePool<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ s: Pooling2DShape
  ) {
    s.forEachWindow(0..<s.batch) { image, place, window in
      for c in 0..<s.channels {
        var sum: T = 0
        for row in window.rows {
          for column in window.columns {
            sum += x[image + (row * s.inputWidth + column) * s.channels + c]
          }
        }
        y[place + c] = sum / T(window.area)
      }
    }
  }

  package static func averagePoolGrad<T: KernelScalar>(
    _ dy: In<T>, _ dx: Out<T>, _ s: Pooling2DShape
  ) {
    dx.update(repeating: 0, count: s.inputCount)
    s.forEachWindow(0..<s.batch) { image, place, window in
      for c in 0..<s.channels {
        for row in window.rows {
          for column in window.columns {
            dx[image + (row * s.inputWidth + column) * s.channels + c] +=
              dy[place + c] / T(window.area)
          }
        }
      }
    }
  }
}
