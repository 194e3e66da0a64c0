import CSIMD

extension Kernels {
  /// y = the mean of each window's pixels; padding counts neither in the sum nor in the number.
  package static func averagePool<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ shape: WindowShape
  ) {
    if T.isFloat {
      Fast.averagePool(x.float, y.float, shape)
    } else {
      Reference.averagePool(x.double, y.double, shape)
    }
  }

  /// dx: each window's dy spread evenly over its pixels.
  package static func averagePoolGrad<T: KernelScalar>(
    _ dy: In<T>, _ dx: Out<T>, _ shape: WindowShape
  ) {
    if T.isFloat {
      Fast.averagePoolGrad(dy.float, dx.float, shape)
    } else {
      Reference.averagePoolGrad(dy.double, dx.double, shape)
    }
  }
}

extension Fast {
  static func averagePool(_ x: In<Float>, _ y: Out<Float>, _ s: WindowShape) {
    let n = s.channels
    ThreadPool.parallelItems(s.batch, grain: s.grain) { items in
      s.forEachWindow(items) { item, place, window in
        let scale = 1 / Float(window.volume)
        let y = y + place
        vectorLoop(0..<n) { c in
          var sum = F16.zero
          s.forEachRow(of: window) { row in
            var p = x + item + row + c
            for _ in window.columns {
              sum += p.vector(0)
              p += n
            }
          }
          y.store(c, sum * scale)
        } rest: { c, count in
          var sum = F16.zero
          s.forEachRow(of: window) { row in
            var p = x + item + row + c
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

  static func averagePoolGrad(_ dy: In<Float>, _ dx: Out<Float>, _ s: WindowShape) {
    let n = s.channels
    ThreadPool.parallelItems(s.batch, grain: s.grain) { items in
      (dx + items.lowerBound * s.itemCount).update(
        repeating: 0, count: items.count * s.itemCount)
      s.forEachWindow(items) { item, place, window in
        let scale = 1 / Float(window.volume)
        s.forEachRow(of: window) { row in
          for column in 0..<window.columns.count {
            let dx = dx + item + row + column * n
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
    _ x: In<T>, _ y: Out<T>, _ s: WindowShape
  ) {
    s.forEachWindow(0..<s.batch) { item, place, window in
      for c in 0..<s.channels {
        var sum: T = 0
        s.forEachRow(of: window) { row in
          for column in 0..<window.columns.count {
            sum += x[item + row + column * s.channels + c]
          }
        }
        y[place + c] = sum / T(window.volume)
      }
    }
  }

  package static func averagePoolGrad<T: KernelScalar>(
    _ dy: In<T>, _ dx: Out<T>, _ s: WindowShape
  ) {
    dx.update(repeating: 0, count: s.inputCount)
    s.forEachWindow(0..<s.batch) { item, place, window in
      for c in 0..<s.channels {
        s.forEachRow(of: window) { row in
          for column in 0..<window.columns.count {
            dx[item + row + column * s.channels + c] += dy[place + c] / T(window.volume)
          }
        }
      }
    }
  }
}
