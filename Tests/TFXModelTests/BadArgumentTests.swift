import TFXCore
import TFXModel
import Testing

/// A wrong value of every field of losses and metrics is an error at its place that names what the
/// field takes.
@Suite struct BadArgumentTests {
  /// A field of every type of a catalogue that has it, unless kinds are given; a wrong value, and what
  /// its user reads.
  struct Row: Sendable {
    let noun: String
    let field: String
    let kinds: [String]?
    let wrong: ConfigNode
    let message: String

    init(
      _ noun: String, _ field: String, _ wrong: String, _ message: String, of kinds: [String]? = nil
    ) {
      self.noun = noun
      self.field = field
      self.kinds = kinds
      self.wrong =
        wrong.hasPrefix("[")
        ? ConfigNode(
          .sequence(
            wrong.dropFirst().dropLast().split(separator: " ").map { .plain(String($0)) }))
        : .plain(wrong)
      self.message = message
    }
  }

  private static let axis = "'axis' must be an axis other than 0, the batch, found '0'"
  private static let areas = "'axis' must be axes other than 0, the batch, each once, found "
  private static let flag = "expected true or false, found 'maybe'"
  private static let whole = "expected a whole number, found '0.5'"
  private static let probability = "must be from 0.0 to 1.0, found '1.5'"

  static let rows: [Row] = [
    Row(
      "loss", "reduction", "none",
      "expected one of sum_over_batch_size, mean, sum, mean_with_sample_weight, found 'none'"),
    Row("loss", "delta", "0", "'delta' must be more than 0.0, found '0'"),
    Row("loss", "quantile", "1", "'quantile' must be more than 0.0 and below 1.0, found '1'"),
    Row("loss", "q", "1.0", "'q' must be more than 0.0 and below 1.0, found '1.0'"),
    Row("loss", "axis", "0", areas + "'0'", of: ["Dice", "Tversky"]),
    Row("loss", "axis", "[1 1]", areas + "a list", of: ["Dice", "Tversky"]),
    Row(
      "loss", "axis", "0", axis,
      of: [
        "CosineSimilarity", "BinaryCrossentropy", "BinaryFocalCrossentropy",
        "CategoricalCrossentropy", "CategoricalFocalCrossentropy", "SparseCategoricalCrossentropy",
      ]),
    Row("loss", "from_logits", "maybe", flag),
    Row("loss", "label_smoothing", "1.5", "'label_smoothing' " + probability),
    Row("loss", "apply_class_balancing", "maybe", flag),
    Row("loss", "alpha", "1.5", "'alpha' " + probability, of: ["BinaryFocalCrossentropy"]),
    Row(
      "loss", "alpha", "-1", "'alpha' must be at least 0.0, found '-1'",
      of: ["CategoricalFocalCrossentropy", "Tversky"]),
    Row("loss", "beta", "-1", "'beta' must be at least 0.0, found '-1'"),
    Row("loss", "gamma", "-0.5", "'gamma' must be at least 0.0, found '-0.5'"),
    Row("loss", "ignore_class", "0.5", whole),
    Row(
      "metric", "threshold", "0", "'threshold' must be more than 0.0 and at most 1.0, found '0'",
      of: ["F1Score", "FBetaScore"]),
    Row(
      "metric", "threshold", "1.5", "'threshold' " + probability,
      of: ["BinaryAccuracy", "BinaryIoU"]),
    Row("metric", "k", "0", "'k' must be at least 1, found '0'"),
    Row(
      "metric", "class_aggregation", "mean",
      "expected one of uniform_average, variance_weighted_average, found 'mean'"),
    Row("metric", "num_regressors", "-1", "'num_regressors' must be at least 0, found '-1'"),
    Row("metric", "axis", "0", axis),
    Row(
      "metric", "thresholds", "1.5", "'thresholds' " + probability,
      of: [
        "Precision", "Recall", "TruePositives", "TrueNegatives", "FalsePositives",
        "FalseNegatives",
      ]),
    Row("metric", "thresholds", "[0.2 0.5]", "expected a number, found a list", of: ["Recall"]),
    Row(
      "metric", "thresholds", "[0.2 1.5]",
      "'thresholds' must be lists of values from 0.0 to 1.0, found a list", of: ["AUC"]),
    Row("metric", "top_k", "0", "'top_k' must be at least 1, found '0'"),
    Row("metric", "class_id", "-1", "'class_id' must be at least 0, found '-1'"),
    Row("metric", "average", "none", "expected one of micro, macro, weighted, found 'none'"),
    Row("metric", "beta", "0", "'beta' must be more than 0.0, found '0'"),
    Row(
      "metric", "num_thresholds", "1", "'num_thresholds' must be from 2 to 100000, found '1'",
      of: ["AUC"]),
    Row(
      "metric", "num_thresholds", "0", "'num_thresholds' must be from 1 to 100000, found '0'",
      of: [
        "PrecisionAtRecall", "RecallAtPrecision", "SensitivityAtSpecificity",
        "SpecificityAtSensitivity",
      ]),
    Row("metric", "curve", "Roc", "expected one of ROC, PR, PRGAIN, found 'Roc'"),
    Row(
      "metric", "summation_method", "mean",
      "expected one of interpolation, minoring, majoring, found 'mean'"),
    Row("metric", "multi_label", "maybe", flag),
    Row("metric", "num_labels", "0", "'num_labels' must be at least 1, found '0'"),
    Row("metric", "num_labels", "3", "num_labels is for multi_label: true"),
    Row(
      "metric", "label_weights", "[1 -1]",
      "'label_weights' must be lists of values at least 0.0, found a list"),
    Row("metric", "from_logits", "maybe", flag),
    Row("metric", "recall", "1.5", "'recall' " + probability),
    Row("metric", "precision", "1.5", "'precision' " + probability),
    Row("metric", "sensitivity", "1.5", "'sensitivity' " + probability),
    Row("metric", "specificity", "1.5", "'specificity' " + probability),
    Row("metric", "weightage", "cubic", "expected one of none, linear, quadratic, found 'cubic'"),
    Row("metric", "num_classes", "0", "'num_classes' must be from 1 to 10000, found '0'"),
    Row(
      "metric", "target_class_ids", "[-1]",
      "'target_class_ids' must be classes from 0, at least one, found a list"),
    Row("metric", "target_class_ids", "[0 2]", "class 2 is not among 2 classes"),
    Row("metric", "ignore_class", "0.5", whole),
    Row("metric", "sparse_y_true", "maybe", flag),
    Row("metric", "sparse_y_pred", "maybe", flag),
    Row("metric", "label_smoothing", "-1", "'label_smoothing' must be from 0.0 to 1.0, found '-1'"),
  ]

