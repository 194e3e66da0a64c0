/// The order in which what the shards of a batch have computed is added up: a fixed binary tree, so
/// that the sum has the same bits however the shards are divided among ranks.
///
/// Node i of level l is the sum of the shards i·2ˡ ..< (i + 1)·2ˡ: that of its two children, the left
/// one first. Where the shards end, a node without a right child is its left one.
package struct ShardTree: Hashable, Sendable {
  /// The shards.
  package let count: Int

  /// A node of the tree.
  package struct Node: Hashable, Sendable {
    package var level: Int
    package var index: Int

    /// The first of its shards.
    package var first: Int { index << level }
  }

  /// The tree of so many shards, one at least.
  package init(count: Int) {
    precondition(count > 0, "a tree of \(count) shards")
    self.count = count
  }

  /// The shards of a node.
  package func shards(of node: Node) -> Range<Int> {
    node.first..<min((node.index + 1) << node.level, count)
  }

  /// The fewest nodes that are all of some shards, from the first to the last.
  package func nodes(of shards: Range<Int>) -> [Node] {
    var nodes: [Node] = []
    var first = shards.lowerBound
    while first < shards.upperBound {
      var node = Node(level: 0, index: first)
      while self.shards(of: node) != 0..<count {
        let parent = Node(level: node.level + 1, index: node.index / 2)
        let all = self.shards(of: parent)
        if all.lowerBound != first || all.upperBound > shards.upperBound { break }
        node = parent
      }
      nodes.append(node)
      first = self.shards(of: node).upperBound
    }
    return nodes
  }

  /// The top of the tree.
  package var root: Node { nodes(of: 0..<count)[0] }

  /// The shards that a rank has, of equally many for each.
  package func shards(ofRank rank: Int, of size: Int) -> Range<Int> {
    precondition(count % size == 0, "\(count) shards for \(size) ranks")
    let own = count / size
    return rank * own..<(rank + 1) * own
  }

  /// The children of a node with shards of both; nil if it is its left child.
  package func children(of node: Node) -> (left: Node, right: Node)? {
    let right = Node(level: node.level - 1, index: 2 * node.index + 1)
    return node.level == 0 || right.first >= count
      ? nil : (Node(level: node.level - 1, index: 2 * node.index), right)
  }

  /// Adds up the values of some nodes that are all shards, in the tree's order.
  ///
  /// - Parameters:
  ///   - values: By the first shard of each node.
  ///   - add: Adds its second value to its first.
  package func sum<Value>(
    _ values: [Int: (node: Node, value: Value)], _ add: (Value, Value) -> Void
  ) -> Value {
    func value(of node: Node) -> Value {
      if let known = values[node.first], shards(of: known.node) == shards(of: node) {
        return known.value
      }
      guard let (left, right) = children(of: node) else {
        precondition(node.level > 0, "shard \(node.index) has no value")
        return value(of: Node(level: node.level - 1, index: 2 * node.index))
      }
      let sum = value(of: left)
      add(sum, value(of: right))
      return sum
    }
    return value(of: root)
  }
}
