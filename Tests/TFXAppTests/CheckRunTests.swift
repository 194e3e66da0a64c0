import Foundation
import TFXApp
import TestSupport
import Testing

/// `tfx check`: what it finds before a training, and that it writes nothing.
@Suite struct CheckRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func check(
    _ config: String = "flowers.yaml", _ overrides: [String] = [], json: Bool = false,
    ranks: Int? = nil
  ) -> Workshop.Outcome {
    var command = CheckCommand(config: workshop[config])
    command.overrides = overrides
    command.json = json
    command.ranks = ranks
    return workshop.perform { try command.run($0) }
  }

  /// The text with what differs from machine to machine masked.
  private func masked(_ outcome: Workshop.Outcome) -> String {
    outcome.text
      .replacing(#/about [\d.]+ [KMGT]?B of memory, of [\d.]+ [KMGT]?B: .*/#, with: "about MEMORY")
      .replacing(#/takes about [\d.:]+( s)?/#, with: "takes about TIME")
      .replacing(#/\d[\d.]* (ms|s)\b/#, with: "TIME")
  }

  /// The findings of a check on a line each, as `level check column`.
  private func findings(_ outcome: Workshop.Outcome) throws -> [String] {
    let all = try #require(try object(outcome)["findings"] as? [[String: Any]])
    return all.compactMap { one in
      guard let level = one["level"] as? String, level != "ok" else { return nil }
      return [level, one["check"] as? String, one["column"] as? String].compactMap { $0 }
        .joined(separator: " ")
    }
  }

  private func object(_ outcome: Workshop.Outcome) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(value as? [String: Any], "\(outcome.text)")
  }

  /// Numbers that look random, the same each time.
  private struct Draws {
    var state: UInt32 = 11

    mutating func next(_ limit: Int) -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 16) % limit
    }
  }

  /// A configuration for a table of the workshop.
  private func write(
    _ name: String, _ rows: String, target: String = "kind", units: Int = 2, _ data: String = ""
  ) throws {
    try workshop.write("\(name).csv", rows)
    try workshop.write(
      "\(name).yaml",
      """
      data:
        train: \(name).csv
        target: \(target)
      \(data.split(separator: "\n").map { "  \($0)\n" }.joined())model: {layers: [{Dense: {units: \(units), \
      activation: softmax}}]}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy, metrics: [accuracy]}
      fit: {epochs: 2}

      """)
  }

  @Test func dataThatIsAsItShouldBe() throws {
    let files = workshop.files
    let outcome = check()
    #expect(outcome.exitCode == 0)
    try Golden.expect(masked(outcome), "check")
    #expect(workshop.files == files, "nothing is written")
  }

  /// Each mistake in a table of its own column.
  @Test func mistakesInATable() throws {
    var draws = Draws()
    var lines: [String] = []
    for row in 0..<80 {
      let kind = row == 41 ? "sphinx" : row % 2 == 0 ? "cat" : "dog"
      let size = 1_600 + draws.next(400)
      let height = row % 20 == 7 ? "1.\(draws.next(90) + 10)" : "\(size)"
      let weight = row % 16 == 5 ? "9999" : "\(10 + draws.next(60)).\(draws.next(10))"
      lines.append(
        "\(row + 1),\(size),\(size),\(height),\(weight),EU,\(kind == "dog" ? "barks" : "meows")"
          + ",\(draws.next(500)),name\(draws.next(60)),\(kind)\n")
    }
    // Ten rows come twice.
    lines += lines.prefix(30)
    try write(
      "pets",
      "row,size,length,height,weight,place,sound,price,name,kind\n" + lines.joined(), units: 3,
      "exclude: [row]\nvalidation_split: 0.2\ntest_split: 0.2\nstratify: true\n"
        + "features:\n  name: {encode: embedding}\n  \"*\": {}")
    let outcome = check("pets.yaml")
    try Golden.expect(masked(outcome), "check-mistakes")
    let found = try findings(check("pets.yaml", json: true))
    for expected in [
      "warning constant_column place", "warning duplicate_column length", "warning leak sound",
      "warning units height", "warning units weight", "warning classes kind", "warning shared_rows",
      "note few_rows", "note scale size",
    ] {
      #expect(found.contains(expected), "\(expected) in \(found)")
    }
  }

  @Test func aNumberThatTheModelCannotMake() throws {
    var draws = Draws()
    let rows = (0..<60).map { _ in
      let size = draws.next(100)
      return "\(size),\(draws.next(50)),\(size * 3 - 30)\n"
    }
    try write("flats", "size,age,price\n" + rows.joined(), target: "price", units: 1)
    let sets = [
      "model.layers[0].Dense.activation=sigmoid", "compile.loss=poisson", "compile.metrics=[mae]",
    ]
    let outcome = check("flats.yaml", sets)
    try Golden.expect(masked(outcome), "check-number")
    let found = try findings(check("flats.yaml", sets, json: true))
    #expect(found.contains("warning leak size"))
    #expect(found.filter { $0 == "warning range" }.count == 2, "\(found)")
    let scaled = check(
      "flats.yaml",
      [
        "data.target={column: price, normalize: minmax}", "compile.loss=mse",
        "model.layers[0].Dense.activation=sigmoid", "compile.metrics=[mae]",
      ], json: true)
    #expect(try !findings(scaled).contains("warning range"), "\(scaled.text)")
  }

  /// Columns that tell much, but not all, are no leak; nor are names of the rows.
  @Test func goodColumnsAreNoLeak() throws {
    var draws = Draws()
    let rows = (0..<200).map { row in
      let kind = row % 2
      let size = 100 * kind + draws.next(120)
      return "u\(row),\(size),\(draws.next(3) == 0 ? "x" : "y\(kind)"),\(kind == 0 ? "a" : "b")\n"
    }
    try write(
      "good", "name,size,code,kind\n" + rows.joined(),
      "features:\n  name: {encode: embedding}\n  \"*\": {}")
    let found = try findings(check("good.yaml", json: true))
    #expect(!found.contains { $0.contains("leak") }, "\(found)")
  }

  /// The validation file's numbers are in another unit, and its category is new.
  @Test func filesThatAreNotAlike() throws {
    var draws = Draws()
    let rows = { (unit: String, place: String) in
      (0..<40).map { row in
        "1\(unit)\(draws.next(90) + 10),\(place),\(row % 2 == 0 ? "a" : "b")\n"
      }.joined()
    }
    try workshop.write("new.csv", "height,place,kind\n" + rows(".", "Rome"))
    try write(
      "heights", "height,place,kind\n" + rows("7", "Bern") + rows("8", "Oslo"),
      "validation: new.csv")
    let outcome = check("heights.yaml")
    #expect(outcome.out.contains("warning: the validation part: column 'place': 40 of 40 values"))
    #expect(
      outcome.out.contains("warning: the validation part: column 'height'"), "\(outcome.text)")
  }

  /// Where a few categories make few combinations, parts have the same rows: nothing to be warned of.
  @Test func rowsThatMustRepeatEachOther() throws {
    let rows = (0..<240).map { "\($0 % 3),\($0 % 2),\($0 % 2 == 0 ? "a" : "b")\n" }
    try write("few", "x,y,kind\n" + rows.joined(), "exclude: [y]\ntest_split: 0.5")
    let found = try findings(check("few.yaml", json: true))
    #expect(
      found.contains("note shared_rows") && !found.contains("warning shared_rows"), "\(found)")
  }

  @Test func images() throws {
    var header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 8, 0, 0, 0, 8]
    header += (0..<20 * 64).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
    // The last image is the first.
    header.replaceSubrange(header.count - 64..<header.count, with: header[16..<80])
    _ = try workshop.directory.write("images", header)
    _ = try workshop.directory.write(
      "labels", [0, 0, 8, 1, 0, 0, 0, 20] + (0..<20).map { UInt8($0 == 19 ? 0 : $0 % 2) })
    try workshop.write(
      "images.yaml",
      """
      data: {train: {images: images, labels: labels}, validation_split: 0.5, seed: 3}
      model:
        layers:
          - Conv2D: {filters: 4, kernel_size: 3, activation: relu}
          - Flatten
          - Dense: {units: 2, activation: softmax}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 3, batch_size: 4}

      """)
    try Golden.expect(masked(check("images.yaml")), "check-images")
    #expect(try findings(check("images.yaml", json: true)).contains("note scale"))
  }

  @Test func streamedData() throws {
    let sets = ["data.streaming=true", "data.stratify=false"]
    let outcome = check("flowers.yaml", sets)
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    #expect(outcome.out.contains("note: rows of streamed data are not compared"))
    #expect(outcome.out.contains("samples, which are streamed"))
    #expect(try findings(check("flowers.yaml", sets, json: true)).contains("note streaming"))
  }

  @Test func windowsAugmentedImagesAndResampledClasses() throws {
    let rows = (0..<60).map { "\($0),\($0 * 7 % 13),\($0 % 5 == 0 ? "a" : "b")\n" }
    try write(
      "series", "day,load,kind\n" + rows.joined(),
      "window: {length: 4, order: day}\nvalidation_split: 0.2\noversample: balanced")
    try workshop.write(
      "series.yaml",
      workshop.text("series.yaml").replacing(
        "layers: [", with: "layers: [Flatten, "))
    let outcome = check("series.yaml")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    #expect(outcome.out.contains("an epoch has") && outcome.out.contains("windows to train on"))
  }

  @Test func forPrograms() throws {
    let value = try object(check("flowers.yaml", json: true, ranks: 4))
    #expect(value["schema"] as? String == "tfx.check/1")
    // So small a model is slower on more ranks.
    #expect(value["level"] as? String == "note")
    #expect(try object(check("flowers.yaml", json: true))["level"] as? String == "ok")
    let data = try #require(value["data"] as? [String: Any])
    #expect(data["train"] as? Int == 36 && data["test"] as? Int == 12)
    let model = try #require(value["model"] as? [String: Int])
    #expect(model["parameters"] == 56)
    let time = try #require(value["time"] as? [String: Double])
    #expect(try #require(time["seconds"]) > 0 && time["epochs"] == 4 && time["steps"] == 5)
    let baseline = try #require(value["baseline"] as? [String: Any])
    #expect(baseline["accuracy"] as? Double == 0.5)
    let ranks = try #require(value["ranks"] as? [String: Double])
    #expect(ranks["gradient_bytes"] == 224)
    #expect((value["columns"] as? [[String: Any]])?.count == 3)
  }

  @Test func moreRanks() throws {
    let outcome = check("flowers.yaml", ranks: 2)
    #expect(
      outcome.out.contains(#/2 ranks, a host each, at 10 Gbit/s: a batch of 8 takes [\d.]+ ms/#),
      "\(outcome.text)")
    // Batches that so many ranks cannot divide are as wrong as they are for a training.
    let refused = check("flowers.yaml", ["fit.shards=2"], ranks: 4)
    #expect(refused.exitCode == 78, "\(refused.text)")
  }

  @Test(arguments: [
    ("10G", 10e9), ("1g", 1e9), ("100M", 100e6), ("2.5Gbit/s", 2.5e9), ("40 Gbps", 40e9),
    ("1000000", 1e6), ("fast", nil), ("-1G", nil), ("0", nil), ("1GB", nil), ("", nil),
  ])
  func bitsPerSecond(_ text: String, _ bits: Double?) {
    #expect(CheckCommand.bitsPerSecond(text) == bits)
  }

  @Test func whatIsNoConfiguration() throws {
    #expect(workshop.train("flowers.yaml", ["fit.epochs=1"], output: "run").exitCode == 0)
    try workshop.write("broken.csv", "a,b,kind\n1,2,x\n3,y\n")
    try workshop.write("broken.yaml", Workshop.config.replacing("flowers.csv", with: "broken.csv"))
    try workshop.write("empty.yaml", "")
    try FileManager.default.createDirectory(
      atPath: workshop["folder"], withIntermediateDirectories: false)
    var text = ""
    for (name, sets, code) in [
      ("none.yaml", [], 66), ("folder", [], 64), ("run", [], 64),
      ("run/checkpoints/best.safetensors", [], 64), ("flowers.csv", [], 64), ("empty.yaml", [], 78),
      ("flowers.yaml", ["fit.epochs=0"], 78), ("flowers.yaml", ["data.train=none.csv"], 78),
      ("broken.yaml", [], 65), ("flowers.yaml", ["model.layers[2].Dense.units=3"], 78),
    ] as [(String, [String], Int32)] {
      let outcome = check(name, sets)
      #expect(outcome.exitCode == code, "\(name) \(sets): \(outcome.text)")
      text += "## \((["check", name] + sets.map { "--set \($0)" }).joined(separator: " "))\n"
      text += outcome.text + "\n"
    }
    let broken = check("broken.yaml", json: true)
    #expect(broken.exitCode == 65)
    #expect(try findings(broken).contains("error data"), "\(broken.text)")
    #expect(try object(broken)["level"] as? String == "error")
    text += "## check --json\n\(broken.text)"
    try Golden.expect(text, "check-refusals")
  }

  @Test func theProgramItself() throws {
    let outcome = workshop.perform { try SelfCheck().run($0) }
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    for part in ["built for", "oneDNN", "OpenBLAS", "zlib", "GFLOP/s", "convolutions: "] {
      #expect(outcome.out.contains(part), "\(part) in \(outcome.text)")
    }
    #expect(outcome.out.hasSuffix("nothing to complain of\n"))
    var check = SelfCheck()
    check.json = true
    let value = try object(workshop.perform { try check.run($0) })
    let libraries = try #require(value["libraries"] as? [String: String])
    #expect(libraries["zlib"]?.contains(".") == true && libraries["oneDNN"]?.contains(".") == true)
  }
}
