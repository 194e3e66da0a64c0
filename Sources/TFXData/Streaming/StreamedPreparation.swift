import TFXCore

extension PreparedData {
  /// Goes through files to fit the encoders and to find every error; the samples are not kept.
  static func stream(
    _ config: DataConfig, _ kind: TargetKind, seed: UInt64
  ) throws(DataError) -> PreparedData {
    let splitter = RowSplitter(
      validation: config.validationSplit, test: config.testSplit, seed: seed)
    let buffer = config.shuffleBuffer ?? DataConfig.defaultShuffleBuffer
    let source: StreamedData.Files
    let preprocessing: Preprocessing
    switch config.train {
    case .file, .files:
      let table = try StreamedTable(
        config.train.paths, config.train.options(config.csvOptions))
      preprocessing = try table.fit(config, kind, splitter)
      source = .table(table)
    case .idx, .archive, .folder:
      (source, preprocessing) = try StreamedData.Files.fit(config, kind, splitter, seed: seed)
    }

    let part = { (part: DataPart) throws(DataError) in
      try StreamedData.checked(source, preprocessing, part, splitter, shuffleBuffer: buffer)
    }
    let other = {
      (source: DataSource?, split: DataPart) throws(DataError) -> StreamedData? in
      guard let source = source?.complete(config.csvOptions) else {
        return splitter.fraction(of: split) > 0 ? try part(split) : nil
      }
      return try StreamedData.checked(
        try StreamedData.Files(source, preprocessing, needTargets: true), preprocessing, .train,
        RowSplitter(validation: 0, test: 0, seed: seed), shuffleBuffer: buffer)
    }
    return PreparedData(
      train: try part(.train), validation: try other(config.validation, .validation),
      test: try other(config.test, .test), preprocessing: preprocessing)
  }
}

extension StreamedTable {
  /// Fits all encoders to the training rows, in one pass. Columns are taken for numbers until a text
  /// comes, and then read again from the start.
  fileprivate func fit(
    _ config: DataConfig, _ kind: TargetKind, _ splitter: RowSplitter
  ) throws(DataError) -> Preprocessing {
    guard let target = config.target else { throw DataError(.noTarget, file: header.file) }
    let transform = TableTransform(config.features)
    var textColumns = TextColumns(config.features?.textColumns ?? [], id: config.id)
    do throws(DataError) {
      while true {
        let fitted = try fit(config, target, kind, splitter, transform, &textColumns)
        if let fitted { return fitted }
      }
    } catch {
      if !error.all.contains(where: \.hasLikes) { throw error }
      throw try all(like: error, transform, textColumns)
    }
  }

  /// All mistakes that are like those of `error`, for which the files are gone through once more.
  private func all(
    like error: DataError, _ transform: TableTransform, _ textColumns: TextColumns
  ) throws(DataError) -> DataError {
    var mistakes = Mistakes()
    for error in error.all where !error.hasLikes { mistakes.add(error) }
    var blocks = try blocks(textColumns: textColumns)
    while let (block, _) = try blocks.next() {
      try transform.apply(block).addMistakes(like: error, to: &mistakes)
    }
    return mistakes.error ?? error
  }

