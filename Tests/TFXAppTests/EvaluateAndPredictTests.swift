import Foundation
import TFXApp
import TFXTrain
import TestSupport
import Testing

/// `tfx evaluate` and `tfx predict` on what was trained, from wherever it lies.
@Suite(.serialized) struct EvaluateAndPredictTests {
  private let workshop: Workshop
  private let best = "a/checkpoints/best.safetensors"
  private let trained: Workshop.Outcome

  init() throws {
    workshop = try Workshop()
    trained = workshop.train(output: "a")
    try workshop.write(
      "new.csv", "colour,more,width,length\nred,x,210,4.5\nNA,,190,3.5\ngreen,y,150,3\n")
  }

  private var testLine: String {
    trained.out.split(separator: "\n").first { $0.hasPrefix("test: ") }.map { $0 + "\n" } ?? ""
  }

  @Test func evaluationPrintsWhatTrainingPrinted() throws {
    #expect(testLine.hasPrefix("test: loss "))
    #expect(workshop.evaluate(best).out == testLine)
  }

  @Test func aMovedCheckpointGivesTheSameLine() throws {
    try FileManager.default.createDirectory(
      atPath: workshop["else/where"], withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: workshop[best], toPath: workshop["else/where/m"])
    #expect(workshop.evaluate("else/where/m").out == testLine)
  }

  @Test func otherDataAndJSON() throws {
    let outcome = workshop.evaluate(best, data: "flowers.csv")
    #expect(outcome.out.hasPrefix("flowers.csv: loss "))
    #expect(outcome.out.hasSuffix("(60 samples)\n"))
    let json = workshop.evaluate(best, json: true).out
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect(object?["samples"] as? Int == 12)
    #expect(object?["data"] as? String == "test")
    #expect(object?["loss"] as? Double != nil)
    #expect(object?["accuracy"] as? Double != nil)
  }

  @Test func dataThatChangedOrWent() throws {
    try workshop.write("flowers.csv", Workshop.flowers + "9.99,900,red,rose\n9.99,9,red,tulip\n")
    var text = workshop.evaluate(best).text
    try FileManager.default.removeItem(atPath: workshop["flowers.csv"])
    text += workshop.evaluate(best).text
    try workshop.write("new.csv", "width,length\n1,2\n")
    text += workshop.evaluate(best, data: "new.csv").text
    try Golden.expect(text, "evaluate-refusals")
  }

  @Test func predictionsAsCSV() throws {
    try Golden.expect(
      Golden.rounded(workshop.predict("new.csv", checkpoint: best).text), "predict-csv")
  }

  @Test func predictionsAsJSONLines() throws {
    try Golden.expect(
      Golden.rounded(workshop.predict("new.csv", checkpoint: best, json: true).text), "predict-json"
    )
  }

  @Test func probabilitiesSumToOne() throws {
    let rows = workshop.predict("flowers.csv", checkpoint: best).out.split(separator: "\n")
    #expect(rows.count == 61)
    for row in rows.dropFirst() {
      let probabilities = row.split(separator: ",")[3...4].map { Double($0) ?? .nan }
      #expect(probabilities.count == 2)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func theNewestRunIsTheDefault() throws {
    #expect(workshop.predict("new.csv", checkpoint: nil).exitCode == 66)
    workshop.train("flowers.yaml", ["fit.epochs=1"])
    let outcome = workshop.predict("new.csv", checkpoint: nil, output: "p.csv")
    #expect(outcome.err.hasPrefix("using runs/flowers/001/checkpoints/best.safetensors\n"))
    #expect(outcome.out.isEmpty)
    #expect(try workshop.text("p.csv").hasPrefix("row,prediction,probability_rose,"))
  }

  @Test func whatIsNoRegularFileIsWrittenToAndNotReplaced() throws {
    let device = workshop["device"]
    try FileManager.default.createSymbolicLink(
      atPath: device, withDestinationPath: "/dev/null")
    #expect(workshop.predict("new.csv", checkpoint: best, output: "device").exitCode == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: device) == "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    // Behind a link, the file is replaced and the link stays.
    try workshop.write("target.csv", "old")
    let link = workshop["link.csv"]
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: workshop["target.csv"])
    #expect(workshop.predict("new.csv", checkpoint: best, output: "link.csv").exitCode == 0)
    #expect(try workshop.text("target.csv").hasPrefix("row,prediction,"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link).hasSuffix("target.csv"))
  }

  @Test func inputsThatCannotBePredictedFrom() throws {
    var text = ""
    let inputs = [
      ("missing column", "length,width\n4,200\n"), ("no rows", "length,width,colour\n"),
      ("empty file", ""), ("text", "length,width,colour\nlong,200,red\n"),
      ("missing number", "length,width,colour\n,200,red\n"),
      ("ragged row", "length,width,colour\n4,200\n"),
      ("open quote", "length,width,colour\n4,200,\"red\n"),
      ("too large", "length,width,colour\n1e300,200,red\n"), ("binary", "a\u{0}b\n"),
    ]
    for (name, content) in inputs {
      try workshop.write("input.csv", content)
      let outcome = workshop.predict("input.csv", checkpoint: best)
      #expect(outcome.exitCode == 65, "\(name): \(outcome.text)")
      text += "## \(name)\n\(outcome.text)\n"
    }
    text += "## no file\n\(workshop.predict("none.csv", checkpoint: best).text)"
    try Golden.expect(text, "predict-refusals")
  }

  @Test func checkpointsThatAreNone() throws {
    let whole = try workshop.directory.read(best)
    var altered = whole
    altered[altered.count - 3] ^= 1
    let files: [(String, [UInt8])] = [
      ("empty", []), ("half a header", Array(whole.prefix(300))),
      ("half of it", Array(whole.dropLast(40))), ("bytes behind", whole + [1, 2]),
      ("altered weight", altered), ("a CSV file", Array(Workshop.flowers.utf8)),
      ("a huge header", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x7B]),
    ]
    var text = ""
    for (name, bytes) in files {
      _ = try workshop.directory.write("file", bytes)
      let outcome = workshop.evaluate("file")
      #expect(outcome.exitCode == 65, "\(name): \(outcome.text)")
      #expect(workshop.predict("new.csv", checkpoint: "file").text == outcome.text)
      // How long a header is depends on the paths in it.
      text +=
        "## \(name)\n\(outcome.text.replacing(/\d+ bytes, the file has \d+/, with: "N bytes, the file has M"))\n"
    }
    try Safetensors(tensors: [], metadata: [:]).write(workshop["file"])
    text += "## of another program\n\(workshop.evaluate("file").text)\n"
    text += "## no file\n\(workshop.evaluate("none").text)"
    try Golden.expect(text, "checkpoint-refusals")
  }
}
