import TFXCore
import TFXData
import Testing

/// The data sets that are part of the repository.
@Suite struct RealDataTests {
  @Test func irisSplitsStratified() throws {
    var config = DataConfig()
    config.train = .file("iris.csv")
    config.target = TargetConfig("species")
    config.validationSplit = 0.2
    config.testSplit = 0.1
    config.stratify = true
    let data = try LoadedData.load(
      config, relativeTo: dataset(""), as: .classIndices, seed: 1)
    #expect(data.train.inputs.shape == [105, 4])
    #expect(data.validation?.count == 30)
    #expect(data.test?.count == 15)
    #expect(data.preprocessing.classNames == ["setosa", "versicolor", "virginica"])
    #expect(data.inputSpec == TensorSpec([Shape.unknown, 4]))
    for (part, each) in [(data.train, 35), (data.validation, 10), (data.test, 5)] {
      let targets = try #require(part?.targets).scalars(as: Int32.self)
      for label in 0..<3 { #expect(targets.count { $0 == label } == each) }
    }
  }

  @Test func penguinsAsInTheDesign() throws {
    var config = DataConfig()
    config.train = .file("penguins.csv")
    config.target = TargetConfig("species")
    config.features = FeatureList([
      FeatureList.Entry("island", FeatureOptions(encode: .oneHot)),
      FeatureList.Entry("bill_length_mm", FeatureOptions(normalize: .zscore, missing: .mean)),
    ])
    config.validationSplit = 0.15
    config.testSplit = 0.15
    config.stratify = true
    let data = try LoadedData.load(
      config, relativeTo: dataset(""), as: .classIndices, seed: 42)
    #expect(data.train.count == 240)
    #expect(data.validation?.count == 52)
    #expect(data.test?.count == 52)
    #expect(
      data.preprocessing.featureNames == [
        "island=Biscoe", "island=Dream", "island=Torgersen", "bill_length_mm",
      ])
    #expect(data.preprocessing.classNames == ["Adelie", "Chinstrap", "Gentoo"])
    // 152 of 344 are Adelie, and so on: each part has them by the largest remainder.
    let targets = try #require(data.validation?.targets).scalars(as: Int32.self)
    #expect((0..<3).map { label in targets.count { $0 == label } } == [23, 10, 19])
    // A z-score over the training part; what is missing there became the mean, 0.
    let inputs = data.train.inputs.scalars(as: Float.self)
    let lengths = stride(from: 3, to: inputs.count, by: 4).map { inputs[$0] }
    #expect(abs(lengths.reduce(0, +) / 240) < 1e-5)
  }

  @Test func penguinsNeedAFillForMissingNumbers() throws {
    var config = DataConfig()
    config.train = .file(dataset("penguins.csv"))
    config.target = TargetConfig("species")
    let error = #expect(throws: DataError.self) {
      try LoadedData.load(config, as: .classIndices, seed: 1)
    }
    #expect(error?.row == 5)
    #expect(error?.column == 3)
    #expect(error?.columnName == "bill_length_mm")
    #expect(error?.kind == .missingValue(.numbers))
  }

  @Test func diabetesIsARegression() throws {
    var config = DataConfig()
    config.train = .file(dataset("diabetes.csv"))
    config.target = TargetConfig("target")
    let data = try LoadedData.load(config, as: .numbers, seed: 1)
    #expect(data.train.inputs.shape == [442, 10])
    #expect(data.train.targets?.shape == [442, 1])
    #expect(data.train.targets?.scalars(as: Float.self)[0] == 151)
    #expect(data.preprocessing.classNames == nil)
    #expect(data.validation == nil)
  }

  @Test func mnistKeepsBytesInMemory() throws {
    let part = { (name: String) in
      DataSource.idx(
        images: "mnist5k/\(name)-images-idx3-ubyte.gz",
        labels: "mnist5k/\(name)-labels-idx1-ubyte.gz")
    }
    var config = DataConfig()
    config.train = part("train")
    config.test = part("test")
    config.validationSplit = 0.1
    let data = try LoadedData.load(
      config, relativeTo: dataset(""), as: .classIndices, seed: 42)
    #expect(data.train.inputs.spec == TensorSpec([3600, 28, 28, 1], .uint8))
    #expect(data.validation?.inputs.shape == [400, 28, 28, 1])
    #expect(data.test?.inputs.shape == [1000, 28, 28, 1])
    #expect(data.inputSpec == TensorSpec([Shape.unknown, 28, 28, 1], .float32))
    #expect(data.preprocessing.classNames == (0..<10).map(String.init))
    let labels = try #require(data.test?.targets).scalars(as: Int32.self)
    for label in 0..<10 { #expect(labels.count { $0 == label } == 100) }

    let images = dataset("mnist5k/test-images-idx3-ubyte.gz")
    let again = try data.preprocessing.load(.file(images), needTargets: false)
    #expect(again.inputs == data.test?.inputs)
    #expect(again.targets == nil)
  }
}
