#if os(Linux)
  import Foundation
  import TFXCore
  import TFXTrain
  import TestSupport
  import Testing

  /// The built program under Open MPI's mpirun, where that is installed (`scripts/test` sees to it).
  @Suite(.serialized, .enabled(if: Launched.launcher != nil)) struct LaunchedRunTests {
    private let workshop: Workshop
    private let launched: Launched

    init() throws {
      workshop = try Workshop()
      launched = Launched(workshop: workshop)
    }

    private func launch(ranks: Int, _ arguments: [String]) throws -> Process {
      try launched.start(
        try #require(Launched.launcher),
        ["-n", "\(ranks)", "--oversubscribe", "--bind-to", "none", Launched.program]
          + arguments)
    }

    private func arguments(_ run: String, epochs: Int, resume: Bool = false) -> [String] {
      [
        "train", "flowers.yaml", "--threads", "1", "--output", run, "--set", "fit.shards=4",
        "--set",
        "fit.epochs=\(epochs)",
      ] + (resume ? ["--resume"] : [])
    }

    private func expectSame(_ one: String, _ other: String) throws {
      let last = "checkpoints/last.safetensors"
      #expect(
        try workshop.directory.read("\(one)/\(last)")
          == workshop.directory.read("\(other)/\(last)"), "\(one), \(other)")
    }

    @Test func aLaunchedRunIsThatOfOneProcess() throws {
      let alone = try launched.end(try launched.start(Launched.program, arguments("n1", epochs: 3)))
      #expect(alone.exitCode == 0, "\(alone.text)")
      for ranks in [2, 4] {
        let outcome = try launched.end(try launch(ranks: ranks, arguments("n\(ranks)", epochs: 3)))
        #expect(outcome.exitCode == 0, "\(outcome.text)")
        #expect(outcome.err.contains("\(ranks) ranks, each with 1 thread"))
        #expect(outcome.err.split(separator: "\n").filter { $0.hasPrefix("epoch ") }.count == 3)
        try expectSame("n\(ranks)", "n1")
      }
    }

    /// Waits for a checkpoint of a run that goes on for ever.
    private func waitForCheckpoint(_ run: String) {
      let deadline = ContinuousClock.now + .seconds(60)
      let last = workshop["\(run)/checkpoints/last.safetensors"]
      while !FileManager.default.fileExists(atPath: last), ContinuousClock.now < deadline {
        Thread.sleep(forTimeInterval: 0.02)
      }
    }

    /// The ranks that a launcher has started.
    private func ranks(of launcher: Process) -> [Int32] {
      FileAccess.names(in: "/proc").compactMap { Int32($0) }.filter { number in
        // Such a file has no size, and is read to its end.
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(number)/stat") else {
          return false
        }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        return fields.count > 3 && fields[1] == "(tfx)"
          && fields[3] == "\(launcher.processIdentifier)"
      }.sorted()
    }

    /// A rank is killed, or the launcher is asked to end: all end within seconds, and what is gone on
    /// with is what was done, to the byte.
    @Test(arguments: [false, true])
    func aRunThatIsEndedGoesOn(_ killsRank: Bool) throws {
      let process = try launch(ranks: 2, arguments("a", epochs: 1_000_000))
      defer { if process.isRunning { process.terminate() } }
      waitForCheckpoint("a")
      let ranks = ranks(of: process)
      try #require(ranks.count == 2)
      if killsRank { kill(ranks[1], SIGKILL) } else { kill(process.processIdentifier, SIGTERM) }
      let outcome = try launched.end(process)
      // Which one is the launcher's affair.
      #expect(outcome.exitCode != 0, "\(outcome.text)")
      if killsRank {
        #expect(
          outcome.err.contains(
            """
            error: rank 0 was asked to end while it waited for rank 1
              the launcher says which rank has ended; add --resume to go on
            """), "\(outcome.err)")
      }
      let done = try Checkpoint.read(workshop["a/checkpoints/last.safetensors"]).epoch
      let resumed = try launched.end(
        try launch(ranks: 4, arguments("a", epochs: done + 2, resume: true)))
      #expect(resumed.exitCode == 0, "\(resumed.text)")
      let whole = try launched.end(
        try launched.start(Launched.program, arguments("b", epochs: done + 2)))
      #expect(whole.exitCode == 0, "\(whole.text)")
      try expectSame("a", "b")
    }

    @Test func mistakesEndWithTheirCode() throws {
      let outcome = try launched.end(try launch(ranks: 2, ["train", "none.yaml"]))
      #expect(outcome.exitCode == 66)
      let message = "error: cannot read 'none.yaml': there is no such file"
      #expect(outcome.err.components(separatedBy: message).count == 2, "\(outcome.err)")
    }

    /// What says that there are two processes, where the library finds one; or tasks that cannot meet.
    @Test func processesThatDoNotSeeEachOtherAreTold() throws {
      var text = ""
      for environment in [
        ["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "0"],
        ["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "1"],
        ["SLURM_STEP_NUM_TASKS": "4", "SLURM_PROCID": "0"],
        ["SLURM_STEP_NUM_TASKS": "4", "SLURM_PROCID": "3"],
      ] {
        let outcome = try launched.end(
          try launched.start(
            Launched.program, ["train", "flowers.yaml"], environment: environment))
        let shown = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        text += "## \(shown.joined(separator: " "))\n\(outcome.text)\n"
      }
      try Golden.expect(text, "ranks-alone")
      #expect(!workshop.files.contains("runs"))
    }
  }
#endif
