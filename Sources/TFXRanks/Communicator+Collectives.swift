extension Communicator {
  /// Gives all ranks the bytes of one, along a binary tree.
  package func broadcast(
    _ bytes: UnsafeMutableRawBufferPointer, from root: Int = 0
  ) throws(RankError) {
    // As if the root were rank 0.
    let place = (rank - root + size) % size
    var distance = 1
    while distance < size { distance *= 2 }
    while distance > 1 {
      distance /= 2
      if place % (2 * distance) == 0, place + distance < size {
        try send(UnsafeRawBufferPointer(bytes), to: (place + distance + root) % size)
        try wait()
      } else if place % (2 * distance) == distance {
        try receive(bytes, from: (place - distance + root) % size)
        try wait()
      }
    }
  }

  /// Gives all ranks a list of bytes of rank 0, whose length they need not know.
  package func broadcast(_ bytes: [UInt8]) throws(RankError) -> [UInt8] {
    var count = [UInt64(bytes.count)]
    try broadcast(&count)
    var result =
      rank == 0 ? bytes : [UInt8](repeating: 0, count: Int(count[0]))
    try broadcast(&result)
    return result
  }

  /// Gives all ranks the elements of rank 0; all have as many.
  package func broadcast<Element: BitwiseCopyable>(
    _ elements: inout [Element]
  ) throws(RankError) {
    try RankError.typed { try elements.withUnsafeMutableBytes { try broadcast($0) } }
  }

  /// Waits until another rank is here, which waits for this one.
  func meet(_ other: Int) throws(RankError) {
    try receive(UnsafeMutableRawBufferPointer(start: nil, count: 0), from: other)
    try send(UnsafeRawBufferPointer(start: nil, count: 0), to: other)
    try wait()
  }

  /// Waits until all ranks are here.
  package func barrier() throws(RankError) { _ = try gather([]) }

  /// The bytes of every rank, in the order of the ranks, for all.
  package func gather(_ bytes: [UInt8]) throws(RankError) -> [[UInt8]] {
    var counts = [UInt64](repeating: 0, count: size)
    counts[rank] = UInt64(bytes.count)
    var all: [[UInt8]] = []
    if rank == 0 {
      for other in 1..<max(size, 1) { try receive(&counts[other], from: other) }
      all = counts.map { [UInt8](repeating: 0, count: Int($0)) }
      all[0] = bytes
      for other in 1..<max(size, 1) {
        try RankError.typed {
          try all[other].withUnsafeMutableBytes { part in
            try receive(part, from: other)
            try wait()
          }
        }
      }
    } else {
      try send(counts[rank], to: 0)
      try RankError.typed {
        try bytes.withUnsafeBytes { part in
          try send(part, to: 0)
          try wait()
        }
      }
    }
    try broadcast(&counts)
    var joined = all.flatMap { $0 }
    if rank != 0 { joined = [UInt8](repeating: 0, count: Int(counts.reduce(0, +))) }
    try broadcast(&joined)
    var first = 0
    return counts.map { count in
      defer { first += Int(count) }
      return Array(joined[first..<first + Int(count)])
    }
  }

  private func send(_ count: UInt64, to other: Int) throws(RankError) {
    try withUnsafeBytes(of: count) { (bytes) throws(RankError) in
      try send(bytes, to: other)
      try wait()
    }
  }

  private func receive(_ count: inout UInt64, from other: Int) throws(RankError) {
    try withUnsafeMutableBytes(of: &count) { (bytes) throws(RankError) in
      try receive(bytes, from: other)
      try wait()
    }
  }
}

extension RankError {
  /// Gives an array's closures, which throw anything, the type of what they throw here.
  fileprivate static func typed(_ body: () throws -> Void) throws(RankError) {
    do {
      try body()
    } catch let error as RankError {
      throw error
    } catch {
      preconditionFailure("\(error) thrown by a message")
    }
  }
}
