import Synchronization

#if os(Linux)
  import COpenMP

  #if canImport(Glibc)
    import Glibc
  #else
    import Musl
  #endif
#else
  import Darwin
  import Dispatch
#endif

/// The one pool of threads: GNU OpenMP's, which oneDNN and OpenBLAS run on too. A thread without
/// work soon sleeps (COpenMP says how soon), so that other programs on the same cores get on.
package enum ThreadPool {
  /// How many threads kernels use; the machine's processors until `setThreads` is called.
  package static var threads: Int { count.load(ordering: .relaxed) }

  private static let count = Atomic<Int>(defaultThreads())

  /// Sets the number of threads of all kernels, those of oneDNN and OpenBLAS included.
  package static func setThreads(_ threads: Int) {
    precondition(threads > 0, "number of threads must be positive, received \(threads)")
    count.store(threads, ordering: .relaxed)
    adopt()
  }

  /// Gives OpenMP our number of threads. It keeps that number per calling thread, so whoever calls
  /// a library that sizes its own parallel regions calls this first.
  ///
  /// - Parameter most: As many at most, for work that is too small for more.
  static func adopt(most: Int = .max) {
    #if os(Linux)
      let wanted = Int32(min(threads, most))
      if tfx_openmp_max_threads() != wanted { tfx_openmp_set_threads(wanted) }
    #endif
  }

  private static func defaultThreads() -> Int {
    #if os(Linux)
      // Threads beyond the quota of a container would only wait for each other.
      let isChosen = getenv("OMP_NUM_THREADS") != nil
      let most = isChosen ? .max : ProcessorQuota.ofThisProcess() ?? .max
      return max(1, min(Int(tfx_openmp_max_threads()), most))
    #else
      return max(1, Int(sysconf(_SC_NPROCESSORS_ONLN)))
    #endif
  }

  /// Splits `0..<count` into one contiguous range a thread and runs `body` on each; in one piece
  /// when `count` does not exceed `grain`, or when called from a parallel region.
  ///
  /// The ranges depend on `count` and the number of threads alone, and start at multiples of 16.
  /// - Parameter grain: the least number of items that is worth a thread of its own.
  package static func parallelFor(count: Int, grain: Int, body: (Range<Int>) -> Void) {
    split(count: count, grain: grain, align: 16, body: body)
  }

  /// `parallelFor` over items that each are large (rows, images): ranges start anywhere.
  package static func parallelItems(_ count: Int, grain: Int = 1, body: (Range<Int>) -> Void) {
    split(count: count, grain: grain, align: 1, body: body)
  }

  private static func split(count: Int, grain: Int, align: Int, body: (Range<Int>) -> Void) {
    guard count > 0 else { return }
    let parts = min(threads, (count + grain - 1) / max(grain, 1))
    if parts <= 1 || isNested { return body(0..<count) }
    let step = ((count + parts - 1) / parts + align - 1) / align * align
    run(parts) { part in
      let start = min(part * step, count)
      let end = min(start + step, count)
      if start < end { body(start..<end) }
    }
  }

  #if os(Linux)
    private static var isNested: Bool { tfx_openmp_is_parallel() != 0 }

    /// What `tfx_openmp_parallel` hands to each thread.
    private struct Region {
      let parts: Int
      let body: (Int) -> Void
    }

    /// Runs `body(0)…body(parts - 1)`. OpenMP may give fewer threads than asked for; each thread
    /// then takes several parts.
    @inline(never)
    private static func run(_ parts: Int, _ body: (Int) -> Void) {
      withoutActuallyEscaping(body) { body in
        var region = Region(parts: parts, body: body)
        // Unprotected: a stack protector in here would spread to the loops inlined around it and
        // keep the vector functions of CSIMD from being inlined into those.
        _withUnprotectedUnsafeMutablePointer(to: &region) { region in
          tfx_openmp_parallel(
            { context in
              guard let context else { return }
              let region = context.assumingMemoryBound(to: Region.self)
              let stride = Int(tfx_openmp_threads())
              var part = Int(tfx_openmp_thread())
              while part < region.pointee.parts {
                region.pointee.body(part)
                part += stride
              }
            }, region, UInt32(parts))
        }
      }
    }
  #else
    private static var isNested: Bool { false }

    private static func run(_ parts: Int, _ body: (Int) -> Void) {
      DispatchQueue.concurrentPerform(iterations: parts, execute: body)
    }
  #endif
}
