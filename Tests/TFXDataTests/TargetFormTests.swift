import Foundation
import TFXCore
import TFXData
import Testing

/// Targets that are transformed and scaled, labels in one text, classes in order, and rows without a
/// target; in memory and streamed.
@Suite struct TargetFormTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(
    _ text: String, _ change: (inout TargetConfig) -> Void
  ) throws -> DataConfig {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", text))
    var target = TargetConfig("y")
    change(&target)
    config.target = target
    return config
  }

  /// The training part, which both ways of reading give, and what was fitted to it, which travels as
  /// JSON.
  private func train(
    _ config: DataConfig, _ kind: TargetKind
  ) throws -> (data: Dataset, fitted: Preprocessing) {
    let loaded = try LoadedData.load(config, as: kind, seed: 1)
    var streaming = config
    streaming.streaming = true
    let streamed = try PreparedData.prepare(streaming, as: kind, seed: 1)
    #expect(streamed.preprocessing == loaded.preprocessing)
    #expect(streamed.train.targetSpec == loaded.train.targets?.spec)
    let pass = streamed.train.pass(batchSize: 100, shuffle: false, seed: 0, epoch: 0)
    let samples = try #require(try pass.next()).samples
    #expect(samples.inputs == loaded.train.inputs && samples.targets == loaded.train.targets)
    let json = try JSONEncoder().encode(loaded.preprocessing)
    #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == loaded.preprocessing)
    return (loaded.train, loaded.preprocessing)
  }

  private func message(_ config: DataConfig, _ kind: TargetKind) -> String {
    var messages: Set<String> = []
    for streaming in [false, true] {
      var config = config
      config.streaming = streaming
      do {
        _ = try PreparedData.prepare(config, as: kind, seed: 1)
        messages.insert("no error")
      } catch {
        messages.insert(files.plain(error))
      }
    }
    return messages.sorted().joined(separator: "\n")
  }

  // MARK: Numbers

  @Test func numbersAreScaledAndHowIsKnown() throws {
    let (data, fitted) = try train(
      try config("x,y\n1,10\n2,20\n3,60\n") { $0.normalize = .zscore }, .numbers)
    // Mean 30, population's standard deviation √(1400 ÷ 3).
    let deviation = (1400.0 / 3).squareRoot()
    #expect(data.targets?.scalars(as: Float.self) == [-20, -10, 30].map { Float($0 / deviation) })
    #expect(fitted.targetScale == TargetScale(factors: [deviation], offsets: [30]))
    let (smallest, range) = try train(
      try config("x,y\n1,10\n2,20\n3,60\n") { $0.normalize = .minmax }, .numbers)
    #expect(smallest.targets?.scalars(as: Float.self) == [0, 0.2, 1])
    #expect(range.targetScale == TargetScale(factors: [50], offsets: [10]))
  }

  @Test func everyColumnHasAScaleOfItsOwnBehindTheTransform() throws {
    let (data, fitted) = try train(
      try config("x,y,z\n1,0,3\n2,\(exp(2.0) - 1),3\n") {
        $0.columns = ["y", "z"]
        $0.transform = [.log1p]
        $0.normalize = .zscore
      }, .numbers)
    #expect(data.targets == Tensor([Float(-1), 0, 1, 0], shape: [2, 2]))
    let scale = try #require(fitted.targetScale)
    #expect(scale.inverses == [.expm1])
    #expect(scale.factors == [1, 1] && scale.offsets[1] == log1p(3.0))
  }

  @Test func aNumberWrittenAsMoneyIsPredictedAsANumber() throws {
    let (data, fitted) = try train(
      try config("x,y\n1,\"$1,200\"\n2,$800\n") { $0.transform = [.toNumber()] }, .numbers)
    #expect(data.targets?.scalars(as: Float.self) == [1200, 800])
    #expect(fitted.targetScale == nil)
  }

  @Test func scalesAreThoseOfTheTrainingPart() throws {
    var config = try config("x,y\n1,10\n2,20\n3,60\n") { $0.normalize = .minmax }
    config.validation = .file(try files.write("validation.csv", "x,y\n1,110\n"))
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(data.validation?.targets?.scalars(as: Float.self) == [2])
  }

  // MARK: Classes

  @Test func labelsOfOneText() throws {
    let text = "x,y\n1,b | a\n2,\n3,c|b|b\n4,a\n"
    let (data, fitted) = try train(try config(text) { $0.separator = "|" }, .binary)
    #expect(fitted.classNames == ["a", "b", "c"] && fitted.classCounts == [2, 2, 1])
    #expect(
      data.targets == Tensor([Float(1), 1, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0], shape: [4, 3]))
    #expect(!fitted.hasOneClass)
    let (some, _) = try train(
      try config(text) {
        $0.separator = "|"
        $0.missing = .drop
      }, .binary)
    #expect(some.count == 3)
  }

  @Test func aSeparatorOfSeveralCharacters() throws {
    let (_, fitted) = try train(
      try config("x,y\n1,a; b;c\n2,a\n") { $0.separator = "; " }, .binary)
    #expect(fitted.classNames == ["a", "b;c"])
  }

  @Test func ordinalClassesAreComparedWithEachButTheLast() throws {
    let (data, fitted) = try train(
      try config("x,y\n1,mid\n2,high\n3,low\n") {
        $0.type = .ordinal
        $0.order = ["low", "mid", "high", "top"]
      }, .binary)
    #expect(data.targets == Tensor([Float(1), 0, 0, 1, 1, 0, 0, 0, 0], shape: [3, 3]))
    #expect(fitted.classCounts == [1, 1, 1, 0])
    let (numbers, stars) = try train(
      try config("x,y\n1,10\n2,9\n3,1\n") { $0.type = .ordinal }, .binary)
    #expect(stars.classNames == ["1", "9", "10"])
    #expect(numbers.targets == Tensor([Float(1), 1, 1, 0, 0, 0], shape: [3, 2]))
  }

  @Test func anOrderNumbersTheClasses() throws {
    let (data, fitted) = try train(
      try config("x,y\n1,low\n2,high\n") { $0.order = ["low", "high"] }, .classIndices)
    #expect(data.targets == Tensor([Int32(0), 1]) && fitted.hasOneClass)
  }

  @Test func rowsOfClassesForAnyLoss() throws {
    for kind in [TargetKind.numbers, .binary, .oneHotClasses] {
      let (data, fitted) = try train(
        try config("x,y\n1,b\n2,a\n3,c\n") { $0.encode = .toCategorical }, kind)
      #expect(data.targets == Tensor([Float(0), 1, 0, 1, 0, 0, 0, 0, 1], shape: [3, 3]))
      #expect(fitted.classNames == ["a", "b", "c"] && fitted.hasOneClass)
    }
  }

  @Test func declaredClassesAreTheTextsAsTheyAreWritten() throws {
    let (_, fitted) = try train(
      try config("x,y\n1,0010\n2,9\n3,1E1\n4,9\n") { $0.type = .classification }, .classIndices)
    #expect(fitted.classNames == ["9", "0010", "1E1"] && fitted.classCounts == [2, 1, 1])
  }

  // MARK: Rows without a target

  @Test func rowsWithoutATargetAreLeftOut() throws {
    let (data, fitted) = try train(
      try config("x,y\n1,10\n2,\n3,NA\n4,40\n") { $0.missing = .drop }, .numbers)
    #expect(data.inputs.scalars(as: Float.self) == [1, 4] && data.lines == [2, 5])
    let other = DataSource.file(try files.write("other.csv", "x,y\n1,\n2,7\n"))
    #expect(try fitted.load(other, needTargets: true).count == 1)
    #expect(try fitted.load(other, needTargets: false).count == 2)
  }

  @Test func aSplitIsOfTheRowsThatHaveATarget() throws {
    var config = try config(
      "x,y\n" + (0..<40).map { "\($0),\($0 % 4 == 0 ? "" : "1")\n" }.joined()
    ) { $0.missing = .drop }
    config.testSplit = 0.2
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(data.train.count == 24 && data.test?.count == 6)
    config.streaming = true
    let streamed = try PreparedData.prepare(config, as: .numbers, seed: 1)
    #expect(streamed.train.count + (streamed.test?.count ?? 0) == 30)
  }

  // MARK: Mistakes

  @Test func whatIsWrongWithTheData() throws {
    let numbers = "x,y\n1,10\n2,-5\n3,\n4,\n"
    #expect(
      message(try config(numbers) { _ in }, .numbers) == """
        train.csv:4:2: error: column 'y': the target is missing in 2 of 4 rows
          leave such rows out with 'target: {column: y, missing: drop}'
        """)
    #expect(
      message(
        try config("x,y\n1,\n2,NA\n") { $0.missing = .drop }, .numbers) == """
          train.csv:2:2: error: column 'y': the target is missing in every one of 2 rows
          """)
    #expect(
      message(
        try config(numbers) {
          $0.transform = [.log1p]
          $0.missing = .drop
        }, .numbers) == """
          train.csv:3:2: error: column 'y': 'log1p' needs a number above -1, found -5
            take out the row, or the step
          """)
    let texts = "x,y\n1,low\n2,high\n3,low\n"
    #expect(
      message(try config(texts) { $0.order = ["low", "mid"] }, .classIndices) == """
        train.csv:3:2: error: column 'y': 'high' does not stand in the 'order' of the classes
          the order is low, mid
        """)
    #expect(
      message(try config(texts) { $0.type = .ordinal }, .binary) == """
        train.csv:1:2: error: column 'y': 'type: ordinal' needs the order of the classes
          write 'order: […]' under 'target', from low to high, with high, low
        """)
    #expect(
      message(
        try config(texts) {
          $0.type = .ordinal
          $0.order = ["low", "high"]
        }, .classIndices) == """
          train.csv:1:2: error: column 'y': 'type: ordinal' asks of each class but the last whether it \
          is exceeded, which the loss cannot
            use the loss binary_crossentropy; 'order' alone keeps the classes apart
          """)
    #expect(
      message(try config(texts) { $0.separator = "|" }, .classIndices) == """
        train.csv:1:2: error: column 'y': 'separator' is for labels, each true or not, but the loss \
        is not
          use the loss binary_crossentropy
        """)
    #expect(
      message(try config(texts) { $0.encode = .toCategorical }, .classIndices) == """
        train.csv:1:2: error: column 'y': 'encode: to_categorical' makes rows of classes, but the loss \
        takes class numbers
          use the loss categorical_crossentropy, or take it out
        """)
    #expect(
      message(try config(texts) { $0.normalize = .zscore }, .classIndices) == """
        train.csv:1:2: error: column 'y': 'normalize' is for numbers, but the loss is for classes
          use a regression loss such as mse, or take it out
        """)
    #expect(
      message(try config("x,y\n1,10\n2,5\n") { $0.order = ["1", "2"] }, .numbers) == """
        train.csv:1:2: error: column 'y': 'order' is for classes, but the loss is for numbers
          use a loss for classes, or take it out
        """)
    #expect(
      message(
        try config("x,z\n1,2\n") {
          $0.columns = ["input"]
          $0.normalize = .zscore
        }, .numbers) == """
          train.csv:1:1: error: 'normalize' cannot be given where the target is the input
            change the features, which are the target
          """)
    var strange = try config("x,y\n1,a|b\n") { $0.separator = "|" }
    strange.validation = .file(try files.write("validation.csv", "x,y\n1,a|z\n"))
    #expect(
      message(strange, .binary) == """
        validation.csv:2:2: error: column 'y': the training part has no class 'z'
          known: a, b
        """)
  }

  @Test func wrongCombinations() {
    func field(_ change: (inout TargetConfig) -> Void) -> [String?] {
      var target = TargetConfig("y")
      change(&target)
      return target.problems().map(\.field)
    }
    #expect(field { $0.transform = [.clip(min: 0)] } == ["transform"])
    #expect(field { $0.transform = [.bucketize([1])] } == ["transform"])
    #expect(
      field { $0.transform = [.log1p, .quantize(levels: 3, min: 0, max: 1)] } == ["transform"])
    #expect(field { ($0.type, $0.normalize) = (.classification, .minmax) } == ["normalize"])
    #expect(field { ($0.type, $0.transform) = (.classification, [.log]) } == ["transform"])
    #expect(field { ($0.type, $0.order) = (.regression, ["a", "b"]) } == ["order"])
    #expect(field { ($0.columns, $0.separator) = (["a", "b"], "|") } == ["separator"])
    #expect(field { ($0.separator, $0.type) = ("|", .ordinal) } == ["type"])
    #expect(field { ($0.encode, $0.type) = (.toCategorical, .ordinal) } == ["encode"])
    #expect(field { $0.order = ["a"] } == ["order"])
    #expect(field { $0.order = ["a", "b", "a"] } == ["order"])
    #expect(field { ($0.transform, $0.normalize) = ([.toNumber(), .log1p], .zscore) } == [])
  }
}
