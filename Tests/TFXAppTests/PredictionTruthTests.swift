import Foundation
import TFXApp
import TestSupport
import Testing

/// `tfx predict` on data that has its target: the truth and the loss of each row, and what becomes of
/// targets that are not known.
@Suite(.serialized) struct PredictionTruthTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Trains on `t.csv` and predicts from `new.csv`; the rows of what is said, cell by cell.
  private func predict(
    _ target: String, from new: String, layers: String, loss: String, training: String,
    features: String = "{x: {}}", json: Bool = false
  ) throws -> [[String]] {
    try workshop.write("t.csv", training)
    try workshop.write("new.csv", new)
    try workshop.write(
      "config.yaml",
      """
      data: {train: t.csv, target: \(target), features: \(features)}
      model: {layers: \(layers)}
      compile: {optimizer: adam, loss: \(loss)}
      fit: {epochs: 1}

      """)
    if !workshop.files.contains("run") {
      let trained = workshop.train("config.yaml", output: "run")
      #expect(trained.exitCode == 0, "\(trained.text)")
    }
    let predicted = workshop.predict("new.csv", checkpoint: "run", json: json)
    #expect(predicted.exitCode == 0, "\(predicted.text)")
    return predicted.out.split(separator: "\n").map { line in
      json
        ? [String(line)]
        : line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func classesThatTrainingNeverSawStandAsTheyAre() throws {
    let training = "x,kind\n" + (0..<40).map { "\($0 % 5),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    let new = "kind,x\nb,1\n,2\nzebra,3\na,4\n"
    let said = { (json: Bool) in
      try predict(
        "kind", from: new, layers: "[{Dense: {units: 2, activation: softmax}}]",
        loss: "sparse_categorical_crossentropy", training: training, json: json)
    }
    let rows = try said(false)
    #expect(rows[0] == ["row", "truth", "prediction", "probability_a", "probability_b", "loss"])
    #expect(rows.dropFirst().map { $0[1] } == ["b", "", "zebra", "a"])
    for (row, column) in [(rows[1], 4), (rows[4], 3)] {
      let probability = try #require(Double(row[column]))
      #expect(abs(try #require(Double(row[5])) + log(probability)) < 1e-5)
    }
    #expect(rows[2][5].isEmpty && rows[3][5].isEmpty)
    let objects = try said(true).map { row in
      try #require(
        try JSONSerialization.jsonObject(with: Data(row[0].utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["truth"] as? String } == ["b", nil, "zebra", "a"])
    #expect(objects.map { $0["loss"] is NSNull } == [false, true, true, false])
    #expect(objects.allSatisfy { $0.count == 6 })
    // Without the column there is neither; the rest is the same.
    let bare = try predict(
      "kind", from: "x\n1\n2\n3\n4\n", layers: "[]", loss: "mse", training: training)
    #expect(bare.map { Array($0.dropFirst()) } == rows.map { Array($0[2..<5]) })
  }

  /// What a step cannot take is no number, and all rows but that have their truth.
  @Test func numbersBehindSteps() throws {
    let training =
      "x,price\n" + (0..<40).map { "\($0 % 5),\"$\($0 % 5 + 1),\($0 % 5)00.50\"\n" }.joined()
    let new = "x,price\n0,\"$1,234.50\"\n1,on request\n2,\n3,$12\n"
    let rows = try predict(
      "{column: price, transform: [to_number, log1p], normalize: zscore}", from: new,
      layers: "[{Dense: {units: 1}}]", loss: "mse", training: training)
    #expect(rows[0] == ["row", "truth", "prediction", "loss"])
    #expect(rows.dropFirst().map { $0[1] } == ["1234.5", "on request", "", "12.0"])
    #expect(rows.dropFirst().map { $0[3].isEmpty } == [false, true, true, false])
  }

  /// Of several numbers all must be there for a loss.
  @Test func severalNumbers() throws {
    let training = "x,y,z\n" + (0..<40).map { "\($0 % 5),\($0 % 3),\($0 % 7)\n" }.joined()
    let rows = try predict(
      "[y, z]", from: "y,z,x\n1,2,3\n,5,3\n4,often,3\n", layers: "[{Dense: {units: 2}}]",
      loss: "mse", training: training)
    #expect(
      rows.map { Array($0[1...2]) }[1...] == [["1.0", "2.0"], ["", "5.0"], ["4.0", "often"]])
    #expect(rows.dropFirst().map { $0[5].isEmpty } == [false, true, true])
    let other = try predict(
      "[y, z]", from: "y,x\n1,2\n", layers: "[]", loss: "mse", training: training)
    #expect(other[0] == ["row", "prediction_y", "prediction_z"])
  }

  /// No label is a truth, an unknown one is not.
  @Test func labelsOfOneText() throws {
    let training = "x,tags\n" + (0..<40).map { "\($0 % 5),\(["a", "a|b", "b"][$0 % 3])\n" }.joined()
    let rows = try predict(
      "{column: tags, separator: '|'}", from: "tags,x\nb| a,1\n,2\na|q,3\n",
      layers: "[{Dense: {units: 2, activation: sigmoid}}]", loss: "binary_crossentropy",
      training: training)
    #expect(rows.dropFirst().map { $0[1] } == ["a|b", "", "a|q"])
    #expect(rows.dropFirst().map { $0[5].isEmpty } == [false, false, true])
  }

  /// Labels beside images are truths; of images alone nothing is known.
  @Test func imagesAndLabels() throws {
    let idx = { (extents: [Int], bytes: [UInt8]) in
      [0, 0, 8, UInt8(extents.count)] + extents.flatMap { [0, 0, 0, UInt8($0)] } + bytes
    }
    _ = try workshop.directory.write(
      "images", idx([40, 3, 3], (0..<40 * 9).map { UInt8($0 * 37 % 251) }))
    _ = try workshop.directory.write("labels", idx([40], (0..<40).map { UInt8($0 % 2) }))
    try workshop.write(
      "config.yaml",
      """
      data: {train: {images: images, labels: labels}}
      model: {layers: [Flatten, {Dense: {units: 2, activation: softmax}}]}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 1}

      """)
    #expect(workshop.train("config.yaml", output: "run").exitCode == 0)
    let said = { (input: String) in
      let outcome = workshop.predict(input, checkpoint: "run")
      #expect(outcome.exitCode == 0, "\(outcome.text)")
      return outcome.out.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }
    #expect(said("images")[0] == ["row", "prediction", "probability_0", "probability_1"])
    _ = try workshop.directory.write("other", idx([40], (0..<40).map { $0 == 1 ? 7 : 1 }))
    let rows = said("images,\(workshop["other"])")
    #expect(rows[0] == ["row", "truth", "prediction", "probability_0", "probability_1", "loss"])
    #expect(rows[1][1] == "1" && !rows[1][5].isEmpty)
    #expect(rows[2][1] == "7" && rows[2][5].isEmpty)
    _ = try workshop.directory.write("few", idx([3], [0, 1, 0]))
    let few = workshop.predict("images,\(workshop["few"])", checkpoint: "run")
    #expect(few.exitCode == 65, "\(few.text)")
  }

  /// A model that predicts its input knows the truth of each row.
  @Test func inputsThatAreTheirOwnTruth() throws {
    let training = "x,y\n" + (0..<40).map { "\($0 % 5),\($0 % 3)\n" }.joined()
    let rows = try predict(
      "input", from: "x,y\n1,2\n40,-30\n", layers: "[{Dense: {units: 2}}]", loss: "mse",
      training: training, features: "{x: {}, y: {}}")
    #expect(rows[0] == ["row", "prediction_0", "prediction_1", "loss"])
    let losses = try rows.dropFirst().map { try #require(Double($0[3])) }
    #expect(losses[1] > losses[0])
  }
}
