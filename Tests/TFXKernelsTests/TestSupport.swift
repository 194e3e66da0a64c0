import TFXKernels
import Testing

/// Counts around the vector width, none, one, and enough for several threads.
let awkwardCounts = [0, 1, 7, 9, 15, 16, 17, 33, 1000, 70_001]

/// Numbers that look random and are always the same.
struct Numbers {
  private var state: UInt64
  init(_ seed: UInt64 = 1) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func floats(_ count: Int, _ range: ClosedRange<Float> = -2...2) -> [Float] {
    (0..<count).map { _ in
      let u = Float(next() >> 40) * 0x1p-24
      return range.lowerBound + (range.upperBound - range.lowerBound) * u
    }
  }

  mutating func integer(_ range: Range<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }
}

/// Where numbers behave specially: signed zeros, subnormals, bounds, infinities, NaN.
let specialFloats: [Float] = [
  0, -0.0, 1, -1, 0.5, -0.5, 2, -2, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-20 * 1e-20,
  .leastNormalMagnitude, -.leastNormalMagnitude, 1e-20, -1e-20, 1e-7, -1e-7, 1e-5, -1e-5, 10, -10,
  87, -87, 88.7, -88.7, 89, -89, 100, -100, -103.5, -104, 1e4, -1e4, 1e10, -1e10, 1e30, -1e30,
  .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, 1.5, 2.5, -1.5,
  -2.5, 0.49999997, 6, 5.9999995,
]

/// Distance from the true value in units in the last place of its float; 0 for equal or both NaN.
func ulps(_ value: Float, _ truth: Double) -> Double {
  if value.isNaN || truth.isNaN { return value.isNaN && truth.isNaN ? 0 : .infinity }
  let rounded = Float(truth)
  if value == rounded { return 0 }
  guard value.isFinite, rounded.isFinite else { return .infinity }
  return abs(Double(value) - truth) / Double(rounded.ulp)
}

/// Whether every element of `a` is within `relative`·|b| + `absolute` of `b`.
func expectClose(
  _ a: [Float], _ b: [Float], relative: Float = 1e-5, absolute: Float = 1e-6, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.count == b.count, sourceLocation: sourceLocation)
  for i in a.indices {
    let (x, y) = (a[i], b[i])
    if x == y || (x.isNaN && y.isNaN) { continue }
    let isClose = abs(x - y) <= relative * abs(y) + absolute
    if !isClose {
      Issue.record("\(what)[\(i)] = \(x), expected \(y)", sourceLocation: sourceLocation)
      return
    }
  }
}

func expectSame(
  _ a: [Float], _ b: [Float], _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(a.map(\.bitPattern) == b.map(\.bitPattern), "\(what)", sourceLocation: sourceLocation)
}

/// The floats that `body` writes to `count` places, which start as a value that no kernel leaves.
func output(_ count: Int, _ body: (Out<Float>) -> Void) -> [Float] {
  var y = [Float](repeating: -12345.678, count: count)
  y.withUnsafeMutableBufferPointer { buffer in
    var nothing: Float = 0
    withUnsafeMutablePointer(to: &nothing) { body(buffer.baseAddress ?? $0) }
  }
  return y
}

/// The doubles that `body` writes to `count` places.
func output64(_ count: Int, _ body: (Out<Double>) -> Void) -> [Double] {
  var y = [Double](repeating: -12345.678, count: count)
  y.withUnsafeMutableBufferPointer { buffer in
    var nothing = 0.0
    withUnsafeMutablePointer(to: &nothing) { body(buffer.baseAddress ?? $0) }
  }
  return y
}

/// What `body` returns on one thread and on two.
func onThreads<R>(_ body: () -> R) -> (one: R, two: R) {
  // The pool's size is one for the whole process; tests that set it run one after another.
  ThreadPool.setThreads(1)
  let one = body()
  ThreadPool.setThreads(2)
  return (one, body())
}