  private static let catalogs = [lossCatalog, metricCatalog]

  private static func kinds(_ row: Row) throws -> [String] {
    let catalog = try #require(catalogs.first { $0.noun == row.noun })
    return catalog.types.filter { type in
      fields(type).contains(row.field) && row.kinds.map { $0.contains(type.kind) } ?? true
    }.map { $0.kind }
  }

  private static func fields(_ type: any NamedConfigurable.Type) -> [String] {
    guard case .mapping(let entries) = FieldWriter.write(type.init()).content else { return [] }
    return entries.map(\.key)
  }

  /// What a type must be given, so that only one of its fields is wrong.
  private static let required = [
    "num_classes": ConfigNode.plain("2"), "target_class_ids": ConfigNode(.sequence([.plain("0")])),
    "recall": .plain("0.5"), "precision": .plain("0.5"), "sensitivity": .plain("0.5"),
    "specificity": .plain("0.5"),
  ]

  @Test func refusesAtItsPlace() throws {
    for row in BadArgumentTests.rows {
      let kinds = try BadArgumentTests.kinds(row)
      #expect(!kinds.isEmpty && kinds.count == row.kinds?.count ?? kinds.count, "\(row.field)")
      for kind in kinds {
        let place = SourceSpan(file: "a.yaml", line: 7, column: 11)
        let wrong = ConfigNode(row.wrong.content, span: place)
        var entries = [ConfigNode.Entry(row.field, wrong)]
        let catalog = try #require(BadArgumentTests.catalogs.first { $0.noun == row.noun })
        let type = try #require(catalog.type(named: kind))
        for field in BadArgumentTests.fields(type) where field != row.field {
          if let value = BadArgumentTests.required[field] { entries.append(.init(field, value)) }
        }
        var diagnostics = Diagnostics()
        let node = ConfigNode(.mapping([.init(kind, ConfigNode(.mapping(entries)))]))
        #expect(catalog.read(node, &diagnostics) == nil, "\(kind) \(row.field)")
        #expect(diagnostics.all.map(\.message) == [row.message], "\(kind) \(row.field)")
        #expect(diagnostics.all.map(\.span) == [place], "\(kind) \(row.field)")
      }
    }
  }

  @Test func everyFieldHasARow() throws {
    var covered: Set<String> = []
    for row in BadArgumentTests.rows {
      for kind in try BadArgumentTests.kinds(row) {
        covered.insert("\(row.noun) \(kind).\(row.field)")
      }
    }
    for catalog in BadArgumentTests.catalogs {
      for type in catalog.types {
        for field in BadArgumentTests.fields(type) {
          #expect(covered.contains("\(catalog.noun) \(type.kind).\(field)"))
        }
      }
    }
  }
}
