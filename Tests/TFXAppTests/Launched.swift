#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// The built program, started in the directory of a workshop, also by Open MPI's mpirun.
  struct Launched {
    let workshop: Workshop

    /// Open MPI's mpirun.
    static let launcher: String? = ["mpirun.openmpi", "mpirun"].lazy
      .flatMap { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
          "\($0)/\(name)"
        }
      }
      .first { path in
        FileManager.default.isExecutableFile(atPath: path)
          && FileManager.default.isExecutableFile(
            atPath: URL(filePath: path).deletingLastPathComponent().appending(path: "ompi_info")
              .path)
      }

    /// The program beside the test bundle.
    static let program = URL(filePath: CommandLine.arguments[0])
      .deletingLastPathComponent().appending(path: "tfx").path

    /// Something started in the workshop's directory.
    func start(
      _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Process {
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = arguments
      let root = ["OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"]
      process.environment = ProcessInfo.processInfo.environment.merging(root) { $1 }
        .merging(environment) { $1 }
      process.currentDirectoryURL = URL(filePath: workshop.directory.path)
      for name in ["out", "err"] { try workshop.write(name, "") }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: URL(filePath: workshop["out"]))
      process.standardError = try FileHandle(forWritingTo: URL(filePath: workshop["err"]))
      // Threads of the test's pool block signals, which a process that they start would inherit.
      var (none, own) = (sigset_t(), sigset_t())
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, &own)
      defer { pthread_sigmask(SIG_SETMASK, &own, nil) }
      try process.run()
      return process
    }

    /// Waits for the end of a process; one that does not come to it by itself is ended, so that the
    /// test fails rather than waits for ever.
    func end(_ process: Process) throws -> Workshop.Outcome {
      let deadline = ContinuousClock.now + .seconds(120)
      while process.isRunning, ContinuousClock.now < deadline {
        Thread.sleep(forTimeInterval: 0.01)
      }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      return Workshop.Outcome(
        out: try workshop.text("out"), err: try workshop.text("err"),
        exitCode: process.terminationStatus)
    }
  }
#endif
