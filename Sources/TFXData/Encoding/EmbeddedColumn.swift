/// A column whose categories the model learns vectors for. In the model's inputs it is one feature, the
/// number of its category: 0 for a category that the training part does not have and for a missing
/// value, then the training part's categories from 1 on.
public struct EmbeddedColumn: Codable, Hashable, Sendable {
  /// The column's name.
  public let name: String
  /// The place of its feature among the inputs.
  public let feature: Int
  /// How many numbers there are for categories, that of the unknown among them.
  public let count: Int
  /// The length of the vectors.
  public let dimension: Int

  /// A column at a place of the inputs.
  public init(name: String, feature: Int, count: Int, dimension: Int) {
    self.name = name
    self.feature = feature
    self.count = count
    self.dimension = dimension
  }
}

extension Preprocessing {
  /// The columns that the model learns vectors for, in the order of their features.
  package var embeddedColumns: [EmbeddedColumn] { features?.embeddedColumns ?? [] }
}

extension FeatureEncoder {
  /// The columns that the model learns vectors for, in the order of their features.
  var embeddedColumns: [EmbeddedColumn] {
    var embedded: [EmbeddedColumn] = []
    var feature = 0
    for column in columns {
      if let dimension = column.dimension, let count = column.idCount {
        embedded.append(
          EmbeddedColumn(
            name: column.column, feature: feature, count: count, dimension: dimension))
      }
      feature += column.width
    }
    return embedded
  }
}

extension Preprocessing {
  /// The places of columns of numbers among features of which categories have become their vectors; nil
  /// for what is no table. Numbers that say which values are missing, parts of dates and weights of words
  /// are not among them.
  package var numberFeatures: [Int]? {
    guard let features else { return nil }
    var (places, next) = ([Int](), 0)
    for column in features.columns {
      if case .number = column.encoding { places.append(next) }
      next += column.dimension ?? column.width
    }
    return places
  }
}
