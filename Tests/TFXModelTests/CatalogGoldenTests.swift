import TFXCore
import TFXModel
import TestSupport
import Testing

/// Everything that a file can name, read and written; what the defaults are stands in docs/reference.
@Suite struct CatalogGoldenTests {
  private static let catalogs = [
    layerCatalog, optimizerCatalog, lossCatalog, metricCatalog, regularizerCatalog,
    initializerCatalog, constraintCatalog, scheduleCatalog,
  ]

  @Test func namesAreUnique() {
    for catalog in CatalogGoldenTests.catalogs {
      let names = catalog.types.flatMap { [$0.kind] + $0.aliases }
      #expect(Set(names).count == names.count, "\(catalog.noun)")
    }
  }

  /// What is written is read again as the same.
  @Test(arguments: [
    """
    {Dense: {units: 3, activation: relu, use_bias: false, kernel_initializer: \
    {HeNormal: {seed: 4}}, kernel_regularizer: {L1L2: {l1: 0.1, l2: 0.2}}, \
    kernel_constraint: {MaxNorm: {max_value: 3.0, axis: [0, 1]}}, \
    bias_initializer: {Constant: {value: 0.5}}, bias_regularizer: {L2: {l2: 0.01}}, \
    bias_constraint: NonNeg, name: "out", input_shape: [4]}}
    """,
    """
    {Conv2D: {filters: 2, kernel_size: [3, 5], strides: 1, padding: same, \
    data_format: channels_last, dilation_rate: [2, 1], groups: 1, activation: leaky_relu, use_bias: true, kernel_initializer: {Orthogonal: {gain: 2.0, \
    seed: null}}, kernel_regularizer: {L1: {l1: 0.5}}, kernel_constraint: null, \
    bias_initializer: Ones, bias_regularizer: null, bias_constraint: null, trainable: false, \
    learning_rate_multiplier: 0.5, activity_regularizer: {L2: {l2: 0.1}}}}
    """,
    "{MaxPooling2D: {pool_size: 3, strides: [2, 1], padding: same, data_format: channels_last}}",
    """
    {Conv1D: {filters: 2, kernel_size: 3, strides: 1, padding: causal, data_format: channels_last, \
    dilation_rate: 2, groups: 2, activation: relu, use_bias: false, kernel_initializer: Ones, \
    kernel_regularizer: null, kernel_constraint: null, bias_initializer: Zeros, \
    bias_regularizer: null, bias_constraint: null}}
    """,
    "{ReLU: {max_value: 6.0, negative_slope: 0.1, threshold: 1.0}}",
    "Flatten",
  ])
  func writesWhatItReads(_ text: String) throws {
    var diagnostics = Diagnostics()
    let entry = LayerEntry.read(try node(text), &diagnostics)
    #expect(diagnostics.all.isEmpty, "\(diagnostics.all)")
    #expect(flow(try #require(entry).write()) == text)
  }

  @Test(arguments: [
    ("{Dense: {units: 0}}", "'units' must be at least 1, found '0'"),
    ("{Dense: {}}", "Dense needs 'units'"),
    (
      "{Dense: {units: 3, activation: rellu}}",
      "expected an activation function, found 'rellu'"
    ),
    ("{Dropout: {rate: 1}}", "'rate' must be at least 0.0 and below 1.0, found '1'"),
    (
      "{Conv2D: {filters: 1, kernel_size: 3, strides: 2, dilation_rate: 2}}",
      "strides and dilation_rate cannot both differ from 1"
    ),
    (
      "{Reshape: {target_shape: [-1, -1]}}",
      "'target_shape' must be extents of at least 1, of which one may be -1, found a list"
    ),
    ("{BatchNormalization: {epsilon: 0}}", "'epsilon' must be more than 0.0, found '0'"),
    (
      "{Dense: {units: 3, name: a/b}}",
      "'name' must be letters, digits, '_', '-' or '.', found 'a/b'"
    ),
    ("{Flatten: {units: 3}}", "unknown key 'units' in Flatten"),
    ("{MaxPol2D: {}}", "unknown layer 'MaxPol2D'"),
    (
      "{Conv1D: {filters: 3, kernel_size: 2, groups: 2}}",
      "3 filters cannot be split into 2 groups"
    ),
    (
      "{Conv1D: {filters: 3, kernel_size: [2, 3]}}", "expected a whole number, found a list"
    ),
    (
      "{MaxPooling3D: {data_format: channels_first}}",
      "expected channels_last, found 'channels_first'"
    ),
  ])
  func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(LayerEntry.read(try node(text), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }
}
