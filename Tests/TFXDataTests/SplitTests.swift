import TFXCore
import TFXData
import Testing

/// Splits lose no row, take none twice, and keep proportions.
@Suite struct SplitTests {
  private func split(
    _ count: Int, _ validation: Double, _ test: Double, groups: [Int]? = nil, seed: UInt64 = 1
  ) throws(DataError) -> PartRows {
    try ListSplitter(validation: validation, test: test, seed: seed).split(
      count, groups: groups, file: "data.csv")
  }

  @Test func everyRowIsInOnePartInTheOrderOfTheFile() throws {
    let random = Philox(seed: 11, stream: 0)
    for trial in 0..<100 {
      let words = random.block(UInt64(trial))
      let count = 20 + Int(words[0] % 500)
      let validation = Double(words[1] % 45) / 100 + 0.05
      let test = Double(words[2] % 45) / 100 + 0.05
      let groups = (0..<count).map { Int(random[UInt64(100_000 + $0)] % (1 + words[3] % 9)) }
      for groups in [nil, groups] {
        let split = try split(count, validation, test, groups: groups, seed: UInt64(trial))
        #expect((split.train + split.validation + split.test).sorted() == Array(0..<count))
        #expect(split.validation.count == Int((validation * Double(count)).rounded()))
        #expect(split.test.count == Int((test * Double(count)).rounded()))
        for part in [split.train, split.validation, split.test] { #expect(part == part.sorted()) }
      }
    }
  }

  @Test func stratifiedPartsHaveEveryClassInProportion() throws {
    let random = Philox(seed: 12, stream: 0)
    for trial in 0..<60 {
      let count = 100 + trial
      let groups = (0..<count).map { row in
        min(2, Int(random[UInt64(trial * 1_000 + row)] % 10) / 4)
      }
      let split = try split(count, 0.2, 0.15, groups: groups, seed: UInt64(trial))
      for group in 0..<3 {
        let size = groups.count { $0 == group }
        for part in [split.validation, split.test] {
          // The largest remainder is never off by a whole row or more.
          let exact = Double(size * part.count) / Double(count)
          #expect(abs(Double(part.count { groups[$0] == group }) - exact) < 1)
        }
        #expect(split.train.contains { groups[$0] == group })
      }
    }
  }

  @Test func rareClassesStayInTheTrainingPart() throws {
    // One row of class 1 and two of class 2 among fifty.
    let groups = [1, 2, 2] + Array(repeating: 0, count: 47)
    for seed in 0..<50 {
      let split = try split(50, 0.3, 0.3, groups: groups, seed: UInt64(seed))
      #expect(split.train.contains(0))
      #expect(split.train.contains { $0 == 1 || $0 == 2 })
      #expect(split.validation.count == 15 && split.test.count == 15)
    }
    // Every class has one row only: proportions are impossible, sizes still hold.
    let split = try split(10, 0.5, 0.2, groups: Array(0..<10))
    #expect([split.train.count, split.validation.count, split.test.count] == [3, 5, 2])
  }

  @Test func theSeedDecides() throws {
    let first = try split(100, 0.2, 0)
    #expect(try split(100, 0.2, 0) == first)
    #expect(try split(100, 0.2, 0, seed: 2) != first)
    // Anchored, because another split would put rows that a resumed run has validated with into
    // its training. An independent Philox in Python, with the same Fisher–Yates from the last place
    // down, gives the order 5 9 0 8 2 1 3 6 7 4: first the test rows, then the validation's.
    let split = try split(10, 0.3, 0.2, seed: 42)
    #expect(split.test == [5, 9])
    #expect(split.validation == [0, 2, 8])
  }

  @Test func noFractionsMeanNoSplit() throws {
    let split = try split(3, 0, 0)
    #expect(split.train == [0, 1, 2])
    #expect(split.validation == [] && split.test == [])
  }

  @Test func partsWithoutRowsAreErrors() {
    #expect(
      message { () throws(DataError) in try split(4, 0.1, 0) } == """
        data.csv:1:1: error: 'validation_split: 0.1' of 4 rows is no whole row
          give more rows or other fractions
        """)
    #expect(
      message { () throws(DataError) in try split(1, 0, 0.4) } == """
        data.csv:1:1: error: 'test_split: 0.4' of 1 row is no whole row
          give more rows or other fractions
        """)
    #expect(
      message { () throws(DataError) in try split(2, 0.45, 0.45) } == """
        data.csv:1:1: error: the splits leave no row to train on; there are 2 rows
          give more rows or other fractions
        """)
  }
}
