import TFXCore

/// Where the targets of samples to predict from are, if they have any.
enum KnownTruth: Sendable {
  /// In the columns of a table.
  case columns
  /// Beside images, or in the names of their folders.
  case labels(Tensor, unknown: [Int: [String?]])
  /// They are the inputs.
  case inputs

  /// Looks for them; nil if there are none.
  init?(
    _ source: DataSource, _ files: StreamedData.Files, _ preprocessing: Preprocessing
  ) throws(DataError) {
    switch files {
    case .table(let table):
      if preprocessing.predictsInput {
        self = .inputs
        return
      }
      let names = table.header.names
      let isThere = preprocessing.target.columns.allSatisfy { column in
        names.contains { $0.isWritten(column) }
      }
      if !isThere { return nil }
      self = .columns
    case .images(let images, _):
      if let paths = images.paths, !preprocessing.predictsInput {
        guard let labels = ImageFiles.labels(paths, in: images.file, preprocessing.classNames ?? [])
        else { return nil }
        self = .labels(
          try preprocessing.target.encode(labels: labels, file: images.file), unknown: [:])
      } else {
        try self.init(source, count: images.count, preprocessing)
      }
    }
  }

  /// Looks for the labels of so many images in arrays; nil if there are none.
  init?(
    _ source: DataSource, count: Int, _ preprocessing: Preprocessing
  ) throws(DataError) {
    if preprocessing.predictsInput {
      self = .inputs
      return
    }
    let (inputs, place) = preprocessing.arrays(source)
    guard let place else { return nil }
    let labels: Tensor
    do throws(DataError) {
      labels = try Samples.labels(place, count: count, images: inputs.path)
    } catch {
      // An archive to predict from need not have those that the training's had.
      if case .noArray = error.kind, place.path == inputs.path { return nil }
      throw error
    }
    let known = try preprocessing.target.known(labels: labels, file: place.path)
    self = .labels(known.targets, unknown: known.unknown)
  }

  /// Adds the targets of rows of a table.
  func add(
    to samples: Dataset, of table: Table, rows: [Int], _ target: TargetEncoder
  ) throws(DataError) -> Dataset {
    guard case .columns = self else { return add(to: samples, at: 0) }
    guard let known = try target.known(table, rows: rows) else { return samples }
    return samples.with(known.targets, unknown: known.unknown)
  }

  /// Adds the targets of images, of which the first has a number among all.
  func add(to samples: Dataset, at first: Int) -> Dataset {
    switch self {
    case .columns: return samples
    case .inputs: return samples.with(samples.inputs)
    case .labels(let targets, let unknown):
      let range = first..<first + samples.count
      return samples.with(targets.rows(range), unknown: unknown.gathering(Array(range)))
    }
  }
}

extension ImageFiles {
  /// The classes of images that all lie in folders which are named as classes; nil if some do not.
  fileprivate static func labels(
    _ paths: [String], in folder: String, _ classNames: [String]
  ) -> Tensor? {
    var labels: [Int32] = []
    for path in paths {
      let parts = path.dropFirst(folder.count).split(separator: "/")
      guard path.hasPrefix(folder), parts.count > 1,
        let place = classNames.firstIndex(where: { $0.isWritten(String(parts[0])) })
      else { return nil }
      labels.append(Int32(place))
    }
    return Tensor(labels)
  }
}
