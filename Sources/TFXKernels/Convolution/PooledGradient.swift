import CSIMD

/// The gradient of a 3×3 convolution's output as it is behind a 2×2 max pool: three quarters zeros,
/// and more behind relu and dropout. Walks it in bands of rows, and lists for each output channel
/// where it is not zero, so that the loops over it multiply with nothing else.
struct PooledGradient {
  let shape: ConvolutionShape
  /// The pooled output's rows and columns.
  let height: Int
  let width: Int
  /// The input with its padding.
  let paddedHeight: Int
  let paddedWidth: Int
  /// Rows of numbers in a band: as many as have their input in the first-level cache.
  let bandRows: Int
  /// Where the patch of the input begins that each number of a band was made of, counted from the
  /// band's first row in the padded input, for a maximum in the window's first place.
  private let starts: [Int32]
  /// Channels of the input in one pass: six vectors for a row of a patch, or three.
  let isWide: Bool

  var blockChannels: Int { isWide ? 32 : 16 }
  /// The most entries of a list.
  var capacity: Int { bandRows * width }
  var isPadded: Bool { shape.window.isPadded }
  var paddedCount: Int { paddedHeight * paddedWidth * shape.inputChannels }
  var paddedRowCount: Int { paddedWidth * shape.inputChannels }

  /// Nil unless the convolution's window is 3×3 at stride 1, the channels fill whole vectors, and the
  /// pool's windows are 2×2 side by side.
  init?(_ shape: ConvolutionShape, pool: WindowShape) {
    guard pool.isTwoByTwo, pool.outputCount > 0, shape.kernelHeight == 3, shape.kernelWidth == 3,
      shape.groups == 1,
      shape.strideHeight == 1, shape.strideWidth == 1, shape.dilationHeight == 1,
      shape.dilationWidth == 1, shape.inputChannels % 16 == 0, shape.outputChannels % 16 == 0,
      shape.inputCount > 0, shape.outputCount > 0
    else { return nil }
    self.shape = shape
    height = pool.outputHeight
    width = pool.outputWidth
    paddedHeight = shape.window.height.padded
    paddedWidth = shape.window.width.padded
    isWide = shape.inputChannels % 32 == 0
    guard paddedHeight * paddedWidth * shape.inputChannels < Int32.max else { return nil }
    let rowsInCache = 6144 / (paddedWidth * shape.inputChannels)
    bandRows = max(1, min((rowsInCache - 2) / 2, height))
    var starts = [Int32](repeating: 0, count: bandRows * width)
    for pixel in 0..<bandRows * width {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
      starts[pixel] = Int32((row * paddedWidth + column) * 2 * shape.inputChannels)
    }
    self.starts = starts
  }

  /// Memory for the lists of 16 channels.
  func makeLists() -> Lists { Lists(capacity: capacity) }

  /// For each of 16 channels the numbers that are not zero, and where their patches begin.
  struct Lists {
    let values: Out<Float>
    let offsets: Out<Int32>
    let counts: Out<Int>
    /// 16 numbers of each of 16 channels, and their offsets.
    fileprivate let square: Out<Float>
    fileprivate let offsetSquare: Out<Float>
    private let stride: Int

    fileprivate init(capacity: Int) {
      // A vector is written whole, however many numbers of it count.
      stride = capacity + 16
      values = .allocate(capacity: 16 * stride)
      offsets = .allocate(capacity: 16 * stride)
      counts = .allocate(capacity: 16)
      square = .allocate(capacity: 256)
      offsetSquare = .allocate(capacity: 256)
    }

    /// Where the list of a channel begins.
    @inline(__always) func start(_ lane: Int) -> Int { lane * stride }

    func deallocate() {
      for floats in [values, square, offsetSquare] { floats.deallocate() }
      offsets.deallocate()
      counts.deallocate()
    }
  }

  /// Calls `body` with the first row and the rows of each band.
  @inline(__always)
  func forEachBand(_ body: (Range<Int>) -> Void) {
    var row = 0
    while row < height {
      let end = min(row + bandRows, height)
      body(row..<end)
      row = end
    }
  }

