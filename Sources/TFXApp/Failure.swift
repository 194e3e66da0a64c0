import TFXConfig
import TFXData
import TFXRuntime
import TFXTrain

/// What ends the program before its work is done: what to say, and what to exit with.
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

  package let message: String
  package let exitCode: Int32

  package init(_ message: String, exitCode: ExitCode) {
    self.message = message
    self.exitCode = exitCode.rawValue
  }

  /// What any error of the modules below means for the program.
  package init(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as ConfigError:
      message = error.description
      if case .unreadable = error {
        exitCode = ExitCode.noInput.rawValue
      } else {
        exitCode = ExitCode.badConfig.rawValue
      }
    case let error as DataError:
      message = error.description
      exitCode = error.exitCode
    case let error as CheckpointError:
      message = error.description
      exitCode = error.exitCode
    case TrainError.data(let error): self = Failure(error)
    case let error as RunError: self = Failure(TrainError.run(error))
    case let error as TrainError:
      message = "error: \(error)" + (error.help.map { "\n  \($0)" } ?? "")
      switch error {
      case .notFinite, .weights, .inputShape, .targets, .noSamples:
        exitCode = ExitCode.badData.rawValue
      case .data(let error): exitCode = error.exitCode
      case .model, .monitor, .scheduled: exitCode = ExitCode.badConfig.rawValue
      case .run(.missingLibrary): exitCode = ExitCode.unavailable.rawValue
      case .run, .notCompiled: exitCode = ExitCode.ourBug.rawValue
      }
    default:
      message = "error: \(error)"
      exitCode = ExitCode.ourBug.rawValue
    }
  }
}