  /// Nil if a column turned out to be of texts, which `textColumns` then has too.
  private func fit(
    _ config: DataConfig, _ target: TargetConfig, _ kind: TargetKind, _ splitter: RowSplitter,
    _ transform: TableTransform, _ textColumns: inout TextColumns
  ) throws(DataError) -> Preprocessing? {
    var counts: [DataPart: Int] = [:]
    var targets = TargetFitter(target, kind)
    var words = transform.wordCheck()
    var features = FeatureFitter(
      config.features, of: header.names,
      excluding: target.columns(among: header.names)
        + [config.id, config.sampleWeight, header.rowNames].compactMap { $0 })
    var blocks = try blocks(textColumns: textColumns)
    while let (block, first) = try blocks.next() {
      let texts = block.columns.filter { !$0.isNumeric && !textColumns.contains($0.name) }
      if !texts.isEmpty {
        textColumns.add(texts.map(\.name))
        return nil
      }
      for part in [DataPart.validation, .test] {
        let rows = splitter.rows(of: part, from: first, count: block.rowCount)
        counts[part, default: 0] += rows.count
      }
      let rows = splitter.rows(of: .train, from: first, count: block.rowCount)
      counts[.train, default: 0] += rows.count
      try targets.add(block, rows: rows)
      words.add(block)
      try features.add(try transform.apply(block), rows: rows)
    }
    for part in [DataPart.test, .validation, .train] where counts[part] == 0 {
      let fraction = splitter.fraction(of: part)
      if fraction == 0 { continue }
      throw DataError(
        .splitTooSmall(part, fraction: fraction, rows: counts.values.reduce(0, +)),
        file: header.file)
    }
    var mistakes = Mistakes()
    var encoder: TargetEncoder?
    do throws(DataError) {
      encoder = try targets.finish()
    } catch {
      if !error.hasLikes { throw error }
      mistakes.add(error)
    }
    try words.finish()
    let inputs = mistakes.catching { () throws(DataError) in try features.finish() }
    try mistakes.throwIfAny()
    guard let encoder, let inputs else { preconditionFailure("no encoder, but no mistake") }
    return Preprocessing(inputs, encoder, config)
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
    var mistakes = Mistakes()
    while true {
      do throws(DataError) {
        guard let piece = try reader.next() else { break }
        count += piece.count
      } catch {
        // Rows of further blocks may have mistakes too.
        if error.tableRow == nil { throw error }
        mistakes.add(error)
      }
    }
    try mistakes.throwIfAny()
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
    switch preprocessing.format {
    case .csv:
      self = .table(
        try StreamedTable(source.csvPaths, source.options(preprocessing.csv)))
    case .idx:
      let (inputs, labels) = preprocessing.arrays(source)
      self = try .images(
        try StreamedImages(inputs.path, array: inputs.name), labels, preprocessing, needTargets)
    case .folder:
      let needLabels = needTargets && !preprocessing.predictsInput
      let files = try preprocessing.imageFiles(source, needLabels: needLabels)
      self = try .images(
        files, preprocessing.imageForm, preprocessing, needLabels: needLabels)
    }
  }

  /// Fits targets to the training part of samples.
  fileprivate static func fit(
    _ config: DataConfig, _ kind: TargetKind, _ splitter: RowSplitter, seed: UInt64
  ) throws(DataError) -> (StreamedData.Files, Preprocessing) {
    let images: StreamedImages
    var labels: Tensor?
    var names: [String]?
    var labelsFile: String
    if case .folder(let options) = config.train {
      // In the order of their folders, neighbours would be of one class.
      let sorted = try ImageFiles(classesIn: options.folder)
      let files = sorted.shuffled(seed: seed)
      images = StreamedImages(files, try sorted.form(options))
      (labels, names, labelsFile) = (Tensor(files.labels), files.classNames, files.folder)
    } else {
      let (inputs, place) = config.train.arrays
      images = try StreamedImages(inputs.path, array: inputs.name)
      labelsFile = place?.path ?? inputs.path
      if !config.predictsInput {
        guard let place else { throw DataError(.labelsNeeded, file: inputs.path) }
        labels = try Samples.labels(place, count: images.count, images: inputs.path)
      }
    }
    let encoder: TargetEncoder
    var targets: Tensor?
    if let labels, !config.predictsInput {
      let rows = splitter.rows(of: .train, from: 0, count: images.count)
      encoder = try TargetEncoder.fit(
        labels: splitter.isWhole ? labels : labels.gathering(rows), names: names,
        file: labelsFile, kind: kind)
      targets = try encoder.encode(labels: labels, file: labelsFile)
    } else {
      encoder = try TargetEncoder.ofInputs(kind, file: images.file)
    }
    return (
      .images(images, targets: targets),
      Preprocessing(sampleShape: images.sampleShape, encoder, config.train)
    )
  }

  private static func images(
    _ images: StreamedImages, _ labels: Samples.ArrayPlace?, _ preprocessing: Preprocessing,
    _ needTargets: Bool
  ) throws(DataError) -> StreamedData.Files {
    if images.sampleShape != preprocessing.sampleShape {
      throw DataError(
        .wrongImageShape(found: images.sampleShape, expected: preprocessing.sampleShape),
        file: images.file, column: 5)
    }
    if !needTargets || preprocessing.predictsInput { return .images(images, targets: nil) }
    guard let labels else { throw DataError(.labelsNeeded, file: images.file) }
    let found = try Samples.labels(labels, count: images.count, images: images.file)
    return .images(
      images, targets: try preprocessing.target.encode(labels: found, file: labels.path))
  }

  private static func images(
    _ files: ImageFiles, _ form: ImageForm, _ preprocessing: Preprocessing, needLabels: Bool
  ) throws(DataError) -> StreamedData.Files {
    let images = StreamedImages(files, form)
    if !needLabels { return .images(images, targets: nil) }
    return .images(
      images,
      targets: try preprocessing.target.encode(labels: Tensor(files.labels), file: files.folder))
  }
}
