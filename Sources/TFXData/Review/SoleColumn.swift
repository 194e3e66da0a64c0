import TFXCore

/// How well one column alone tells the target.
///
/// Each row is predicted from the others: rows of the same value say what most of them are, or their mean; a
/// number that no other row has asks its neighbours in the order of the numbers. So whatever the target is a
/// function of is found, not only what it grows with.
struct SoleColumn {
  /// The target's values of some rows.
  enum Target {
    /// The number of each row's class, and how many classes there are.
    case classes([Int], count: Int)
    case numbers([Double])
  }

  /// How much of what guessing misses the column gets right: 1 − errors ÷ errors of the most frequent class,
  /// or 1 − Σ(y − ŷ)² ÷ Σ(y − ȳ)². 1 for a column that tells all, 0 or less for one that tells nothing.
  let score: Double
  /// The part of the rows whose class it tells; nil for numbers.
  let accuracy: Double?

  /// - Parameters:
  ///   - keys: the column's value of each row; those that are equal are one, and there is an order.
  ///   - isOrdered: whether neighbours in the order are like each other.
  init(keys: [Double], isOrdered: Bool, _ target: Target) {
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    /// Where rows of a new value begin, and the end.
    var starts: [Int] = []
    for place in order.indices
    where place == 0 || keys[order[place]] != keys[order[place - 1]] {
      starts.append(place)
    }
    starts.append(order.count)
    let groups = zip(starts, starts.dropFirst()).map { $0..<$1 }
    switch target {
    case .classes(let classes, let count):
      let right = SoleColumn.right(order.map { classes[$0] }, count, groups, isOrdered)
      var counts = [Int](repeating: 0, count: count)
      for place in classes { counts[place] += 1 }
      let guessed = classes.count - (counts.max() ?? 0)
      score = guessed == 0 ? 0 : 1 - Double(classes.count - right) / Double(guessed)
      accuracy = Double(right) / Double(max(classes.count, 1))
    case .numbers(let numbers):
      score = SoleColumn.explained(order.map { numbers[$0] }, groups, isOrdered)
      accuracy = nil
    }
  }

  /// How many rows get their class, of classes in the order of the keys.
  private static func right(
    _ classes: [Int], _ count: Int, _ groups: [Range<Int>], _ isOrdered: Bool
  ) -> Int {
    var counts = [Int](repeating: 0, count: count)
    /// The most frequent class of each value, how often it comes, and how often the next does.
    let most = groups.map { group -> (name: Int, first: Int, second: Int) in
      var best = (name: 0, first: 0, second: 0)
      for place in group { counts[classes[place]] += 1 }
      for place in group {
        let own = classes[place]
        if counts[own] > best.first {
          best = (own, counts[own], best.first)
        } else if own != best.name, counts[own] > best.second {
          best.second = counts[own]
        }
      }
      for place in group { counts[classes[place]] = 0 }
      return best
    }
    var right = 0
    for (index, group) in groups.enumerated() {
      if group.count > 1 {
        // Without the row itself.
        if most[index].first - 1 > most[index].second { right += most[index].first }
      } else if isOrdered, groups.count > 1 {
        let before = index > 0 ? groups[index - 1].count : 0
        let after = index + 1 < groups.count ? groups[index + 1].count : 0
        let neighbour = before >= after ? index - 1 : index + 1
        if most[neighbour].name == classes[group.lowerBound] { right += 1 }
      }
    }
    return right
  }

  /// The part of the variance that is explained, of numbers in the order of the keys.
  private static func explained(
    _ numbers: [Double], _ groups: [Range<Int>], _ isOrdered: Bool
  ) -> Double {
    let mean = numbers.reduce(0) { $0 + $1 / Double(numbers.count) }
    let means = groups.map { group in
      group.reduce(0) { $0 + numbers[$1] } / Double(group.count)
    }
    var (rest, all) = (0.0, 0.0)
    for (index, group) in groups.enumerated() {
      for place in group {
        var said = mean
        if group.count > 1 {
          let count = Double(group.count)
          said = (means[index] * count - numbers[place]) / (count - 1)
        } else if isOrdered, groups.count > 1 {
          let neighbours = [index - 1, index + 1].filter(means.indices.contains).map { means[$0] }
          said = neighbours.reduce(0, +) / Double(neighbours.count)
        }
        rest += (numbers[place] - said) * (numbers[place] - said)
        all += (numbers[place] - mean) * (numbers[place] - mean)
      }
    }
    return all > 0 ? 1 - rest / all : 0
  }
}
