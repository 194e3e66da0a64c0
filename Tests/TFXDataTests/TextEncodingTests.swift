import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// Keras's numbers for the words of some texts.
struct TextCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let arguments: Arguments
  let fitted: [String]
  let others: [String]
  let tokens: [String]
  let numbers: [[Float]]

  static let all: [TextCase] = Fixture.cases("texts")
  var testDescription: String { name }

  func features() throws -> FeatureList {
    guard case .mapping(let entries) = arguments.node.content else { return FeatureList([]) }
    let options = ConfigNode(.mapping([ConfigNode.Entry("encode", .plain("text"))] + entries))
    var diagnostics = Diagnostics()
    let list = FeatureList.read(
      ConfigNode(.mapping([ConfigNode.Entry("text", options)])), &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return try #require(list)
  }
}

/// Texts becoming the numbers of their words.
@Suite struct TextEncodingTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// A file of texts; a target that is a number keeps the rows of empty texts.
  private func csv(_ texts: [String]) -> String {
    "y,text\n"
      + texts.map { "1,\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"\n" }.joined()
  }

  private func config(_ text: String, _ features: FeatureList) throws -> DataConfig {
    var config = DataConfig()
    config.train = .file(try files.write("texts.csv", text))
    config.target = TargetConfig("y")
    config.features = features
    return config
  }

  @Test(arguments: TextCase.all)
  func asKeras(_ test: TextCase) throws {
    var config = try config(csv(test.fitted), try test.features())
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    let other = try data.preprocessing.load(
      .file(try files.write("others.csv", csv(test.others))), needTargets: false)
    let found = data.train.inputs.scalars(as: Float.self) + other.inputs.scalars(as: Float.self)
    #expect(found == test.numbers.flatMap { $0 })
    guard case .text(let encoding)? = data.preprocessing.features?.columns.first?.encoding else {
      Issue.record("no encoding of texts")
      return
    }
    #expect(Array(encoding.tokens) == test.tokens)
    let json = try JSONEncoder().encode(data.preprocessing)
    #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == data.preprocessing)
    config.streaming = true
    let streamed = try PreparedData.prepare(config, as: .numbers, seed: 1)
    #expect(streamed.preprocessing == data.preprocessing)
  }

  @Test func theLongestTextDecidesTheLength() throws {
    var options = FeatureOptions(encode: .text)
    options.text.split = .character
    let config = try config(csv(["ab", "abcde"]), FeatureList([.init("text", options)]))
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(data.train.inputs.shape == [2, 5])
    #expect(data.preprocessing.featureNames?.last == "text[4]")
  }

  @Test func numbersAreTextsToo() throws {
    let config = try config(
      "y,text\n1,007\n2,7\n", FeatureList([.init("text", FeatureOptions(encode: .text))]))
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(Set(data.train.inputs.scalars(as: Float.self)) == [2, 3])
  }

  @Test(arguments: [
    ("{length: 5}", "'max_tokens', 'length', 'standardize' and 'split' are for texts"),
    ("{encode: text, length: 0}", "'length' must be from 1 to 100000, found '0'"),
    ("{encode: text, max_tokens: 2}", "'max_tokens' must be from 3 to 10000000, found '2'"),
    (
      "{encode: text, missing: category}",
      "'missing: category' is not for texts: a missing one has no words"
    ),
    (
      "{encode: text, transform: to_number}",
      "'encode: text' is for texts, but 'to_number' gives numbers"
    ),
  ])
  func mistakes(_ options: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(FeatureList.read(try node("{a: \(options)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}
