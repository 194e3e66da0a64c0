import CSIMD

// Softmax with its loss and the loss's gradient in one pass, as TensorFlow's
// SoftmaxCrossEntropyWithLogits and SparseSoftmaxCrossEntropyWithLogits.

extension Kernels {
  /// loss[r] = −Σ labels[r, c]·logSoftmax(logits)[r, c];
  /// backprop[r, c] = (softmax(logits)[r, c] − labels[r, c])·slope, for labels that sum to 1.
  package static func softmaxCrossEntropy<T: KernelScalar>(
    _ logits: In<T>, _ labels: In<T>, _ loss: Out<T>, _ backprop: Out<T>?, rows: Int, columns: Int,
    slope: T = 1
  ) {
    if T.isFloat {
      Fast.softmaxCrossEntropy(
        logits.float, labels.float, loss.float, backprop?.float, rows: rows, columns: columns,
        slope: Float(slope))
    } else {
      Reference.softmaxCrossEntropy(
        logits.double, labels.double, loss.double, backprop?.double, rows: rows, columns: columns,
        slope: Double(slope))
    }
  }

  /// loss[r] = −logSoftmax(logits)[r, labels[r]];
  /// backprop[r, c] = (softmax(logits)[r, c] − (c == labels[r] ? 1 : 0))·slope.
  /// A row whose label is outside 0..<columns becomes NaN, as in TensorFlow on a GPU.
  @specialized(where T == Float, I == Int32)
  @specialized(where T == Float, I == Int64)
  @specialized(where T == Double, I == Int32)
  @specialized(where T == Double, I == Int64)
  package static func sparseSoftmaxCrossEntropy<T: KernelScalar, I: FixedWidthInteger>(
    _ logits: In<T>, _ labels: In<I>, _ loss: Out<T>, _ backprop: Out<T>?, rows: Int, columns: Int,
    slope: T = 1
  ) {
    if T.isFloat {
      Fast.sparseSoftmaxCrossEntropy(
        logits.float, labels, loss.float, backprop?.float, rows: rows, columns: columns,
        slope: Float(slope))
    } else {
      Reference.sparseSoftmaxCrossEntropy(
        logits.double, labels, loss.double, backprop?.double, rows: rows, columns: columns,
        slope: Double(slope))
    }
  }
}

extension Fast {
  static func softmaxCrossEntropy(
    _ logits: In<Float>, _ labels: In<Float>, _ loss: Out<Float>, _ backprop: Out<Float>?,
    rows: Int, columns n: Int, slope: Float
  ) {
    ThreadPool.parallelItems(rows, grain: rowGrain(n)) { range in
      for row in range {
        let (x, labels) = (logits + row * n, labels + row * n)
        let (top, sum) = exponentials(x, backprop.map { $0 + row * n }, n)
        let (shift, logSum) = (F16(repeating: top), F16(repeating: Float.log(sum)))
        var total = F16.zero
        vectorLoop(0..<n) { i in
          total += labels.vector(i) * (logSum - (x.vector(i) - shift))
        } rest: { i, count in
          total += labels.part(i, count) * (logSum - (x.part(i, count) - shift))
        }
        loss[row] = tfx_reduce_add(total)
        guard let dx = backprop.map({ $0 + row * n }) else { continue }
        let (scale, slope) = (F16(repeating: 1 / sum), F16(repeating: slope))
        vectorLoop(0..<n) { i in
          dx.store(i, (dx.vector(i) * scale - labels.vector(i)) * slope)
        } rest: { i, count in
          dx.store(i, (dx.part(i, count) * scale - labels.part(i, count)) * slope, count)
        }
      }
    }
  }

  @inline(__always)
  static func sparseSoftmaxCrossEntropy<I: FixedWidthInteger>(
    _ logits: In<Float>, _ labels: In<I>, _ loss: Out<Float>, _ backprop: Out<Float>?, rows: Int,
    columns n: Int, slope: Float
  ) {
    ThreadPool.parallelItems(rows, grain: rowGrain(n)) { range in
      if n < 16, let backprop {
        narrowSparse(logits, labels, loss, backprop, range, n, slope)
        return
      }
      for row in range {
        let x = logits + row * n
        let dx = backprop.map { $0 + row * n }
        guard let label = Int(exactly: labels[row]), 0 <= label, label < n else {
          loss[row] = .nan
          dx?.update(repeating: .nan, count: n)
          continue
        }
        let (top, sum) = exponentials(x, dx, n)
        loss[row] = Float.log(sum) - (x[label] - top)
        if let dx {
          let share = dx[label] * (1 / sum)
          zip(TimesTwice(second: slope), dx, 1 / sum, dx, 0..<n)
          dx[label] = (share - 1) * slope
        }
      }
    }
  }

