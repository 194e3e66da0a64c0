import TFXGraph

/// The operations of this folder, by name.
let stringOps: [any OpDefinition.Type] = [
  AsString.self, DecodeBase64.self, EncodeBase64.self, ReduceJoin.self, StaticRegexFullMatch.self,
  StaticRegexReplace.self, StringJoin.self, StringLength.self, StringLower.self, StringSplit.self,
  StringSplitV2.self, StringStrip.self, StringToHashBucket.self, StringToHashBucketFast.self,
  StringToHashBucketStrong.self, StringToNumber.self, StringUpper.self, Substr.self,
]
