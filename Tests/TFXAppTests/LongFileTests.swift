import Foundation
import TFXApp
import TFXCore
import TFXData
import TFXTrain
import TestSupport
import Testing

/// `tfx predict` and `tfx evaluate --data` on files longer than what is in memory of them at a time.
@Suite(.serialized) struct LongFileTests {
  private let workshop: Workshop
  private let best = "a/checkpoints/best.safetensors"
  private static let rowCount = 300_000

  init() throws {
    workshop = try Workshop()
    let outcome = workshop.train(output: "a")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
  }

  /// Rows of more than three pieces of the file, and of several pieces of inputs.
  private func writeLong(_ name: String, changing change: (Int) -> String? = { _ in nil }) throws {
    let random = Philox(seed: 3, stream: 1)
    var text = "length,width,colour,kind,note\n"
    for row in 0..<LongFileTests.rowCount {
      let words = random.block(UInt64(row))
      let colour = ["red", "white", "blue", "NA", "\"odd\"", "green"][Int(words[2] % 6)]
      let kind = words[3] % 2 == 0 ? "rose" : "tulip"
      let length = Double(words[0] % 3_000) / 1_000 + 2
      let note = "\"a longer note, row \(row)\""
      text += change(row) ?? "\(length),\(words[1] % 400),\(colour),\(kind),\(note)\n"
    }
    try workshop.write(name, text)
    #expect(text.utf8.count > 3 << 22)
  }

  @Test func predictionsAreThoseOfAllRowsInMemory() throws {
    try writeLong("long.csv")
    let saved = try TrainedModel(workshop[best])
    let data = try saved.preprocessing().load(.file(workshop["long.csv"]), needTargets: true)
    let predicted = try saved.model.predicting(data, first: 0)
    let outputs = predicted.outputs.scalars(as: Float.self)
    let losses = try #require(predicted.losses)
    let truths = try #require(data.targets).doubles().map { ["rose", "tulip"][Int($0)] }
    var expected = "row,truth,prediction,probability_rose,probability_tulip,loss\n"
    var expectedJSON = ""
    for row in 0..<LongFileTests.rowCount {
      let (rose, tulip) = (outputs[2 * row], outputs[2 * row + 1])
      let name = rose < tulip ? "tulip" : "rose"
      expected += "\(row + 1),\(truths[row]),\(name),\(rose),\(tulip),\(losses[row])\n"
      expectedJSON +=
        "{\"row\": \(row + 1), \"truth\": \"\(truths[row])\", \"prediction\": \"\(name)\", "
      expectedJSON += "\"probability_rose\": \(rose), \"probability_tulip\": \(tulip), "
      expectedJSON += "\"loss\": \(losses[row])}\n"
    }
    // Compared before they are expected: the report of a difference would be megabytes.
    let isSame = workshop.predict("long.csv", checkpoint: best).out == expected
    #expect(isSame)
    let isSameJSON = workshop.predict("long.csv", checkpoint: best, json: true).out == expectedJSON
    #expect(isSameJSON)
    _ = workshop.predict("long.csv", checkpoint: best, output: "p.csv")
    let isSameFile = try workshop.text("p.csv") == expected
    #expect(isSameFile)
  }

  @Test func evaluationIsThatOfAllRowsInMemory() throws {
    try writeLong("long.csv")
    let saved = try TrainedModel(workshop[best])
    let data = try saved.preprocessing().load(.file(workshop["long.csv"]), needTargets: true)
    let expected = try saved.model.evaluate(data)
    let outcome = workshop.evaluate(best, data: "long.csv", json: true)
    let object =
      try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(object?["samples"] as? Int == LongFileTests.rowCount)
    // As text: Foundation's reader is off by the last bit of some numbers.
    for (name, value) in expected.values {
      #expect(outcome.out.contains("\"\(name)\": \(value)"))
    }
  }

  @Test func aMistakeFarDownIsToldBehindWholeRows() throws {
    let last = LongFileTests.rowCount - 2
    try writeLong("long.csv") { row in row == last ? ",1,red,rose,x\n" : nil }
    let outcome = workshop.predict("long.csv", checkpoint: best)
    #expect(outcome.exitCode == 65)
    #expect(outcome.out.hasSuffix("\n"))
    let rows = outcome.out.split(separator: "\n")
    let written = "only the predictions before the mistake are written, \(rows.count - 1) of them\n"
    #expect(outcome.err.hasPrefix("\(written)long.csv:\(last + 2):1: error: column 'length': "))
    #expect(rows.count > 1 && rows.count <= last + 1)
    for (number, row) in rows.enumerated().dropFirst() {
      let fields = row.split(separator: ",")
      if fields.count != 6 || fields[0] != "\(number)" {
        Issue.record("row \(number): \(row)")
        break
      }
    }
    let evaluation = workshop.evaluate(best, data: "long.csv")
    #expect(evaluation.exitCode == 65)
    #expect(evaluation.out.isEmpty)
    #expect(written + evaluation.err == outcome.err)
    // A file is whole or as it was.
    try workshop.write("p.csv", "old")
    let before = workshop.files
    #expect(workshop.predict("long.csv", checkpoint: best, output: "p.csv").exitCode == 65)
    #expect(try workshop.text("p.csv") == "old")
    #expect(workshop.files == before)
  }

  @Test func idsAndClassesAreQuotedWhereTheyMustBe() throws {
    try workshop.write(
      "odd.csv",
      "name,x,y\n\"a,b\",1,\"big \"\"one\"\"\"\nplain,2,\"c,d\"\n\"é\n2\",3,\"big \"\"one\"\"\"\n"
        + "NA,4,\"c,d\"\n")
    try workshop.write(
      "odd.yaml",
      """
      data: {train: odd.csv, target: y, id: name}
      model: {layers: [{Dense: {units: 2}}]}
      compile: {optimizer: SGD, loss: {SparseCategoricalCrossentropy: {from_logits: true}}}
      fit: {epochs: 1}

      """)
    let trained = workshop.train("odd.yaml", output: "odd")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let checkpoint = "odd/checkpoints/best.safetensors"
    let text = workshop.predict("odd.csv", checkpoint: checkpoint).out
    #expect(
      text.hasPrefix(
        "name,truth,prediction,\"probability_big \"\"one\"\"\",\"probability_c,d\",loss\n"))
    try workshop.write("read.csv", text)
    let table = try CSVFile.read(workshop["read.csv"])
    #expect(table.rowCount == 4)
    #expect((0..<4).map { table.columns[0].text(at: $0) } == ["a,b", "plain", "é\n2", nil])
    for row in 0..<4 {
      #expect(["big \"one\"", "c,d"].contains(table.columns[2].text(at: row)))
    }
    let lines = workshop.predict("odd.csv", checkpoint: checkpoint, json: true).out
    let objects = try lines.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["name"] as? String } == ["a,b", "plain", "é\n2", "NA"])
    #expect(objects.allSatisfy { $0["probability_c,d"] is Double && $0.count == 6 })
  }
}
