import TFXCore
public import TFXGraph

/// y = the part of x from `begin` on, of the extents `size`.   x: [d…] → y: [size…].
/// ∂x = ∂y there, 0 elsewhere.
struct Slice: WindowOp {
  /// Where it begins, and how much it takes, −1 for all that is left; nil if two inputs say so,
  /// int32 or int64 [rank].
  var bounds: Bounds?

  struct Bounds {
    var begin: [Int]
    var size: [Int]
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    var (begin, size) = (bounds?.begin, bounds?.size)
    f.numbers("begin", &begin, "where the part begins; two more inputs if left out")
    f.numbers("size", &size, "its extents; -1 for all that is left")
    guard let count = begin?.count ?? size?.count else { return }
    bounds = Bounds(
      begin: begin ?? Array(repeating: 0, count: count),
      size: size ?? Array(repeating: -1, count: count))
  }

  var boundInputs: Int { bounds == nil ? 2 : 0 }

  func window(_ x: Shape, _ inputs: InputSpecs, first: Int) throws(ShapeError) -> SliceWindow {
    var begin: [Int]?
    var size: [Int]?
    if let bounds {
      (begin, size) = (bounds.begin, bounds.size)
    } else {
      begin = try inputs.integers(first, "begin")
      size = try inputs.integers(first + 1, "size")
      try inputs.expectShape([x.rank], first, "begin")
      try inputs.expectShape([x.rank], first + 1, "size")
    }
    for (name, list) in [("begin", begin), ("size", size)] {
      if let list, list.count != x.rank {
        throw ShapeError(name, expected: "\(x.rank) numbers for \(x)", found: "\(list)")
      }
    }
    let ones = [Int](repeating: 1, count: x.rank)
    guard let begin, let size else {
      // What is known of the one does not help without the other.
      let counts = [Int](repeating: Shape.unknown, count: x.rank)
      return SliceWindow(begin: ones, counts: counts, steps: ones, shape: Shape(counts))
    }
    var counts: [Int] = []
    for axis in 0..<x.rank {
      let extent = x[axis]
      let isKnown = extent != Shape.unknown
      if begin[axis] < 0 || isKnown && begin[axis] > extent {
        throw ShapeError(
          "begin", expected: "0…\(isKnown ? "\(extent)" : "?") for axis \(axis) of \(x)",
          found: "\(begin[axis])")
      }
      if size[axis] == Shape.unknown {
        counts.append(isKnown ? extent - begin[axis] : Shape.unknown)
        continue
      }
      if size[axis] < 0 || isKnown && size[axis] > extent - begin[axis] {
        let most = isKnown ? "\(extent - begin[axis])" : "?"
        throw ShapeError(
          "size", expected: "-1…\(most) for axis \(axis) of \(x) from \(begin[axis]) on",
          found: "\(size[axis])")
      }
      counts.append(size[axis])
    }
    return SliceWindow(begin: begin, counts: counts, steps: ones, shape: Shape(counts))
  }
}

extension Graph {
  /// The part of `x` that begins at `begin` and has the extents `size`.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type.
  ///   - begin: The first place along each axis.
  ///   - size: The extent along each axis; −1 for all that is left.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if it is not within `x`.
  public func slice(
    _ x: Output, begin: [Int], size: [Int], name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Slice(bounds: .init(begin: begin, size: size)), [x], name: name).output(0)
  }

  /// The part of `x` that begins at `begin` and has the extents `size`, which are computed: `int32`
  /// or `int64` vectors with a number for each axis, −1 in `size` for all that is left.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or lengths; a run throws if it is
  ///   not within `x`.
  public func slice(
    _ x: Output, begin: Output, size: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Slice(bounds: nil), [x, begin, size], name: name).output(0)
  }
}
