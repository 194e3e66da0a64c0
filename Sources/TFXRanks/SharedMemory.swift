import CMPI

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Zeroed memory of which other ranks on the same host can read what this one writes, where the system
/// has such memory; else like any other.
package final class SharedMemory: Sendable {
  /// All of it; it begins at a multiple of 64 bytes.
  package nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer
  /// The number of the file that stands for it; nil if others cannot read it.
  private let file: Int32?
  /// Stands behind the bytes: by it others know that they have this memory and no other.
  private let mark: UInt64

  /// As many bytes.
  package init(byteCount: Int) {
    var file: Int32 = -1
    mark = .random(in: .min ... .max)
    if let base = tfx_memory_make(SharedMemory.size(byteCount), &file) {
      bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
      base.storeBytes(of: mark, toByteOffset: SharedMemory.placeOfMark(byteCount), as: UInt64.self)
      self.file = file
    } else {
      bytes = .allocate(byteCount: max(byteCount, 1), alignment: 64)
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      self.file = nil
    }
  }

  deinit {
    guard let file else { return bytes.deallocate() }
    tfx_memory_close(bytes.baseAddress, SharedMemory.size(bytes.count), file)
  }

  private static func placeOfMark(_ byteCount: Int) -> Int { (byteCount + 7) & ~7 }
  private static func size(_ byteCount: Int) -> Int { placeOfMark(byteCount) + 8 }

  /// What others on a host need to find it.
  fileprivate func address(on host: String) -> Address? {
    file.map {
      Address(
        host: host, process: getpid(), file: $0, byteCount: bytes.count,
        mark: mark)
    }
  }

  /// Where a rank's memory is.
  fileprivate struct Address {
    var host: String
    var process: Int32
    var file: Int32
    var byteCount: Int
    var mark: UInt64

    init(host: String, process: Int32, file: Int32, byteCount: Int, mark: UInt64) {
      (self.host, self.process, self.file) = (host, process, file)
      (self.byteCount, self.mark) = (byteCount, mark)
    }

    var text: String { "\(process) \(file) \(byteCount) \(mark) \(host)" }

    init?(_ bytes: [UInt8]) {
      let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ", maxSplits: 4)
      guard parts.count == 5, let process = Int32(parts[0]), let file = Int32(parts[1]),
        let byteCount = Int(parts[2]), let mark = UInt64(parts[3])
      else { return nil }
      self.init(
        host: String(parts[4]), process: process, file: file, byteCount: byteCount, mark: mark)
    }
  }

  /// The memory of another rank, to be read.
  fileprivate final class Other {
    let bytes: UnsafeRawBufferPointer

    init?(_ address: Address) {
      guard
        let base = tfx_memory_open(
          address.process, address.file, SharedMemory.size(address.byteCount))
      else { return nil }
      bytes = UnsafeRawBufferPointer(start: base, count: address.byteCount)
      let place = SharedMemory.placeOfMark(address.byteCount)
      if base.load(fromByteOffset: place, as: UInt64.self) != address.mark { return nil }
    }

    deinit { tfx_memory_close(bytes.baseAddress, SharedMemory.size(bytes.count), -1) }
  }
}

/// The memory of other ranks, of which each has made as much.
package final class MemoryOfOthers {
  private let others: [SharedMemory.Other?]

  /// Has ranks of the same host read each other's memory. All ranks call it.
  package init(_ own: SharedMemory, _ communicator: any Communicator) throws(RankError) {
    let rank = communicator.rank
    let mine = own.address(on: communicator.host)
    let texts = try communicator.gather(Array((mine?.text ?? "").utf8))
    let opened = texts.indices.map { other -> SharedMemory.Other? in
      guard other != rank, let mine, let address = SharedMemory.Address(texts[other]),
        address.host == mine.host, address.byteCount == mine.byteCount
      else { return nil }
      return SharedMemory.Other(address)
    }
    // Two that read each other's memory know it of each other.
    let reached = try communicator.gather(opened.map { $0 == nil ? 0 : 1 })
    others = opened.indices.map { reached[$0][rank] == 1 ? opened[$0] : nil }
  }

  /// The memory of a rank; nil if it is on another host, or cannot be read.
  package subscript(rank: Int) -> UnsafeRawBufferPointer? { others[rank]?.bytes }
}
