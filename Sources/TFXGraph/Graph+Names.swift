extension Graph {
  /// `name` behind the current name scope, not made unique.
  package func scopedName(_ name: String) -> String { scopes.path + name }
}