  /// Lists the numbers of a band that are not zero, for 16 output channels.
  func fill(
    _ lists: Lists, _ dy: In<Float>, _ places: In<UInt8>, image: Int, rows: Range<Int>,
    channel: Int
  ) {
    let n = shape.outputChannels
    let first = ((image * height + rows.lowerBound) * width) * n + channel
    let right = I16(repeating: Int32(shape.inputChannels))
    let below = I16(repeating: Int32(paddedRowCount))
    lists.counts.update(repeating: 0, count: 16)
    let (square, offsetSquare) = (lists.square, lists.offsetSquare)
    let pixels = rows.count * width
    starts.withUnsafeBufferPointer { starts in
      var pixel = 0
      while pixel < pixels {
        let count = min(pixels - pixel, 16)
        let index = first + pixel * n
        tfx_transpose(dy + index, n, count, square)
        for i in 0..<count {
          let place = tfx_load_places(places + index + i * n)
          let offset =
            I16(repeating: starts[pixel + i]) &+ (tfx_is_odd(place) & right)
            &+ (tfx_more_places(place, 1) & below)
          offsetSquare.store(16 * i, tfx_from_bits(offset))
        }
        tfx_transpose(offsetSquare, 16, count, offsetSquare)
        for lane in 0..<16 {
          let end = lists.start(lane) + lists.counts[lane]
          lists.counts[lane] += tfx_pack_nonzero(
            lists.values + end, lists.offsets + end, square.vector(16 * lane),
            tfx_bits(offsetSquare.vector(16 * lane)))
        }
        pixel += 16
      }
    }
  }
}

/// Three pixels side by side of one block of channels.
protocol PatchRow {
  static var channels: Int { get }
  /// Those that lie `pixel` floats apart.
  init(_ p: In<Float>, pixel: Int)
  /// self += x · value.
  mutating func add(_ x: In<Float>, pixel: Int, _ value: F16)
  /// x += self · value.
  func addTo(_ x: Out<Float>, pixel: Int, _ value: F16)
  func store(_ p: Out<Float>)
}

struct WidePatchRow: PatchRow {
  static var channels: Int { 32 }
  private var a, b, c, d, e, f: F16

  @inline(__always) init(_ p: In<Float>, pixel: Int) {
    (a, b) = (p.vector(0), p.vector(16))
    (c, d) = (p.vector(pixel), p.vector(pixel + 16))
    (e, f) = (p.vector(2 * pixel), p.vector(2 * pixel + 16))
  }
  @inline(__always) mutating func add(_ x: In<Float>, pixel: Int, _ value: F16) {
    a = tfx_fma(x.vector(0), value, a)
    b = tfx_fma(x.vector(16), value, b)
    c = tfx_fma(x.vector(pixel), value, c)
    d = tfx_fma(x.vector(pixel + 16), value, d)
    e = tfx_fma(x.vector(2 * pixel), value, e)
    f = tfx_fma(x.vector(2 * pixel + 16), value, f)
  }
  @inline(__always) func addTo(_ x: Out<Float>, pixel: Int, _ value: F16) {
    x.store(0, tfx_fma(a, value, x.vector(0)))
    x.store(16, tfx_fma(b, value, x.vector(16)))
    x.store(pixel, tfx_fma(c, value, x.vector(pixel)))
    x.store(pixel + 16, tfx_fma(d, value, x.vector(pixel + 16)))
    x.store(2 * pixel, tfx_fma(e, value, x.vector(2 * pixel)))
    x.store(2 * pixel + 16, tfx_fma(f, value, x.vector(2 * pixel + 16)))
  }
  @inline(__always) func store(_ p: Out<Float>) {
    p.store(0, a)
    p.store(16, b)
    p.store(32, c)
    p.store(48, d)
    p.store(64, e)
    p.store(80, f)
  }
}

struct NarrowPatchRow: PatchRow {
  static var channels: Int { 16 }
  private var a, b, c: F16

  @inline(__always) init(_ p: In<Float>, pixel: Int) {
    (a, b, c) = (p.vector(0), p.vector(pixel), p.vector(2 * pixel))
  }
  @inline(__always) mutating func add(_ x: In<Float>, pixel: Int, _ value: F16) {
    a = tfx_fma(x.vector(0), value, a)
    b = tfx_fma(x.vector(pixel), value, b)
    c = tfx_fma(x.vector(2 * pixel), value, c)
  }
  @inline(__always) func addTo(_ x: Out<Float>, pixel: Int, _ value: F16) {
    x.store(0, tfx_fma(a, value, x.vector(0)))
    x.store(pixel, tfx_fma(b, value, x.vector(pixel)))
    x.store(2 * pixel, tfx_fma(c, value, x.vector(2 * pixel)))
  }
  @inline(__always) func store(_ p: Out<Float>) {
    p.store(0, a)
    p.store(16, b)
    p.store(32, c)
  }
}
