import Foundation
import TFXCore
import TFXData
import Testing

/// The target column becoming targets.
@Suite struct TargetTests {
  private func encode(
    _ text: String, _ kind: TargetKind, type: TargetConfig.Kind? = nil, fittedTo count: Int? = nil
  ) throws(DataError) -> (Tensor, [String]?) {
    let table = try table(text)
    let rows = Array(0..<table.rowCount)
    let encoder = try TargetEncoder.fit(
      table, rows: Array(rows[..<(count ?? rows.count)]), target: TargetConfig("y", type: type),
      kind: kind)
    return (try encoder.encode(table, rows: rows, isFromSplit: true), encoder.classNames)
  }

  @Test func textsAreSortedByTheAlphabet() throws {
    let (targets, names) = try encode("y\nb\nc\na\nb\n", .classIndices)
    #expect(names == ["a", "b", "c"])
    #expect(targets == Tensor([Int32(1), 2, 0, 1]))
  }

  @Test func textsThatOnlyLookAlikeAreTwoClasses() throws {
    let (targets, names) = try encode("y\n\u{E9}\ne\u{301}\n\u{E9}\n", .binary)
    #expect(names?.map { $0.unicodeScalars.count } == [2, 1])
    #expect(targets.scalars(as: Float.self) == [1, 0, 1])
  }

  @Test func wholeNumbersAreSortedAsNumbers() throws {
    let (targets, names) = try encode("y\n10\n9\n-1\n9.0\n", .classIndices)
    #expect(names == ["-1", "9", "10"])
    #expect(targets == Tensor([Int32(2), 1, 0, 1]))
  }

  @Test func oneHot() throws {
    let (targets, _) = try encode("y\nb\na\n", .oneHotClasses)
    #expect(targets == Tensor([Float(0), 1, 1, 0], shape: [2, 2]))
  }

  @Test func binaryHasTheSecondClassAsPositive() throws {
    let (targets, names) = try encode("y\nyes\nno\nyes\n", .binary)
    #expect(names == ["no", "yes"])
    #expect(targets == Tensor([Float(1), 0, 1], shape: [3, 1]))
  }

  @Test func numbers() throws {
    let (targets, names) = try encode("y\n1.5\n-2\n", .numbers)
    #expect(names == nil)
    #expect(targets == Tensor([Float(1.5), -2], shape: [2, 1]))
  }

  @Test func travelsAsJSON() throws {
    for kind in [TargetKind.classIndices, .numbers] {
      let encoder = try TargetEncoder.fit(
        try table("y\n1\n2\n"), rows: [0, 1], target: TargetConfig("y"), kind: kind)
      let json = try JSONEncoder().encode(encoder)
      #expect(try JSONDecoder().decode(TargetEncoder.self, from: json) == encoder)
    }
  }

  static let wrong: [(text: String, kind: TargetKind, count: Int?, message: String)] = [
    (
      "y\na\nb\nc\n", .classIndices, 2,
      """
      data.csv:4:1: error: column 'y': the training part has no class 'c'
        known: a, b; 'stratify: true' puts each class into every part
      """
    ),
    (
      "y\na\nNA\n", .classIndices, nil,
      """
      data.csv:3:1: error: column 'y': the target is missing
        leave such rows out with 'target: {column: y, missing: drop}'
      """
    ),
    (
      "y\n1\n2.5\n", .classIndices, nil,
      """
      data.csv:3:1: error: column 'y': expected a class as a text or a whole number, found '2.5'
        for numbers as targets use a regression loss such as mse
      """
    ),
    (
      "y\na\na\n", .classIndices, nil,
      "data.csv:1:1: error: column 'y': expected at least 2 classes in the training part, "
        + "found 1: a"
    ),
    (
      "y\na\nb\nc\n", .binary, nil,
      """
      data.csv:1:1: error: column 'y': expected 2 classes in the training part, found 3: a, b, c
        for more classes use the loss sparse_categorical_crossentropy
      """
    ),
    (
      "y\n1\nb\n", .numbers, nil,
      """
      data.csv:3:1: error: column 'y': expected a number as the target, found 'b'
        take out the row, or mend it
      """
    ),
    (
      "y\n1\nb\nc\n", .numbers, nil,
      """
      data.csv:3:1: error: column 'y': expected a number as the target, found 'b'
        for classes use the loss sparse_categorical_crossentropy
      """
    ),
    (
      "y\n1\n\"\"\n", .numbers, nil,
      """
      data.csv:3:1: error: column 'y': the target is missing in 1 of 2 rows
        leave such rows out with 'target: {column: y, missing: drop}'
      """
    ),
    (
      "y\n1\n-1e300\n", .numbers, nil,
      """
      data.csv:3:1: error: column 'y': -1e+300 is beyond the range of 32-bit numbers
        scale the column, or use 'normalize: zscore'
      """
    ),
    (
      "other\n1\n2\n", .numbers, nil,
      """
      data.csv:1:1: error: there is no column 'y'
        the columns are: other
      """
    ),
  ]

  @Test(arguments: wrong.indices)
  func says(_ index: Int) {
    let (text, kind, count, expected) = TargetTests.wrong[index]
    let found = message { () throws(DataError) in try encode(text, kind, fittedTo: count) }
    #expect(found == expected)
  }

  @Test func aTextAmongNumbersIsAMistakeUnlessSaidOtherwise() throws {
    let text = "y\n0\n1\nnone\n1\n"
    #expect(
      message { () throws(DataError) in try encode(text, .classIndices) } == """
        data.csv:4:1: error: column 'y': expected a class as a number like most others, found 'none'
          if it is a class, write 'target: {column: y, type: classification}'
        """)
    let (targets, names) = try encode(text, .classIndices, type: .classification)
    #expect(names == ["0", "1", "none"])
    #expect(targets == Tensor([Int32(0), 1, 2, 1]))
  }

  @Test func theConfiguredTypeMustFitTheLoss() {
    let found = message { () throws(DataError) in
      try encode("y\n1\n2\n", .classIndices, type: .regression)
    }
    #expect(
      found == """
        data.csv:1:1: error: column 'y': 'type: regression' does not fit a loss for classes
          use a regression loss such as mse, or 'type: classification'
        """)
    let other = message { () throws(DataError) in
      try encode("y\n1\n2\n", .numbers, type: .classification)
    }
    #expect(
      other == """
        data.csv:1:1: error: column 'y': 'type: classification' does not fit a loss for numbers
          use a loss for classes such as sparse_categorical_crossentropy, or 'type: regression'
        """)
  }
}
