import CSIMD

/// Half the sums of the squares of several tensors, in one parallel sweep.
///
/// Tensors are cut into blocks of one size; the sums of the blocks are added in order, so that the
/// number of threads changes nothing.
package final class HalfSquareSums {
  private struct Block {
    let elements: UnsafeRawPointer
    let count: Int
  }

  private let isFloat: Bool
  private let blocks: [Block]
  /// For each tensor, how many blocks it has and where its result goes.
  private let results: [(blockCount: Int, to: UnsafeMutableRawPointer)]
  private let sums: UnsafeMutableBufferPointer<Double>

  /// Blocks below which there is nothing for a second thread to do.
  private let grain: Int

  private static let blockSize = 16_384

  /// - Parameter tensors: The elements, how many, and where the result goes.
  package init<T: KernelScalar>(_ tensors: [(elements: In<T>, count: Int, to: Out<T>)]) {
    var blocks: [Block] = []
    var results: [(blockCount: Int, to: UnsafeMutableRawPointer)] = []
    for tensor in tensors {
      let starts = Array(stride(from: 0, to: tensor.count, by: Self.blockSize))
      blocks += starts.map { start in
        Block(
          elements: UnsafeRawPointer(tensor.elements + start),
          count: min(Self.blockSize, tensor.count - start))
      }
      results.append((starts.count, UnsafeMutableRawPointer(tensor.to)))
    }
    isFloat = T.isFloat
    grain = blocks.map(\.count).reduce(0, +) < 2 * Self.blockSize ? max(blocks.count, 1) : 2
    self.blocks = blocks
    self.results = results
    sums = .allocate(capacity: max(blocks.count, 1))
  }

  deinit { sums.deallocate() }

  package func callAsFunction() {
    ThreadPool.parallelItems(blocks.count, grain: grain) { range in
      for index in range {
        let block = blocks[index]
        sums[index] =
          isFloat
          ? Fast.squareSum(block.elements.assumingMemoryBound(to: Float.self), block.count)
          : Reference.squareSum(block.elements.assumingMemoryBound(to: Double.self), block.count)
      }
    }
    var next = 0
    for result in results {
      var sum = 0.0
      for _ in 0..<result.blockCount {
        sum += sums[next]
        next += 1
      }
      if isFloat {
        result.to.storeBytes(of: Float(sum / 2), as: Float.self)
      } else {
        result.to.storeBytes(of: sum / 2, as: Double.self)
      }
    }
  }
}

extension Fast {
  static func squareSum(_ x: In<Float>, _ count: Int) -> Double {
    var (a, b, c, d) = (F16.zero, F16.zero, F16.zero, F16.zero)
    var i = 0
    // Four sums, because an addition has to wait for the one before.
    while i + 64 <= count {
      a = tfx_fma(x.vector(i), x.vector(i), a)
      b = tfx_fma(x.vector(i + 16), x.vector(i + 16), b)
      c = tfx_fma(x.vector(i + 32), x.vector(i + 32), c)
      d = tfx_fma(x.vector(i + 48), x.vector(i + 48), d)
      i += 64
    }
    vectorLoop(i..<count) { i in
      a = tfx_fma(x.vector(i), x.vector(i), a)
    } rest: { i, n in
      b = tfx_fma(x.part(i, n), x.part(i, n), b)
    }
    return tfx_reduce_add_double((a + b) + (c + d))
  }
}

extension Reference {
  static func squareSum(_ x: In<Double>, _ count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += x[i] * x[i] }
    return sum
  }
}
