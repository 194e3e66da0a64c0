import Foundation
import TFXApp
import TFXCore
import TFXData
import TestSupport
import Testing

/// `tfx run`: graphs in files, what goes in and what comes out.
@Suite(.serialized) struct GraphRunTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.write("graph.yaml", GraphRunTests.graph)
  }

  static let graph = """
    placeholders:
      x: {dtype: float32, shape: [null, 2]}
    constants:
      k: 2.0
      m: {value: [[1, 0], [0, -1]], dtype: float32}
    variables:
      w: {value: [0.5, 1.5]}
    nodes:
      - {name: y, op: Mul, inputs: [scaled, k]}
      - {name: scaled, op: MatMul, inputs: [x, m], transpose_b: true}
      - {name: parts, op: Split, inputs: [y], axis: 1, num_split: 2}
      - {name: second, op: Neg, inputs: ["parts:1", ^step]}
      - {name: step, op: AssignAddVariableOp, inputs: [w, [1.0, 1.0]]}
    fetch: [y, second]

    """

  private func run(
    _ graph: String = "graph.yaml", feed: [String] = [], fetch: [String] = [],
    output: String? = nil, set: [String] = [], json: Bool = false
  ) -> Workshop.Outcome {
    var command = RunCommand(graph: workshop[graph])
    command.feeds = feed
    command.fetches = fetch
    command.output = output
    command.overrides = set
    command.json = json
    return workshop.perform { try command.run($0) }
  }

  private let x = "x=[[1, 2], [3, 4]]"

  @Test func printsWhatTheFileWants() {
    let outcome = run(feed: [x])
    #expect(
      outcome.out == """
        y: float32[2, 2]
        [[ 2.0 -4.0]
         [ 6.0 -8.0]]
        second: float32[2, 1]
        [[4.0]
         [8.0]]

        """, "\(outcome.text)")
    #expect(outcome.exitCode == 0)
  }

  @Test func printsJSON() {
    #expect(
      run(feed: [x], fetch: ["parts:1", "y"], json: true).out
        == "{\"parts:1\": [[-4.0], [-8.0]], \"y\": [[2.0, -4.0], [6.0, -8.0]]}\n")
  }

  @Test func aVariableIsFetchedAsItIsBehindTheRun() {
    #expect(run(fetch: ["w"], json: true).out == "{\"w\": [0.5, 1.5]}\n")
    #expect(run(fetch: ["step", "w"], json: true).out == "{\"w\": [1.5, 2.5]}\n")
  }

  @Test func aKeyCanBeOverridden() {
    let outcome = run(feed: [x], fetch: ["y"], set: ["constants.k=10.0"], json: true)
    #expect(outcome.out == "{\"y\": [[10.0, -20.0], [30.0, -40.0]]}\n", "\(outcome.text)")
  }

  @Test func anyOutputCanBeFed() {
    let outcome = run(feed: ["y=[[1, 2]]"], fetch: ["second"], json: true)
    #expect(outcome.out == "{\"second\": [[-2.0]]}\n", "\(outcome.text)")
  }

  /// Every format, written and fed again.
  @Test(arguments: ["csv", "json", "npy"]) func formatsComeBack(_ ending: String) throws {
    let file = workshop["y.\(ending)"]
    #expect(run(feed: [x], fetch: ["y=\(file)"]).exitCode == 0)
    let outcome = run(feed: ["x=\(file)"], fetch: ["x"], json: true)
    #expect(outcome.out == "{\"x\": [[2.0, -4.0], [6.0, -8.0]]}\n", "\(outcome.text)")
    #expect(run(feed: [x], fetch: ["y"], output: file).exitCode == 0)
  }

  /// Elements of each type through each format.
  @Test(arguments: [
    ("float64", "[0.1, null, -2.5e-300]"), ("int64", "[9007199254740993, -1]"),
    ("int32", "[1, -2]"), ("int16", "[300]"), ("int8", "[-128]"), ("uint8", "[0, 255]"),
    ("bool", "[true, false]"), ("string", "[\"a\", \"b c\", \"d,e\", \"f\\\"g\"]"),
    ("complex64", "[\"1.0+2.0j\", \"-0.5-1.0j\"]"), ("float32", "[0.1, 1e-07]"),
  ]) func typesComeBack(_ dtype: String, _ values: String) throws {
    try workshop.write("typed.yaml", "placeholders: {x: {dtype: \(dtype)}}\nnodes: [{op: NoOp}]\n")
    let direct = run("typed.yaml", feed: ["x=\(values)"], fetch: ["x"], json: true)
    #expect(direct.out == "{\"x\": \(values)}\n", "\(direct.text)")
    for ending in ["csv", "json", "npy"] {
      let file = workshop["x.\(ending)"]
      let written = run("typed.yaml", feed: ["x=\(values)"], fetch: ["x=\(file)"])
      #expect(written.exitCode == 0, "\(written.text)")
      try workshop.write(
        "vector.yaml",
        "placeholders: {x: {dtype: \(dtype), shape: [null]}}\nnodes: [{op: NoOp}]\n")
      let read = run("vector.yaml", feed: ["x=\(file)"], fetch: ["x"], json: true)
      #expect(read.out == direct.out, "\(ending): \(read.text)")
    }
  }

  @Test func aTableMayHaveAHeader() throws {
    try workshop.write("x.csv", "a,b\n1,2\n\n3,4\n")
    #expect(
      run(feed: ["x=\(workshop["x.csv"])"], fetch: ["x"], json: true).out
        == "{\"x\": [[1.0, 2.0], [3.0, 4.0]]}\n")
  }

  /// RFC 4180, 2.4: spaces are part of a field. They are not part of a number.
  @Test func aTableKeepsTheSpacesOfTexts() throws {
    try workshop.write("spaces.csv", "a,b,c\n1, two,3\n\" \",NA,\"five \"\n")
    try workshop.write("numbers.csv", " 1,\t2\n\"3 \",4\n")
    try workshop.write("column.csv", "a\n\n\u{E9}\n")
    try workshop.write("texts.yaml", "placeholders: {x: {dtype: string}}\nnodes: [{op: NoOp}]\n")
    func texts(_ name: String) -> String {
      run("texts.yaml", feed: ["x=\(workshop[name])"], fetch: ["x"], json: true).out
    }
    #expect(
      texts("spaces.csv")
        == "{\"x\": [[\"a\", \"b\", \"c\"], [\"1\", \" two\", \"3\"], [\" \", \"NA\", \"five \"]]}\n"
    )
    #expect(texts("column.csv") == "{\"x\": [[\"a\"], [\"\"], [\"\u{E9}\"]]}\n")
    #expect(
      run(feed: ["x=\(workshop["numbers.csv"])"], fetch: ["x"], json: true).out
        == "{\"x\": [[1.0, 2.0], [3.0, 4.0]]}\n")
    try workshop.write("column.csv", "1\n\n2\n")
    #expect(
      run("graph.yaml", feed: ["x=\(workshop["column.csv"])"]).err
        == "column.csv:2:1: error: expected float32, found nothing\n")
  }

  /// Plain scalars by YAML 1.2's core schema (https://yaml.org/spec/1.2.2/, 10.3.2).
  @Test(arguments: [
    ("0xC", "int32[] 12"), ("0o14", "int32[] 12"), ("-12", "int32[] -12"), ("+7", "int32[] 7"),
    ("012", "int32[] 12"), ("0xFFFFFFFF", "int64[] 4294967295"), ("12e0", "float32[] 12.0"),
    (".5", "float32[] 0.5"), ("5.", "float32[] 5.0"), (".inf", "float32[] inf"),
    ("-.INF", "float32[] -inf"), (".NaN", "float32[] nan"), ("1/4", "float32[] 0.25"),
    ("inf", "string[] \"inf\""), ("nan", "string[] \"nan\""), ("-inf", "string[] \"-inf\""),
    ("Infinity", "string[] \"Infinity\""), ("0x1p3", "string[] \"0x1p3\""),
    ("0x1.8", "string[] \"0x1.8\""), ("-0xC", "string[] \"-0xC\""), ("0o8", "string[] \"0o8\""),
    ("0b1", "string[] \"0b1\""), ("1e", "string[] \"1e\""), (".", "string[] \".\""),
    ("TRUE", "bool[] true"), ("yes", "string[] \"yes\""), ("'12'", "string[] \"12\""),
    ("[0x10, 1.5]", "float32[2] [16.0  1.5]"),
    ("{value: [0xC, 0o14], dtype: int64}", "int64[2] [12 12]"),
    ("{value: [inf, .nan], dtype: float32}", "float32[2] [inf nan]"),
  ]) func valuesAreThoseOfTheCoreSchema(_ written: String, _ expected: String) throws {
    try workshop.write("value.yaml", "constants:\n  a: \(written)\nfetch: [a]\n")
    let text = run("value.yaml").out
    #expect(text == "a: \(expected.replacing("] ", with: "]\n", maxReplacements: 1))\n")
  }

  @Test(arguments: ["null", "~", "", "[1.0, null]"]) func nothingIsNoValue(_ written: String) throws
  {
    try workshop.write("value.yaml", "constants:\n  a: \(written)\nfetch: [a]\n")
    let outcome = run("value.yaml")
    #expect(outcome.exitCode == 78)
    #expect(outcome.err.contains("expected a number, a text or a list, found nothing"))
  }

  @Test func longTensorsAreShort() throws {
    try workshop.write(
      "long.yaml",
      "nodes: [{name: r, op: Range, inputs: [0, 3000, 1]}, "
        + "{name: m, op: Reshape, inputs: [r], shape: [30, 100]}]\n")
    #expect(
      run("long.yaml", fetch: ["r"]).out
        == "r: int32[3000]\n[   0    1    2 ... 2997 2998 2999]\n")
    let lines = run("long.yaml").out.split(separator: "\n")
    #expect(lines[0] == "m: int32[30, 100]")
    #expect(lines[1] == "[[   0    1    2 ...   97   98   99]")
    #expect(lines[4] == " ...")
    #expect(lines.count == 8)
  }

  @Test func aSeedRepeatsItself() throws {
    try workshop.write(
      "random.yaml", "seed: 3\nnodes: [{name: r, op: RandomUniform, shape: [4]}]\n")
    let first = run("random.yaml", json: true)
    #expect(first.exitCode == 0, "\(first.text)")
    #expect(run("random.yaml", json: true).out == first.out)
    #expect(run("random.yaml", set: ["seed=4"], json: true).out != first.out)
  }

  @Test func devicesAreThereThatAFileNames() throws {
    try workshop.write(
      "devices.yaml",
      "nodes: [{name: a, op: Square, inputs: [3.0], device: /cpu:2}, "
        + "{name: b, op: Neg, inputs: [a], device: /cpu:1}]\n")
    #expect(run("devices.yaml", json: true).out == "{\"b\": -9.0}\n")
  }

  // MARK: - Mistakes

  private struct Mistake {
    var name: String
    var edits: [(String, String)]
    var feed: [String]
    var fetch: [String]
    var output: String?
    var exitCode: Int32

    init(
      _ name: String, _ edits: (String, String)..., feed: [String]? = nil, fetch: [String] = [],
      output: String? = nil, exitCode: Int32 = 78
    ) {
      self.name = name
      self.edits = edits
      self.feed = feed ?? ["x=[[1, 2], [3, 4]]"]
      self.fetch = fetch
      self.output = output
      self.exitCode = exitCode
    }
  }

  private func check(_ mistakes: [Mistake], _ golden: String) throws {
    var text = ""
    for mistake in mistakes {
      var graph = GraphRunTests.graph
      for (old, new) in mistake.edits {
        precondition(graph.contains(old), "\(mistake.name): '\(old)' is not in the graph")
        graph = graph.replacing(old, with: new, maxReplacements: 1)
      }
      try workshop.write("graph.yaml", graph)
      let outcome = run(
        feed: mistake.feed.map { $0.replacing("DIR/", with: String(workshop["x"].dropLast())) },
        fetch: mistake.fetch, output: mistake.output)
      #expect(outcome.exitCode == mistake.exitCode, "\(mistake.name): \(outcome.text)")
      #expect(outcome.out.isEmpty)
      text += "## \(mistake.name)\n\(outcome.err)\n"
    }
    try Golden.expect(text, golden)
  }

  @Test func mistakesInTheFile() throws {
    try check(
      [
        Mistake("unknown operation", ("op: MatMul", "op: MatMull")),
        Mistake("a function's name", ("op: Neg", "op: tf.negative")),
        Mistake("a section's operation", ("op: Neg", "op: Const")),
        Mistake("an operation of programs", ("op: Neg", "op: While")),
        Mistake("no operation", ("op: Neg, ", "")),
        Mistake("unknown attribute", ("transpose_b", "transposed_b")),
        Mistake("misspelt key", ("inputs: [x, m]", "input: [x, m]")),
        Mistake("wrong attribute", ("transpose_b: true", "transpose_b: 1")),
        Mistake("missing attribute", (", num_split: 2", "")),
        Mistake("attribute out of range", ("axis: 1", "axis: 7")),
        Mistake("unknown input", ("[scaled, k]", "[scald, k]")),
        Mistake("no such output", ("parts:1", "parts:2")),
        Mistake("an operation without outputs", ("\"parts:1\", ^step", "step")),
        Mistake("missing input", ("inputs: [x, m]", "inputs: [x]")),
        Mistake("shapes", ("[[1, 0], [0, -1]]", "[[1, 0, 0], [0, -1, 0]]")),
        Mistake("types", ("k: 2.0", "k: 2")),
        Mistake("cycle", ("inputs: [x, m]", "inputs: [y, m]")),
        Mistake("cycle of waiting", ("[w, [1.0, 1.0]]", "[w, [1.0, 1.0], ^second]")),
        Mistake("duplicate name", ("name: second", "name: k")),
        Mistake("no name", ("name: second", "name: 2nd")),
        Mistake("a value as a name", ("k: 2.0", ".nan: 2.0")),
        Mistake("unknown type", ("dtype: float32, shape", "dtype: float, shape")),
        Mistake("negative extent", ("[null, 2]", "[null, -2]")),
        Mistake("ragged constant", ("[0, -1]]", "[0]]")),
        Mistake("constant of another type", ("value: [[1, 0]", "value: [[1, a]")),
        Mistake("constant of several types", ("k: 2.0", "k: [1, a]")),
        Mistake("variable without a shape", ("w: {value: [0.5, 1.5]}", "w: {dtype: float64}")),
        Mistake(
          "unknown initializer", ("w: {value", "v: {shape: [2], initializer: gloro}\n  w: {value")),
        Mistake("missing file", ("k: 2.0", "k: {file: k.npy}")),
        Mistake("unknown fetch", ("fetch: [y", "fetch: [yy")),
        Mistake("no such output to fetch", ("fetch: [y", "fetch: [\"y:1\"")),
        Mistake("unknown device", ("transpose_b: true", "transpose_b: true, device: /gpu:0")),
        Mistake("unknown section", ("constants:", "constant:")),
        Mistake(
          "too large",
          ("num_split: 2}", "num_split: 2}\n  - {op: Fill, value: 0, shape: [900000, 900000]}")),
        Mistake("another type than the variable's", ("[w, [1.0, 1.0]]", "[w, [1, 1]]")),
        Mistake("texts in a variable", ("value: [0.5, 1.5]", "value: [a, b]")),
        Mistake(
          "several at once", ("op: MatMul", "op: Matmull"), ("op: Neg", "op: Nge"),
          ("k: 2.0", "2: 2.0")),
      ], "graph-file")
  }

  /// A file's numbers stay the same numbers, or are refused: what is fed is wrong then.
  @Test(arguments: [
    ("int64", "float32", "16777217", "element 1 is 16777217, which float32 cannot hold"),
    ("int64", "float32", "16777218", nil), ("int32", "float32", "-16777217", "element 1 is"),
    ("int64", "float64", "9007199254740993", "element 1 is 9007199254740993, which float64"),
    ("int64", "float64", "9223372036854775807", "element 1 is 9223372036854775807"),
    ("int64", "float64", "9007199254740994", nil), ("int64", "complex64", "16777217", "element 1"),
    ("int64", "int32", "2147483648", "element 1 is 2147483648, which int32 cannot hold"),
    ("float64", "float32", "1e300", "element 1 is 1e+300, which float32 cannot hold"),
    ("float64", "complex64", "-1e300", "element 1 is -1e+300, which complex64 cannot hold"),
    ("float64", "float32", "inf", nil), ("float64", "float32", "nan", nil),
    ("float64", "float32", "0.1", nil), ("float64", "float32", "1e-300", nil),
    ("float64", "int32", "1.5", "expected int32, found float64[2]"),
  ])
  func numbersInAnotherType(
    _ stored: String, _ wanted: String, _ number: String, _ refusal: String?
  ) throws {
    try workshop.write(
      "same.yaml", "placeholders: {x: {dtype: \(wanted)}}\nnodes: [{op: Identity, inputs: x}]\n")
    let dtype = try #require(DType(rawValue: stored))
    let tensor = try ElementText.tensor(["2", number], [2], dtype).get()
    _ = try workshop.directory.write("x.npy", NumpyFile.bytes(tensor))
    let outcome = run("same.yaml", feed: ["x=\(workshop["x.npy"])"])
    #expect(outcome.exitCode == (refusal == nil ? 0 : 65), "\(outcome.text)")
    if let refusal { #expect(outcome.err.contains("x.npy: error: \(refusal)"), "\(outcome.err)") }
  }

  /// Digits stand for a finite number, in every format.
  @Test func textsThatAreTooLarge() throws {
    try workshop.write("large.json", "[[1, 1e300]]\n")
    try workshop.write("large.csv", "1,1e300\n")
    for feed in ["large.json", "large.csv"] {
      let outcome = run(feed: ["x=\(workshop[feed])"])
      #expect(outcome.exitCode == 65, "\(feed)")
      #expect(outcome.err.contains("expected float32, found '1e300'"), "\(outcome.err)")
    }
    #expect(run(feed: ["x=[[1, 1e39]]"]).exitCode == 65)
    #expect(run(feed: ["x=[[1, .inf]]"]).exitCode == 0)
  }

  @Test func mistakesInWhatIsFedAndFetched() throws {
    try workshop.write("x.csv", "1,2\n3,red\n")
    try workshop.write("ragged.csv", "1,2\n3\n")
    try workshop.write("x.json", "[[1, 2],\n [3, \"red\"]]\n")
    try workshop.write("x.npy", "no NumPy")
    try workshop.write("x.png", "no PNG")
    try workshop.write("x.xyz", "what")
    _ = try workshop.directory.write(
      "long.npy", NumpyFile.bytes(Tensor(["a", "b"].map { ByteString($0) }, shape: [1, 2])))
    try check(
      [
        Mistake("not fed", feed: [], exitCode: 64),
        Mistake("no name", feed: ["[1, 2]"], exitCode: 64),
        Mistake("unknown name", feed: ["xx=1"], exitCode: 64),
        Mistake("fed twice", feed: ["x=1", "x=2"], exitCode: 64),
        Mistake("missing file", feed: ["x=none.csv"], exitCode: 66),
        Mistake("another shape", feed: ["x=[1, 2, 3]"]),
        Mistake("another type", feed: ["x=[[1, red]]"], exitCode: 65),
        Mistake("text in a table", feed: ["x=DIR/x.csv"], exitCode: 65),
        Mistake("ragged table", feed: ["x=DIR/ragged.csv"], exitCode: 65),
        Mistake("text in JSON", feed: ["x=DIR/x.json"], exitCode: 65),
        Mistake("no .npy", feed: ["x=DIR/x.npy"], exitCode: 65),
        Mistake("strings in .npy", feed: ["x=DIR/long.npy"], exitCode: 65),
        Mistake("no .png", feed: ["x=DIR/x.png"], exitCode: 65),
        Mistake("unknown ending", feed: ["x=DIR/x.xyz"], exitCode: 65),
        Mistake("standard input twice", feed: ["x=-", "y=-"], exitCode: 64),
        Mistake("unknown fetch", fetch: ["z"], exitCode: 64),
        Mistake("no such output", fetch: ["y:1"], exitCode: 64),
        Mistake("nothing to write", fetch: ["step=step.npy"], exitCode: 64),
        Mistake("unknown ending to write", fetch: ["y=y.xyz"], exitCode: 64),
        Mistake("no image", fetch: ["y=y.png"], exitCode: 64),
        Mistake("several to one file", output: "y.npy", exitCode: 64),
        Mistake(
          "a run that fails", ("op: Neg", "op: CheckNumerics, message: second"),
          feed: ["x=[[1, inf]]"], exitCode: 65),
      ], "graph-feeds")
  }
}

