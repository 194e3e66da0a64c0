import TFXCore

/// Samples of one part of the data that stand in another part too: same inputs, same target.
package struct SharedRows: Sendable {
  /// Samples of a part that an earlier one has.
  package struct Overlap: Sendable {
    package let part: DataPart
    package let other: DataPart
    /// How many samples of `part` they are, and how many it has.
    package let count: Int
    package let rows: Int
    /// Where the first of them is, in both parts.
    package let place: String
    package let otherPlace: String
  }

  package private(set) var overlaps: [Overlap] = []
  /// How many different samples the training part has, and how many in all.
  package private(set) var distinct = 0
  package private(set) var rows = 0

  /// Whether samples repeat each other so often that other parts must have the same: a few categories make no
  /// more combinations.
  package var areExpected: Bool { distinct * 10 < rows }

  /// - Parameters:
  ///   - parts: in memory, the training part first.
  ///   - hasOneFile: whether lines and rows are those of one file.
  package init(
    _ parts: [(part: DataPart, data: any BatchSource)], hasOneFile: Bool
  ) throws(DataError) {
    /// By the hash of a sample, the first that has it: its number in its part, and the part.
    var known: [UInt64: (part: Int, number: Int)] = [:]
    var found: [(part: Int, other: Int, count: Int, number: Int, otherNumber: Int)] = []
    for (index, (_, data)) in parts.enumerated() {
      var number = 0
      var new: [UInt64: (part: Int, number: Int)] = [:]
      try SharedRows.forEach(data) { hash in
        if let same = known[hash], same.part < index {
          let place = found.firstIndex { $0.part == index && $0.other == same.part }
          if let place {
            found[place].count += 1
          } else {
            found.append((index, same.part, 1, number, same.number))
          }
        } else if new[hash] == nil {
          new[hash] = (index, number)
        }
        number += 1
      }
      if index == 0 { (rows, distinct) = (number, new.count) }
      known.merge(new) { first, _ in first }
    }
    for one in found {
      let place = { (part: Int, number: Int) throws(DataError) in
        try SharedRows.place(of: number, in: parts[part].data, hasOneFile: hasOneFile)
      }
      overlaps.append(
        Overlap(
          part: parts[one.part].part, other: parts[one.other].part, count: one.count,
          rows: parts[one.part].data.count, place: try place(one.part, one.number),
          otherPlace: try place(one.other, one.otherNumber)))
    }
  }

  private static let batchSize = 1_024

  private static func pass(_ data: any BatchSource) -> any BatchPass {
    data.pass(batchSize: batchSize, shuffle: false, seed: 0, epoch: 0)
  }

  /// Calls `body` with the hash of each sample, in their order.
  private static func forEach(
    _ data: any BatchSource, _ body: (UInt64) -> Void
  ) throws(DataError) {
    let pass = pass(data)
    while let batch = try pass.next() {
      let samples = batch.samples
      let size = samples.inputs.rowByteCount
      let targetSize = samples.targets?.rowByteCount ?? 0
      samples.inputs.withUnsafeBytes { inputs in
        for row in batch.rows {
          var hash = XXH64()
          hash.add(UnsafeRawBufferPointer(rebasing: inputs[row * size..<(row + 1) * size]))
          samples.targets?.withUnsafeBytes { targets in
            let own = targets[row * targetSize..<(row + 1) * targetSize]
            hash.add(UnsafeRawBufferPointer(rebasing: own))
          }
          body(hash.value)
        }
      }
    }
  }

  /// Where a sample is for its user: a line of a CSV file, an image's file, or its number.
  private static func place(
    of number: Int, in data: any BatchSource, hasOneFile: Bool
  ) throws(DataError) -> String {
    let pass = pass(data)
    var before = 0
    while let batch = try pass.next() {
      defer { before += batch.rows.count }
      guard number < before + batch.rows.count else { continue }
      let samples = batch.samples
      let row = batch.rows[batch.rows.startIndex + number - before]
      if let line = samples.lines?[row] {
        return hasOneFile ? "\(samples.file):\(line)" : "line \(line)"
      }
      if let id = samples.ids?[row] { return id }
      return "\(samples.file): sample \(samples.rowNumbers?[row] ?? number + 1)"
    }
    preconditionFailure("sample \(number) of \(data.count)")
  }
}

extension Tensor {
  /// The bytes of an element along the first axis.
  fileprivate var rowByteCount: Int { shape.withoutBatch.elementCount * dtype.byteCount }
}
