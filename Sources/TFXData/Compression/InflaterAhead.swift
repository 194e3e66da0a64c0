import TFXCore

/// Decompresses a piece ahead, by a thread of its own, of who uses the bytes: to inflate takes longer
/// than to parse, and only one thread can. To be used by one thread.
final class InflaterAhead: Inflater {
  private let filler: Filler
  private var ahead: BackgroundThread?
  /// What is left of the piece that is given out.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
  private var given = 0
  private(set) var restCount: Int

  /// The bytes of a piece: as many as are parsed at once, so that both go on all the time.
  private static let pieceByteCount = CSVBlocks.byteCount
  /// Who has read so much goes on reading; others want the header of a file.
  private static let start = 1 << 23

  init(_ inflater: any Inflater) {
    filler = Filler(inflater, byteCount: InflaterAhead.pieceByteCount)
    restCount = inflater.restCount
  }

  deinit { ahead?.join() }

  func read(into output: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var written = 0
    while written < output.count {
      if rest.isEmpty, try !takePiece() { break }
      let count = min(rest.count, output.count - written)
      UnsafeMutableRawBufferPointer(rebasing: output[written..<written + count])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      written += count
    }
    given += written
    return written
  }

  /// Takes the next piece; false at the end.
  private func takePiece() throws(DataError) -> Bool {
    if let ahead { ahead.join() } else { filler.fill() }
    ahead = nil
    restCount = filler.restCount
    rest = try filler.take()
    if rest.isEmpty { return false }
    let filler = filler
    if given >= InflaterAhead.start { ahead = BackgroundThread { filler.fill() } }
    return true
  }

  /// Two pieces, one to fill and one to use. A thread that fills is waited for before another call.
  private final class Filler: @unchecked Sendable {
    private let inflater: any Inflater
    private var pieces: [UnsafeMutableRawBufferPointer]
    private var result: Result<Int, DataError> = .success(0)

    init(_ inflater: any Inflater, byteCount: Int) {
      self.inflater = inflater
      pieces = (0..<2).map { _ in .allocate(byteCount: byteCount, alignment: 64) }
    }

    deinit { for piece in pieces { piece.deallocate() } }

    var restCount: Int { inflater.restCount }

    func fill() {
      do throws(DataError) {
        result = .success(try inflater.read(into: pieces[0]))
      } catch {
        result = .failure(error)
      }
    }

    /// The piece that was filled, which stays until the next one is.
    func take() throws(DataError) -> UnsafeRawBufferPointer {
      let count = try result.get()
      pieces.swapAt(0, 1)
      return UnsafeRawBufferPointer(rebasing: pieces[1][..<count])
    }
  }
}
