import TFXConfig
import TFXCore
import TFXData
import TFXRanks
import TFXRuntime
import TFXTrain

/// The end of the program before its work is done: a message, and the code to exit with.
package struct Failure: Error {
  /// Exit codes of sysexits, and of the shell for signals.
  package enum ExitCode: Int32, Sendable {
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case ourBug = 70
    case cannotWrite = 73
    case ioError = 74
    case badConfig = 78
    case interrupted = 130
    case terminated = 143
  }

  /// What the user is told; empty if that is done.
  package var message: String
  package let exitCode: Int32

  package init(_ message: String, exitCode: ExitCode) {
    self.message = message
    self.exitCode = exitCode.rawValue
  }

  /// The meaning of an error of the modules below for the program.
  package init(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as ConfigError:
      let isUnreadable = if case .unreadable = error { true } else { false }
      self.init(error.description, exitCode: isUnreadable ? .noInput : .badConfig)
    case let error as DataError:
      self.init(error.description, exitCode: error.isUnreadable ? .noInput : .badData)
    case let error as NumpyError: self.init(error.description, exitCode: .badData)
    case let error as FileError:
      self.init(error.description, exitCode: ExitCode(error.kind))
    case let error as CheckpointError:
      let exitCode =
        if case .file(let kind) = error.kind { ExitCode(kind) } else { ExitCode.badData }
      self.init(error.description, exitCode: exitCode)
    case TrainError.data(let error): self = Failure(error)
    case let error as RankError: self = Failure(TrainError.ranks(error))
    case let error as RunError: self = Failure(TrainError.run(error))
    case let error as TrainError:
      let message = "error: \(error)" + (error.help.map { "\n  \($0)" } ?? "")
      self.init(message, exitCode: ExitCode(error))
    default: self.init("error: \(error)", exitCode: .ourBug)
    }
  }
}

extension Failure.ExitCode {
  init(_ kind: FileError.Kind) {
    if case .unwritable = kind { self = .cannotWrite } else { self = .noInput }
  }

  init(_ error: TrainError) {
    switch error {
    case .data, .notFinite, .weights, .inputShape, .targets, .noSamples: self = .badData
    case .model, .monitor, .scheduled, .scheduledFor, .noRun, .shards, .smallBatch, .lazyUpdates:
      self = .badConfig
    case .run(.missingLibrary), .ranks: self = .unavailable
    case .run, .notCompiled, .sampleWeights, .classWeights: self = .ourBug
    }
  }
}
