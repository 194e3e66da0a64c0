import TFXCore
import TFXData
import Testing

/// Targets of several columns, inputs as targets, and weights of samples; in memory and streamed.
@Suite struct SeveralTargetTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func config(_ text: String, _ targets: [String]) throws -> DataConfig {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", text))
    config.target = TargetConfig()
    config.target?.columns = targets
    return config
  }

  /// The training part, which both ways of reading give.
  private func train(_ config: DataConfig, _ kind: TargetKind) throws -> Dataset {
    let loaded = try LoadedData.load(config, as: kind, seed: 1)
    var streaming = config
    streaming.streaming = true
    let streamed = try PreparedData.prepare(streaming, as: kind, seed: 1)
    #expect(streamed.preprocessing == loaded.preprocessing)
    let whole = loaded.train
    #expect(streamed.train.targetSpec == whole.targets?.spec)
    #expect(streamed.train.hasSampleWeights == (whole.sampleWeights != nil))
    let pass = streamed.train.pass(batchSize: 100, shuffle: false, seed: 0, epoch: 0)
    let samples = try #require(try pass.next()).samples
    #expect(samples.inputs == whole.inputs && samples.targets == whole.targets)
    #expect(samples.sampleWeights == whole.sampleWeights)
    return whole
  }

  @Test func severalNumbers() throws {
    let data = try train(try config("a,x,b\n1,2,3\n4,5,6.5\n", ["b", "a"]), .numbers)
    #expect(data.targets == Tensor([Float(3), 1, 6.5, 4], shape: [2, 2]))
    #expect(data.inputs == Tensor([Float(2), 5], shape: [2, 1]))
  }

  @Test func severalLabels() throws {
    let data = try train(try config("x,red,green\n2,0,1\n5,1,1\n", ["red", "green"]), .binary)
    #expect(data.targets == Tensor([Float(0), 1, 1, 1], shape: [2, 2]))
  }

  @Test func theInputsThemselves() throws {
    for kind in [TargetKind.numbers, .binary] {
      let data = try train(try config("x,y\n0,1\n1,0\n", ["input"]), kind)
      #expect(data.targets == Tensor([Float(0), 1, 1, 0], shape: [2, 2]))
      #expect(data.targets == data.inputs)
    }
  }

  @Test func aColumnCalledInputIsThatColumn() throws {
    let data = try train(try config("x,input\n2,3\n5,6\n", ["input"]), .numbers)
    #expect(data.targets == Tensor([Float(3), 6], shape: [2, 1]))
    #expect(data.inputs == Tensor([Float(2), 5], shape: [2, 1]))
  }

  @Test func imagesAsTargets() throws {
    var config = DataConfig()
    config.train = .idx(
      images: try files.write(
        "images", [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2] + Array(1...8)), labels: nil)
    config.target = TargetConfig("input")
    config.validationSplit = 0.25
    #expect(config.problems().isEmpty)
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(data.train.count == 3 && data.train.targets == data.train.inputs)
    #expect(data.validation?.targets == data.validation?.inputs)
    config.streaming = true
    let streamed = try PreparedData.prepare(config, as: .numbers, seed: 1)
    let pass = streamed.train.pass(batchSize: 100, shuffle: false, seed: 0, epoch: 0)
    let samples = try #require(try pass.next()).samples
    #expect(samples.targets == samples.inputs && samples.inputs.shape.withoutBatch == [1, 2, 1])
  }

  @Test func weightsOfSamples() throws {
    var config = try config("x,w,y\n2,0.5,a\n5,0,b\n7,3,a\n", ["y"])
    config.sampleWeight = "w"
    let data = try train(config, .classIndices)
    #expect(data.sampleWeights == Tensor([Float(0.5), 0, 3]))
    #expect(data.inputs == Tensor([Float(2), 5, 7], shape: [3, 1]))
    #expect(data.selecting([2, 0]).sampleWeights == Tensor([Float(3), 0.5]))
  }

  @Test func classesAreCounted() throws {
    let config = try config("x,y\n2,b\n5,a\n7,b\n", ["y"])
    let data = try LoadedData.load(config, as: .classIndices, seed: 1)
    #expect(data.preprocessing.classNames == ["a", "b"])
    #expect(data.preprocessing.classCounts == [1, 2])
  }

  @Test(arguments: [
    (
      "x,a,b\n1,0,1\n2,2,1\n", ["a", "b"], TargetKind.binary,
      """
      train.csv:3:2: error: column 'a': expected 0 or 1, as each of several target columns says, \
      found '2'
        for a column of classes name it alone, for numbers use a loss such as mse
      """
    ),
    (
      "x,a,b\n1,0,1\n2,1,1\n", ["a", "b"], .classIndices,
      """
      train.csv:1:2: error: column 'a': several target columns cannot be classes of this loss
        for labels of 0 and 1 use the loss binary_crossentropy, for numbers one such as mse
      """
    ),
    (
      "x,a\n1,0\n", ["input"], .oneHotClasses,
      """
      train.csv:1:1: error: 'target: input' does not fit a loss for classes
        use a loss such as mse or mae
      """
    ),
    (
      "x,weight,a\n1,1,0\n2,-1,1\n", ["a"], .numbers,
      """
      train.csv:3:2: error: column 'weight': expected a weight of 0 or more, found '-1'
        0 leaves a row out of the loss
      """
    ),
  ])
  func mistakes(_ text: String, _ targets: [String], _ kind: TargetKind, _ message: String) throws {
    var config = try config(text, targets)
    if text.contains("weight") { config.sampleWeight = "weight" }
    for streaming in [false, true] {
      config.streaming = streaming
      do {
        _ = try PreparedData.prepare(config, as: kind, seed: 1)
        Issue.record("no error")
      } catch {
        #expect(files.plain(error) == message)
      }
    }
  }
}
