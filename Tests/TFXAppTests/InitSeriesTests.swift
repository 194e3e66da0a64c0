import Foundation
import TFXApp
import TestSupport
import Testing

/// `tfx init` of rows that follow each other in time: windows, parts by time, and a baseline of the last value.
@Suite struct InitSeriesTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func make(_ data: String, targets: [String] = []) throws -> (String, Workshop.Outcome) {
    var command = InitCommand(data: workshop[data])
    command.targets = targets
    command.output = workshop["config.yaml"]
    command.overwrites = true
    let outcome = workshop.perform { try command.run($0) }
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    return (try workshop.text("config.yaml"), outcome)
  }

  /// An hour a row, from midnight of the first of March, with a day's shape and a temperature.
  private static func hours(_ count: Int) -> String {
    var text = "time,temperature,load\n"
    for hour in 0..<count {
      let day = 1 + hour / 24
      let date = "2024-03-\(day < 10 ? "0" : "")\(day)"
      let clock = hour % 24
      let load = 50 + 20 * sin(Double(clock) * .pi / 12) + Double(hour * 7919 % 13) / 4
      text += "\(date) \(clock < 10 ? "0" : "")\(clock):00,\(clock % 12 + day % 3),"
      text += "\((load * 10).rounded() / 10)\n"
    }
    return text
  }

  @Test func threeCommands() throws {
    try workshop.write("load.csv", InitSeriesTests.hours(480))
    let (config, made) = try make("load.csv")
    try Golden.expect(config + "\n" + made.text, "init-series")
    #expect(try SchemaTests.refusal(of: config) == nil)
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let predicted = workshop.predict("load.csv", checkpoint: "run")
    #expect(predicted.exitCode == 0, "\(predicted.text)")
    let lines = predicted.out.split(separator: "\n")
    // A window ends with each row but the first ones.
    #expect(lines.count == 1 + 480 - 23, "\(lines.count)")
    // It knows the day's shape better than the last value does.
    let report = try workshop.text("run/report.html")
    #expect(report.contains("the last value"))
    let mae = try #require(trained.out.firstMatch(of: #/mae ([\d.]+)/#)?.output.1)
    #expect(try #require(Double(mae)) < 2.5, "\(trained.out)")
  }

  /// Months with days of all lengths, several series, dates as numbers, counted hours, the newest first.
  @Test func otherSeries() throws {
    var text = ""
    let months = (0..<144).map { month in
      let name = "\(1949 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01"
      return "\(name),\(100 + month * 2 + month % 12 * 3)"
    }
    try workshop.write("passengers.csv", "month,passengers\n" + months.joined(separator: "\n"))
    let shops = (0..<60).flatMap { day -> [String] in
      let date = "\(day % 31 < 9 ? "0" : "")\(day % 31 + 1).0\(day < 31 ? 1 : 2).2024"
      return ["a", "b", "c"].map { "\(date),\($0),\(day * 37 % 101).5" }
    }
    try workshop.write("shops.csv", "day,shop,sold\n" + shops.joined(separator: "\n"))
    let counted = (0..<90).map { "\($0),\($0 % 24 * 2).5,x\($0 % 3)" }
    try workshop.write("counted.csv", "hour,load,kind\n" + counted.joined(separator: "\n"))
    let newest = (0..<100).reversed().map {
      "\(20_200_101 + $0 / 28 * 100 + $0 % 28),\($0 * 5 % 31)"
    }
    try workshop.write("newest.csv", "date,price\n" + newest.joined(separator: "\n"))
    for (file, targets) in [
      ("passengers.csv", []), ("shops.csv", []), ("counted.csv", ["load"]), ("newest.csv", []),
    ] as [(String, [String])] {
      let (config, _) = try make(file, targets: targets)
      text += "## \(file)\n\(config)\n"
      #expect(config.contains("  window: {"), "\(config)")
      let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "\(file)-run")
      #expect(trained.exitCode == 0, "\(file): \(trained.text)")
      let predicted = workshop.predict(file, checkpoint: "\(file)-run")
      #expect(predicted.exitCode == 0, "\(file): \(predicted.text)")
    }
    try Golden.expect(text, "init-series-others")
  }

  /// Rows in another order, at no regular distance, or with classes to predict are told from themselves.
  @Test func whatIsNoSeries() throws {
    let rows = InitSeriesTests.hours(200).split(separator: "\n")
    func expectTable(_ name: String, _ rows: [Substring], targets: [String] = []) throws {
      try workshop.write(name, ([rows0] + rows).joined(separator: "\n") + "\n")
      let (config, _) = try make(name, targets: targets)
      #expect(!config.contains("window:"), "\(name)\n\(config)")
    }
    let rows0 = rows[0]
    let body = Array(rows.dropFirst())
    try expectTable(
      "mixed.csv",
      body.enumerated().sorted { $0.offset * 7 % 200 < $1.offset * 7 % 200 }.map(\.element))
    try expectTable(
      "irregular.csv",
      body.enumerated().filter { $0.offset * $0.offset % 7 < 2 && $0.offset % 5 < 3 }.map(\.element)
    )
    try expectTable("few.csv", Array(body.prefix(30)))
    try expectTable(
      "missing.csv",
      body.enumerated().map { $0.offset == 50 ? $0.element.prefix(17) + "," : $0.element })
    let classes = body.enumerated().map { Substring("\($0.element.prefix(16)),1,\($0.offset % 2)") }
    try expectTable("classes.csv", classes)
  }
}
