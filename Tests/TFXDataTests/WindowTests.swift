import Foundation
import TFXCore
import TFXData
import TestSupport
import Testing

/// Keras's windows of some rows.
struct WindowCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let rows: Int
  let arguments: Arguments
  let inputs: [Float]
  let targets: [Float]

  static let all: [WindowCase] = Fixture.cases("windows")
  var testDescription: String { name }

  func window() throws -> WindowConfig {
    var diagnostics = Diagnostics()
    let window = WindowConfig.read(arguments.node, &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    return try #require(window)
  }
}

/// Rows that follow each other as samples.
@Suite struct WindowTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(
    _ text: String, _ window: WindowConfig, features: [String]? = nil
  ) throws -> DataConfig {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", text))
    config.target = TargetConfig("y")
    config.window = window
    config.features = features.map { FeatureList($0.map { FeatureList.Entry($0) }) }
    #expect(config.problems().map(\.message) == [])
    return config
  }

  private func numbers(_ tensor: Tensor?) -> [Float] { tensor?.scalars(as: Float.self) ?? [] }

  private func message(_ config: DataConfig, _ kind: TargetKind = .numbers) -> String {
    do {
      _ = try PreparedData.prepare(config, as: kind, seed: 1)
      return "no error"
    } catch {
      return files.plain(error)
    }
  }

  @Test(arguments: WindowCase.all)
  func asKeras(_ windows: WindowCase) throws {
    let text = "a,b,y\n" + (0..<windows.rows).map { "\($0),\($0 * $0),\($0).5\n" }.joined()
    let config = try config(text, windows.window())
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(numbers(data.train.inputs) == windows.inputs)
    #expect(numbers(data.train.targets) == windows.targets)
    // The same batch by batch, where no window is kept.
    let prepared = try PreparedData.prepare(config, as: .numbers, seed: 1)
    #expect(prepared.train.inputSpec == data.train.inputs.spec)
    #expect(
      prepared.preprocessing.inputSpec.shape.withoutBatch == data.train.inputs.shape.withoutBatch)
    let pass = prepared.train.pass(batchSize: 2, shuffle: false, seed: 1, epoch: 0)
    var inputs: [Float] = []
    var targets: [Float] = []
    while let batch = try pass.next() {
      let samples = batch.samples.selecting(Array(batch.rows))
      inputs += numbers(samples.inputs)
      targets += numbers(samples.targets)
    }
    #expect(inputs == windows.inputs && targets == windows.targets)
  }

  @Test func seriesAreApartAndInOrderOfTime() throws {
    let text = """
      station,time,x,y
      b,2024-01-02,21,1
      a,2024-01-03,12,2
      b,2024-01-01,20,3
      a,2024-01-01,10,4
      a,2024-01-02,11,5
      b,2024-01-03,22,6

      """
    let window = WindowConfig(length: 2, order: "time", by: "station")
    let data = try LoadedData.load(try config(text, window), as: .numbers, seed: 1)
    #expect(data.preprocessing.featureNames == ["x"])
    #expect(numbers(data.train.inputs) == [20, 21, 10, 11])
    #expect(numbers(data.train.targets) == [6, 2])
    // To predict from, a window needs no row behind it; predictions are in the order of the file.
    let all = try data.preprocessing.stream(
      .file(files.path + "/train.csv"), needTargets: false, batchSize: 2)
    let samples = try #require(try all.next())
    #expect(numbers(samples.inputs) == [20, 21, 11, 12, 10, 11, 21, 22])
    #expect(samples.rowNumbers == [1, 2, 5, 6])
    #expect(try all.next() == nil)
  }

  @Test func theTargetsPastIsAFeatureIfItIsListed() throws {
    let text = "y\n1\n2\n3\n4\n"
    #expect(
      message(try config(text, WindowConfig(length: 2))) == """
        train.csv:1:1: error: no column is left to be a feature
          a data set needs at least one column beside the target and the id
        """)
    let data = try LoadedData.load(
      try config(text, WindowConfig(length: 2), features: ["y"]), as: .numbers, seed: 1)
    #expect(numbers(data.train.inputs) == [1, 2, 2, 3])
    #expect(numbers(data.train.targets) == [3, 4])
  }

  @Test func aTargetsTransformLeavesTheFeatureAlone() throws {
    var config = try config("y\n1\n2\n4\n", WindowConfig(length: 1), features: ["y"])
    config.target?.normalize = .minmax
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(numbers(data.train.inputs) == [1, 2])
    #expect(numbers(data.train.targets) == [Float(1.0 / 3), 1])
  }

  @Test func partsAreByTimeAndShareNoRow() throws {
    let rows = (0..<40).map { ($0 * 7) % 40 }
    let text = "t,x,y\n" + rows.map { "\($0),\($0),\($0)\n" }.joined()
    var config = try config(text, WindowConfig(length: 3, order: "t"))
    config.validationSplit = 0.25
    config.testSplit = 0.25
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(numbers(data.train.targets) == (3..<20).map(Float.init))
    #expect(numbers(data.validation?.targets) == (23..<30).map(Float.init))
    #expect(numbers(data.test?.targets) == (33..<40).map(Float.init))
    #expect(numbers(data.test?.inputs).min() == 30)
  }

  @Test func withoutATimeEachSeriesIsSplitInTheOrderOfTheFile() throws {
    let text = "s,x,y\n" + (0..<40).map { "\($0 / 20),\($0),\($0)\n" }.joined()
    var config = try config(text, WindowConfig(length: 2, by: "s"))
    config.testSplit = 0.25
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(numbers(data.test?.targets) == [17, 18, 19, 37, 38, 39])
    config.split = .group("s")
    config.testSplit = 0.5
    let groups = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(groups.train.count == 18 && groups.test?.count == 18)
  }

  @Test func weightsAndNamesAreThoseOfTheirRows() throws {
    var config = try config(
      "n,w,x,y\na,1,1,1\nb,2,2,2\nc,3,3,3\nd,4,4,4\n", WindowConfig(length: 2))
    config.id = "n"
    config.sampleWeight = "w"
    let data = try LoadedData.load(config, as: .numbers, seed: 1).train
    #expect(data.ids == ["b", "c"] && data.lines == [3, 4])
    #expect(numbers(data.sampleWeights) == [3, 4])
  }

  @Test func onlyTheRowOfTheTargetNeedsOne() throws {
    let text = "x,y\n1,\n2,2\n3,3\n4,\n5,5\n"
    #expect(
      message(try config(text, WindowConfig(length: 1))) == """
        train.csv:5:2: error: column 'y': the target is missing in 1 of 4 rows
          leave such rows out with 'target: {column: y, missing: drop}'
        """)
    var config = try config(text, WindowConfig(length: 1))
    config.target?.missing = .drop
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(numbers(data.train.targets) == [2, 3, 5] && numbers(data.train.inputs) == [1, 2, 4])
  }

  @Test func classesOfWindows() throws {
    let text = "x,y\n" + (0..<12).map { "\($0),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    let data = try LoadedData.load(
      try config(text, WindowConfig(length: 3, horizon: 0)), as: .classIndices, seed: 1)
    #expect(data.train.targets == Tensor([Int32(0), 1, 0, 1, 0, 1, 0, 1, 0, 1]))
  }

  @Test func travelsAsJSON() throws {
    let fitted = try LoadedData.load(
      try config("t,x,y\n1,1,1\n2,2,2\n", WindowConfig(length: 1, order: "t")), as: .numbers,
      seed: 1
    ).preprocessing
    let json = try JSONEncoder().encode(fitted)
    #expect(try JSONDecoder().decode(Preprocessing.self, from: json) == fitted)
    for wrong in ["\"length\":0", "\"stride\":0", "\"length\":2"] {
      let field = String(wrong.prefix { $0 != ":" })
      let text = String(decoding: json, as: UTF8.self).replacing(
        try Regex("\(field):1"), with: wrong)
      #expect(text != String(decoding: json, as: UTF8.self))
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Preprocessing.self, from: Data(text.utf8))
      }
    }
  }

  @Test func whatIsWrongWithTheData() throws {
    let window = WindowConfig(length: 3, order: "t", by: "s")
    #expect(
      message(try config("s,t,x,y\na,1,1,1\na,2,1,1\na,3,1,1\nb,1,1,1\n", window)) == """
        train.csv:1:1: error: a window and its target need 4 rows, but the longest series has 3 in the \
        train part
          take a smaller 'length' or 'horizon', or give more rows
        """)
    let twice = "s,t,x,y\na,1,1,1\nb,1,1,1\na,2,1,1\n"
    #expect(
      message(try config(twice, WindowConfig(length: 1, order: "t"))) == """
        train.csv:3:2: error: column 't': the time '1' stands in line 2 already
          name the column that tells the series apart: 'by' of the window
        """)
    #expect(
      message(
        try config("t,x,y\n2024-01-01,1,1\n1/2/2024,2,2\n", WindowConfig(length: 1, order: "t")))
          == """
          train.csv:3:1: error: column 't': expected numbers, or dates that are all written alike, found \
          '1/2/2024'
            the first is '2024-01-01'; or put the rows in order and leave the column out, which takes the \
          order of the file
          """)
    #expect(
      message(try config("t,x,y\n1,1,1\n,2,2\n", WindowConfig(length: 1, order: "t"))).hasPrefix(
        "train.csv:3:1: error: column 't': the time is missing"))
  }

  @Test func theInputIsNoTargetOfWindows() throws {
    var config = try config("x,y\n1,1\n2,2\n", WindowConfig(length: 1))
    config.target = TargetConfig("input")
    #expect(
      message(config) == """
        train.csv:1:1: error: 'window' cannot be given where the target is the input
          name the column to predict
        """)
  }

  @Test func wrongCombinations() throws {
    func fields(_ change: (inout DataConfig) -> Void) throws -> [String?] {
      var config = try config("x,y\n1,1\n2,2\n", WindowConfig(length: 1))
      config.validationSplit = 0.5
      change(&config)
      return config.problems().map(\.field)
    }
    #expect(try fields { $0.streaming = true } == ["window"])
    #expect(try fields { $0.split = .random } == ["split"])
    #expect(try fields { $0.stratify = true } == ["stratify"])
    #expect(
      try fields {
        $0.window?.order = "t"
        $0.split = .time(order: "u")
      } == ["split"])
    #expect(
      try fields {
        $0.window?.horizon = 0
        $0.features = FeatureList([FeatureList.Entry("y")])
      } == ["features"])
    #expect(try fields { $0.split = .time(order: "t") } == [])
  }

  private func notices(_ text: String, _ window: WindowConfig) throws -> [String] {
    try PreparedData.prepare(try config(text, window), as: .numbers, seed: 1).notices
      .map { $0.replacing(files.path + "/", with: "") }
  }

  private static func twoDigits(_ number: Int) -> String {
    (number < 10 ? "0" : "") + String(number)
  }

  /// The hours of a day in one series, but for some.
  private func hours(_ series: String, without missing: [Int]) -> String {
    var text = ""
    for hour in 0..<20 where !missing.contains(hour) {
      text += "\(series),2024-03-01 \(WindowTests.twoDigits(hour)):00,1,1\n"
    }
    return text
  }

  /// Missing steps between rows at regular distances are told, series by series.
  @Test func gapsOfTimeAreTold() throws {
    let text =
      "s,t,x,y\n" + hours("a", without: [5, 6]) + hours("b", without: [])
      + hours("c", without: [12])
    let window = WindowConfig(length: 2, order: "t", by: "s")
    #expect(
      try notices(text, window) == [
        "column 't': 3 steps of time are missing, 2 in 'a', 1 in 'c' (2 of 3 series), the first before "
          + "train.csv:7:2; windows take the rows around for neighbours"
      ])
    // New data too.
    let fitted = try LoadedData.load(try config(text, window), as: .numbers, seed: 1).preprocessing
    let stream = try fitted.stream(
      .file(files.path + "/train.csv"), needTargets: false, batchSize: 8)
    #expect(stream.notices.count == 1)
  }

  private enum Times: CaseIterable {
    case numbers, milliseconds, months, workingDays, irregular

    /// The text of a step; nil for one that no row has.
    func text(_ step: Int) -> String? {
      switch self {
      case .numbers: return String(step)
      case .milliseconds: return String(1_700_000_000_000 + 60_000 * step)
      case .months: return "20\(20 + step / 12)-\(WindowTests.twoDigits(step % 12 + 1))"
      case .workingDays:
        // The first of July 2024 is a Monday.
        return step % 7 > 4 ? nil : "202407\(WindowTests.twoDigits(step + 1))"
      case .irregular: return String(1 << step)
      }
    }
  }

  @Test func whatIsAGap() throws {
    for times in Times.allCases {
      for missing in [nil, 9] as [Int?] {
        var text = "t,x,y\n"
        for step in 0..<24 where step != missing {
          if let time = times.text(step) { text += "\(time),1,1\n" }
        }
        let found = try notices(text, WindowConfig(length: 2, order: "t"))
        let count = missing == nil || times == .irregular ? 0 : 1
        #expect(found.count == count, "\(times) \(found)")
      }
    }
  }

  /// Times are dates of any form, which travels with the model.
  @Test func timesOfOtherForms() throws {
    let text = "t,x,y\n28.02.2024,3,3\n01.02.2024,1,1\n15.02.2024,2,2\n"
    let data = try LoadedData.load(
      try config(text, WindowConfig(length: 1, order: "t")), as: .numbers, seed: 1)
    #expect(numbers(data.train.inputs) == [1, 2])
    let other = DataSource.file(try files.write("new.csv", "t,x\n02.03.2024,5\n01.03.2024,4\n"))
    let all = try data.preprocessing.stream(other, needTargets: false, batchSize: 2)
    #expect(numbers(try all.next()?.inputs) == [5, 4])
    var window = WindowConfig(length: 1, order: "t")
    #expect(
      message(try config("t,x,y\n01/02/2024,1,1\n02/03/2024,2,2\n", window)) == """
        train.csv:2:1: error: column 't': '01/02/2024' can be read in several ways
          write beside 'order' which it is: 'format: "%d/%m/%Y"' or 'format: "%m/%d/%Y"'
        """)
    window.format = "%m/%d/%Y"
    let months = try LoadedData.load(
      try config("t,x,y\n02/03/2024,1,1\n01/04/2024,2,2\n", window), as: .numbers, seed: 1)
    #expect(numbers(months.train.inputs) == [2])
    #expect(
      message(try config("t,x,y\n02/03/2024,1,1\n31/04/2024,2,2\n", window)).hasPrefix(
        "train.csv:3:1: error: column 't': expected a date of the format %m/%d/%Y"))
    // Numbers by a format, and in a split.
    window.format = "%d%m%Y"
    let numbered = try LoadedData.load(
      try config("t,x,y\n02032024,1,1\n03012024,2,2\n", window), as: .numbers, seed: 1)
    #expect(numbers(numbered.train.inputs) == [2])
    var split = try config("t,x,y\n02032024,1,1\n03012024,2,2\n04012024,3,3\n", window)
    split.window = nil
    split.split = .time(order: "t", format: "%d%m%Y")
    split.testSplit = 0.3
    #expect(numbers(try LoadedData.load(split, as: .numbers, seed: 1).test?.targets) == [1])
  }
}
