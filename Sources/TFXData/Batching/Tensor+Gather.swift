package import TFXCore

extension Tensor {
  /// Copies rows of the first axis one after the other to `destination`, converted to `target`:
  /// `rows.count` rows of `target.byteCount` bytes an element. Allocates nothing.
  ///
  /// Targets are float32, float64, int32 and int64, and any type for tensors of the same; numbers
  /// beyond a whole-number type's range become its nearest, not-a-number 0.
  package func gather(
    _ rows: ArraySlice<Int>, into destination: UnsafeMutableRawPointer, as target: DType
  ) {
    let count = shape[0]
    precondition(
      rows.allSatisfy { $0 >= 0 && $0 < count }, "rows \(rows) gathered from \(count)")
    withUnsafeBytes { source in
      guard let source = source.baseAddress, !rows.isEmpty else { return }
      let rowSize = elementCount / count
      let copy = RowCopy(rows: rows, source: source, destination: destination, rowSize: rowSize)
      switch target {
      case dtype: copy.bytes(elementByteCount: dtype.byteCount)
      case .float32: copy.convert(from: dtype, to: Float.self)
      case .float64: copy.convert(from: dtype, to: Double.self)
      case .int32: copy.convert(from: dtype, to: Int32.self)
      case .int64: copy.convert(from: dtype, to: Int64.self)
      case .int8, .int16, .uint8, .bool, .string, .complex64, .qint8, .quint8, .resource:
        preconditionFailure("rows of \(dtype) gathered as \(target)")
      }
    }
  }

  /// The given rows as a tensor of its own.
  package func gathering(_ rows: [Int]) -> Tensor {
    Tensor(shape: shape.withoutBatch.batched(rows.count), dtype: dtype) { bytes in
      if let base = bytes.baseAddress { gather(rows[...], into: base, as: dtype) }
    }
  }
}

/// One gathering of rows.
private struct RowCopy {
  let rows: ArraySlice<Int>
  let source: UnsafeRawPointer
  let destination: UnsafeMutableRawPointer
  /// Elements per row.
  let rowSize: Int

  func bytes(elementByteCount: Int) {
    let length = rowSize * elementByteCount
    // A label, or a few numbers: less than a call that copies them.
    switch length {
    case 4: return copy(as: UInt32.self)
    case 8: return copy(as: UInt64.self)
    case 16: return copy(as: SIMD4<UInt32>.self)
    default: break
    }
    var place = destination
    for row in rows {
      place.copyMemory(from: source + row * length, byteCount: length)
      place += length
    }
  }

  /// Copies rows of the size of one `Row`.
  @inline(__always)
  private func copy<Row: BitwiseCopyable>(as type: Row.Type) {
    let size = MemoryLayout<Row>.size
    var place = destination
    for row in rows {
      place.storeBytes(of: source.loadUnaligned(fromByteOffset: row * size, as: type), as: type)
      place += size
    }
  }

  func convert<Target: GatherTarget>(from dtype: DType, to target: Target.Type) {
    switch dtype {
    case .float32: convert(Float.self, target) { Target(gathered: Double($0)) }
    case .float64: convert(Double.self, target) { Target(gathered: $0) }
    case .int8: convert(Int8.self, target) { Target(whole: $0) }
    case .int16: convert(Int16.self, target) { Target(whole: $0) }
    case .int32: convert(Int32.self, target) { Target(whole: $0) }
    case .int64: convert(Int64.self, target) { Target(whole: $0) }
    case .uint8: convert(UInt8.self, target) { Target(whole: $0) }
    case .bool: convert(UInt8.self, target) { Target(whole: $0) }
    case .string, .complex64, .qint8, .quint8, .resource:
      preconditionFailure("rows of \(dtype) gathered as \(Target.self)")
    }
  }

  // Inlined with its closure, the inner loop is plain enough to be vectorised.
  @inline(__always)
  private func convert<Source, Target>(
    _ from: Source.Type, _ to: Target.Type, _ convert: (Source) -> Target
  ) {
    let source = source.assumingMemoryBound(to: Source.self)
    var place = destination.assumingMemoryBound(to: Target.self)
    for row in rows {
      let start = source + row * rowSize
      for index in 0..<rowSize { place[index] = convert(start[index]) }
      place += rowSize
    }
  }
}

/// A type that rows can be converted to.
private protocol GatherTarget {
  /// The nearest value of this type; 0 for not-a-number if it has none.
  init(gathered number: Double)
  /// The whole number; the nearest if it does not fit.
  init<Whole: FixedWidthInteger>(whole: Whole)
}

extension Float: GatherTarget {
  @inline(__always) init(gathered number: Double) { self = Float(number) }
  @inline(__always) init<Whole: FixedWidthInteger>(whole: Whole) { self = Float(whole) }
}

extension Double: GatherTarget {
  @inline(__always) init(gathered number: Double) { self = number }
  @inline(__always) init<Whole: FixedWidthInteger>(whole: Whole) { self = Double(whole) }
}

extension FixedWidthInteger {
  @inline(__always) fileprivate init(clamping number: Double) {
    if number.isNaN {
      self = 0
    } else if number >= Double(Self.max) {
      self = .max
    } else if number <= Double(Self.min) {
      self = .min
    } else {
      self = Self(number)
    }
  }
}

extension Int32: GatherTarget {
  init(gathered number: Double) { self.init(clamping: number) }
  @inline(__always) init<Whole: FixedWidthInteger>(whole: Whole) {
    self = Int32(clamping: whole)
  }
}

extension Int64: GatherTarget {
  init(gathered number: Double) { self.init(clamping: number) }
  @inline(__always) init<Whole: FixedWidthInteger>(whole: Whole) {
    self = Int64(clamping: whole)
  }
}
