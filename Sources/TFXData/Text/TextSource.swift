import TFXCore

/// The text of a file in UTF-8, as fields and records are cut from: the bytes of the file itself, or
/// what they become when they are decompressed, translated and rid of comments.
final class TextSource: @unchecked Sendable {
  let file: String
  let options: CSVOptions
  /// The bytes of the file; `owner` keeps them.
  let content: UnsafeBufferPointer<UInt8>
  private let owner: FileBytes?
  private let encoding: CSVOptions.Encoding

  /// The file at `path`; `-` is standard input.
  convenience init(path: String, _ options: CSVOptions) throws(DataError) {
    let owner = try FileBytes(data: path)
    self.init(owner.bytes, file: owner.name, options, owner: owner)
  }

  /// The file that `content` is, which must outlive the source unless `owner` keeps it.
  init(
    _ content: UnsafeBufferPointer<UInt8>, file: String, _ options: CSVOptions,
    owner: FileBytes? = nil
  ) {
    self.content = content
    self.file = file
    self.options = options
    self.owner = owner
    encoding = TextSource.encoding(content, options)
  }

  /// Whether the text is the bytes of the file.
  var isPlain: Bool {
    encoding == .utf8 && !options.isAligned && options.comment == nil
      && Compression(content) == nil
  }

  /// Lets the system take back the memory of the file before `position`.
  func forget(before position: Int) { owner?.forget(before: position) }

  /// The start of the text, from which one can go on. Throws, here or later, if the text is longer than
  /// `limit` bytes.
  func start(limit: Int = .max) throws(DataError) -> TextWindow {
    if isPlain { return TextWindow(self, content) }
    let window = TextWindow(self, ByteBuffer(capacity: TextWindow.size * 2), limit: limit)
    _ = try window.grow()
    return window
  }

  /// The length of UTF-8's byte order mark at the start of a text that has one. Some programs put one
  /// before another.
  static func markLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var length = 0
    while bytes.dropFirst(length).starts(with: [0xEF, 0xBB, 0xBF]) { length += 3 }
    return length
  }

  /// A byte order mark counts more than what is asked for.
  fileprivate static func encoding(
    _ bytes: UnsafeBufferPointer<UInt8>, _ options: CSVOptions
  ) -> CSVOptions.Encoding {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return .utf16 }
    return options.encoding
  }
}

/// A part of a text in memory, from some place on.
final class TextWindow: @unchecked Sendable {
  private let source: TextSource
  private let decoder: TextDecoder?
  private let buffer: ByteBuffer?
  private let plain: UnsafeBufferPointer<UInt8>
  /// How long the text may be, and how much of it was decoded.
  let limit: Int
  private var decodedCount = 0
  /// Whether the text ends with the window.
  private(set) var isAtEnd: Bool

  /// Bytes of text that are decoded at a time.
  static let size = 1 << 22
  /// The longest record of a text that is not all in memory.
  static let longestRecord = 1 << 26

  /// A text that is the bytes of its file.
  fileprivate init(_ source: TextSource, _ bytes: UnsafeBufferPointer<UInt8>) {
    self.source = source
    plain = bytes
    buffer = nil
    decoder = nil
    limit = .max
    isAtEnd = true
  }

  /// A text that is to be decoded.
  fileprivate init(_ source: TextSource, _ buffer: ByteBuffer, limit: Int) {
    self.source = source
    self.buffer = buffer
    self.limit = limit
    plain = UnsafeBufferPointer(start: nil, count: 0)
    decoder = TextDecoder(source)
    isAtEnd = false
  }

  var file: String { source.file }

  var options: CSVOptions { source.options }

  /// The bytes of the window; valid until it moves or grows.
  var bytes: UnsafeBufferPointer<UInt8> { buffer?.bytes ?? plain }

  /// Where the window may be cut for now: behind its last line end, or at the end of the text.
  func cut(after position: Int) -> Int? {
    let bytes = bytes
    if isAtEnd { return bytes.count }
    // The line feed behind a carriage return may still be to come.
    var place = bytes.count - 1
    if place >= position, bytes[place] == CSVScanner.carriageReturn { place -= 1 }
    while place >= position, !CSVScanner.isLineEnd(bytes[place]) { place -= 1 }
    return place < position ? nil : place + 1
  }

  /// Decodes more of the text. Throws for a record that goes on without an end.
  func grow() throws(DataError) -> Bool {
    guard let decoder, let buffer, !isAtEnd else { return false }
    if buffer.count >= TextWindow.longestRecord {
      throw DataError(.endlessRecord(byteCount: TextWindow.longestRecord), file: file)
    }
    let target = min(
      buffer.count + max(TextWindow.size, buffer.count), TextWindow.longestRecord)
    let before = buffer.count
    while !isAtEnd, buffer.count < target { isAtEnd = try !decoder.read(into: buffer) }
    decodedCount += buffer.count - before
    if decodedCount > limit { throw DataError(.inflatesTooFar(limit: limit), file: file) }
    return true
  }

  /// Gives up what lies before `position`, which becomes the place of the same byte in the new
  /// window.
  func move(to position: inout Int) throws(DataError) {
    guard let buffer else { return source.forget(before: position) }
    buffer.removeFirst(position)
    position = 0
    if buffer.count < TextWindow.size { _ = try grow() }
  }
}

/// Makes the text of a file, some of it at a time.
final class TextDecoder {
  private let source: TextSource
  private let input: ContentStream
  private let scratch = ByteBuffer(capacity: 2 * TextDecoder.pieceByteCount)
  private var encoding: CSVOptions.Encoding?
  private let options: CSVOptions
  private var filter: LineFilter?
  private var utf16 = UTF16Translation()

  /// Bytes that are decompressed at a time: they stay in the cache.
  private static let pieceByteCount = 1 << 18

  init(_ source: TextSource) {
    self.source = source
    input = ContentStream(source.content, file: source.file)
    options = source.options
    filter = LineFilter(options, file: source.file)
  }

  /// Appends some of the text; false at its end.
  func read(into buffer: ByteBuffer) throws(DataError) -> Bool {
    let before = buffer.count
    let isMore = try translate(into: buffer)
    filter?.apply(buffer, from: before)
    if !isMore { filter?.finish(buffer) }
    source.forget(before: input.position)
    return isMore
  }

  private func translate(into buffer: ByteBuffer) throws(DataError) -> Bool {
    let piece = TextDecoder.pieceByteCount
    if encoding == .utf8 {
      let before = buffer.count
      try buffer.append(room: piece) { room throws(DataError) in try input.read(into: room) }
      return buffer.count > before
    }
    let before = scratch.count
    try scratch.append(room: piece) { room throws(DataError) in try input.read(into: room) }
    let isMore = scratch.count > before
    switch encoding ?? start() {
    case .utf8:
      buffer.append(scratch.bytes)
      scratch.removeFirst(scratch.count)
    case .latin1:
      Latin1.translate(scratch.bytes, into: buffer)
      scratch.removeFirst(scratch.count)
    case .utf16:
      // What is left is half of a character.
      let used = utf16.translate(scratch.bytes, into: buffer, isLast: !isMore)
      scratch.removeFirst(used)
    }
    return isMore
  }

  /// Looks for a byte order mark at the start of the content.
  private func start() -> CSVOptions.Encoding {
    let found = TextSource.encoding(scratch.bytes, options)
    encoding = found
    switch found {
    case .utf8: scratch.removeFirst(TextSource.markLength(scratch.bytes))
    case .latin1: break
    case .utf16: scratch.removeFirst(utf16.takeMark(scratch.bytes))
    }
    return found
  }
}
