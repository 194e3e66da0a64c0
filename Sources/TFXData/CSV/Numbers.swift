/// The values of a numeric column, one after the other; not-a-number where one is missing.
public struct Numbers: RandomAccessCollection, Sendable {
  private let storage: NumberStorage
  /// The number of values.
  public let count: Int
  /// By their places, the floats nearest to numbers as they were written, where the float nearest
  /// to the double is another.
  package let floats: [Int: Float]

  /// The given values.
  public init(_ values: some Collection<Double>) {
    count = values.count
    floats = [:]
    storage = NumberStorage(capacity: count)
    _ = UnsafeMutableBufferPointer(start: storage.base, count: count).initialize(from: values)
  }

  /// The first `count` values of memory that has been filled, and will not change any more.
  init(_ storage: NumberStorage, count: Int, floats: [Int: Float] = [:]) {
    precondition(count <= storage.capacity, "\(count) numbers of \(storage.capacity)")
    self.storage = storage
    self.count = count
    self.floats = floats
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(index: Int) -> Double {
    precondition(index >= 0 && index < count, "number \(index) of \(count)")
    return storage.base[index]
  }

  /// The float nearest to a number as it was written.
  func float(at index: Int) -> Float { floats[index] ?? Float(self[index]) }

  /// Calls `body` with the values.
  func withUnsafeValues<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let values = UnsafeBufferPointer(start: UnsafePointer(storage.base), count: count)
    defer { withExtendedLifetime(storage) {} }
    return try body(values)
  }
}

extension Numbers: ExpressibleByArrayLiteral {
  public init(arrayLiteral values: Double...) { self.init(values) }
}

/// Memory for the numbers of a column. Threads may fill different places of it at a time; once it
/// is part of ``Numbers`` nobody writes to it.
final class NumberStorage: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    base = LongMemory.allocate(byteCount: capacity * MemoryLayout<Double>.stride)
      .bindMemory(to: Double.self, capacity: capacity)
  }

  deinit { base.deallocate() }
}
