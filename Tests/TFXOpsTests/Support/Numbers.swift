import TFXCore

/// Repeatable numbers for tests: all different, spread evenly over a range in random order, none a
/// whole number, and exact in `Float`. So no two are near a tie, and none is near a kink at 0.
func numbers(_ shape: Shape, from low: Double = -2, to high: Double = 2, seed: UInt64 = 1) -> Tensor
{
  let count = shape.elementCount
  let order = Philox(seed: seed, stream: 7).permutation(of: count)
  let scalars = order.map { place in
    Double(Float(low + (high - low) * (Double(place) + 0.37) / Double(max(count, 1))))
  }
  return Tensor(scalars, shape: shape)
}

/// The largest |number| of a tensor, at least 1.
func scale(_ tensor: Tensor) -> Double { max(1, tensor.doubles().map(abs).max() ?? 0) }

extension Tensor {
  /// Σ self · other.
  func dot(_ other: Tensor) -> Double {
    zip(doubles(), other.doubles()).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The tensor with one element changed by an amount.
  func changed(at index: Int, by amount: Double) -> Tensor {
    var scalars = doubles()
    scalars[index] += amount
    return Tensor(scalars, shape: shape)
  }
}
