import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's operations on strings, by their name.
let importedStringOps: [String: ImportedTensors] = [
  "AsString": {
    [
      try $0.graph.asString(
        $0.input(0), precision: $0.int("precision", default: -1),
        scientific: $0.bool("scientific"), shortest: $0.bool("shortest"),
        width: $0.int("width", default: -1), fill: $0.string("fill"), name: $0.name)
    ]
  },
  "DecodeBase64": { [try $0.graph.decodeBase64($0.input(0), name: $0.name)] },
  "EncodeBase64": {
    [try $0.graph.encodeBase64($0.input(0), pad: $0.bool("pad"), name: $0.name)]
  },
  "ReduceJoin": {
    [
      try $0.graph.reduceJoin(
        $0.input(0), axes: $0.integers(1, "reduction_indices"), keepDims: $0.bool("keep_dims"),
        separator: $0.string("separator"), name: $0.name)
    ]
  },
  "RegexFullMatch": {
    [try $0.graph.regexFullMatch($0.input(0), pattern: $0.text(1, "pattern"), name: $0.name)]
  },
  "RegexReplace": {
    [
      try $0.graph.regexReplace(
        $0.input(0), pattern: $0.text(1, "pattern"), rewrite: $0.text(2, "rewrite"),
        replaceGlobal: $0.bool("replace_global", default: true), name: $0.name)
    ]
  },
  "StaticRegexFullMatch": {
    [try $0.graph.regexFullMatch($0.input(0), pattern: $0.string("pattern"), name: $0.name)]
  },
  "StaticRegexReplace": {
    [
      try $0.graph.regexReplace(
        $0.input(0), pattern: $0.string("pattern"), rewrite: $0.string("rewrite"),
        replaceGlobal: $0.bool("replace_global", default: true), name: $0.name)
    ]
  },
  "StringJoin": {
    [try $0.graph.stringJoin($0.inputs(), separator: $0.string("separator"), name: $0.name)]
  },
  "StringLength": {
    [
      try $0.graph.stringLength(
        $0.input(0), unit: $0.choice("unit", default: StringUnit.byte), name: $0.name)
    ]
  },
  "StringLower": {
    [
      try $0.graph.stringLower(
        $0.input(0), encoding: $0.choice("encoding", default: .bytes), name: $0.name)
    ]
  },
  "StringSplit": { site in
    let parts = try site.graph.stringSplit(
      site.input(0), delimiter: site.text(1, "delimiter"),
      skipEmpty: site.bool("skip_empty", default: true), name: site.name)
    return [parts.indices, parts.values, parts.denseShape]
  },
  "StringSplitV2": { site in
    let parts = try site.graph.stringSplitV2(
      site.input(0), separator: site.text(1, "sep"),
      maxSplit: site.int("maxsplit", default: -1), name: site.name)
    return [parts.indices, parts.values, parts.denseShape]
  },
  "StringStrip": { [try $0.graph.stringStrip($0.input(0), name: $0.name)] },
  "StringToHashBucket": {
    [
      try $0.graph.stringToHashBucket(
        $0.input(0), buckets: $0.buckets, name: $0.name)
    ]
  },
  "StringToHashBucketFast": {
    [
      try $0.graph.stringToHashBucketFast(
        $0.input(0), buckets: $0.buckets, name: $0.name)
    ]
  },
  "StringToHashBucketStrong": {
    [
      try $0.graph.stringToHashBucketStrong(
        $0.input(0), buckets: $0.buckets,
        key: ($0.node.attributes["key"]?.list.i ?? []).map { Int($0) }, name: $0.name)
    ]
  },
  "StringToNumber": {
    [
      try $0.graph.stringToNumber(
        $0.input(0), outType: $0.type("out_type", default: .float32), name: $0.name)
    ]
  },
  "StringUpper": {
    [
      try $0.graph.stringUpper(
        $0.input(0), encoding: $0.choice("encoding", default: .bytes), name: $0.name)
    ]
  },
  "Substr": {
    [
      try $0.graph.substr(
        $0.input(0), position: $0.input(1), length: $0.input(2),
        unit: $0.choice("unit", default: StringUnit.byte), name: $0.name)
    ]
  },
]

extension ImportSite {
  /// How many buckets there are: any number that an attribute can be.
  fileprivate var buckets: Int { Int(node.attributes["num_buckets"]?.i ?? 0) }
}