/// The graphs in configs/graphs.
@Suite(.serialized) struct GraphExampleTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func run(_ name: String, _ change: (inout RunCommand) -> Void) -> Workshop.Outcome {
    let root = URL(filePath: #filePath).appending(path: "../../../configs/graphs").standardized
    var command = RunCommand(graph: root.appending(path: name).path)
    change(&command)
    return workshop.perform { try command.run($0) }
  }

  @Test func softmax() throws {
    let outcome = run("softmax.yaml") {
      $0.feeds = ["x=[[5.1, 3.5, 1.4, 0.2], [0, 0, 0, 0]]"]
      $0.json = true
    }
    struct Result: Decodable {
      var probabilities: [[Double]]
      var `class`: [Int]
    }
    let result = try JSONDecoder().decode(Result.self, from: Data(outcome.out.utf8))
    for row in result.probabilities { #expect(abs(row.reduce(0, +) - 1) < 1e-6) }
    #expect(result.probabilities[1].allSatisfy { abs($0 - 1 / 3.0) < 1e-6 })
    let first = result.probabilities[0]
    #expect(result.class[0] == first.firstIndex(of: first.max() ?? 0))
  }

  @Test func thumbnail() throws {
    // 8 × 8 pixels: a red half beside a white one.
    let photo = Tensor(
      (0..<64).flatMap { $0 % 8 < 4 ? [255, 0, 0] : [255, 255, 255] as [UInt8] }, shape: [8, 8, 3])
    _ = try workshop.directory.write("photo.npy", NumpyFile.bytes(photo))
    try workshop.write(
      "png.yaml", "constants: {p: {file: photo.npy}}\nnodes: [{op: EncodePng, inputs: p}]\n")
    var encode = RunCommand(graph: workshop["png.yaml"])
    encode.output = workshop["photo.png"]
    #expect(workshop.perform { try encode.run($0) }.exitCode == 0)
    let outcome = run("thumbnail.yaml") {
      $0.feeds = ["photo=\(workshop["photo.png"])"]
      $0.fetches = ["png=\(workshop["small.png"])", "single"]
      $0.json = true
    }
    let row = "[[85], [85], [255], [255]]"
    #expect(
      outcome.out == "{\"single\": [\([row, row, row, row].joined(separator: ", "))]}\n",
      "\(outcome.text)")
    // The file is an image again.
    try workshop.write("look.yaml", "placeholders: {x: {dtype: uint8}}\nnodes: [{op: NoOp}]\n")
    var look = RunCommand(graph: workshop["look.yaml"])
    look.feeds = ["x=\(workshop["small.png"])"]
    look.fetches = ["x"]
    look.json = true
    #expect(workshop.perform { try look.run($0) }.out.hasPrefix("{\"x\": [\(row), "))
  }

  @Test func hashing() {
    let outcome = run("hashing.yaml") {
      $0.feeds = ["words=[\"Paris\", \" paris \", \"Rome\"]"]
      $0.json = true
    }
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    #expect(outcome.out.hasPrefix("{\"bucket\": ["), "\(outcome.text)")
    #expect(outcome.out.contains("\"counts\": ["))
  }
}
