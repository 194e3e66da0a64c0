import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// Files that a test writes, removed when it ends.
final class TestFiles {
  private let directory: URL

  /// The path of the directory that holds them.
  var path: String { directory.path }

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "tfx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// The path of a file with the given bytes.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = directory.appending(path: name)
    try Data(bytes).write(to: url)
    return url.path
  }

  /// The path of a file with the given text.
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// An error's text with this directory's path taken out.
  func plain(_ error: some Error) -> String {
    "\(error)".replacingOccurrences(of: directory.path + "/", with: "")
  }
}

extension TestFiles {
  /// Data of one feature of the given values and options, a mapping in YAML, with 0 as the target.
  func prepared(
    _ name: String, _ values: [String], _ options: String, streaming: Bool = false
  ) throws(DataError) -> PreparedData {
    var diagnostics = Diagnostics()
    var config = DataConfig()
    let csv = "\(name),y\n" + values.map { "\($0),0\n" }.joined()
    config.train = .file((try? write("t.csv", csv)) ?? "")
    config.target = TargetConfig("y")
    config.features = (try? node("{\(name): \(options)}"))
      .flatMap { FeatureList.read($0, &diagnostics) }
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    config.streaming = streaming
    return try PreparedData.prepare(config, as: .numbers, seed: 1)
  }
}

extension PreparedData {
  /// The inputs of the first 64 training samples.
  func firstInputs() throws -> [Float] {
    let pass = train.pass(batchSize: 64, shuffle: false, seed: 1, epoch: 0)
    return try #require(try pass.next()).samples.inputs.scalars()
  }
}

/// The path of one of the data sets in the repository.
func dataset(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "datasets/\(name)").path
}

/// Options of CSV files, some of them changed.
func options(_ change: (inout CSVOptions) -> Void) -> CSVOptions {
  var options = CSVOptions()
  change(&options)
  return options
}

/// A table from a text, named `data.csv` in messages.
func table(
  _ text: String, _ options: CSVOptions = CSVOptions(), textColumns: TextColumns = []
) throws(DataError) -> Table {
  try table(Array(text.utf8), options, textColumns: textColumns)
}

/// A table from bytes, named `data.csv` in messages.
func table(
  _ bytes: [UInt8], _ options: CSVOptions = CSVOptions(), textColumns: TextColumns = [],
  chunkByteCount: Int? = nil
) throws(DataError) -> Table {
  try withBytes(bytes) { bytes throws(DataError) in
    try CSVFile.parse(
      bytes, file: "data.csv", options, textColumns: textColumns,
      chunkByteCount: chunkByteCount)
  }
}

/// A tensor from an IDX file's bytes, named `data.idx` in messages.
func idx(_ bytes: [UInt8]) throws(DataError) -> Tensor {
  try withBytes(bytes) { bytes throws(DataError) in try IDXFile.parse(bytes, file: "data.idx") }
}

/// Calls `body` with bytes at a place of their own.
func withBytes<Value>(
  _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(DataError) -> Value
) throws(DataError) -> Value {
  // A copy of exactly the right length, so that reading past its end shows under a sanitizer.
  let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
  defer { copy.deallocate() }
  _ = copy.initialize(from: bytes)
  return try body(UnsafeBufferPointer(copy))
}

/// The error that `body` throws, as users read it; nil if it throws none.
func message(_ body: () throws(DataError) -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return error.description
  }
}

/// An IDX file's bytes: element type code, extents, and the elements as they stand in the file.
func idxBytes(_ code: UInt8, _ extents: [Int], _ elements: [UInt8]) -> [UInt8] {
  [0, 0, code, UInt8(extents.count)] + extents.flatMap(bigEndian) + elements
}

/// A number's four bytes as IDX has them.
func bigEndian(_ number: Int) -> [UInt8] {
  withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).bigEndian) { Array($0) }
}
