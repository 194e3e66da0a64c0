import CSIMD

extension Kernels {
  /// Row i of the destination = row indices[i] of the source. The caller has checked the indices.
  package static func gatherRows(
    _ source: UnsafeRawPointer, rowBytes: Int, _ indices: In<Int>, _ count: Int,
    _ destination: UnsafeMutableRawPointer
  ) {
    ThreadPool.parallelItems(count, grain: max(1, 131_072 / max(1, rowBytes))) { range in
      for i in range {
        (destination + i * rowBytes).copyMemory(
          from: source + indices[i] * rowBytes, byteCount: rowBytes)
      }
    }
  }

  /// Row i of the destination = scale·(row indices[i] of the source, a byte an element) + offset.
  package static func gatherRowsConvertingUInt8ToFloat(
    _ source: In<UInt8>, rowCount: Int, _ indices: In<Int>, _ count: Int,
    _ destination: Out<Float>, scale: Float = 1, offset: Float = 0
  ) {
    let (factor, shift) = (F16(repeating: scale), F16(repeating: offset))
    ThreadPool.parallelItems(count, grain: max(1, elementwiseGrain / max(1, rowCount))) { range in
      for i in range {
        let (x, y) = (source + indices[i] * rowCount, destination + i * rowCount)
        vectorLoop(0..<rowCount) { j in
          y.store(j, tfx_fma(tfx_load_bytes(x + j), factor, shift))
        } rest: { j, n in
          for j in j..<j + n { y[j] = shift[0].addingProduct(Float(x[j]), scale) }
        }
      }
    }
  }
}
