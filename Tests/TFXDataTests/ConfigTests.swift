import TFXCore
import TFXData
import Testing

/// The `data` section: what it reads, what it writes back, and what it refuses.
@Suite struct ConfigTests {
  /// A mapping as a file would have it.
  private func mapping(_ entries: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
    ConfigNode(.mapping(entries.map { ConfigNode.Entry($0.key, $0.value) }))
  }

  private func read(_ entries: KeyValuePairs<String, ConfigNode>) -> (DataConfig?, [String]) {
    var diagnostics = Diagnostics()
    let config = FieldReader.read(
      DataConfig.self, from: mapping(entries), owner: "data", &diagnostics)
    return (config, diagnostics.all.map { $0.message + ($0.help.map { " – \($0)" } ?? "") })
  }

  private var idx: ConfigNode { mapping(["images": .plain("i.gz"), "labels": .plain("l.gz")]) }

  @Test func theDesignsImages() {
    let (config, problems) = read([
      "train": idx, "test": idx, "validation_split": .plain("0.1"),
    ])
    #expect(problems == [])
    #expect(config?.train == .idx(images: "i.gz", labels: "l.gz"))
    #expect(config?.test == config?.train)
    #expect(config?.validation == nil)
    #expect(config?.validationSplit == 0.1)
  }

