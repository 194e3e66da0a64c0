import Foundation
import TFXCore
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// Keeps docs/reference in step with the fields that types describe. Names, defaults and limits there
/// are Keras's: a change is one of what users' files mean.
@Suite struct ReferenceTests {
  private static let pages = [
    ReferencePage(
      file: "layers.md", title: "Layers",
      introduction: """
        What `model.layers` may list, as `Name` or `Name: {argument: value}`. Each layer also takes \
        `name`, `trainable` (whether training changes its weights), `learning_rate_multiplier`, \
        `activity_regularizer`, and, if it is the first, `input_shape`.
        """,
      catalogs: [layerCatalog]),
    ReferencePage(
      file: "losses.md", title: "Losses", introduction: "What `compile.loss` may be.",
      catalogs: [lossCatalog]),
    ReferencePage(
      file: "metrics.md", title: "Metrics",
      introduction: """
        What `compile.metrics` and `compile.weighted_metrics` may list. Each metric also takes `name`, \
        its name in logs. One that is the mean of a loss has the loss's definition here.
        """,
      catalogs: [metricCatalog]),
    ReferencePage(
      file: "optimizers.md", title: "Optimizers",
      introduction: """
        What `compile.optimizer` may be. [optimizers.md](../optimizers.md) tells which of TensorFlow \
        1's optimizers is which.
        """,
      catalogs: [optimizerCatalog]),
    ReferencePage(
      file: "schedules.md", title: "Learning rate schedules",
      introduction: "What may stand where an optimizer has its `learning_rate`.",
      catalogs: [scheduleCatalog]),
    ReferencePage(
      file: "callbacks.md", title: "Callbacks", introduction: "What `fit.callbacks` may list.",
      catalogs: [callbackCatalog]),
    ReferencePage(
      file: "initializers.md", title: "Initializers",
      introduction: "What a weight begins with, such as a `kernel_initializer`.",
      catalogs: [initializerCatalog]),
    ReferencePage(
      file: "regularizers.md", title: "Regularizers",
      introduction: "What a weight adds to the loss, such as a `kernel_regularizer`.",
      catalogs: [regularizerCatalog]),
    ReferencePage(
      file: "constraints.md", title: "Constraints",
      introduction: """
        Where a weight may be, such as a `kernel_constraint`: after each update it is moved back there.
        """,
      catalogs: [constraintCatalog]),
  ]

  @Test(arguments: pages.indices)
  func thePageIsCurrent(_ index: Int) throws {
    let page = ReferenceTests.pages[index]
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
    let comments = try SourceComments(root.appending(path: "Sources"))
    let text = try page.text { comments.comment(of: $0) }
    let file = root.appending(path: "docs/reference").appending(path: page.file)
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      return try Data(text.utf8).write(to: file)
    }
    let found = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let lines = Set(found.split(separator: "\n"))
    for line in text.split(separator: "\n") where !lines.contains(line) {
      Issue.record("docs/reference/\(page.file) lacks: \(line)")
    }
    #expect(
      found == text, "TFX_UPDATE_GOLDENS=1 scripts/test --filter ReferenceTests writes it anew")
  }
}
