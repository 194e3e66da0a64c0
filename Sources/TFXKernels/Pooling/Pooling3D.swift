// Pooling of volumes [batch, depth, height, width, channels]; padding never counts.

extension Kernels {
  /// y = the maximum of each window. A window with a NaN gives NaN.
  package static func maxPool3D<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, _ window: VolumeWindow) {
    let n = window.channels
    window.parallelItems { places in
      for place in places {
        let y = y + place * n
        y.update(repeating: -.infinity, count: n)
        window.forEachPoint(place) { _, pixel in
          guard let pixel else { return }
          let x = x + pixel * n
          for c in 0..<n where x[c] > y[c] || x[c].isNaN { y[c] = x[c] }
        }
      }
    }
  }

  /// dx: each window's dy goes to every one of its pixels whose value is the maximum y, whole: as
  /// TensorFlow's kernel of volumes does it, and unlike that of images.
  package static func maxPool3DGrad<T: KernelScalar>(
    _ x: In<T>, _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, _ window: VolumeWindow
  ) {
    let n = window.channels
    dx.update(repeating: 0, count: window.inputCount)
    window.parallelItems { places in
      for place in places {
        let (y, dy) = (y + place * n, dy + place * n)
        window.forEachPoint(place) { _, pixel in
          guard let pixel else { return }
          let (x, dx) = (x + pixel * n, dx + pixel * n)
          for c in 0..<n where x[c] == y[c] { dx[c] += dy[c] }
        }
      }
    }
  }

  /// y = the mean of each window's pixels.
  package static func averagePool3D<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ window: VolumeWindow
  ) {
    let n = window.channels
    window.parallelItems { places in
      for place in places {
        let y = y + place * n
        y.update(repeating: 0, count: n)
        var count = 0
        window.forEachPoint(place) { _, pixel in
          guard let pixel else { return }
          count += 1
          let x = x + pixel * n
          for c in 0..<n { y[c] += x[c] }
        }
        for c in 0..<n { y[c] /= T(count) }
      }
    }
  }

  /// dx: each window's dy spread evenly over its pixels.
  package static func averagePool3DGrad<T: KernelScalar>(
    _ dy: In<T>, _ dx: Out<T>, _ window: VolumeWindow
  ) {
    let n = window.channels
    dx.update(repeating: 0, count: window.inputCount)
    window.parallelItems { places in
      for place in places {
        var count = 0
        window.forEachPoint(place) { _, pixel in count += pixel == nil ? 0 : 1 }
        let (dy, share) = (dy + place * n, 1 / T(max(count, 1)))
        window.forEachPoint(place) { _, pixel in
          guard let pixel else { return }
          let dx = dx + pixel * n
          for c in 0..<n { dx[c] += dy[c] * share }
        }
      }
    }
  }
}