  @Test func theDesignsTable() {
    let (config, problems) = read([
      "train": .plain("../datasets/penguins.csv"), "target": .plain("species"),
      "features": mapping([
        "island": mapping(["encode": .plain("one_hot")]),
        "bill_length_mm": mapping([
          "normalize": .plain("zscore"), "missing": .plain("mean"),
        ]),
        "year": ConfigNode(.null),
      ]),
      "validation_split": .plain("0.15"), "test_split": .plain("0.15"),
      "stratify": .plain("true"),
    ])
    #expect(problems == [])
    #expect(
      config?.features?.entries == [
        FeatureList.Entry("island", FeatureOptions(encode: .oneHot)),
        FeatureList.Entry("bill_length_mm", FeatureOptions(normalize: .zscore, missing: .mean)),
        FeatureList.Entry("year"),
      ])
    #expect(config?.target == TargetConfig("species"))
    #expect(config?.stratify == true)
  }

  @Test func whatIsWrittenReadsBack() throws {
    var table = DataConfig()
    table.train = .file("a b.csv")
    table.target = TargetConfig("y", type: .regression)
    table.features = FeatureList([
      FeatureList.Entry("n", FeatureOptions(normalize: .minmax, missing: .number(-1.5))),
      FeatureList.Entry("c", FeatureOptions(encode: .index, missing: .mostFrequent)),
    ])
    table.id = "id"
    table.testSplit = 0.25
    table.csv.delimiter = ";"
    var images = DataConfig()
    images.train = .idx(images: "i", labels: "l")
    images.validation = images.train
    for config in [table, images] {
      var diagnostics = Diagnostics()
      let node = FieldWriter.write(config)
      let back = FieldReader.read(DataConfig.self, from: node, owner: "data", &diagnostics)
      #expect(diagnostics.all == [])
      #expect(back == config)
    }
  }

  @Test func filesMayHaveOptionsOfTheirOwn() {
    let (config, problems) = read([
      "train": mapping(["file": .plain("a.csv"), "encoding": .plain("ISO-8859-1")]),
      "test": mapping(["file": .plain("b.csv")]), "target": .plain("y"),
      "missing_values": ConfigNode(.sequence([.plain("?"), ConfigNode(.null), .plain("-999")])),
      "keep_text": .plain("NA"), "delimiter": .plain("\\t"),
    ])
    #expect(problems == [])
    #expect(config?.test == .file("b.csv"))
    #expect(config?.csv.missing == MissingWords(values: ["?", "null", "-999"], kept: ["NA"]))
    var diagnostics = Diagnostics()
    let node = config.map { FieldWriter.write($0) } ?? ConfigNode(.null)
    let back = FieldReader.read(DataConfig.self, from: node, owner: "data", &diagnostics)
    #expect(back == config && config != nil)
    #expect(node["train"]?["encoding"]?.found == "'latin1'")
    #expect(node["train"]?["delimiter"] == nil)
  }

  @Test func namesAloneAreFeatures() {
    let (config, _) = read([
      "train": .plain("a.csv"), "target": mapping(["column": .plain("y")]),
      "features": ConfigNode(.sequence([.plain("a"), .plain("b")])),
    ])
    #expect(config?.features == FeatureList([FeatureList.Entry("a"), FeatureList.Entry("b")]))
    #expect(config?.target == TargetConfig("y"))
  }

  @Test func pathsStartAtTheConfiguration() {
    var config = DataConfig()
    config.train = .file("../a.csv")
    config.validation = .file("/data/b.csv")
    config.test = .idx(images: "i", labels: nil)
    let resolved = config.resolved(relativeTo: "configs")
    #expect(resolved.train == .file("configs/../a.csv"))
    #expect(resolved.validation == .file("/data/b.csv"))
    #expect(resolved.test == .idx(images: "configs/i", labels: nil))
    #expect(config.resolved(relativeTo: ".") == config)
    #expect(config.resolved(relativeTo: "") == config)
    #expect(DataSource.file("-").resolved(relativeTo: "configs") == .file("-"))
  }

  @Test func refusesWhatDoesNotGoTogether() {
    let csv = ConfigNode.plain("a.csv")
    let y = ConfigNode.plain("y")
    let half = ConfigNode.plain("0.5")
    let cases: [(KeyValuePairs<String, ConfigNode>, [String])] = [
      (
        [:],
        [
          "data needs 'train' – 'train' is a CSV file's path, a list of them, {images: path, labels: "
            + "path} or {folder: path}: CSV file or a list of them, `{file: path, …}` with options of "
            + "its own, IDX or `.npy` files as `{images: path, labels: path}`, `{folder: path}` of images"
        ]
      ),
      (["train": csv], ["'target' is missing – name the column to predict"]),
      (
        ["train": .plain(""), "target": y],
        [
          "expected a CSV file's path, a list of them, {images: path, labels: path} or {folder: path}, found ''"
        ]
      ),
      (
        ["train": mapping(["images": .plain("i")])],
        ["'train' has images but no labels – write {images: path, labels: path}"]
      ),
      (
        ["train": csv, "target": y, "test": idx],
        ["'test' and 'train' must be of one kind, found IDX or NumPy and CSV – write one path"]
      ),
      (
        ["train": csv, "target": y, "validation": csv, "validation_split": half],
        ["'validation' and 'validation_split' are both given – leave out one of them"]
      ),
      (
        ["train": csv, "target": y, "test": csv, "test_split": half],
        ["'test' and 'test_split' are both given – leave out one of them"]
      ),
      (
        ["train": csv, "target": y, "validation_split": half, "test_split": half],
        [
          "'validation_split' and 'test_split' must be below 1 together, found 0.5 and 0.5 – leave "
            + "rows to train on"
        ]
      ),
      (
        ["train": csv, "target": y, "validation_split": .plain("1")],
        ["'validation_split' must be at least 0.0 and below 1.0, found '1'"]
      ),
      (
        ["train": idx, "target": y, "id": y, "delimiter": .plain(";")],
        ["target", "id", "delimiter"].map {
          "'\($0)' is for CSV files, but 'train' is IDX or NumPy – take it out"
        }
      ),
      (
        ["train": csv, "target": y, "features": mapping(["y": ConfigNode(.null)])],
        [
          "'y' is the target and a feature – the model would read the answer; take it out of "
            + "'features'"
        ]
      ),
      (
        ["train": csv, "target": y, "id": y],
        ["'y' is the id and the target – it can only be one of them"]
      ),
      (
        ["train": csv, "target": y, "delimiter": .plain("ab")],
        [
          "'delimiter' must be one character other than a quote, or 'tab' or 'whitespace', found 'ab'"
        ]
      ),
      (
        ["train": csv, "target": mapping(["column": y, "type": .plain("classify")])],
        ["expected one of classification, regression, ordinal, found 'classify'"]
      ),
      (
        ["train": csv, "target": y, "features": ConfigNode(.mapping([]))],
        [
          "expected columns as 'name: {…}' or a list of names, found a mapping – leave it out for "
            + "all columns"
        ]
      ),
      (
        [
          "train": csv, "target": y,
          "features": ConfigNode(.sequence([.plain("a"), .plain("a")])),
        ],
        ["the feature 'a' is given twice"]
      ),
      (
        [
          "train": csv, "target": y,
          "features": mapping(["a": mapping(["missing": .plain("meen")])]),
        ],
        [
          "expected a number or one of error, mean, median, zero, category, most_frequent, found "
            + "'meen' – did you mean 'mean'?"
        ]
      ),
      (
        [
          "train": csv, "target": y,
          "features": mapping([
            "a": mapping(["encode": .plain("index"), "normalize": .plain("zscore")])
          ]),
        ],
        ["'normalize: zscore' is for numbers, 'encode' for categories – give one of them"]
      ),
      (
        [
          "train": csv, "target": y,
          "features": mapping([
            "a": mapping(["encode": .plain("index"), "missing": .plain("mean")]),
            "b": mapping(["normalize": .plain("none"), "missing": .plain("category")]),
          ]),
        ],
        [
          "'missing: mean' is for numbers, 'encode' for categories – use category, most_frequent "
            + "or error",
          "'missing: category' is for categories, 'normalize' for numbers – use mean, median, "
            + "zero, a number or error",
        ]
      ),
    ]
    for (entries, expected) in cases {
      let (config, problems) = read(entries)
      #expect(config == nil)
      #expect(problems == expected)
    }
  }
}
