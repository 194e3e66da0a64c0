extension Kernels {
  /// hits[r] = whether fewer than k of row r's numbers are greater than that of its target; never
  /// for a target that is no class, or where a number that decides is not finite. As TensorFlow,
  /// which looks no further once k are greater.
  package static func inTopK<T: KernelScalar, Label: FixedWidthInteger>(
    _ predictions: In<T>, _ targets: In<Label>, _ hits: Out<Bool>, rows: Int, classes: Int, k: Int
  ) {
    for row in 0..<rows {
      let scores = predictions + row * classes
      hits[row] = false
      guard targets[row] >= 0, targets[row] < classes else { continue }
      let score = scores[Int(targets[row])]
      var greater = 0
      var isKnown = score.isFinite
      for c in 0..<classes where isKnown {
        if !scores[c].isFinite {
          isKnown = false
        } else if scores[c] > score {
          greater += 1
          if greater > k { break }
        }
      }
      hits[row] = isKnown && greater < k
    }
  }
}
