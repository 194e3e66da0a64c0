package import TFXCore

// What an operation may tell a plan about itself besides fusion with the one behind it
// (`Op.absorbing`).

/// An operation whose gradient gets by with a note of what it did, and then needs neither its input
/// nor its result.
package protocol NotingOp: Op {
  /// What computes this operation and its note, and what computes `reader` from the note. Nil if
  /// `reader` has no use for one.
  ///
  /// - Parameters:
  ///   - reader: An operation that reads output 0.
  ///   - inputs: The specs of this operation's inputs.
  func noting(for reader: any Op, _ inputs: [TensorSpec]) -> Noting?
}

/// Two operations that share a note.
package struct Noting {
  /// Its output 0 is that of the operation that it stands for, output 1 the note.
  package var writer: any Op
  /// Its inputs are those of `kept`, then the note.
  package var reader: any Op
  /// Which inputs of the reader are still read. All others must be inputs of the writer, or its
  /// output 0.
  package var kept: [Int]

  package init(writer: any Op, reader: any Op, kept: [Int]) {
    self.writer = writer
    self.reader = reader
    self.kept = kept
  }
}

/// An operation that costs nothing where it is part of what reads it, so that each of several
/// readers may take it in.
package protocol SpreadingOp: Op {
  /// The operation that computes `reader` of this one's output 0 in one go: its inputs are those of
  /// this operation, then the other ones of `reader`. Nil if there is none for these shapes.
  ///
  /// - Parameters:
  ///   - input: Which input of `reader` is this one's output.
  ///   - inputs: The specs of this operation's inputs.
  ///   - readerInputs: The specs of the inputs of `reader`.
  func spreading(
    into reader: any Op, input: Int, _ inputs: [TensorSpec], _ readerInputs: [TensorSpec],
    _ options: LoweringOptions
  ) -> (any Op)?
}
