/// Numbers that belong together, by groups.
struct Groups {
  private var parents: [Int]

  /// Each by itself.
  init(count: Int) { parents = Array(0..<count) }

  /// The number that stands for a group.
  mutating func group(of number: Int) -> Int {
    var root = number
    while parents[root] != root { root = parents[root] }
    var next = number
    while parents[next] != root { (next, parents[next]) = (parents[next], root) }
    return root
  }

  /// Makes one group of two.
  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (group(of: a), group(of: b))
    parents[max(a, b)] = min(a, b)
  }
}
