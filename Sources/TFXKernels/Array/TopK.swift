extension Kernels {
  /// For each row of x, the places of its k greatest elements (least ones if `ascending`), best
  /// first; of equal ones the first comes first. Not-a-number counts as less than every number, or
  /// as greater where the least are sought: it comes last.
  package static func topK<E: Comparable>(
    _ x: In<E>, _ places: Out<Int32>, rows: Int, columns: Int, k: Int, ascending: Bool
  ) {
    guard rows > 0, k > 0 else { return }
    ThreadPool.parallelItems(rows, grain: max(1, 4096 / columns)) { range in
      for row in range {
        let x = x + row * columns
        @inline(__always) func precedes(_ a: Int32, _ b: Int32) -> Bool {
          let (left, right) = (x[Int(a)], x[Int(b)])
          if ascending ? left < right : left > right { return true }
          if left == right { return a < b }
          // One is less, or one of them is not a number.
          let (leftIsNumber, rightIsNumber) = (left == left, right == right)
          if leftIsNumber && rightIsNumber { return false }
          return leftIsNumber != rightIsNumber ? leftIsNumber : a < b
        }
        let best = places + row * k
        if k <= 32 {
          // The best so far in order: most elements fail the comparison with the last of them.
          var found = 0
          for place in 0..<Int32(columns) {
            if found == k && !precedes(place, best[k - 1]) { continue }
            var slot = found == k ? k - 1 : found
            found = min(found + 1, k)
            while slot > 0 && precedes(place, best[slot - 1]) {
              best[slot] = best[slot - 1]
              slot -= 1
            }
            best[slot] = place
          }
        } else {
          var all = Array(0..<Int32(columns))
          all.sort(by: precedes)
          best.update(from: all, count: k)
        }
      }
    }
  }
}
