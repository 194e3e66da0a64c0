import Foundation
import TFXCore
import TestSupport
import Testing

/// Files that are written piece by piece.
@Suite struct FileWriterTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private var names: [String] { FileAccess.names(in: directory.path) }

  @Test func piecesMakeAFile() throws {
    let writer = try FileWriter(directory["a"])
    try writer.write([1, 2])
    try writer.write([])
    try writer.write([3])
    #expect(!names.contains("a"))
    try writer.finish()
    #expect(try directory.read("a") == [1, 2, 3])
    #expect(names == ["a"])
  }

  @Test func whatIsNotFinishedIsNotThere() throws {
    _ = try directory.write("a", [9])
    do {
      let writer = try FileWriter(directory["a"])
      try writer.write([1])
      #expect(names.count == 2)
    }
    #expect(names == ["a"])
    #expect(try directory.read("a") == [9])
  }

  @Test func behindALinkTheFileIsReplaced() throws {
    _ = try directory.write("a", [9])
    try FileManager.default.createSymbolicLink(
      atPath: directory["link"], withDestinationPath: directory["a"])
    let writer = try FileWriter(directory["link"])
    try writer.write([1])
    try writer.finish()
    #expect(try directory.read("a") == [1])
    #expect(names == ["a", "link"])
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: directory["link"])
        == directory["a"])
  }

  @Test func whereNoFileCanBe() throws {
    #expect(throws: FileError.self) { try FileWriter(directory["none/a"]) }
    #expect(throws: FileError.self) { try FileWriter(directory.path) }
    #expect(names.isEmpty)
  }
}
