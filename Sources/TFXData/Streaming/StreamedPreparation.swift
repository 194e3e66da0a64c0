import TFXCore

extension PreparedData {
  /// Goes through files to fit the encoders and to find every error; the samples are not kept.
  static func stream(
    _ config: DataConfig, _ kind: TargetKind, seed: UInt64, _ fitted: Preprocessing? = nil
  ) throws(DataError) -> PreparedData {
    let splitter = RowSplitter(
      validation: config.validationSplit, test: config.testSplit, seed: seed)
    let buffer = config.shuffleBuffer ?? DataConfig.defaultShuffleBuffer
    let files: StreamedData.Files
    let preprocessing: Preprocessing
    var digest = SplitDigest()
    switch config.train {
    case .file(let path):
      let table = try StreamedTable(path, delimiter: config.delimiterCharacter)
      if let fitted {
        preprocessing = fitted
        digest = try table.divide(splitter, textColumns: fitted.textColumns)
      } else {
        (preprocessing, digest) = try table.fit(config, kind, splitter)
      }
      files = .table(table)
    case .idx(let imagesPath, let labelsPath):
      let images = try StreamedImages(imagesPath)
      digest.add(splitter.parts(from: 0, count: images.count), count: images.count)
      if config.predictsInput {
        preprocessing = Preprocessing(
          sampleShape: images.sampleShape,
          try TargetEncoder.ofInputs(kind, file: imagesPath))
        files = .images(images, targets: nil)
        break
      }
      guard let labelsPath else { throw DataError(.labelsNeeded, file: imagesPath) }
      let labels = try IDXSamples.labels(labelsPath, count: images.count, images: imagesPath)
      let target: TargetEncoder
      if let fitted {
        target = fitted.target
      } else {
        let rows = splitter.rows(of: .train, from: 0, count: images.count)
        target = try TargetEncoder.fit(
          labels: splitter.isWhole ? labels : labels.gathering(rows), file: labelsPath, kind: kind)
      }
      preprocessing = Preprocessing(sampleShape: images.sampleShape, target)
      files = .images(images, targets: try target.encode(labels: labels, file: labelsPath))
    }

    let part = { (part: DataPart) throws(DataError) in
      try StreamedData.checked(files, preprocessing, part, splitter, shuffleBuffer: buffer)
    }
    let other = {
      (source: DataSource?, split: DataPart) throws(DataError) -> StreamedData? in
      guard let source else { return splitter.fraction(of: split) > 0 ? try part(split) : nil }
      return try StreamedData.checked(
        try StreamedData.Files(source, preprocessing, needTargets: true), preprocessing, .train,
        RowSplitter(validation: 0, test: 0, seed: seed), shuffleBuffer: buffer)
    }
    return PreparedData(
      train: try part(.train), validation: try other(config.validation, .validation),
      test: try other(config.test, .test), preprocessing: preprocessing,
      split: digest.fingerprint)
  }
}

extension StreamedTable {
  /// Divides the rows into parts, and throws if there are none in one.
  fileprivate func divide(
    _ splitter: RowSplitter, textColumns: TextColumns
  ) throws(DataError) -> SplitDigest {
    var digest = SplitDigest()
    var blocks = blocks(textColumns: textColumns)
    while let (block, first) = try blocks.next() {
      digest.add(splitter.parts(from: first, count: block.rowCount), count: block.rowCount)
    }
    try check(digest, splitter)
    return digest
  }

  private func check(_ digest: SplitDigest, _ splitter: RowSplitter) throws(DataError) {
    for part in [DataPart.test, .validation, .train] where digest.count(of: part) == 0 {
      let fraction = splitter.fraction(of: part)
      if fraction == 0 { continue }
      throw DataError(
        .splitTooSmall(part, fraction: fraction, rows: digest.count), file: header.file)
    }
  }

  /// Fits all encoders to the training rows, in one pass. Columns are taken for numbers until a text
  /// comes, and then read again from the start.
  fileprivate func fit(
    _ config: DataConfig, _ kind: TargetKind, _ splitter: RowSplitter
  ) throws(DataError) -> (Preprocessing, SplitDigest) {
    guard let target = config.target else { throw DataError(.noTarget, file: header.file) }
    let transform = TableTransform(config.features)
    var textColumns = TextColumns(config.features?.textColumns ?? [], id: config.id)
    while true {
      let fitted = try fit(config, target, kind, splitter, transform, &textColumns)
      if let fitted { return fitted }
    }
  }

  /// Nil if a column turned out to be of texts, which `textColumns` then has too.
  private func fit(
    _ config: DataConfig, _ target: TargetConfig, _ kind: TargetKind, _ splitter: RowSplitter,
    _ transform: TableTransform, _ textColumns: inout TextColumns
  ) throws(DataError) -> (Preprocessing, SplitDigest)? {
    var digest = SplitDigest()
    var targets = TargetFitter(target, kind)
    var words = transform.wordCheck()
    var features = FeatureFitter(
      config.features, of: header.names,
      excluding: target.columns(among: header.names)
        + [config.id, config.sampleWeight].compactMap { $0 })
    var blocks = blocks(textColumns: textColumns)
    while let (block, first) = try blocks.next() {
      let texts = block.columns.filter { !$0.isNumeric && !textColumns.contains($0.name) }
      if !texts.isEmpty {
        textColumns.add(texts.map(\.name))
        return nil
      }
      let parts = splitter.parts(from: first, count: block.rowCount)
      digest.add(parts, count: block.rowCount)
      let rows = parts[.train] ?? []
      try targets.add(block, rows: rows)
      words.add(block)
      try features.add(try transform.apply(block), rows: rows)
    }
    try check(digest, splitter)
    let target = try targets.finish()
    try words.finish()
    return (Preprocessing(try features.finish(), target, config), digest)
  }
}

extension StreamedData {
  /// Data that has been gone through once, so that its errors and its size are known.
  fileprivate static func checked(
    _ files: Files, _ preprocessing: Preprocessing, _ part: DataPart, _ splitter: RowSplitter,
    shuffleBuffer: Int
  ) throws(DataError) -> StreamedData {
    let data = StreamedData(
      files, preprocessing, part, splitter, count: 0, shuffleBuffer: shuffleBuffer)
    let reader = SampleReader(data)
    var count = 0
    while let piece = try reader.next() { count += piece.count }
    if count == 0 {
      // The fitting of a table's encoders has counted its parts.
      guard case .images(let images, _) = files else {
        preconditionFailure("no row of \(data.file) is in the \(part) part")
      }
      throw DataError(
        .splitTooSmall(part, fraction: splitter.fraction(of: part), rows: images.count),
        file: data.file)
    }
    return StreamedData(
      files, preprocessing, part, splitter, count: count, shuffleBuffer: shuffleBuffer)
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
    if !needTargets || preprocessing.predictsInput { return .images(images, targets: nil) }
    guard let labelsPath else { throw DataError(.labelsNeeded, file: path) }
    let labels = try IDXSamples.labels(labelsPath, count: images.count, images: path)
    return .images(
      images, targets: try preprocessing.target.encode(labels: labels, file: labelsPath))
  }
}
