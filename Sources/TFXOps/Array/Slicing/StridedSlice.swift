import TFXCore
public import TFXGraph

/// y = x[begin:end:stride, …] as in NumPy.   x: [d…] → y: [e…].   ∂x = ∂y there, 0 elsewhere.
///
/// Bit i of a mask is about entry i of the bounds: begin and end masks leave the bound open, the
/// ellipsis mask stands for as many whole axes as are left, the new-axis mask puts in an axis of
/// extent 1, and the shrink mask takes the one place `begin` and drops the axis.
struct StridedSlice: WindowOp {
  /// The bounds; nil if three inputs say so, int32 or int64 [n].
  var bounds: Bounds?
  var masks = StridedSliceMasks()

  struct Bounds {
    var begin: [Int]
    var end: [Int]
    var strides: [Int]
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    var (begin, end, strides) = (bounds?.begin, bounds?.end, bounds?.strides)
    f.numbers("begin", &begin, "where it begins; three more inputs if left out")
    f.numbers("end", &end, "what it ends before")
    f.numbers("strides", &strides, "the steps; 1 if left out")
    f.optional("begin_mask", &masks.begin, "bits of the entries that begin at the start")
    f.optional("end_mask", &masks.end, "bits of the entries that go to the end")
    f.optional(
      "ellipsis_mask", &masks.ellipsis, "the bit of the entry that stands for all other axes")
    f.optional("new_axis_mask", &masks.newAxis, "bits of the entries that add an axis")
    f.optional("shrink_axis_mask", &masks.shrinkAxis, "bits of the entries that take one place")
    guard let count = begin?.count ?? end?.count else { return }
    bounds = Bounds(
      begin: begin ?? Array(repeating: 0, count: count), end: end ?? [],
      strides: strides ?? Array(repeating: 1, count: count))
  }

  var boundInputs: Int { bounds == nil ? 3 : 0 }

  func window(_ x: Shape, _ inputs: InputSpecs, first: Int) throws(ShapeError) -> SliceWindow {
    var known = bounds
    var count = bounds?.begin.count ?? 0
    if let bounds {
      if bounds.end.count != count || bounds.strides.count != count {
        throw ShapeError(
          "end", expected: "as many numbers as begin \(bounds.begin)",
          found: "\(bounds.end) with strides \(bounds.strides)")
      }
    } else {
      let begin = try inputs.integers(first, "begin")
      let end = try inputs.integers(first + 1, "end")
      let strides = try inputs.integers(first + 2, "strides")
      let lengths = try inputs.ranked(first, 1, "begin").shape.merged(
        with: try inputs.ranked(first + 1, 1, "end").shape)?.merged(
          with: try inputs.ranked(first + 2, 1, "strides").shape)
      guard let length = lengths?[0], length != Shape.unknown else {
        throw ShapeError(
          "begin", expected: "vectors of one known length for begin, end and strides",
          found: "\(inputs[first]), \(inputs[first + 1]) and \(inputs[first + 2])")
      }
      count = length
      if let begin, let end, let strides {
        known = Bounds(begin: begin, end: end, strides: strides)
      }
    }
    return try window(x, count, known)
  }

  /// The window for bounds of `count` entries, which may not be known yet.
  private func window(
    _ x: Shape, _ count: Int, _ bounds: Bounds?
  ) throws(ShapeError) -> SliceWindow {
    let ellipses = (0..<count).filter { masks.ellipsis.hasBit($0) }
    if ellipses.count > 1 {
      throw ShapeError("ellipsis_mask", expected: "one ellipsis", found: "\(ellipses.count)")
    }
    let used = (0..<count).count { !masks.ellipsis.hasBit($0) && !masks.newAxis.hasBit($0) }
    if used > x.rank {
      throw ShapeError("begin", expected: "at most \(x.rank) axes for \(x)", found: "\(used)")
    }
    var window = SliceWindow(begin: [], counts: [], steps: [], shape: [])
    func takeAll(_ axes: Int) {
      for _ in 0..<axes {
        let extent = x[window.begin.count]
        window.begin.append(0)
        window.counts.append(extent)
        window.steps.append(1)
        window.shape.dimensions.append(extent)
      }
    }
    for entry in 0..<count {
      if masks.ellipsis.hasBit(entry) {
        takeAll(x.rank - used)
      } else if masks.newAxis.hasBit(entry) {
        window.shape.dimensions.append(1)
      } else {
        try take(entry, x, bounds, &window)
      }
    }
    takeAll(x.rank - window.begin.count)
    return window
  }

