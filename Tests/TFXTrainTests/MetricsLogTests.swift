import TFXCore
import TFXTrain
import TestSupport
import Testing

@Suite struct MetricsLogTests {
  private let directory: TemporaryDirectory
  private var path: String { directory["metrics.csv"] }

  init() throws { directory = try TemporaryDirectory() }

  private func log(_ epoch: Int, validation: Bool = true, elapsed: Double = 0) -> EpochLog {
    let loss = 1 / Double(epoch)
    return EpochLog(
      epoch: epoch, step: epoch * 10,
      train: Measurements([("loss", loss), ("accuracy", 0.25)]),
      validation: validation ? Measurements([("loss", 0.5), ("accuracy", 0.75)]) : nil,
      learningRate: Double(Float(0.001)), samplesPerSecond: 1234.56, elapsedSeconds: elapsed)
  }

  @Test func oneRowAnEpoch() throws {
    let log = try MetricsLog(path)
    try log.epochEnds(self.log(1))
    let header =
      "epoch,step,loss,accuracy,val_loss,val_accuracy,"
      + "learning_rate,samples_per_second,elapsed_seconds\n"
    #expect(try text(of: path) == header + "1,10,1.0,0.25,0.5,0.75,0.001,1235,0.0\n")
    try log.epochEnds(self.log(4, elapsed: 1.23456))
    #expect(
      try text(of: path) == header + """
        1,10,1.0,0.25,0.5,0.75,0.001,1235,0.0
        4,40,0.25,0.25,0.5,0.75,0.001,1235,1.235

        """)
    #expect(try directory.names == ["metrics.csv"])
  }

  @Test func withoutValidation() throws {
    try MetricsLog(path).epochEnds(log(2, validation: false))
    #expect(
      try text(of: path) == """
        epoch,step,loss,accuracy,learning_rate,samples_per_second,elapsed_seconds
        2,20,0.5,0.25,0.001,1235,0.0

        """)
  }

  /// A run that is gone on with under other metrics: those that come are empty before, those that went
  /// are empty behind.
  @Test func furtherMetricsAreFurtherColumns() throws {
    try MetricsLog(path).epochEnds(log(1))
    let second = try MetricsLog(path, keeping: 1)
    try second.epochEnds(
      EpochLog(
        epoch: 2, step: 20, train: Measurements([("loss", 0.5), ("mae", 0.125)]), validation: nil,
        learningRate: 0.5, samplesPerSecond: 1, elapsedSeconds: 1))
    #expect(
      try text(of: path) == """
        epoch,step,loss,accuracy,val_loss,val_accuracy,mae,learning_rate,samples_per_second,\
        elapsed_seconds
        1,10,1.0,0.25,0.5,0.75,,0.001,1235,0.0
        2,20,0.5,,,,0.125,0.5,1,1.0

        """)
  }

  /// A run that died after epoch 3 wrote its row but whose checkpoint is of epoch 2.
  @Test func resumingGoesOnBehindTheKeptRows() throws {
    let first = try MetricsLog(path)
    for epoch in 1...3 { try first.epochEnds(log(epoch, elapsed: Double(epoch))) }
    let second = try MetricsLog(path, keeping: 2)
    #expect(try text(of: path).split(separator: "\n").count == 3)
    try second.epochEnds(log(3, elapsed: 0.5))
    let rows = try text(of: path).split(separator: "\n").dropFirst()
    #expect(rows.map { $0.split(separator: ",")[0] } == ["1", "2", "3"])
    // Two seconds before, half a second now.
    #expect(rows.map { $0.split(separator: ",").last! } == ["1.0", "2.0", "2.5"])
  }

  /// A machine that dies may leave part of the last row: it is no row of an earlier epoch.
  @Test func aTornRowIsDropped() throws {
    let whole = try MetricsLog(path)
    for epoch in 9...12 { try whole.epochEnds(log(epoch)) }
    let bytes = try directory.read("metrics.csv")
    let all = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    for count in 0...bytes.count {
      let torn = try directory.write("torn.csv", Array(bytes.prefix(count)))
      let complete = bytes.prefix(count).count { $0 == UInt8(ascii: "\n") }
      try MetricsLog(torn, keeping: 11).epochEnds(log(12))
      let rows = try text(of: torn).split(separator: "\n").map(String.init)
      let kept = Array(all.prefix(min(complete, 4)))
      #expect(rows == (kept.isEmpty ? [all[0]] : kept) + [all[4]], "\(count) bytes")
    }
  }

  @Test func whatCannotBeReadOrWrittenIsSaid() throws {
    let error = #expect(throws: FileError.self) { try MetricsLog(path, keeping: 1) }
    #expect(
      error.map { directory.plain($0) }
        == "metrics.csv: error: cannot be read: there is no such file or directory")
    let nowhere = #expect(throws: FileError.self) {
      try MetricsLog(directory["no/metrics.csv"])
    }
    #expect(
      nowhere.map { directory.plain($0) }
        == "no/metrics.csv: error: cannot be written: there is no such file or directory")
  }
}
