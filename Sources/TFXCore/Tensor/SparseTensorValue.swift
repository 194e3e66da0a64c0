/// A sparse tensor with its values: what is fed to a `SparseTensor` of a graph, and fetched of one.
///
/// Entry i stands at the place `indices[i]` of a tensor of shape `denseShape`, all other elements
/// being 0. Most operations want the entries in the order of their places, each place once.
public struct SparseTensorValue: Sendable, Hashable {
  /// The places: `int64` [n, rank].
  public var indices: Tensor
  /// The elements there: [n].
  public var values: Tensor
  /// The shape of the whole tensor.
  public var denseShape: Shape

  /// A sparse tensor of given tensors. What does not fit together is refused where it is fed.
  public init(indices: Tensor, values: Tensor, denseShape: Shape) {
    self.indices = indices
    self.values = values
    self.denseShape = denseShape
  }

  /// A sparse tensor of given entries, as in
  /// `SparseTensorValue(indices: [[0, 2], [1, 0]], values: [1.5, 2] as [Float], denseShape: [2, 3])`.
  ///
  /// - Parameters:
  ///   - indices: The place of each entry: an index for each axis.
  ///   - values: The entries, as many.
  ///   - denseShape: The shape of the whole tensor.
  public init<Element: TensorElement>(indices: [[Int]], values: [Element], denseShape: Shape) {
    let rank = denseShape.rank
    precondition(
      indices.allSatisfy { $0.count == rank },
      "indices \(indices) for \(denseShape), each must have \(rank) numbers")
    self.init(
      indices: Tensor(indices.joined().map(Int64.init), shape: [indices.count, rank]),
      values: Tensor(values), denseShape: denseShape)
  }
}