  /// Adds the next axis of x, cut as an entry of the bounds says.
  private func take(
    _ entry: Int, _ x: Shape, _ bounds: Bounds?, _ window: inout SliceWindow
  ) throws(ShapeError) {
    let axis = window.begin.count
    let extent = x[axis]
    let shrinks = masks.shrinkAxis.hasBit(entry)
    let stride = bounds?.strides[entry] ?? 1
    if stride == 0 || shrinks && stride < 0 {
      throw ShapeError(
        "strides", expected: shrinks ? "1 for a single place" : "a stride that is not 0",
        found: "\(stride)")
    }
    guard let bounds, extent != Shape.unknown else {
      window.begin.append(0)
      window.counts.append(shrinks ? 1 : Shape.unknown)
      window.steps.append(stride)
      if !shrinks { window.shape.dimensions.append(Shape.unknown) }
      return
    }
    if shrinks {
      let place = bounds.begin[entry] < 0 ? bounds.begin[entry] + extent : bounds.begin[entry]
      if !(0..<extent).contains(place) {
        throw ShapeError(
          "begin", expected: "a place in axis \(axis) of \(x)", found: "\(bounds.begin[entry])")
      }
      window.begin.append(place)
      window.counts.append(1)
      window.steps.append(1)
      return
    }
    let (low, high) = stride > 0 ? (0, extent) : (-1, extent - 1)
    func clamped(_ bound: Int) -> Int {
      min(max(bound < 0 ? bound + extent : bound, low), high)
    }
    let begin =
      masks.begin.hasBit(entry) ? (stride > 0 ? low : high) : clamped(bounds.begin[entry])
    let end = masks.end.hasBit(entry) ? (stride > 0 ? high : low) : clamped(bounds.end[entry])
    let span = stride > 0 ? end - begin : begin - end
    let count = span <= 0 ? 0 : (span - 1) / Int(clamping: stride.magnitude) + 1
    window.begin.append(begin)
    window.counts.append(count)
    // A step that is never taken may be too large to compute with.
    window.steps.append(count > 1 ? stride : 1)
    window.shape.dimensions.append(count)
  }
}

/// TensorFlow's masks of a strided slice: bit i is about entry i of the bounds.
public struct StridedSliceMasks: Sendable, Hashable {
  /// Entries that begin where the axis does.
  public var begin = 0
  /// Entries that end where the axis does.
  public var end = 0
  /// The entry that stands for as many whole axes as are left.
  public var ellipsis = 0
  /// Entries that put in a new axis of extent 1.
  public var newAxis = 0
  /// Entries that take one place and drop the axis.
  public var shrinkAxis = 0

  /// The given masks.
  public init(
    begin: Int = 0, end: Int = 0, ellipsis: Int = 0, newAxis: Int = 0, shrinkAxis: Int = 0
  ) {
    self.begin = begin
    self.end = end
    self.ellipsis = ellipsis
    self.newAxis = newAxis
    self.shrinkAxis = shrinkAxis
  }
}

extension Int {
  fileprivate func hasBit(_ index: Int) -> Bool { self >> index & 1 == 1 }
}

extension Graph {
  /// `x[begin:end:stride, …]` as in NumPy; see ``Output/subscript(_:)`` for a shorter form.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type.
  ///   - begin: The first place of each entry; negative ones are counted from the end.
  ///   - end: The place that each entry ends before.
  ///   - strides: The steps, which may be negative; all 1 if nil.
  ///   - masks: Which entries are open, new axes, single places, or the ellipsis.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for more entries than axes, a stride of 0, or a
  ///   single place outside of its axis.
  public func stridedSlice(
    _ x: Output, begin: [Int], end: [Int], strides: [Int]? = nil,
    masks: StridedSliceMasks = StridedSliceMasks(), name: String? = nil
  ) throws(GraphError) -> Output {
    let strides = strides ?? begin.map { _ in 1 }
    let slice = StridedSlice(
      bounds: .init(begin: begin, end: end, strides: strides), masks: masks)
    return try add(slice, [x], name: name).output(0)
  }

  /// `x[begin:end:stride, …]` with bounds that are computed: `int32` or `int64` vectors of one
  /// length, which the graph must know.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or lengths; a run throws where
  ///   the form with constants does.
  public func stridedSlice(
    _ x: Output, begin: Output, end: Output, strides: Output,
    masks: StridedSliceMasks = StridedSliceMasks(), name: String? = nil
  ) throws(GraphError) -> Output {
    let slice = StridedSlice(bounds: nil, masks: masks)
    return try add(slice, [x, begin, end, strides], name: name).output(0)
  }
}
