import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_string.py.
  static let stringBuilders: [String: Build] = [
    "StringToHashBucket": { g, x, a in
      [try g.stringToHashBucket(prefixes(g, x), buckets: a.buckets)]
    },
    "StringToHashBucketFast": { g, x, a in
      [try g.stringToHashBucketFast(prefixes(g, x), buckets: a.buckets)]
    },
    "StringToHashBucketStrong": { g, x, a in
      [
        try g.stringToHashBucketStrong(
          prefixes(g, x), buckets: a.buckets, key: a.numbers("key"))
      ]
    },
    "ReduceJoin": { g, x, a in
      [
        try g.reduceJoin(
          x[0], axes: a["axes"] == nil ? nil : a.numbers("axes"), keepDims: a.bool("keep_dims"),
          separator: a.text("separator"))
      ]
    },
    "StringJoin": { g, x, a in [try g.stringJoin(x, separator: a.text("separator"))] },
    "StringSplit": { g, x, a in
      parts(
        try g.stringSplit(
          x[0], delimiter: a.text("delimiter"), skipEmpty: a.bool("skip_empty")))
    },
    "StringSplitV2": { g, x, a in
      parts(
        try g.stringSplitV2(
          x[0], separator: a.text("sep"), maxSplit: a.integer("maxsplit", default: -1)))
    },
    "StringSplitText": { g, x, a in [try g.split(text: x[0], separator: a.text("sep"))] },
    "Substr": { g, x, a in
      [
        try g.substr(
          x[0], position: x[1], length: x[2],
          unit: StringUnit(rawValue: a.text("unit")) ?? .byte)
      ]
    },
    "StringLower": { g, x, a in
      [try g.stringLower(x[0], encoding: StringEncoding(rawValue: a.text("encoding")) ?? .bytes)]
    },
    "StringUpper": { g, x, a in
      [try g.stringUpper(x[0], encoding: StringEncoding(rawValue: a.text("encoding")) ?? .bytes)]
    },
    "StringStrip": { g, x, _ in [try g.stringStrip(x[0])] },
    "StringLength": { g, x, a in
      [try g.stringLength(x[0], unit: StringUnit(rawValue: a.text("unit")) ?? .byte)]
    },
    "AsString": { g, x, a in
      [
        try g.asString(
          x[0], precision: a.integer("precision", default: -1),
          scientific: a.bool("scientific"), shortest: a.bool("shortest"),
          width: a.integer("width", default: -1), fill: a.text("fill"))
      ]
    },
    "StringToNumber": { g, x, a in
      [try g.stringToNumber(x[0], outType: a.dtype("out_type", default: .float32))]
    },
    "EncodeBase64": { g, x, a in [try g.encodeBase64(x[0], pad: a.bool("pad"))] },
    "DecodeBase64": { g, x, _ in [try g.decodeBase64(x[0])] },
    "StaticRegexReplace": { g, x, a in
      [
        try g.regexReplace(
          x[0], pattern: a.text("pattern"), rewrite: a.text("rewrite"),
          replaceGlobal: a.bool("replace_global"))
      ]
    },
    "StaticRegexFullMatch": { g, x, a in [try g.regexFullMatch(x[0], pattern: a.text("pattern"))] },
  ]

  private static func parts(_ split: SplitStrings) -> [Output] {
    [split.indices, split.values, split.denseShape]
  }

  /// The only input, or the parts of the first that the others name.
  private static func prefixes(_ graph: Graph, _ inputs: [Output]) throws -> Output {
    inputs.count == 1
      ? inputs[0] : try graph.substr(inputs[0], position: inputs[1], length: inputs[2])
  }
}

extension [String: FixtureValue] {
  /// A number of buckets, which may be too large for a `Double`.
  fileprivate var buckets: Int {
    Int(text("num_buckets")) ?? integer("num_buckets", default: 1)
  }
}
