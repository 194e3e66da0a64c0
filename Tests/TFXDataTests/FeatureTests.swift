import Foundation
import TFXCore
import TFXData
import Testing

/// Columns becoming features.
@Suite struct FeatureTests {
  /// Fits to the rows of a text and encodes all of it.
  private func encode(
    _ text: String, _ options: FeatureOptions, fittedTo count: Int? = nil
  ) throws(DataError) -> [Float] {
    let table = try table(text)
    let rows = Array(0..<table.rowCount)
    let encoder = try FeatureEncoder.fit(
      table, rows: Array(rows[..<(count ?? rows.count)]),
      features: FeatureList([FeatureList.Entry("x", options)]), excluding: [])
    return try encoder.encode(table, rows: rows).scalars()
  }

  static let numbers: [(text: String, options: FeatureOptions, count: Int?, values: [Float])] = [
    ("x\n1\n2\n-0.5\n", FeatureOptions(), nil, [1, 2, -0.5]),
    ("x\n1\n2\n", FeatureOptions(normalize: FeatureOptions.Normalization.none), nil, [1, 2]),
    // Mean 5 and population deviation 2 (NumPy: np.std([2,4,4,4,5,5,7,9]) == 2.0).
    (
      "x\n2\n4\n4\n4\n5\n5\n7\n9\n", FeatureOptions(normalize: .zscore), nil,
      [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]
    ),
    ("x\n10\n20\n15\n", FeatureOptions(normalize: .minmax), nil, [0, 1, 0.5]),
    // Fitted to the first two rows alone.
    ("x\n10\n20\n30\n", FeatureOptions(normalize: .minmax), 2, [0, 1, 2]),
    ("x\n0\n2\n101\n", FeatureOptions(normalize: .zscore), 2, [-1, 1, 100]),
    // A constant column is divided by 1.
    ("x\n0.1\n0.1\n0.1\n1.1\n", FeatureOptions(normalize: .zscore), 3, [0, 0, 0, 1]),
    ("x\n7\n7\n8\n", FeatureOptions(normalize: .minmax), 2, [0, 0, 1]),
    ("x\n1\nNA\n3\n\"\"\n", FeatureOptions(missing: .mean), nil, [1, 2, 3, 2]),
    ("x\n1\nNA\n3\n10\n", FeatureOptions(missing: .median), nil, [1, 3, 3, 10]),
    ("x\n1\nNA\n3\n10\n20\n", FeatureOptions(missing: .median), nil, [1, 6.5, 3, 10, 20]),
    ("x\n1\nNA\n", FeatureOptions(missing: .zero), nil, [1, 0]),
    ("x\n1\nNA\n", FeatureOptions(missing: .number(-9.5)), nil, [1, -9.5]),
    // The fill is a value before scaling; mean and deviation are those of what is present.
    ("x\n1\nNA\n3\n", FeatureOptions(normalize: .zscore, missing: .mean), nil, [-1, 0, 1]),
    ("x\n1\nNA\n3\n", FeatureOptions(normalize: .minmax, missing: .zero), nil, [0, -0.5, 1]),
    ("x\nNA\nNA\n5\n", FeatureOptions(missing: .zero), 2, [0, 0, 5]),
  ]

  @Test(arguments: numbers.indices)
  func encodesNumbers(_ index: Int) throws {
    let (text, options, count, values) = FeatureTests.numbers[index]
    #expect(try encode(text, options, fittedTo: count) == values)
  }

