import TFXCore
import Testing

/// Types by name.
struct CatalogTests {
  private let catalog = Catalog("layer", [Sample.self, Empty.self])

  @Test func readsANameOrANameWithFields() {
    #expect(read(.plain("MaxPooling2D")) is Empty)
    let fields = ConfigNode(.mapping([ConfigNode.Entry("units", .plain("7"))]))
    let sample = read(ConfigNode(.mapping([ConfigNode.Entry("Sample", fields)]))) as? Sample
    #expect(sample?.units == 7)
    let alias = ConfigNode(.mapping([ConfigNode.Entry("sample_with_defaults", fields)]))
    #expect(read(alias) as? Sample == sample)
    #expect(
      read(ConfigNode(.mapping([ConfigNode.Entry("MaxPooling2D", ConfigNode(.null))]))) is Empty)
  }

  @Test func writesWhatItReads() {
    var sample = Sample()
    sample.units = 5
    #expect(read(Catalog.write(sample)) as? Sample == sample)
    #expect(Catalog.write(Empty()).found == "'MaxPooling2D'")
  }

  @Test(
    arguments: [
      (plain("MaxPool2D"), "1 unknown layer 'MaxPool2D' | did you mean 'MaxPooling2D'?"),
      (plain("Zebra"), "1 unknown layer 'Zebra' | known: Sample, MaxPooling2D"),
      (plain("Sample"), "1 Sample needs 'units' | 'units' is a whole number: number of outputs"),
      (.null, "1 expected a layer as 'Name' or 'Name: {…}', found nothing"),
      (.sequence([]), "1 expected a layer as 'Name' or 'Name: {…}', found a list"),
      (.mapping([]), "1 expected a layer as 'Name' or 'Name: {…}', found a mapping"),
      (
        mapping(["Sample", "units"]),
        "20 expected one layer, found a mapping of 2 keys | indent its fields, or write Sample: {…}"
      ),
      (
        mapping(["Sample", "MaxPooling2D"]),
        "20 expected one layer, found a mapping of 2 keys | keep one of Sample, MaxPooling2D"
      ),
      (mapping(["units", "rate"]), "20 expected one layer, found a mapping of 2 keys"),
      (
        .mapping([ConfigNode.Entry("Sample", .plain("5"))]),
        "- expected the fields of Sample as 'key: value', found '5' | write Sample: {units: …}"
      ),
    ] as [(ConfigNode.Content, String)])
  func refuses(content: ConfigNode.Content, message: String) {
    var findings = Diagnostics()
    let node = ConfigNode(content, span: SourceSpan(file: "c", line: 1, column: 1))
    #expect(catalog.read(node, &findings) == nil)
    #expect(brief(findings) == message)
  }

  @Test func chooseTheArticle() {
    var findings = Diagnostics()
    #expect(Catalog("optimizer", []).read(ConfigNode(.null), &findings) == nil)
    #expect(brief(findings).hasPrefix("- expected an optimizer as"))
  }

  private func read(_ node: ConfigNode) -> (any NamedConfigurable)? {
    var findings = Diagnostics()
    let value = catalog.read(node, &findings)
    #expect(brief(findings) == "")
    return value
  }

  private static func mapping(_ keys: [String]) -> ConfigNode.Content {
    .mapping(
      keys.enumerated().map { index, key in
        let span = SourceSpan(file: "c", line: 1, column: 10 * (index + 1))
        return ConfigNode.Entry(key, keySpan: span, ConfigNode(.null))
      })
  }
}
