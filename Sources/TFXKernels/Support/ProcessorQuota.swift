#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The share of the machine's processors that a container leaves to its processes: Linux's control
/// groups let them run for a quota of each period.
package enum ProcessorQuota {
  /// The processors of the tightest quota that this process is under, rounded up; nil if none is.
  package static func ofThisProcess() -> Int? {
    #if os(Linux)
      of(groups: text(of: "/proc/self/cgroup") ?? "", under: "/sys/fs/cgroup")
    #else
      nil
    #endif
  }

  /// The same for given groups.
  ///
  /// - Parameters:
  ///   - groups: Lines as those of `/proc/self/cgroup`: `0::/path`, or of the first version of
  ///     control groups `4:cpu,cpuacct:/path`.
  ///   - root: The folder where the groups are mounted.
  package static func of(groups: String, under root: String) -> Int? {
    var least: Double?
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[1].isEmpty
      if !isSecond && !parts[1].split(separator: ",").contains("cpu") { continue }
      let top = isSecond ? root : "\(root)/cpu"
      // A group lies in others, whose quotas hold for it too. Inside a container the path may be
      // that of the machine outside; the container's own group is then the topmost one.
      var path = parts[2]
      while true {
        let folder = "\(top)\(path == "/" ? "" : path)"
        if let quota = isSecond ? second(folder) : first(folder) {
          least = min(quota, least ?? quota)
        }
        guard let slash = path.lastIndex(of: "/"), path != "/" else { break }
        path = slash == path.startIndex ? "/" : path[..<slash]
      }
    }
    return least.map { max(1, Int($0.rounded(.up))) }
  }

  /// `cpu.max` of the second version: quota and period, or `max` and the period.
  private static func second(_ folder: String) -> Double? {
    let numbers = text(of: "\(folder)/cpu.max")?.split { $0 == " " || $0 == "\n" }.map(Double.init)
    guard let numbers, numbers.count == 2, let quota = numbers[0], let period = numbers[1] else {
      return nil
    }
    return ratio(quota, period)
  }

  private static func first(_ folder: String) -> Double? {
    func number(_ file: String) -> Double? {
      text(of: "\(folder)/\(file)").flatMap { Double($0.filter { $0 != "\n" }) }
    }
    guard let quota = number("cpu.cfs_quota_us"), let period = number("cpu.cfs_period_us") else {
      return nil
    }
    return ratio(quota, period)
  }

  /// The first version writes −1 where there is no quota.
  private static func ratio(_ quota: Double, _ period: Double) -> Double? {
    quota > 0 && period > 0 ? min(quota / period, 1e6) : nil
  }

  /// The first few kilobytes of a file, more than those files have; nil if it cannot be read.
  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
