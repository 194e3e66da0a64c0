extension Kernels {
  /// dx: each window's dy goes to every one of its pixels whose value is the maximum y, whole: as
  /// TensorFlow's kernel of volumes does it, and unlike that of images.
  package static func maxPoolGradToAll<T: KernelScalar>(
    _ x: In<T>, _ y: In<T>, _ dy: In<T>, _ dx: Out<T>, _ window: WindowShape
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
}
