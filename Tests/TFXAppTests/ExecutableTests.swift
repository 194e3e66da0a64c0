import Foundation
import TFXCore
import TFXGraph
import TFXSavedModel
import TFXTrain
import TestSupport
import Testing

/// The built program itself: exit codes, help, and signals.
@Suite(.serialized) struct ExecutableTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// `tfx` beside the test bundle.
  static let program: URL = {
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "tfx")
    return FileManager.default.isExecutableFile(atPath: beside.path)
      ? beside : root.appending(path: ".build/\(configuration)/tfx")
  }()

  /// The program in the workshop's directory, started.
  private func start(
    _ arguments: [String], program: URL = ExecutableTests.program, input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Process {
    try #require(
      FileManager.default.isExecutableFile(atPath: program.path), "build the product tfx first")
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment.merging(ProcessInfo.processInfo.environment) { ours, _ in ours
    }
    process.currentDirectoryURL = URL(filePath: workshop.directory.path)
    try workshop.write("in", input ?? "")
    for name in ["out", "err"] { try workshop.write(name, "") }
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: workshop["in"]))
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: workshop["out"]))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: workshop["err"]))
    try process.run()
    return process
  }

  /// What the program said, and how it ended.
  private func end(_ process: Process) throws -> Workshop.Outcome {
    process.waitUntilExit()
    let signal = process.terminationReason == .uncaughtSignal
    return Workshop.Outcome(
      out: try workshop.text("out"), err: try workshop.text("err"),
      exitCode: process.terminationStatus + (signal ? 128 : 0))
  }

  @discardableResult
  private func run(_ arguments: String..., input: String? = nil) throws -> Workshop.Outcome {
    try end(try start(arguments, input: input))
  }

  @Test func helpAndVersion() throws {
    var text = ""
    for arguments in [
      ["--help"], ["--version"], ["train", "--help"], ["evaluate", "--help"],
      ["predict", "--help"], ["run", "--help"], ["summary", "--help"], ["graph", "--help"],
      ["list", "--help"], ["explain", "--help"], ["schema", "--help"], ["completion", "--help"],
      ["check", "--help"],
    ] {
      text += "## \(arguments.joined(separator: " "))\n\(try end(try start(arguments)).text)\n"
    }
    try Golden.expect(text, "help")
  }

  @Test func usage() throws {
    var text = ""
    let lines = [
      ["train"], ["trian"], ["train", "flowers.yaml", "--threads", "0"],
      ["train", "flowers.yaml", "--resume", "--weights", "w"],
      ["train", "flowers.yaml", "--output", ""], ["train", "flowers.yaml", "--quite"], ["evaluate"],
      ["predict"], ["train", "flowers.yaml", "--accept-changes"],
      ["train", "flowers.yaml", "--partial"], ["check"], ["check", "flowers.yaml", "--self"],
      ["check", "flowers.yaml", "--bandwidth", "1G"],
      ["check", "flowers.yaml", "--ranks", "2", "--bandwidth", "fast"],
      ["check", "flowers.yaml", "--ranks", "0"],
    ]
    for arguments in lines {
      let outcome = try end(try start(arguments))
      #expect(outcome.exitCode == 64, "\(arguments): \(outcome.text)")
      text += "## \(arguments.joined(separator: " "))\n\(outcome.text)\n"
    }
    try Golden.expect(text, "usage")
  }

  @Test func aServerThatIsNotThereIsSaid() throws {
    let copy = URL(filePath: workshop["tfx"])
    try FileManager.default.copyItem(at: ExecutableTests.program, to: copy)
    let outcome = try end(try start(["server", "--port", "0"], program: copy))
    #expect(outcome.exitCode == 69)
    #expect(outcome.err.contains("/tfx-server cannot be run: No such file or directory"))
    #expect(outcome.err.contains("scripts/tfx server builds it"))
  }

  /// Another program writes TensorFlow's text, which is read back as a graph of as many operations, those
  /// of its constants aside.
  @Test func protobufIsReadBack() throws {
    let outcome = try run("graph", "flowers.yaml", "--format", "pbtxt", "--set", "seed=3")
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    let read = try GraphDef(text: outcome.out)
    #expect(read.nodeNames.contains("dense/MatMul"))
    let types = try read.graph().operations.map(\.type)
    let own = try run("graph", "flowers.yaml").out.split(separator: "\n")
    for line in own {
      let type = line.split(separator: " = ")[1].prefix { $0 != "(" }
      #expect(types.contains(String(type)), "\(line)")
    }
    let wrong = try run("graph", "none.yaml", "--format", "pbtxt")
    #expect(wrong.exitCode == 66 && wrong.err.contains("none.yaml"), "\(wrong.text)")
  }

  @Test func exitCodes() throws {
    #expect(try run("train", "flowers.yaml", "--quiet", "--output", "a").exitCode == 0)
    #expect(try run("evaluate", "a/checkpoints/best.safetensors").exitCode == 0)
    #expect(try run("train", "flowers.yaml", "--set", "fit.epochs=0").exitCode == 78)
    #expect(try run("train", "none.yaml").exitCode == 66)
    #expect(try run("evaluate", "none.safetensors").exitCode == 66)
    #expect(try run("evaluate", "flowers.csv").exitCode == 65)
    #expect(try run("train", "flowers.yaml", "--output", "flowers.csv/a").exitCode == 73)
    #expect(!workshop.files.contains("runs"))
    #expect(try run("check", "flowers.yaml", "--ranks", "2", "--bandwidth", "1G").exitCode == 0)
    try workshop.write(
      "constant.csv", Workshop.flowers.replacing(#/(red|white|blue),/#, with: "red,"))
    let constant = try run("check", "flowers.yaml", "--set", "data.train=constant.csv")
    #expect(constant.exitCode == 1 && constant.err.isEmpty, "\(constant.text)")
    #expect(try run("check", "--self").exitCode == 0)
  }

  @Test func standardInput() throws {
    let data = try run(
      "train", "flowers.yaml", "--quiet", "--output", "b", "--set", "data.train=-",
      input: Workshop.flowers)
    #expect(data.exitCode == 0, "\(data.text)")
    let trained = try run("train", "-", "--quiet", "--output", "a", input: Workshop.config)
    #expect(trained.exitCode == 0, "\(trained.text)")
    let checkpoint = "a/checkpoints/best.safetensors"
    let fromFile = try run("predict", "flowers.csv", "--checkpoint", checkpoint)
    let fromInput = try run("predict", "-", "--checkpoint", checkpoint, input: Workshop.flowers)
    #expect(fromInput.out == fromFile.out)
    #expect(fromInput.out.split(separator: "\n").count == 61)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func aRunThatIsEndedGoesOn(_ signal: Int32) throws {
    let process = try start(
      ["train", "flowers.yaml", "--quiet", "--output", "a", "--set", "fit.epochs=100000"])
    let last = workshop["a/checkpoints/last.safetensors"]
    let deadline = ContinuousClock.now + .seconds(60)
    while !FileManager.default.fileExists(atPath: last), ContinuousClock.now < deadline {
      Thread.sleep(forTimeInterval: 0.01)
    }
    kill(process.processIdentifier, signal)
    let outcome = try end(process)
    #expect(outcome.exitCode == 128 + signal)
    let done = try Checkpoint.read(last).epoch
    if signal != SIGKILL {
      let best = try #require(try Checkpoint.read(last).best)
      let err = outcome.err.replacing(/\(val_loss [\d.e-]+\)/, with: "(val_loss LOSS)")
      #expect(
        err == """
          stopped after \(done) \(done == 1 ? "epoch" : "epochs")
          best epoch: \(best.epoch) of \(done) (val_loss LOSS)
          checkpoint: a/checkpoints/best.safetensors
          to go on:

            \(ExecutableTests.program.path) train flowers.yaml --set fit.epochs=100000 --output a \
          --resume

          """)
    } else {
      // It locks nothing any more.
      #expect(FileManager.default.fileExists(atPath: workshop["a/lock"]))
    }
    let epochs = "fit.epochs=\(done + 2)"
    let resumed = try run(
      "train", "flowers.yaml", "--quiet", "--output", "a", "--resume", "--set", epochs)
    #expect(resumed.exitCode == 0, "\(resumed.text)")
    try run("train", "flowers.yaml", "--quiet", "--output", "b", "--set", epochs)
    #expect(
      try workshop.directory.read("a/checkpoints/last.safetensors")
        == workshop.directory.read("b/checkpoints/last.safetensors"))
    // Written before the end, the best one says how many epochs were asked for then.
    let best = try ["a", "b"].map {
      try Checkpoint.read(workshop["\($0)/checkpoints/best.safetensors"])
    }
    #expect(best[0].epoch == best[1].epoch)
    #expect(best[0].tensors.map(\.name) == best[1].tensors.map(\.name))
    #expect(best[0].tensors.map(\.value) == best[1].tensors.map(\.value))
    let rows = try workshop.text("a/metrics.csv").split(separator: "\n").count
    #expect(rows == done + 3)
  }

  /// Killed ten times at random moments, also before there is a checkpoint, and each time gone on with.
  @Test func aRunThatIsKilledAgainAndAgainEndsAsOneThatIsNot() throws {
    var random = SystemRandomNumberGenerator()
    var epochs = 100_000
    func arguments(_ run: String) -> [String] {
      [
        "train", "flowers.yaml", "--quiet", "--output", run, "--set", "fit.epochs=\(epochs)",
        "--set",
        "fit.callbacks=[{ModelCheckpoint: {save_freq: 7, keep: 2}}]",
      ]
    }
    let last = workshop["a/checkpoints/last.safetensors"]
    var delays: [Double] = []
    for _ in 0..<10 {
      let isBegun = FileManager.default.fileExists(atPath: last)
      if isBegun { epochs = try Checkpoint.read(last).epoch + 100_000 }
      let process = try start(arguments("a") + (isBegun ? ["--resume"] : []))
      let delay = Double.random(in: 0.005...0.4, using: &random)
      delays.append(delay)
      Thread.sleep(forTimeInterval: delay)
      kill(process.processIdentifier, SIGKILL)
      let outcome = try end(process)
      try #require(outcome.exitCode == 128 + SIGKILL, "\(delays): \(outcome.text)")
    }
    let isBegun = FileManager.default.fileExists(atPath: last)
    epochs = (isBegun ? try Checkpoint.read(last).epoch : 0) + 2
    let outcome = try end(try start(arguments("a") + (isBegun ? ["--resume"] : [])))
    #expect(outcome.exitCode == 0, "\(delays): \(outcome.text)")
    #expect(try end(try start(arguments("b"))).exitCode == 0)
    #expect(
      try workshop.directory.read("a/checkpoints/last.safetensors")
        == workshop.directory.read("b/checkpoints/last.safetensors"), "\(delays)")
    let rows = { (run: String) in
      try workshop.text("\(run)/metrics.csv").split(separator: "\n").map {
        $0.split(separator: ",").prefix(7)
      }
    }
    #expect(try rows("a") == rows("b"), "\(delays)")
    #expect(!FileManager.default.fileExists(atPath: workshop["a/lock"]))
  }

  /// The second of two programs on one run is refused, and the first does not notice.
  @Test func aSecondProcessIsRefused() throws {
    let arguments = ["train", "flowers.yaml", "--quiet", "--output", "a", "--set"]
    let first = try start(arguments + ["fit.epochs=100000"])
    let last = workshop["a/checkpoints/last.safetensors"]
    let deadline = ContinuousClock.now + .seconds(60)
    while !FileManager.default.fileExists(atPath: last), ContinuousClock.now < deadline {
      Thread.sleep(forTimeInterval: 0.01)
    }
    let config = try workshop.text("a/config.yaml")
    for resume in [["--resume"], []] {
      let second = try end(try start(arguments + ["fit.epochs=200000"] + resume))
      #expect(second.exitCode == 73)
      if !resume.isEmpty {
        #expect(
          second.err
            == "a: error: cannot be written: process \(first.processIdentifier) is training in it\n"
        )
      }
    }
    #expect(try workshop.text("a/config.yaml") == config)
    #expect(first.isRunning)
    kill(first.processIdentifier, SIGINT)
    first.waitUntilExit()
    #expect(first.terminationStatus == 130)
    let done = try Checkpoint.read(last).epoch
    let resumed = try end(try start(arguments + ["fit.epochs=\(done + 1)", "--resume"]))
    #expect(resumed.exitCode == 0, "\(resumed.text)")
  }

  @Test func aPredictionThatIsEndedLeavesNoFile() throws {
    try run("train", "flowers.yaml", "--quiet", "--output", "a")
    let rows = String(repeating: "4.5,210,red\n", count: 4_000_000)
    try workshop.write("many.csv", "length,width,colour\n" + rows)
    try workshop.write("p.csv", "old")
    let process = try start([
      "predict", "many.csv", "--checkpoint", "a/checkpoints/best.safetensors", "--output", "p.csv",
    ])
    let temporary = workshop["p.csv.\(process.processIdentifier).tmp"]
    let deadline = ContinuousClock.now + .seconds(60)
    while !FileManager.default.fileExists(atPath: temporary), ContinuousClock.now < deadline {
      Thread.sleep(forTimeInterval: 0.002)
    }
    // The file is there a moment before the program listens.
    Thread.sleep(forTimeInterval: 0.02)
    kill(process.processIdentifier, SIGINT)
    let outcome = try end(process)
    #expect(outcome.exitCode == 130)
    #expect(outcome.err == "stopped; nothing was written to p.csv\n")
    #expect(try workshop.text("p.csv") == "old")
    #expect(!FileManager.default.fileExists(atPath: temporary))
  }

  #if os(Linux)
    /// OpenMP says itself how often its threads look for work before they sleep. By its own measure
    /// they would for milliseconds, and keep other programs from their cores.
    @Test func threadsThatWaitSoonSleep() throws {
      let settings: [([String: String], count: String)] = [
        ([:], "2000"), (["GOMP_SPINCOUNT": "71"], "71"), (["OMP_WAIT_POLICY": "passive"], "0"),
      ]
      for (index, (ours, count)) in settings.enumerated() {
        let environment = ours.merging(["OMP_DISPLAY_ENV": "verbose"]) { $1 }
        let outcome = try end(
          try start(
            ["train", "flowers.yaml", "--quiet", "--output", "\(index)"],
            environment: environment))
        #expect(outcome.exitCode == 0, "\(outcome.text)")
        #expect(outcome.err.contains("GOMP_SPINCOUNT = '\(count)'"), "\(ours): \(outcome.err)")
      }
    }

    @Test func aMissingLibraryIsAnErrorOnlyWhereItIsNeeded() throws {
      #expect(try run("train", "flowers.yaml", "--quiet", "--output", "a").exitCode == 0)
      let wide = "model.layers=[{Dense: {units: 9000}}, {Dense: {units: 2, activation: softmax}}]"
      let trained = try run(
        "train", "flowers.yaml", "--quiet", "--output", "b", "--set", wide, "--set",
        "fit.epochs=1")
      #expect(trained.exitCode == 0, "\(trained.text)")
      // Files that are no libraries, found before the system's.
      let folder = workshop["broken"]
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for name in ["libdnnl.so.2", "libdnnl.so.3"] { try workshop.write("broken/\(name)", "none") }

      func without(_ arguments: String...) throws -> Workshop.Outcome {
        try end(try start(arguments, environment: ["LD_LIBRARY_PATH": folder]))
      }
      #expect(try without("--help").exitCode == 0)
      let small = "a/checkpoints/best.safetensors"
      let prediction = try without("predict", "flowers.csv", "--checkpoint", small)
      #expect(prediction.out == (try run("predict", "flowers.csv", "--checkpoint", small)).out)
      #expect(prediction.exitCode == 0)
      for outcome in [
        try without("train", "flowers.yaml", "--output", "c"),
        try without("predict", "flowers.csv", "--checkpoint", "b/checkpoints/best.safetensors"),
      ] {
        #expect(outcome.exitCode == 69)
        #expect(outcome.out == "")
        #expect(outcome.err.hasPrefix("error: oneDNN cannot be opened: "), "\(outcome.text)")
        #expect(outcome.err.hasSuffix("it is in the package libdnnl-dev\n"))
      }
      #expect(!FileManager.default.fileExists(atPath: workshop["c"]))
    }
  #endif
}
