import TFXCore

/// The features of a table, each by its own name, while it becomes clear what they are.
struct FeaturePlan {
  /// The features with their options, as far as they are known.
  private(set) var features: FeatureList
  /// What their users should know.
  private var notes: [FittedColumns.Note] = []

  init(_ features: FeatureList) { self.features = features }

  /// The columns that nobody has declared: their values say what they are.
  private var undeclared: [String] {
    features.entries.filter { entry in
      let options = entry.options
      return options.encode == nil && options.transform == nil && options.normalize == nil
        && options.missing?.isForCategories != true
    }.map(\.column)
  }

  /// Whether what some columns are is to be found out by their texts.
  func needsRecognition(_ columns: [String]) -> Bool {
    let undeclared = Set(undeclared.map { ExactText($0) })
    return columns.contains { undeclared.contains(ExactText($0)) }
  }

  /// What looks at tables, block by block.
  var recognizer: Recognizer { Recognizer(undeclared) }

  /// Declares what was found out.
  mutating func adopt(_ recognizer: Recognizer) throws(DataError) {
    for (name, column) in recognizer.columns {
      guard let (reading, example) = try column.finish(),
        let place = features.entries.firstIndex(where: { $0.column.isWritten(name) })
      else { continue }
      switch reading {
      case .numbers(let decimalComma):
        features.entries[place].options.transform = [.toNumber(decimalComma: decimalComma)]
        notes.append(
          .init(name, .readAsNumbers(example: example, decimalComma: decimalComma)))
      case .dates(let format):
        features.entries[place].options.encode = .date
        features.entries[place].options.dates.format = format.text
        features.entries[place].options.dates.cyclic = true
        if !format.hasDay {
          features.entries[place].options.dates.parts =
            [.hour, .minute] + (format.hasSeconds ? [.second] : [])
        }
        notes.append(.init(name, .readAsDates(example: example, format: format.text)))
      }
    }
  }

  /// The same for a table that is all in memory.
  mutating func recognize(_ table: Table) throws(DataError) {
    let texts = Set(table.columns.filter { !$0.isNumeric }.map { ExactText($0.name) })
    var recognizer = Recognizer(undeclared.filter { texts.contains(ExactText($0)) })
    recognizer.add(table)
    try adopt(recognizer)
  }

  /// What fits the encoders to transformed tables.
  ///
  /// - Parameter sketchSize: how many numbers a level of a sketch of quantiles holds; nil for all.
  func fitter(sketchSize: Int?) -> FeatureFitter {
    FeatureFitter(features, notes: notes, sketchSize: sketchSize)
  }

  /// Finds out what undeclared columns of texts are.
  struct Recognizer {
    private(set) var columns: [(name: String, column: ColumnRecognizer)]

    fileprivate init(_ names: [String]) { columns = names.map { ($0, ColumnRecognizer()) } }

    /// Adds all rows of a block, each column by a thread.
    mutating func add(_ table: Table) {
      let byName = Dictionary(table.columns.map { (ExactText($0.name), $0) }) { first, _ in first }
      columns.withUnsafeMutableBufferPointer { columns in
        nonisolated(unsafe) let columns = columns
        DataThreads.forEach(columns.count) { index in
          guard let column = byName[ExactText(columns[index].name)] else { return }
          columns[index].column.add(table, column)
        }
      }
    }
  }
}

/// The features of a table with their encoders.
package struct FittedColumns: Sendable {
  /// A note about a column.
  package struct Note: Hashable, Sendable {
    package let column: String
    package let note: ColumnNote

    init(_ column: String, _ note: ColumnNote) {
      self.column = column
      self.note = note
    }
  }

  /// The encoders.
  let encoder: FeatureEncoder
  /// The features with everything about them decided, for the resolved configuration.
  package let features: FeatureList
  /// What the user should know.
  package let notes: [Note]

  /// The same with a note about the target, whose classes may look like codes.
  func noting(_ target: TargetEncoder, _ code: (_ column: String) -> String?) -> FittedColumns {
    guard target.classNames != nil, target.areNumbers, let name = target.columns.first,
      let code = code(name)
    else { return self }
    return FittedColumns(
      encoder: encoder, features: features,
      notes: notes + [Note(name, .classCodes(example: code))])
  }
}
