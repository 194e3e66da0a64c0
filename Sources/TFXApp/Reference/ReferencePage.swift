package import TFXCore
import TFXData
import TFXModel
import TFXTrain

/// Everything of a kind that a configuration can name: a page of docs/reference, and what `tfx list`
/// and `tfx explain` show.
package struct ReferencePage: Sendable {
  /// What lists it: `layers`.
  package let name: String
  package let title: String
  /// What it begins with, in Markdown.
  package let introduction: String
  package let catalog: Catalog
  /// The types as they may stand in a file.
  package let group: CatalogGroup

  private init(
    _ name: String, _ title: String, _ catalog: Catalog, _ schema: ValueSchema,
    _ introduction: String
  ) {
    guard case .catalog(let group) = schema.form else {
      preconditionFailure("the schema of \(name) is no catalogue's")
    }
    self.name = name
    self.title = title
    self.introduction = introduction
    self.catalog = catalog
    self.group = group
  }

  /// All pages, in the order in which a configuration needs them.
  package static let all: [ReferencePage] = [
    ReferencePage(
      "layers", "Layers", layerCatalog, LayerEntry.schema,
      """
      What `model.layers` may list, as `Name` or `Name: {argument: value}`, or with the value of the \
      first argument alone where no other is required, as `Dense: 10` or `Dropout: 0.5`. Each layer also takes \
      `name`, `trainable` (whether training changes its weights), `learning_rate_multiplier`, \
      `activity_regularizer`, and, if it is the first, `input_shape`.
      """),
    ReferencePage(
      "losses", "Losses", lossCatalog, LossField.schema, "What `compile.loss` may be."),
    ReferencePage(
      "metrics", "Metrics", metricCatalog, MetricField.schema,
      """
      What `compile.metrics` and `compile.weighted_metrics` may list. Each metric also takes `name`, \
      its name in logs. One that is the mean of a loss has the loss's definition here.
      """),
    ReferencePage(
      "optimizers", "Optimizers", optimizerCatalog, OptimizerField.schema,
      """
      What `compile.optimizer` may be. [optimizers.md](../optimizers.md) tells which of TensorFlow \
      1's optimizers is which.
      """),
    ReferencePage(
      "schedules", "Learning rate schedules", scheduleCatalog, scheduleCatalog.schema(),
      "What may stand where an optimizer has its `learning_rate`."),
    ReferencePage(
      "callbacks", "Callbacks", callbackCatalog, CallbackField.schema,
      "What `fit.callbacks` may list; `EarlyStopping: val_loss` is short for its first argument."),
    ReferencePage(
      "initializers", "Initializers", initializerCatalog, InitializerField.schema,
      "What a weight begins with, such as a `kernel_initializer`."),
    ReferencePage(
      "regularizers", "Regularizers", regularizerCatalog, RegularizerField.schema,
      "What a weight adds to the loss, such as a `kernel_regularizer`."),
    ReferencePage(
      "constraints", "Constraints", constraintCatalog, ConstraintField.schema,
      """
      Where a weight may be, such as a `kernel_constraint`: after each update it is moved back there.
      """),
    ReferencePage(
      "transforms", "Transforms of columns", stepCatalog, stepCatalog.schema(),
      """
      What the `transform` of a column may list, as `name`, `name: {argument: value}`, or with the \
      value of the only needed argument alone, as `hash_bucket: 100`.
      """),
    ReferencePage(
      "augmentations", "Augmentations", augmentationCatalog, Augmentation.schema,
      """
      What `data.augment` may list, as `name`, `name: {argument: value}`, or with the values of the \
      main arguments alone, as `random_crop: 4`.
      """),
  ]

  /// Other lists of names: functions that have no arguments, and operations of graphs' files.
  package static let names: [(name: String, all: [String])] = [
    (
      "activations",
      ActivationFunction.allCases.map(\.rawValue) + ActivationFunction.aliases.keys.sorted()
    ),
    ("operations", OpNames.all.keys.sorted()),
  ]

  /// What a type is and computes, in Markdown: the comment above it in its source.
  package static func definition(of type: any NamedConfigurable.Type) -> String {
    text(of: String(reflecting: type))
  }

  /// The same by the type's name with its module's.
  package static func text(of type: String) -> String {
    // Of generic types, what stands before the '<'.
    Definitions.text(of: String(type.prefix { $0 != "<" }))
  }
}

extension FieldReference {
  /// What it is, and its limits.
  package var about: String { documentation + (limits.map { "; \($0)" } ?? "") }
}