  /// `sparseSoftmaxCrossEntropy` for rows narrower than a vector.
  @inline(__always)
  private static func narrowSparse<I: FixedWidthInteger>(
    _ logits: In<Float>, _ labels: In<I>, _ loss: Out<Float>, _ backprop: Out<Float>,
    _ rows: Range<Int>, _ n: Int, _ slope: Float
  ) {
    forEachNarrowGroup(logits, rows, n) { first, count, top, sum, exponentials in
      var wanted = I16(repeating: -1)
      for lane in 0..<count {
        if let label = Int32(exactly: labels[first + lane]), label < n { wanted[lane] = label }
      }
      // The logit itself rather than the logarithm of its exponential, which may be 0.
      var logit = F16(repeating: .nan)
      let (scale, nan) = (1 / sum, F16(repeating: .nan))
      let isWrong = tfx_less(tfx_int_to_float(wanted), .zero)
      for c in 0..<n {
        let isLabel = tfx_equal(tfx_int_to_float(wanted), F16(repeating: Float(c)))
        let x = logits + first * n + c
        logit = tfx_select(isLabel, tfx_load_column(x, n, count) - top, logit)
        let one = tfx_select(isLabel, F16(repeating: 1), .zero)
        let dx = (exponentials.vector(16 * c) * scale - one) * slope
        tfx_store_column(backprop + first * n + c, n, tfx_select(isWrong, nan, dx), count)
      }
      let losses = tfx_log(sum) - logit
      if count == 16 { loss.store(first, losses) } else { loss.store(first, losses, count) }
    }
  }

  /// The row's maximum and Σ exp(x − maximum); writes the exponentials to `y` if there is one.
  @inline(__always)
  private static func exponentials(
    _ x: In<Float>, _ y: Out<Float>?, _ n: Int
  ) -> (top: Float, sum: Float) {
    let top = rowMax(x, n)
    guard let y else { return (top, rowExpSum(x, n, shift: top) { _, _, _ in }) }
    let sum = rowExpSum(x, n, shift: top) { i, e, count in
      if count == 16 { y.store(i, e) } else { y.store(i, e, count) }
    }
    return (top, sum)
  }
}

/// x · first · second, in this order.
private struct TimesTwice: BinaryFunction {
  let second: Float
  func scalar<T: KernelScalar>(_ x: T, _ first: T) -> T { x * first * T(second) }
  @inline(__always) func vector(_ x: F16, _ first: F16) -> F16 { x * first * second }
}

extension Reference {
  package static func softmaxCrossEntropy<T: KernelScalar>(
    _ logits: In<T>, _ labels: In<T>, _ loss: Out<T>, _ backprop: Out<T>?, rows: Int, columns: Int,
    slope: T = 1
  ) {
    for row in 0..<rows {
      let (x, labels) = (logits + row * columns, labels + row * columns)
      let (top, sum) = shiftedSum(x, columns)
      var total: T = 0
      for c in 0..<columns {
        total += labels[c] * (T.log(sum) - (x[c] - top))
        backprop?[row * columns + c] = (T.exp(x[c] - top) / sum - labels[c]) * slope
      }
      loss[row] = total
    }
  }

  @inline(__always)
  package static func sparseSoftmaxCrossEntropy<T: KernelScalar, I: FixedWidthInteger>(
    _ logits: In<T>, _ labels: In<I>, _ loss: Out<T>, _ backprop: Out<T>?, rows: Int, columns: Int,
    slope: T = 1
  ) {
    for row in 0..<rows {
      let x = logits + row * columns
      let label = Int(exactly: labels[row]) ?? -1
      let isValid = 0 <= label && label < columns
      let (top, sum) = shiftedSum(x, columns)
      loss[row] = isValid ? T.log(sum) - (x[label] - top) : .nan
      for c in 0..<columns {
        let probability = T.exp(x[c] - top) / sum
        backprop?[row * columns + c] =
          isValid ? (probability - (c == label ? 1 : 0)) * slope : .nan
      }
    }
  }
}
