import TFXCore

extension DataSource {
  /// The same source with the path of each of its files changed; standard input has none.
  public func mapPaths(_ change: (String) -> String) -> DataSource {
    func changed(_ path: String) -> String { path == "-" ? path : change(path) }
    return switch self {
    case .file(let path): .file(changed(path))
    case .files(let paths, let own): .files(paths.map(changed), own)
    case .idx(let images, let labels): .idx(images: changed(images), labels: labels.map(changed))
    case .archive(let file, let images, let labels):
      .archive(changed(file), images: images, labels: labels)
    case .folder(let options):
      .folder(
        ImageFolder(changed(options.folder), resize: options.resize, color: options.color))
    }
  }

  /// The same source with paths that start at `directory` instead of being relative to it.
  public func resolved(relativeTo directory: String) -> DataSource {
    mapPaths { FilePath.joined(directory, $0) }
  }

  /// The files that it is read from, those of patterns and folders too, but for standard input.
  package var files: [String] {
    switch self {
    case .folder(let options): (try? ImageFiles(classesIn: options.folder))?.paths ?? []
    case .file, .files, .idx, .archive:
      paths.flatMap(FilePatterns.matches).filter {
        !ReadOnce.contains($0)
      }
    }
  }
}

extension DataConfig {
  /// The parts that have files, with those.
  package var sources: [(part: DataPart, source: DataSource)] {
    [(.train, train), (.validation, validation), (.test, test)].compactMap { part, source in
      source.map { (part, $0) }
    }
  }

  /// The same section with the paths of all files changed.
  public func mapPaths(_ change: (String) -> String) -> DataConfig {
    var data = self
    data.train = train.mapPaths(change)
    data.validation = validation?.mapPaths(change)
    data.test = test?.mapPaths(change)
    return data
  }

  /// The same section with paths that start at `directory` instead of being relative to it.
  public func resolved(relativeTo directory: String) -> DataConfig {
    mapPaths { FilePath.joined(directory, $0) }
  }
}
