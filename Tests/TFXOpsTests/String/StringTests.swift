import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// What users read when an operation on strings cannot take its inputs, its attributes or a value.
@Suite struct StringTests {
  let s = Samples()
  var g: Graph { s.graph }

  @Test func refusesOtherTypes() throws {
    expectError("[StringLower] 'StringLower': input: expected string, found float32[2]") {
      try g.stringLower(s.float(2))
    }
    expectError("[ReduceJoin] 'ReduceJoin': inputs: expected string, found int32[2]") {
      try g.reduceJoin(s.typed(.int32, 2))
    }
    expectError(
      "[StringSplit] 'StringSplit': input: expected a tensor of rank 1, found string[2, 2]"
    ) { try g.stringSplit(s.typed(.string, 2, 2)) }
    expectError("[Substr] 'Substr': pos: expected int32 or int64, found float32[2]") {
      try g.substr(s.typed(.string, 2), position: s.float(2), length: s.typed(.int32, 2))
    }
    expectError(
      "[StringToNumber] 'StringToNumber': out_type: expected float32, float64, int32 or int64, found bool"
    ) {
      try g.stringToNumber(s.typed(.string, 2), outType: .bool)
    }
  }

  @Test func refusesShapesThatDoNotFit() throws {
    expectError(
      "[StringJoin] 'StringJoin': inputs: expected string[2] or a scalar, found string[3]"
    ) {
      try g.stringJoin([s.typed(.string, 2), s.typed(.string), s.typed(.string, 3)])
    }
    expectError("[StringJoin] 'StringJoin': inputs: expected at least one, found none") {
      try g.stringJoin([])
    }
    expectError(
      "[Substr] 'Substr': pos: expected a shape that broadcasts with [2], found [3]"
    ) {
      try g.substr(s.typed(.string, 2), position: s.typed(.int32, 3), length: s.typed(.int32, 3))
    }
    expectError("[ReduceJoin] 'ReduceJoin': reduction_indices: expected -1…0 for [2], found 1") {
      try g.reduceJoin(s.typed(.string, 2), axes: [1])
    }
    expectError(
      "[ReduceJoin] 'ReduceJoin': reduction_indices: expected each axis once, found [0, -1]"
    ) { try g.reduceJoin(s.typed(.string, 2), axes: [0, -1]) }
  }

  @Test func refusesAttributes() throws {
    let x = try s.typed(.string, 2)
    expectError(
      "[StringToHashBucketFast] 'StringToHashBucketFast': num_buckets: expected 1 or more, found 0"
    ) { try g.stringToHashBucketFast(x, buckets: 0) }
    expectError(
      "[StringToHashBucketStrong] 'StringToHashBucketStrong': key: expected 2 numbers, found [1]"
    ) { try g.stringToHashBucketStrong(x, buckets: 2, key: [1]) }
    expectError("[AsString] 'AsString': precision: expected -1 for int32, found 2") {
      try g.asString(s.typed(.int32, 2), precision: 2)
    }
    expectError("[AsString] 'AsString': scientific: expected false for bool, found true") {
      try g.asString(s.typed(.bool, 2), scientific: true)
    }
    expectError(
      "[AsString] 'AsString': fill: expected '0', ' ', '+', '-' or nothing, found 'x'"
    ) { try g.asString(s.float(2), width: 3, fill: "x") }
    expectError(
      "[AsString] 'AsString': shortest: expected not both scientific and shortest, found both"
    ) { try g.asString(s.float(2), scientific: true, shortest: true) }
  }

  /// Patterns that RE2 refuses too, with its words.
  @Test(arguments: [
    ("(", "missing ): ("), (")", "unexpected ): )"), ("[a", "missing ]: [a"),
    ("*", "no argument for repetition operator: *"), ("a**", "bad repetition operator: **"),
    ("a*+", "bad repetition operator: *+"), ("x{2}{3}", "bad repetition operator: {2}{3}"),
    ("a{1001}", "invalid repetition size: {1001}"), ("a{3,2}", "invalid repetition size: {3,2}"),
    ("[z-a]", "invalid character class range: z-a"), (#"(a)\1"#, #"invalid escape sequence: \1"#),
    (#"\8"#, #"invalid escape sequence: \8"#), (#"\Z"#, #"invalid escape sequence: \Z"#),
    ("(?=a)", "invalid perl operator: (?="), ("(?z)a", "invalid perl operator: (?z"),
  ])
  func refusesPatterns(_ pattern: String, _ reason: String) throws {
    let x = try s.typed(.string, 2)
    expectError(
      "[StaticRegexFullMatch] 'StaticRegexFullMatch': pattern: expected a regular expression of "
        + "RE2, found '\(pattern)': \(reason)"
    ) { try g.regexFullMatch(x, pattern: pattern) }
  }

  /// Patterns that RE2 refuses in words that differ from version to version.
  @Test(arguments: [#"\"#, "((((a{100}){100}){100}){100})"])
  func refusesOtherPatterns(_ pattern: String) throws {
    let x = try s.typed(.string, 2)
    let error = #expect(throws: GraphError.self) { try g.regexFullMatch(x, pattern: pattern) }
    let text = "expected a regular expression of RE2, found '\(pattern)': "
    #expect(error.map { "\($0)".contains(text) } == true)
  }

  @Test func refusesRewrites() throws {
    let x = try s.typed(.string, 2)
    expectError(
      "[StaticRegexReplace] 'StaticRegexReplace': rewrite: expected references to groups up to 1 "
        + #"of '(a)', found \2"#
    ) { try g.regexReplace(x, pattern: "(a)", rewrite: #"\2"#) }
    expectError(
      "[StaticRegexReplace] 'StaticRegexReplace': rewrite: expected a digit or a backslash behind "
        + #"each backslash, found '\a'"#
    ) { try g.regexReplace(x, pattern: "a", rewrite: #"\a"#) }
  }

  @Test func hardPatternsEnd() throws {
    // A backtracking matcher would need 2³⁰ steps.
    let text = String(repeating: "a", count: 30)
    let y = try g.regexFullMatch(g.constant(Tensor(text)), pattern: "(a|a)*(a|aa)*b")
    #expect(try Session(g).run(y).scalars(as: Bool.self) == [false])
  }

  @Test func refusesValues() throws {
    let session = Session(g)
    func expectFailure(_ message: String, _ output: Output) {
      #expect {
        try session.run(output)
      } throws: { "\($0)".contains(message) }
    }
    func text(_ text: String) throws -> Output { try g.constant(Tensor(strings: ["1", text])) }
    expectFailure(
      "element 1: expected a number of int32, found '2147483648'",
      try g.stringToNumber(text("2147483648"), outType: .int32))
    expectFailure(
      "element 1: expected a number of float32, found '1,5'", try g.stringToNumber(text("1,5")))
    expectFailure(
      "pos of element 1: expected a place within 'ab', found 3",
      try g.substr(g.constant(Tensor(strings: ["abc", "ab"])), position: 3, length: 1))
    expectFailure(
      "pos of element 0: expected a place within '1', found -2",
      try g.substr(text("é"), position: -2, length: 1, unit: .utf8Char))
    expectFailure("found 'a//b'", try g.decodeBase64(g.constant(Tensor("a//b"))))
    expectFailure(
      "expected base64, whose length is not 1 modulo 4, found 'abcde'",
      try g.decodeBase64(g.constant(Tensor("abcde"))))
  }
}
