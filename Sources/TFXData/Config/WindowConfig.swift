public import TFXCore

/// How rows that follow each other in time make one sample: a window of rows, with the target of a later
/// row. As [Keras's timeseries_dataset_from_array](https://keras.io/api/data_loading/timeseries/).
public struct WindowConfig: Section, Hashable, Codable {
  public static let owner = "the window"

  /// The number of rows in a window.
  public var length = 1
  /// How many rows behind the window's last one the target stands; 0 for that of the last row.
  public var horizon = 1
  /// Rows from one window's first to the next one's, where targets are needed.
  public var stride = 1
  /// Rows from one step of a window to the next.
  public var samplingRate = 1
  /// The column of numbers or dates that puts rows in order; nil for the order of the file.
  public var order: String?
  /// The codes of `strptime` by which the dates of ``order`` are written; nil for a usual form.
  public var format: String?
  /// The column whose equal values are one series; nil if all rows are one.
  public var by: String?

  public init() {}

  /// A window of so many rows.
  public init(length: Int, horizon: Int = 1, order: String? = nil, by: String? = nil) {
    self.length = length
    self.horizon = horizon
    self.order = order
    self.by = by
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    let limit = 1_000_000
    f.required("length", &length, in: .from(1, to: limit), "rows in a window")
    f.optional(
      "horizon", &horizon, in: .from(0, to: limit),
      "how many rows behind the window's last one the target stands")
    f.optional(
      "stride", &stride, in: .from(1, to: limit),
      "rows from one window to the next, in training and evaluation")
    f.optional(
      "sampling_rate", &samplingRate, in: .from(1, to: limit),
      "rows from one step of a window to the next")
    f.optional("order", &order, "column of numbers or dates that puts rows in order")
    f.optional(
      "format", &format,
      "how the dates of `order` are written, in the codes of strptime; a usual form is recognised")
    f.optional("by", &by, "column whose equal values are one series")
  }

  public func problems() -> [FieldProblem] { DateFormat.problems(format, order: order) }

  /// The rows from a window's first to its last.
  var span: Int { (length - 1) * samplingRate + 1 }

  /// The columns whose values must be read as they are written.
  var textColumns: [String] { [by, format == nil ? nil : order].compactMap { $0 } }

  /// The columns that it names, under their keys.
  package var columns: [(key: String, column: String)] {
    [("order", order), ("by", by)].compactMap { key, column in column.map { (key, $0) } }
  }
}