  static let categories: [(text: String, options: FeatureOptions, count: Int?, values: [Float])] = [
    ("x\nb\na\nb\n", FeatureOptions(), nil, [0, 1, 1, 0, 0, 1]),
    ("x\nb\na\nc\n", FeatureOptions(encode: .index), nil, [1, 0, 2]),
    // Unknown to the training part: all zero.
    ("x\nb\na\nc\n", FeatureOptions(), 2, [0, 1, 1, 0, 0, 0]),
    // Numbers are sorted as numbers, and 7 and 7.0 are one.
    ("x\n10\n9\n9.0\n", FeatureOptions(encode: .index), nil, [1, 0, 0]),
    // What is missing is a category of its own, if the training part has it.
    ("x\nb\nNA\n", FeatureOptions(), nil, [1, 0, 0, 1]),
    ("x\nb\na\nNA\n", FeatureOptions(), 2, [0, 1, 1, 0, 0, 0]),
    ("x\nb\na\nNA\nb\n", FeatureOptions(missing: .mostFrequent), nil, [0, 1, 1, 0, 0, 1, 0, 1]),
    ("x\nb\na\nNA\n", FeatureOptions(encode: .index, missing: .category), nil, [1, 0, 2]),
    // Blanks and texts that only look alike are categories of their own.
    ("x\nb\n\" \"\nb\n", FeatureOptions(encode: .index), nil, [1, 0, 1]),
    (
      "x\n\u{E9}\ne\u{301}\n\u{E9}\n", FeatureOptions(encode: .index), nil,
      [1, 0, 1]
    ),
    // A blank among numbers that are categories is missing.
    (
      "x\n1\n2\n\t\n2.0\n", FeatureOptions(encode: .oneHot), nil,
      [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]
    ),
  ]

  @Test(arguments: categories.indices)
  func encodesCategories(_ index: Int) throws {
    let (text, options, count, values) = FeatureTests.categories[index]
    #expect(try encode(text, options, fittedTo: count) == values)
  }

  /// The float nearest to each number as it is written; through the nearest double it would be
  /// another (github.com/nigeltao/parse-number-fxx-test-data, and the ends of the range).
  static let roundedOnce: [(text: String, bits: UInt32)] = [
    ("7.0064923216240854e-46", 0x0000_0001), ("-7.0064923216240854e-46", 0x8000_0001),
    ("1.1754947011469036e-38", 0x0080_0003), ("0.00036393293703440577", 0x39BE_CE41),
    ("0.0015924838953651488", 0x3AD0_BAE5), ("0.004221370676532388", 0x3B8A_536D),
    ("0.012114629615098238", 0x3C46_7C71), ("0.09289376810193062", 0x3DBE_3F17),
    ("0.21791061013936996", 0x3E5F_23F5), ("0.30531780421733856", 0x3E9C_529D),
    ("1.1877630352973938", 0x3F98_089F), ("7.5464513301849365", 0x40F1_7C87),
    ("3.4028235677973366e38", 0x7F7F_FFFF), ("16777217.0", 0x4B80_0000),
    ("16777217.00000000001", 0x4B80_0001), ("20000001", 0x4B98_9680),
  ]

