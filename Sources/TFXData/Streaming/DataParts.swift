public import TFXCore

/// The data of an experiment, ready to be trained on: in memory, or streamed from its files.
public struct DataParts: Sendable {
  /// What is trained on; with an `augment` list, images that are changed each time.
  public private(set) var train: any BatchSource
  /// What is evaluated after each epoch.
  public let validation: (any BatchSource)?
  /// What is evaluated at the end.
  public let test: (any BatchSource)?
  /// What turns the files into samples, fitted to the training part alone.
  public let preprocessing: Preprocessing

  /// What the model is fed: [?, …] float32.
  public var inputSpec: TensorSpec { preprocessing.inputSpec }

  /// Data in memory.
  public init(_ data: PreparedData) {
    train = data.train
    validation = data.validation
    test = data.test
    preprocessing = data.preprocessing
  }

  /// Reads, splits and encodes what a configuration describes. If it asks for streaming, files are
  /// gone through to fit the encoders and to find every error, but not kept.
  ///
  /// - Parameters:
  ///   - directory: where the configuration's relative paths start.
  ///   - kind: the form of the targets that the loss needs.
  ///   - seed: decides which rows a split takes.
  public static func prepare(
    _ config: DataConfig, relativeTo directory: String = "", as kind: TargetKind, seed: UInt64
  ) throws(DataError) -> DataParts {
    var parts =
      config.streaming
      ? try DataParts(streaming: config.resolved(relativeTo: directory), kind, seed)
      : DataParts(try PreparedData.prepare(config, relativeTo: directory, as: kind, seed: seed))
    if !config.augment.isEmpty {
      parts.train = try AugmentedData(parts.train, config.augment)
    }
    return parts
  }

  private init(
    streaming config: DataConfig, _ kind: TargetKind, _ seed: UInt64
  ) throws(DataError) {
    let draw = RowDraw(
      validation: config.validationSplit, test: config.testSplit, seed: seed)
    let buffer = config.shuffleBuffer ?? DataConfig.defaultShuffleBuffer
    let files: StreamedData.Files
    let preprocessing: Preprocessing
    switch config.train {
    case .file(let path):
      let table = try StreamedTable(path, delimiter: config.delimiterCharacter)
      preprocessing = try StreamedFit(table, config, kind, draw).preprocessing
      files = .table(table)
    case .idx(let imagesPath, let labelsPath):
      guard let labelsPath else { throw DataError(.labelsNeeded, file: imagesPath) }
      let images = try StreamedImages(imagesPath)
      let labels = try IDXSamples.labels(labelsPath, count: images.count, images: imagesPath)
      let rows = draw.rows(of: .train, from: 0, count: images.count)
      let target = try TargetEncoder.fit(
        labels: draw.isWhole ? labels : labels.gathering(rows), file: labelsPath, kind: kind)
      preprocessing = Preprocessing(
        format: .idx, sampleShape: images.sampleShape, features: nil, target: target, id: nil,
        delimiter: ",")
      files = .images(images, targets: try target.encode(labels: labels, file: labelsPath))
    }
    self.preprocessing = preprocessing

    let part = { (part: DataError.Part) throws(DataError) in
      try StreamedData.checked(files, preprocessing, part, draw, shuffleBuffer: buffer)
    }
    let other = { (source: DataSource) throws(DataError) in
      try StreamedData.checked(
        try StreamedData.Files(source, preprocessing, needTargets: true), preprocessing, .train,
        RowDraw(validation: 0, test: 0, seed: seed), shuffleBuffer: buffer)
    }
    train = try part(.train)
    if let source = config.validation {
      validation = try other(source)
    } else {
      validation = draw.validationFraction > 0 ? try part(.validation) : nil
    }
    if let source = config.test {
      test = try other(source)
    } else {
      test = draw.testFraction > 0 ? try part(.test) : nil
    }
  }
}

extension StreamedData {
  /// Data that has been gone through once, so that its errors and its size are known.
  fileprivate static func checked(
    _ files: Files, _ preprocessing: Preprocessing, _ part: DataError.Part, _ draw: RowDraw,
    shuffleBuffer: Int
  ) throws(DataError) -> StreamedData {
    let data = StreamedData(
      files, preprocessing, part, draw, count: 0, shuffleBuffer: shuffleBuffer)
    let reader = SampleReader(data)
    var count = 0
    while let piece = try reader.next() { count += piece.count }
    if count == 0 {
      // The fitting of a table's encoders has counted its parts.
      guard case .images(let images, _) = files else {
        preconditionFailure("no row of \(data.file) is in the \(part) part")
      }
      let fraction =
        switch part {
        case .train: 1 - draw.validationFraction - draw.testFraction
        case .validation: draw.validationFraction
        case .test: draw.testFraction
        }
      throw DataError(
        .splitTooSmall(part, fraction: fraction, rows: images.count), file: data.file)
    }
    return StreamedData(
      files, preprocessing, part, draw, count: count, shuffleBuffer: shuffleBuffer)
  }
}

extension StreamedData.Files {
  /// Files of their own, which must be like those that were trained on. Labels of images are only
  /// read if targets are needed.
  init(
    _ source: DataSource, _ preprocessing: Preprocessing, needTargets: Bool
  ) throws(DataError) {
    switch (preprocessing.format, source) {
    case (.csv, .file(let path)), (.csv, .idx(let path, _)):
      self = .table(try StreamedTable(path, delimiter: preprocessing.delimiter.first ?? ","))
    case (.idx, .file(let path)):
      self = try .images(path, labels: nil, preprocessing, needTargets)
    case (.idx, .idx(let path, let labels)):
      self = try .images(path, labels: labels, preprocessing, needTargets)
    }
  }

  private static func images(
    _ path: String, labels labelsPath: String?, _ preprocessing: Preprocessing,
    _ needTargets: Bool
  ) throws(DataError) -> StreamedData.Files {
    let images = try StreamedImages(path)
    if images.sampleShape != preprocessing.sampleShape {
      throw DataError(
        .wrongImageShape(found: images.sampleShape, expected: preprocessing.sampleShape),
        file: path, column: 5)
    }
    if !needTargets { return .images(images, targets: nil) }
    guard let labelsPath else { throw DataError(.labelsNeeded, file: path) }
    let labels = try IDXSamples.labels(labelsPath, count: images.count, images: path)
    return .images(
      images, targets: try preprocessing.target.encode(labels: labels, file: labelsPath))
  }
}
