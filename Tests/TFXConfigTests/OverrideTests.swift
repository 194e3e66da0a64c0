import TFXConfig
import TFXCore
import Testing

/// `--set KEY=VALUE`.
struct OverrideTests {
  private let root: ConfigNode

  init() throws { root = try YAMLParser.parse(text: sampleConfig, file: "c.yaml") }

  @Test(arguments: [
    ("fit.epochs=3", "fit", "{epochs: 3, batch_size: 128}"),
    ("seed=1", "seed", "1"),
    ("seed=", "seed", "null"),
    ("name=a=b", "name", "a=b"),
    ("name='1'", "name", "'1'"),
    ("fit={epochs: 1}", "fit", "{epochs: 1}"),
    ("fit.class_weight=[1, 2]", "fit", "{epochs: 12, batch_size: 128, class_weight: [1, 2]}"),
    ("new.deep.er=true", "new", "{deep: {er: true}}"),
    ("new.2=x", "new", "{2: x}"),
    (
      "compile.metrics[0]=mae", "compile",
      "{optimizer: {Adam: {learning_rate: 0.001}}, loss: sparse_categorical_crossentropy, metrics: [mae]}"
    ),
    ("compile.loss.mse.reduction=sum", "", ""),
    (
      "data.features.\"bill.length=mm\".normalize=zscore", "data",
      "{train: {images: ../datasets/train-images.gz, labels: ../datasets/train-labels.gz}, "
        + "validation_split: 0.1, features: {bill.length=mm: {normalize: zscore}}}"
    ),
  ])
  func sets(argument: String, key: String, outline expected: String) throws {
    if key.isEmpty {
      #expect(throws: Diagnostics.self) { try root.setting(argument) }
    } else {
      #expect(try root.setting(argument)[key].map(outline) == expected)
    }
  }

  @Test(arguments: [
    ("model.layers[4].Dense.units=5", 4, "{Dense: {units: 5, activation: softmax}}"),
    ("model.layers.4.Dense.units=5", 4, "{Dense: {units: 5, activation: softmax}}"),
    ("model.layers[-1].Dense.units=5", 4, "{Dense: {units: 5, activation: softmax}}"),
    ("model.layers[2].MaxPooling2D.pool_size=3", 2, "{MaxPooling2D: {pool_size: 3}}"),
    ("model.layers[2].MaxPooling2D={pool_size: 3}", 2, "{MaxPooling2D: {pool_size: 3}}"),
    ("model.layers[2]=Flatten", 2, "Flatten"),
  ])
  func setsALayer(argument: String, index: Int, outline expected: String) throws {
    guard case .sequence(let layers) = try root.setting(argument)["model"]?["layers"]?.content
    else {
      Issue.record("no list of layers")
      return
    }
    #expect(layers.count == 5)
    #expect(outline(layers[index]) == expected)
  }

  @Test func theLastOfRepeatedSettingsWins() throws {
    let twice = try root.setting("fit.epochs=3").setting(path: "fit.epochs", to: "4")
    #expect(twice["fit"]?["epochs"].map(outline) == "4")
  }

  @Test func placesAreInTheArgument() throws {
    let fit = try #require(try root.setting("fit.epochs=three")["fit"])
    #expect(
      fit["epochs"]?.span == SourceSpan(file: "--set fit.epochs", line: 1, column: 12, length: 5))
    let new = try #require(try root.setting("a.b={c: d}")["a"])
    #expect(new["b"]?["c"]?.span == SourceSpan(file: "--set a.b", line: 1, column: 9))
    #expect(try root.setting("a=")["a"]?.span?.column == 3)
  }

  @Test(arguments: [
    (
      "fit.epochs",
      """
      --set:1:1: error: expected KEY=VALUE, found 'fit.epochs'
          1 | fit.epochs
            | ^~~~~~~~~~ for instance --set fit.epochs=3
      """
    ),
    (
      "=3",
      """
      --set:1:1: error: expected a key before '='
          1 | =3
            | ^ for instance --set fit.epochs=3
      """
    ),
    (
      "fit..epochs=3",
      """
      --set fit..epochs:1:5: error: expected keys joined by '.', found 'fit..epochs'
          1 | fit..epochs=3
            |     ^ for instance --set fit.epochs=3
      """
    ),
    (
      "fit.=3",
      """
      --set fit.:1:5: error: expected keys joined by '.', found 'fit.'
          1 | fit.=3
            |     ^ for instance --set fit.epochs=3
      """
    ),
    (
      "model.layers[x]=3",
      """
      --set model.layers[x]:1:13: error: expected an index such as [0], found '[x]'
          1 | model.layers[x]=3
            |             ^~~
      """
    ),
    (
      "model.layers[1=3",
      """
      --set model.layers[1:1:13: error: expected an index such as [0], found '[1'
          1 | model.layers[1=3
            |             ^~
      """
    ),
    (
      "model.layers[5].Dense.units=3",
      """
      --set model.layers[5].Dense.units:1:13: error: model.layers has items 0 to 4, found index 5
          1 | model.layers[5].Dense.units=3
            |             ^~~
      """
    ),
    (
      "model.layers.Dense.units=3",
      """
      --set model.layers.Dense.units:1:14: error: model.layers is a list, which has no 'Dense'
          1 | model.layers.Dense.units=3
            |              ^~~~~ give an index, as in model.layers[0]
      """
    ),
    (
      "model.layers[1].Dense.units=3",
      """
      --set model.layers[1].Dense.units:1:17: error: model.layers[1] is 'Conv2D', not 'Dense'
          1 | model.layers[1].Dense.units=3
            |                 ^~~~~
      """
    ),
    (
      "model.layers[3].Dense.units=3",
      """
      --set model.layers[3].Dense.units:1:17: error: model.layers[3] is 'Flatten', not 'Dense'
          1 | model.layers[3].Dense.units=3
            |                 ^~~~~
      """
    ),
    (
      "fit.epochs.first=3",
      """
      --set fit.epochs.first:1:12: error: fit.epochs is '12', which has no 'first'
          1 | fit.epochs.first=3
            |            ^~~~~ to replace it, set fit.epochs itself
      """
    ),
    (
      "fit[0]=3",
      """
      --set fit[0]:1:4: error: fit is a mapping, not a list
          1 | fit[0]=3
            |    ^~~
      """
    ),
    (
      "fit={epochs: 3",
      """
      --set fit:1:5: error: this '{' is not closed
          1 | fit={epochs: 3
            |     ^ end it with '}'
      """
    ),
  ])
  func refuses(argument: String, rendered: String) throws {
    var file = try ConfigFile(path: "c.yaml", text: sampleConfig)
    do {
      try file.set(argument)
      Issue.record("accepted")
    } catch {
      #expect(error.description == rendered)
    }
  }

  /// Every shortened and altered argument is taken or refused.
  @Test func noArgumentTraps() {
    let argument = Array("model.layers[2].\"Max\"={a: [1]}")
    for count in 0...argument.count { survives(String(argument[..<count])) }
    for place in argument.indices {
      for character in "\"[].=-0 é\n" {
        var altered = argument
        altered[place] = character
        survives(String(altered))
      }
    }
  }

  private func survives(_ argument: String) {
    do {
      _ = try root.setting(argument)
    } catch {
      #expect(error.hasErrors)
    }
  }
}
