import TFXKernels
import Testing

@Suite struct ArrayTests {
  @Test(arguments: [
    ([3, 4], [1, 0]), ([17, 33], [1, 0]), ([2, 3, 4], [0, 2, 1]), ([2, 3, 4], [2, 1, 0]),
    ([2, 3, 4], [1, 0, 2]), ([2, 3, 4], [2, 0, 1]), ([4, 5, 6, 7], [0, 3, 1, 2]),
    ([4, 5, 6, 7], [3, 1, 0, 2]), ([1, 5, 1, 7], [3, 2, 1, 0]), ([5], [0]), ([], []),
    ([0, 3], [1, 0]), ([70, 80, 20], [1, 0, 2]),
    ([2, 1, 3, 2, 2, 1, 2, 2, 3, 2], [9, 0, 8, 1, 7, 2, 6, 3, 5, 4]), ([300, 200], [1, 0]),
  ])
  func transposes(_ shape: [Int], _ permutation: [Int]) {
    let plan = TransposePlan(shape: shape, permutation: permutation)
    let x = (0..<plan.count).map(Float.init)
    #expect(plan.outputShape == permutation.map { shape[$0] })
    expectSame(
      output(plan.count) { Kernels.transpose(x, $0, plan) },
      output(plan.count) {
        Reference.transpose(x, $0, shape: shape, permutation: permutation)
      }, "\(shape) by \(permutation)")
  }
}

@Suite struct ThreadPoolTests {
  @Test(arguments: [0, 1, 15, 16, 17, 1000], [1, 16, 100])
  func everyItemRunsOnce(_ count: Int, _ grain: Int) {
    for threads in [1, 2, 3] {
      ThreadPool.setThreads(threads)
      var seen = [Int](repeating: 0, count: count)
      seen.withUnsafeMutableBufferPointer { seen in
        // Each index belongs to one range, so no two threads touch the same element.
        nonisolated(unsafe) let seen = seen
        ThreadPool.parallelFor(count: count, grain: grain) { range in
          for i in range { seen[i] += 1 }
        }
        ThreadPool.parallelItems(count, grain: grain) { range in
          ThreadPool.parallelItems(range.count) { inner in
            for i in inner { seen[range.lowerBound + i] += 1 }
          }
        }
      }
      #expect(seen.allSatisfy { $0 == 2 })
    }
    ThreadPool.setThreads(2)
  }
}
