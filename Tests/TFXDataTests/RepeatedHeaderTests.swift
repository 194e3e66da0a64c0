import TFXCore
import TFXData
import Testing

/// A header among the rows, of numbers and of texts, is pointed at.
@Suite struct RepeatedHeaderTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  @Test(
    arguments: [false, true],
    [
      "x,y\n1,a\n2,b\nx,y\n3,a\n", "x,y\nu,a\nv,b\nx,y\nu,a\n",
      // As other programs write the same names.
      "x,y\n1,a\n2,b\n\"x\",\"y\"\n3,a\n", "x,y\n1,a\n2,b\nX, Y\n3,a\n",
      "x,y\n1,a\n2,b\n\u{FEFF}x,y\n3,a\n",
    ])
  func isAMistake(_ streaming: Bool, _ text: String) throws {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", text))
    config.target = TargetConfig("y")
    config.streaming = streaming
    do {
      _ = try PreparedData.prepare(config, as: .classIndices, seed: 1)
      Issue.record("no error")
    } catch {
      #expect(
        files.plain(error) == """
          train.csv:4:1: error: the header is here again, among the rows
            take the line out
          """)
    }
  }

  @Test func aValueThatIsTheNameOfItsColumnIsNone() throws {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", "x,y\nx,a\nv,y\nx,a\n"))
    config.target = TargetConfig("y")
    #expect(try LoadedData.load(config, as: .classIndices, seed: 1).train.count == 3)
  }

  @Test func filesToPredictFromToo() throws {
    var config = DataConfig()
    config.train = .file(try files.write("train.csv", "x,z,y\nu,u,a\nv,u,b\n"))
    config.target = TargetConfig("y")
    let fitted = try LoadedData.load(config, as: .classIndices, seed: 1).preprocessing
    let other = DataSource.file(try files.write("new.csv", "x,z\nu,u\nx,z\n"))
    #expect(throws: DataError(.repeatedHeader, file: files.path + "/new.csv", row: 3)) {
      try fitted.load(other, needTargets: false)
    }
  }
}
