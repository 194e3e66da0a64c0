import Foundation
import Testing

/// The program `tfx-server`, run for a test.
final class ServerProcess {
  let process = Process()
  let port: Int
  private let output = Pipe()

  /// Starts it on a free port and waits until it listens.
  init(_ arguments: [String] = []) throws {
    // Beside the bundle of the tests.
    let folder = Bundle.allBundles.map(\.bundlePath).first { $0.contains(".xctest") }
      .map { URL(filePath: $0).deletingLastPathComponent().path }
    let tests = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
      .map { URL(filePath: $0).deletingLastPathComponent().path }
    let program = (tests ?? folder ?? ".build/release") + "/tfx-server"
    process.executableURL = URL(filePath: program)
    process.arguments = ["--port", "0"] + arguments
    process.standardError = output
    try process.run()
    var text = ""
    while !text.contains("\n") {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      text += String(decoding: data, as: UTF8.self)
    }
    let line = try #require(text.split(separator: "\n").first, "\(program): \(text)")
    #expect(line.contains("(no authentication)"))
    port = try #require(
      line.split(separator: " ").lazy.compactMap {
        $0.split(separator: ":").last.flatMap { Int($0) }
      }.first)
  }

  var target: String { "grpc://127.0.0.1:\(port)" }

  /// The bytes of memory that it has.
  var memory: Int {
    let text =
      (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8))
      ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
  }

  /// Asks it to end; its exit code.
  func end() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  deinit { if process.isRunning { process.terminate() } }
}
