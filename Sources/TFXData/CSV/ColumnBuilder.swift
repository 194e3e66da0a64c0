/// The values of one column while its file is being read: numbers, until a text is met.
struct ColumnBuilder {
  let name: String
  private var numbers: [Double] = []
  private var texts: [String?]?

  /// An empty column; `isText` keeps every value as it is written, even if all are numbers.
  init(_ name: String, isText: Bool) {
    self.name = name
    if isText { texts = [] }
  }

  /// Whether the values are kept as texts.
  var isText: Bool { texts != nil }

  mutating func append(number: Double) { numbers.append(number) }

  mutating func append(text: String?) { texts?.append(text) }

  /// Goes on with texts: `earlier` are the values that were numbers or missing until now.
  mutating func becomeText(_ earlier: [String?]) {
    texts = earlier
    numbers = []
  }

  /// The column at a place of the record, from 1.
  func column(at position: Int) -> Column {
    Column(name, position: position, texts.map(Column.Values.texts) ?? .numbers(numbers))
  }
}
