import Foundation
import Testing

/// The program `tfx-server`, run for a test.
final class ServerProcess {
  let process = Process()
  let port: Int
  private let output = Pipe()

  /// Starts it, on a free port unless it is told another, and waits until it listens.
  init(_ arguments: [String] = [], on port: [String] = ["--port", "0"]) throws {
    let program = ServerProcess.program
    process.executableURL = URL(filePath: program)
    process.arguments = port + arguments
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
    self.port = try #require(
      line.split(separator: " ").lazy.compactMap {
        $0.split(separator: ":").last.flatMap { Int($0) }
      }.first)
  }

  /// The program, which lies beside the bundle of the tests.
  private static var program: String {
    let folder = Bundle.allBundles.map(\.bundlePath).first { $0.contains(".xctest") }
      .map { URL(filePath: $0).deletingLastPathComponent().path }
    let tests = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
      .map { URL(filePath: $0).deletingLastPathComponent().path }
    return (tests ?? folder ?? ".build/release") + "/tfx-server"
  }

  /// Runs it to its end; its exit code and what it says.
  static func run(_ arguments: [String]) throws -> (Int32, String) {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
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

  /// Ends it at once, as if its machine were gone.
  func kill() {
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Asks it to end; its exit code.
  func end() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  deinit { if process.isRunning { process.terminate() } }
}
