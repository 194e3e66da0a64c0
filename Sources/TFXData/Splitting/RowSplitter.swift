import TFXCore

/// Divides the rows of a file that is not in memory into parts: a draw for every row by its number
/// and the seed, or by its group or class, so that no list of rows is needed. Parts have about the
/// fractions that were asked for, not exactly.
struct RowSplitter: Hashable, Sendable {
  /// What decides the part of a row.
  enum Rule: Hashable, Sendable {
    /// Its number.
    case number
    /// Its text in a column.
    case group(column: String)
    /// How many rows of its class were before it; the class of a target's column, or of a label.
    case stratified(column: String?)
  }

  private let validationFraction: Double
  private let testFraction: Double
  private let seed: UInt64
  let rule: Rule

  init(validation: Double, test: Double, seed: UInt64, rule: Rule = .number) {
    validationFraction = validation
    testFraction = test
    self.seed = seed
    self.rule = rule
  }

  /// Of a file whose rows are all of one part.
  static let whole = RowSplitter(validation: 0, test: 0, seed: 0)

  /// Whether every row is trained on.
  var isWhole: Bool { validationFraction + testFraction == 0 }

  /// The columns whose values must be read as they are written.
  var textColumns: [String] { if case .group(let column) = rule, !isWhole { [column] } else { [] } }

  /// The fraction that a part is to have.
  func fraction(of part: DataPart) -> Double {
    switch part {
    case .train: 1 - validationFraction - testFraction
    case .validation: validationFraction
    case .test: testFraction
    }
  }

  /// The part of a row, counted from 0.
  func part(of row: Int) -> DataPart { isWhole ? .train : part(drawn: UInt64(row)) }

  /// The part of all rows with the same text in the group's column.
  func part(ofGroup text: String) -> DataPart {
    part(drawn: FarmHash.fingerprint64(Array(text.utf8)))
  }

  private func part(drawn index: UInt64) -> DataPart {
    let draw = RowSplitter.fraction(Philox(seed: seed, .split).block(index), 0)
    if draw < testFraction { return .test }
    return draw < testFraction + validationFraction ? .validation : .train
  }

  /// The part of a class's row of the given number among the class's own, from 0. The first is always
  /// trained on. The others are cut into stretches, each as long as one row more is held back: which
  /// of its rows that is, and for which part, is drawn.
  func part(ofMember member: Int, class name: String) -> DataPart {
    let heldFraction = validationFraction + testFraction
    if member == 0 || heldFraction == 0 { return .train }
    // A class has numbers of its own.
    let hash = FarmHash.fingerprint64(Array(name.utf8))
    let random = Philox(seed: seed ^ hash, .split)
    func chosen(_ row: Int, _ fraction: Double, _ lane: Int) -> Int? {
      let stretch = RowSplitter.stretch(of: row, fraction)
      let begin = RowSplitter.begin(stretch, fraction)
      let length = RowSplitter.begin(stretch + 1, fraction) - begin
      let draw = RowSplitter.fraction(random.block(UInt64(stretch)), lane)
      return begin + min(Int(draw * Double(length)), length - 1) == row ? stretch : nil
    }
    guard let held = chosen(member - 1, heldFraction, 0) else { return .train }
    if testFraction == 0 { return .validation }
    if validationFraction == 0 { return .test }
    return chosen(held, testFraction / heldFraction, 2) == nil ? .validation : .test
  }

  /// The first row of a stretch: stretches of 1 ÷ fraction rows, on average.
  private static func begin(_ stretch: Int, _ fraction: Double) -> Int {
    // Of fractions next to nothing the stretches have no end.
    Int(min((Double(stretch) / fraction).rounded(.up), 0x1p53))
  }

  private static func stretch(of row: Int, _ fraction: Double) -> Int {
    var stretch = Int(Double(row) * fraction)
    while begin(stretch + 1, fraction) <= row { stretch += 1 }
    while stretch > 0, begin(stretch, fraction) > row { stretch -= 1 }
    return stretch
  }

  /// A number from 0 to below 1 of two words.
  private static func fraction(_ words: SIMD4<UInt32>, _ lane: Int) -> Double {
    (Double(words[lane]) * 0x1p32 + Double(words[lane + 1])) * 0x1p-64
  }
}

/// One pass through the rows of a file in their order, in which each gets its part.
struct PartDraw {
  let splitter: RowSplitter
  /// How many rows of each class have been seen.
  private var members: [ExactText: Int] = [:]

  init(_ splitter: RowSplitter) { self.splitter = splitter }

  /// The parts of a table's rows, the first of which has the number `first` in the file.
  ///
  /// - Parameter targets: the same rows with transformed targets.
  mutating func parts(
    of table: Table, targets: Table, from first: Int
  ) throws(DataError) -> [DataPart] {
    let count = table.rowCount
    if splitter.isWhole { return [DataPart](repeating: .train, count: count) }
    switch splitter.rule {
    case .number, .stratified(column: nil):
      return (0..<count).map { splitter.part(of: first + $0) }
    case .group(let name):
      let column = try table.requireColumns([name])[0]
      var parts: [DataPart] = []
      for row in 0..<count {
        guard let text = column.text(at: row) else {
          throw table.error(.missingGroup, row: row, in: column)
        }
        parts.append(splitter.part(ofGroup: text))
      }
      return parts
    case .stratified(let name?):
      let column = try targets.requireColumns([name])[0]
      return (0..<count).map { row in
        // A row without a target is an error, or in no part at all.
        column.text(at: row).map { next(of: $0) } ?? .train
      }
    }
  }

  /// The parts of images, the first of which has the number `first`, by their number or their encoded
  /// targets.
  mutating func parts(
    ofImages count: Int, from first: Int, targets: Tensor?, _ encoder: TargetEncoder
  ) -> [DataPart] {
    if !splitter.isWhole, splitter.rule != .number,
      let classes = targets.flatMap({ encoder.classes(of: $0) })
    {
      return classes.map { next(of: String($0)) }
    }
    return (first..<first + count).map { splitter.part(of: $0) }
  }

  private mutating func next(of name: String) -> DataPart {
    let member = members[ExactText(name), default: 0]
    members[ExactText(name)] = member + 1
    return splitter.part(ofMember: member, class: name)
  }
}

extension RowSplitter {
  /// The parts of all images, by the classes of their labels if there are some.
  func parts(ofImages count: Int, classes: [Int]?) -> [DataPart] {
    guard let classes, !isWhole else { return (0..<count).map { part(of: $0) } }
    var members: [Int: Int] = [:]
    return classes.map { label in
      let member = members[label, default: 0]
      members[label] = member + 1
      return part(ofMember: member, class: String(label))
    }
  }
}

extension [DataPart] {
  /// The places of a part.
  func rows(of part: DataPart) -> [Int] { indices.filter { self[$0] == part } }
}
