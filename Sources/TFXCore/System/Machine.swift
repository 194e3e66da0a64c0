#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The machine's processors and memory, as the system counts them.
package enum Machine {
  /// The processors that are there.
  package static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// The memory in bytes; all that an address can reach if the system does not say.
  package static let memorySize: Int = {
    let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
    return pages > 0 && pageSize > 0 ? pages * pageSize : .max
  }()

  /// The bytes of a page of memory.
  static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// The most memory that the program has had, in bytes.
  package static var peakMemorySize: Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #else
      // Linux counts in units of 1,024 bytes.
      getrusage(RUSAGE_SELF.rawValue, &usage)
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}