  @Test func numbersAreRoundedOnce() throws {
    for (text, bits) in FeatureTests.roundedOnce {
      #expect(Float(text)?.bitPattern == bits, "\(text)")
    }
    let texts = FeatureTests.roundedOnce.map(\.text)
    let expected = FeatureTests.roundedOnce.map { Float(bitPattern: $0.bits) }
    let file = "x,y\n" + texts.map { "\($0),\($0)\n" }.joined()
    #expect(try encode(file, FeatureOptions()) == expected)
    // Among texts, behind steps that do not change them, and as targets.
    #expect(
      try encode(file + "NA,word\n", FeatureOptions(missing: .zero)) == expected + [0])
    let table = try table(file)
    let target = try TargetEncoder.fit(
      table, rows: [0], target: TargetConfig("y"), kind: .numbers)
    let rows = Array(0..<table.rowCount)
    #expect(try target.encode(table, rows: rows).scalars(as: Float.self) == expected)
    // In double precision they stay what they are.
    #expect((0..<texts.count).map { table.columns[0].number(at: $0) } == texts.map { Double($0) })
    #expect(
      try encode(file, FeatureOptions(normalize: .minmax))[7]
        == Float((0.09289376810193062 + 7.0064923216240854e-46) / 3.4028235677973366e38))
  }

  @Test func blanksAmongNumbersAreMissingInFilesOfTextsToo() throws {
    let training = try table("x\n1\n2\nNA\n")
    let encoder = try FeatureEncoder.fit(
      training, rows: [0, 1, 2],
      features: FeatureList([FeatureList.Entry("x", FeatureOptions(encode: .oneHot))]),
      excluding: [])
    let other = try table("x\n\" \"\nb\n2.0\n")
    #expect(
      try encoder.encode(other, rows: [0, 1, 2]).scalars(as: Float.self)
        == [0, 0, 1, 0, 0, 0, 0, 1, 0])
  }

  @Test func columnsAreFoundByName() throws {
    let training = try table("id,n,c,y\n1,1,u,0\n2,2,v,1\n")
    let encoder = try FeatureEncoder.fit(
      training, rows: [0, 1], features: nil, excluding: ["id", "y"])
    #expect(encoder.featureNames == ["n", "c=u", "c=v"])
    #expect(encoder.width == 3)
    let other = try table("c,more,n\nv,x,5\nu,x,6\n")
    #expect(
      try encoder.encode(other, rows: [1, 0])
        == Tensor([Float(6), 1, 0, 5, 0, 1], shape: [2, 3]))
  }

  @Test func travelsAsJSON() throws {
    let training = try table("n,c,d\n0.1,u,\n0.7,v,3\n0.3,ü,4\n")
    let encoder = try FeatureEncoder.fit(
      training, rows: [0, 1, 2],
      features: FeatureList([
        FeatureList.Entry("n", FeatureOptions(normalize: .zscore, missing: .median)),
        FeatureList.Entry("c", FeatureOptions(missing: .mostFrequent)),
        FeatureList.Entry("d", FeatureOptions(encode: .index)),
      ]), excluding: [])
    let json = try JSONEncoder().encode(encoder)
    #expect(try JSONDecoder().decode(FeatureEncoder.self, from: json) == encoder)
  }

  @Test func categoriesOfTextStayTextInOtherFiles() throws {
    let training = try table("c\n01\nA\nB\n")
    let encoder = try FeatureEncoder.fit(training, rows: [0, 1, 2], features: nil, excluding: [])
    #expect(encoder.textColumns == ["c"])
    // Only numbers in this file: without the hint, 01 would be 1, which is another category.
    let other = try table("c\n01\n", textColumns: TextColumns(encoder.textColumns))
    #expect(try encoder.encode(other, rows: [0]).scalars(as: Float.self) == [1, 0, 0])
  }

  static let wrong: [(text: String, options: FeatureOptions, count: Int?, message: String)] = [
    (
      "x\n1\nNA\n", FeatureOptions(), nil,
      """
      data.csv:3:1: error: column 'x': the value is missing
        fill it with 'missing: mean' (or median, zero, a number) under 'features', or take out the row
      """
    ),
    (
      "x\n1\nNA\n", FeatureOptions(missing: .error), 1,
      """
      data.csv:3:1: error: column 'x': the value is missing
        fill it with 'missing: mean' (or median, zero, a number) under 'features', or take out the row
      """
    ),
    (
      "x\n1\n2\nabc\n", FeatureOptions(), nil,
      """
      data.csv:4:1: error: column 'x': expected a number, found 'abc'
        other values here are numbers; if 'abc' means a missing value, write 'missing_values: ["abc"]' under 'data'; \
      if they are categories, write 'encode: one_hot' under 'features'
      """
    ),
    (
      "x\n1\nabc\nd\n", FeatureOptions(normalize: .zscore), nil,
      """
      data.csv:3:1: error: column 'x': expected a number, found 'abc'
        write a missing value as NA or leave the field empty
      """
    ),
    (
      "x\n\"1,5\"\n2\n", FeatureOptions(normalize: .zscore), nil,
      """
      data.csv:2:1: error: column 'x': expected a number, found '1,5'
        write 'transform: {to_number: {decimal: ","}}' under 'features'
      """
    ),
    (
      "x\n1\n1e39\n", FeatureOptions(), nil,
      """
      data.csv:3:1: error: column 'x': 1e+39 is beyond the range of 32-bit numbers
        scale the column, or use 'normalize: zscore'
      """
    ),
    (
      "x\n1e308\n-1e308\n1e308\n", FeatureOptions(normalize: .zscore), nil,
      """
      data.csv:1:1: error: column 'x': 1e+308 is beyond the range of 32-bit numbers
        scale the column, or use 'normalize: zscore'
      """
    ),
    (
      "x\nNA\n1\n", FeatureOptions(missing: .mean), 1,
      """
      data.csv:1:1: error: column 'x': every value of the training part is missing
        leave the column out of 'features', or fill it with a number
      """
    ),
    (
      "x\nb\na\n", FeatureOptions(missing: .mean), nil,
      """
      data.csv:1:1: error: column 'x': 'missing: mean' needs numbers, found text
        use 'missing: category' or 'missing: most_frequent'
      """
    ),
    (
      "x\n1\n2\n", FeatureOptions(missing: .mostFrequent), nil,
      """
      data.csv:1:1: error: column 'x': 'missing: most_frequent' needs categories, found numbers
        use 'missing: mean', median, zero or a number
      """
    ),
    (
      "x\nb\nNA\n", FeatureOptions(missing: .error), nil,
      """
      data.csv:3:1: error: column 'x': the value is missing
        use 'missing: category' or 'missing: most_frequent' under 'features'; if NA is a category, \
      write 'keep_text: [NA]'
      """
    ),
    (
      "x\nb\na\nc\n", FeatureOptions(encode: .index), 2,
      """
      data.csv:4:1: error: column 'x': 'c' is not a category of the training part
        known: a, b; 'encode: one_hot' allows others
      """
    ),
    (
      "x\nb\na\nNA\n", FeatureOptions(encode: .index), 2,
      """
      data.csv:4:1: error: column 'x': the value is missing
        use 'missing: most_frequent' under 'features', or take out the row; if NA is a category, \
      write 'keep_text: [NA]'
      """
    ),
    (
      "other\n1\n", FeatureOptions(), nil,
      """
      data.csv:1:1: error: there is no column 'x'
        the columns are: other
      """
    ),
    (
      "X\n1\n", FeatureOptions(), nil,
      """
      data.csv:1:1: error: there is no column 'x'
        did you mean 'X'? the columns are: X
      """
    ),
  ]

  @Test(arguments: wrong.indices)
  func says(_ index: Int) {
    let (text, options, count, expected) = FeatureTests.wrong[index]
    let found = message { () throws(DataError) in
      try encode(text, options, fittedTo: count)
    }
    #expect(found == expected)
  }

  @Test func aNameOfEveryRowIsNoCategory() throws {
    let rows = (0..<1_001).map { "name \($0)\n" }.joined()
    let found = message { () throws(DataError) in try encode("x\n" + rows, FeatureOptions()) }
    #expect(
      found == """
        data.csv:1:1: error: column 'x': all 1001 texts are different, so that they tell nothing about \
        other rows
          leave it out with 'exclude: [x]', or write 'id: x' if it names the rows; for sentences write \
        'encode: text', for dates 'encode: date' with their 'format', for categories 'encode: \
        embedding' or 'transform: {hash_bucket: 100}' under 'features'
        """)
  }

  @Test func allMissingColumnsAreListed() throws {
    let training = try table("a,b,c\n1,2,3\n")
    let encoder = try FeatureEncoder.fit(training, rows: [0], features: nil, excluding: [])
    let other = try table("c,d\n1,2\n")
    #expect(
      message { () throws(DataError) in try encoder.encode(other, rows: [0]) } == """
        data.csv:1:1: error: there is no column 'a', 'b'
          the columns are: c, d
        """)
    #expect(
      message { () throws(DataError) in
        try FeatureEncoder.fit(training, rows: [0], features: nil, excluding: ["a", "b", "c"])
      } == """
        data.csv:1:1: error: no column is left to be a feature
          a data set needs at least one column beside the target and the id
        """)
  }
}
