import CMPI
import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Which processors a process may use, on which host.
package struct ProcessorShare: Hashable, Sendable {
  /// The host's name.
  package var host: String
  /// The numbers of the processors.
  package var processors: [Int]

  package init(host: String, processors: [Int]) {
    self.host = host
    self.processors = processors
  }

  /// The name of this host.
  static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Those of this process.
  package static func ofThisProcess() -> ProcessorShare {
    let host = hostName
    var bits = [UInt8](repeating: 0, count: 128)
    if tfx_processors(&bits, Int32(bits.count)) != 0 {
      let processors = (0..<8 * bits.count).filter { bits[$0 / 8] >> ($0 % 8) & 1 == 1 }
      return ProcessorShare(host: host, processors: processors)
    }
    return ProcessorShare(host: host, processors: Array(0..<Machine.processorCount))
  }

  /// The threads that each of some ranks has for itself: those who may use the same processors share
  /// them.
  package static func threads(of ranks: [ProcessorShare]) -> [Int] {
    ranks.map { own in
      let mine = Set(own.processors)
      let sharing = ranks.filter { $0.host == own.host && !mine.isDisjoint(with: $0.processors) }
      return max(1, own.processors.count / max(sharing.count, 1))
    }
  }

  /// What to tell of hosts with more threads than processors.
  ///
  /// - Parameter threads: The threads of each rank.
  package static func oversubscriptions(
    _ ranks: [ProcessorShare], threads: [Int]
  ) -> [String] {
    var hosts: [String] = []
    for rank in ranks where !hosts.contains(rank.host) { hosts.append(rank.host) }
    return hosts.compactMap { host in
      let own = ranks.indices.filter { ranks[$0].host == host }
      let processors = Set(own.flatMap { ranks[$0].processors }).count
      let wanted = own.map { threads[$0] }.reduce(0, +)
      if wanted <= processors { return nil }
      return "\(own.count) ranks on \(host) have \(wanted) threads for "
        + "\(processors) \(processors == 1 ? "processor" : "processors"): they wait for each other"
    }
  }

  /// As bytes for other ranks.
  package var bytes: [UInt8] {
    Array("\(processors.map(String.init).joined(separator: ",")) \(host)".utf8)
  }

  /// What another rank has sent.
  package init(bytes: [UInt8]) {
    let parts = String(decoding: bytes, as: UTF8.self)
      .split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    processors = (parts.first ?? "").split(separator: ",").compactMap { Int($0) }
    host = parts.count > 1 ? String(parts[1]) : ""
  }
}
