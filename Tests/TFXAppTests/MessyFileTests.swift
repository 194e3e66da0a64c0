import Foundation
import TestSupport
import Testing

/// Tables as spreadsheets, instruments and other programs write them, from the file to predictions.
@Suite(.serialized) struct MessyFileTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Flowers as a European spreadsheet has them: numbered rows, semicolons, decimal commas.
  private func europeanFlowers(_ rows: Range<Int>) -> String {
    let lines = Workshop.flowers.split(separator: "\n").dropFirst().map(String.init)
    let rows = lines[rows.lowerBound + 1..<rows.upperBound + 1].enumerated().map { index, line in
      let fields = line.split(separator: ",").map(String.init)
      let length = fields[0].replacing(".", with: ",")
      return
        "\(index);\(length);1.\(fields[1]),0;\(fields[2].replacing("NA", with: "?"));\(fields[3]);"
    }
    return "sep=;\r\n;length;width;colour;kind;\r\n" + rows.joined(separator: "\r\n")
  }

  private let config = """
    seed: 7
    data:
      train: {file: train.csv, comment: "!"}
      validation: validation.tsv
      target: kind
      decimal: ","
      thousands: "."
      missing_values: "?"
    model:
      layers: [Dense: {units: 2, activation: softmax}]
    compile: {optimizer: SGD, loss: sparse_categorical_crossentropy}
    fit: {epochs: 1}

    """

  @Test func fromASpreadsheetToPredictions() throws {
    try workshop.write("train.csv", europeanFlowers(0..<40))
    try workshop.write(
      "validation.tsv",
      "length\twidth\tcolour\tkind\n3,5\t1.200\tred\ttulip\n3,9\t1.150,5\t?\trose\n")
    try workshop.write("messy.yaml", config)
    var texts: [String] = []
    for streaming in ["false", "true"] {
      let run = "run-\(streaming)"
      let outcome = workshop.train("messy.yaml", ["data.streaming=\(streaming)"], output: run)
      #expect(outcome.exitCode == 0, "\(outcome.text)")
      let resolved = try workshop.text("\(run)/config.yaml")
      #expect(resolved.contains("comment: \"!\""))
      // Numbers, and four colours with one for what is missing; the names of rows are no feature.
      #expect(resolved.contains("input_shape: [6]"))
      try workshop.write("new.csv", europeanFlowers(40..<44))
      let predicted = workshop.predict("new.csv", checkpoint: "\(run)/checkpoints/best.safetensors")
      #expect(predicted.exitCode == 0, "\(predicted.text)")
      texts.append(predicted.out)
      let again = workshop.train("\(run)/config.yaml", output: "again-\(run)")
      #expect(again.exitCode == 0, "\(again.text)")
      let evaluated = workshop.evaluate("\(run)/checkpoints/best.safetensors", data: "train.csv")
      #expect(evaluated.out.hasSuffix("(40 samples)\n"), "\(evaluated.text)")
    }
    #expect(texts[0].split(separator: "\n").count == 5)
    #expect(texts[0] == texts[1])
  }

  @Test func wrongOptions() throws {
    var text = ""
    for (name, change) in [
      ("delimiter of two characters", ("decimal: \",\"", "delimiter: \";;\"")),
      ("decimal sign", ("decimal: \",\"", "decimal: \";\"")),
      ("same sign twice", ("thousands: \".\"", "thousands: \",\"")),
      ("names beside a header", ("decimal: \",\"", "columns: [a, b]")),
      ("a name twice", ("decimal: \",\"", "header: none\n  columns: [a, a]")),
      ("missing and kept", ("decimal: \",\"", "keep_text: [NA, \"?\"]")),
      ("empty text kept", ("decimal: \",\"", "keep_text: \"\"")),
      ("negative", ("decimal: \",\"", "skip_rows: -1")),
      ("encoding", ("decimal: \",\"", "encoding: utf32")),
      ("option of one file", ("comment: \"!\"", "comment: \",\", delimiter: \",\"")),
      ("unknown option of a file", ("comment: \"!\"", "coment: \"!\"")),
      ("missing for a column", ("decimal: \",\"", "features: {length: {missing_values: {a: b}}}")),
    ] {
      try workshop.write("train.csv", europeanFlowers(0..<40))
      try workshop.write("validation.tsv", "length\twidth\tcolour\tkind\n3,5\t1.200\tred\ttulip\n")
      try workshop.write("messy.yaml", config.replacing(change.0, with: change.1))
      let outcome = workshop.train("messy.yaml")
      #expect(outcome.exitCode == 78, "\(name): \(outcome.text)")
      text += "## \(name)\n\(outcome.err)\n"
    }
    try Golden.expect(text, "config-csv")
  }

  @Test func patternsAndLists() throws {
    try workshop.write("part-1.csv", europeanFlowers(0..<20))
    try workshop.write("part-2.csv", europeanFlowers(20..<40))
    try workshop.write(
      "messy.yaml",
      config.replacing("train: {file: train.csv, comment: \"!\"}", with: "train: part-*.csv")
        .replacing("validation: validation.tsv", with: "validation: [part-2.csv, part-1.csv]"))
    let outcome = workshop.train("messy.yaml", output: "run", quiet: false)
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    #expect(outcome.text.contains("40 samples"))
    let predicted = workshop.predict("part-?.csv", checkpoint: "run/checkpoints/best.safetensors")
    #expect(predicted.out.split(separator: "\n").count == 41)
    for (source, message) in [
      ("[part-1.csv, part-3.csv]", "there is no file 'part-3.csv'"),
      ("none-*.csv", "no file matches 'none-*.csv'"), ("[]", "name a file"),
      ("[part-1.csv, '-']", "standard input cannot be one of several files"),
    ] {
      let refused = workshop.train("messy.yaml", ["data.train=\(source)"])
      #expect(refused.exitCode == 78 && refused.err.contains(message), "\(refused.text)")
    }
    try workshop.write("part-2.csv", "colour;kind\nred;rose\n")
    let other = workshop.train("messy.yaml")
    #expect(
      other.exitCode == 65
        && other.err.contains("expected the columns of part-1.csv, missing: row, length, width"),
      "\(other.text)")
  }
}
