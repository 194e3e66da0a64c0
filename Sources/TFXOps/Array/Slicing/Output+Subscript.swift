public import TFXGraph

/// An entry of a subscript such as `x[0, 1..<3, .ellipsis]`.
public enum SliceIndex: Sendable {
  /// One place, negative ones counted from the end; its axis is dropped.
  case place(Int)
  /// The places from `from` up to before `to`, `by` apart; nil for an open end.
  case range(from: Int?, to: Int?, by: Int)
  /// As many whole axes as are left.
  case ellipsis
  /// A new axis of extent 1.
  case newAxis

  /// A whole axis.
  public static let all = SliceIndex.range(from: nil, to: nil, by: 1)
  /// A whole axis backwards.
  public static let reversed = SliceIndex.range(from: nil, to: nil, by: -1)
}

/// What can stand in a subscript of an ``Output``: whole numbers, ranges, and ``SliceIndex``.
public protocol SliceIndexConvertible {
  /// The entry.
  var sliceIndex: SliceIndex { get }
}

extension SliceIndex: SliceIndexConvertible {
  public var sliceIndex: SliceIndex { self }
}

extension Int: SliceIndexConvertible {
  public var sliceIndex: SliceIndex { .place(self) }
}

extension Range<Int>: SliceIndexConvertible {
  public var sliceIndex: SliceIndex { .range(from: lowerBound, to: upperBound, by: 1) }
}

extension ClosedRange<Int>: SliceIndexConvertible {
  public var sliceIndex: SliceIndex {
    // Up to −1 is up to the end.
    .range(from: lowerBound, to: upperBound == -1 ? nil : upperBound &+ 1, by: 1)
  }
}

extension PartialRangeFrom<Int>: SliceIndexConvertible {
  public var sliceIndex: SliceIndex { .range(from: lowerBound, to: nil, by: 1) }
}

extension PartialRangeUpTo<Int>: SliceIndexConvertible {
  public var sliceIndex: SliceIndex { .range(from: nil, to: upperBound, by: 1) }
}

extension Output {
  /// A part of the tensor as in NumPy: `try x[0, 1..<3, SliceIndex.ellipsis]`, where whole numbers
  /// drop their axis, ranges cut it, and what is not named stays whole.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` as `Graph.stridedSlice` does.
  public subscript(_ indices: any SliceIndexConvertible...) -> Output {
    get throws(GraphError) {
      var (begin, end, strides): ([Int], [Int], [Int]) = ([], [], [])
      var masks = StridedSliceMasks()
      for (place, index) in indices.enumerated() {
        let bit = 1 << place
        var (from, to, by) = (0, 0, 1)
        switch index.sliceIndex {
        case .place(let place):
          (from, to) = (place, place + 1)
          masks.shrinkAxis |= bit
        case .range(let lower, let upper, let step):
          (from, to, by) = (lower ?? 0, upper ?? 0, step)
          if lower == nil { masks.begin |= bit }
          if upper == nil { masks.end |= bit }
        case .ellipsis: masks.ellipsis |= bit
        case .newAxis: masks.newAxis |= bit
        }
        begin.append(from)
        end.append(to)
        strides.append(by)
      }
      return try graph.stridedSlice(
        self, begin: begin, end: end, strides: strides, masks: masks)
    }
  }
}
