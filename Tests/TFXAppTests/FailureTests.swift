import TFXApp
import TFXConfig
import TFXCore
import TFXData
import TFXTrain
import Testing

/// What errors of the modules below mean for the exit code.
@Suite struct FailureTests {
  static let cases: [(any Error & Sendable, Int32)] = [
    (Failure("asked for what there is not", exitCode: .usage), 64),
    (ConfigError.unreadable(path: "a", reason: "b"), 66),
    (ConfigError.invalid(Diagnostics(), rendered: ""), 78),
    (DataError(.notFound, file: "a"), 66), (DataError(.directory, file: "a"), 66),
    (DataError(.notAFile, file: "a"), 66), (DataError(.unreadable(reason: "b"), file: "a"), 66),
    (DataError(.tooLarge(bytes: 1), file: "a"), 66), (DataError(.empty, file: "a"), 65),
    (DataError(.truncated(expected: 2, found: 1, unit: "bytes"), file: "a"), 65),
    (FileError(.missing, file: "a"), 66), (FileError(.directory, file: "a"), 66),
    (FileError(.device, file: "a"), 66), (FileError(.tooLarge(bytes: 1), file: "a"), 66),
    (FileError(.unreadable(reason: "b"), file: "a"), 66),
    (FileError(.unwritable(reason: "b"), file: "a"), 73),
    (CheckpointError(.file(.missing), file: "a"), 66),
    (CheckpointError(.file(.unwritable(reason: "b")), file: "a"), 73),
    (CheckpointError(.altered, file: "a"), 65), (CheckpointError(.foreign, file: "a"), 65),
    (TrainError.data(DataError(.notFound, file: "a")), 66),
    (TrainError.data(DataError(.empty, file: "a")), 65),
    (TrainError.weights(file: "a", ["b"]), 65), (TrainError.notCompiled, 70),
    (CancellationError(), 70),
  ]

  @Test(arguments: cases.indices) func exitCode(_ index: Int) {
    let (error, code) = FailureTests.cases[index]
    #expect(Failure(error).exitCode == code, "\(error)")
  }
}
