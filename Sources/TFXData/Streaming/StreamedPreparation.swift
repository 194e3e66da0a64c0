import TFXCore

extension PreparedData {
  /// Goes through files to fit the encoders and to find every error; the samples are not kept.
  static func stream(
    _ config: DataConfig, _ kind: TargetKind, seed: UInt64, _ known: Preprocessing?
  ) throws(DataError) -> PreparedData {
    let kind = config.target?.kind(for: kind) ?? kind
    let seed = config.seed ?? seed
    let splitter: RowSplitter
    let buffer = config.shuffleBuffer ?? DataConfig.defaultShuffleBuffer
    let files: StreamedData.Files
    let preprocessing: Preprocessing
    var columns: FittedColumns?
    var digest = SplitDigest()
    switch config.train {
    case .file(let path):
      let table = try StreamedTable(path, delimiter: config.delimiterCharacter)
      splitter = try config.rowSplitter(
        config.target?.columns(among: table.header.names) ?? [], kind, file: table.header.file,
        seed: seed)
      (preprocessing, columns, digest) = try table.fit(config, kind, splitter, known)
      files = .table(table)
    case .idx(let imagesPath, let labelsPath):
      let images = try StreamedImages(imagesPath)
      splitter = try config.rowSplitter([], kind, file: imagesPath, seed: seed)
      if config.predictsInput {
        digest.add((0..<images.count).map { splitter.part(of: $0) })
        preprocessing = Preprocessing(
          sampleShape: images.sampleShape,
          try TargetEncoder.ofInputs(kind, file: imagesPath))
        files = .images(images, targets: nil)
        break
      }
      guard let labelsPath else { throw DataError(.labelsNeeded, file: imagesPath) }
      let labels = try IDXSamples.labels(labelsPath, count: images.count, images: imagesPath)
      let classes =
        splitter.rule == .number ? nil : try TargetEncoder.classNumbers(labels, file: labelsPath)
      let parts = splitter.parts(ofImages: images.count, classes: classes)
      digest.add(parts)
      let target: TargetEncoder
      if let known {
        target = known.target
      } else {
        target = try TargetEncoder.fit(
          labels: splitter.isWhole ? labels : labels.gathering(parts.rows(of: .train)),
          file: labelsPath, kind: kind)
      }
      preprocessing = Preprocessing(sampleShape: images.sampleShape, target)
      files = .images(images, targets: try target.encode(labels: labels, file: labelsPath))
    }

    var classes = ClassPresence()
    func part(_ part: DataPart) throws(DataError) -> StreamedData {
      try StreamedData.checked(
        files, preprocessing, part, splitter, shuffleBuffer: buffer
      ) { classes.add($0, of: part, preprocessing.target) }
    }
    func other(_ source: DataSource?, _ split: DataPart) throws(DataError) -> StreamedData? {
      guard let source else { return splitter.fraction(of: split) > 0 ? try part(split) : nil }
      return try StreamedData.checked(
        try StreamedData.Files(source, preprocessing, needTargets: true), preprocessing, .train,
        .whole, shuffleBuffer: buffer
      ) { classes.add($0, of: split, preprocessing.target) }
    }
    var data = PreparedData(
      train: try part(.train), validation: try other(config.validation, .validation),
      test: try other(config.test, .test), preprocessing: preprocessing)
    data.columns = columns
    data.split = digest.fingerprint
    data.notices = classes.notices(preprocessing.target)
    return data
  }
}

extension StreamedTable {
  fileprivate typealias Fitted = (
    preprocessing: Preprocessing, columns: FittedColumns?, digest: SplitDigest
  )

  /// Fits all encoders to the training rows, in one pass. Columns are taken for numbers until a text
  /// comes, and then read again from the start; before that, if nobody has said what the texts are,
  /// once to find it out.
  ///
  /// - Parameter known: What was fitted before, and is to be used; the rows are divided all the same.
  fileprivate func fit(
    _ config: DataConfig, _ kind: TargetKind, _ splitter: RowSplitter, _ known: Preprocessing?
  ) throws(DataError) -> Fitted {
    guard let target = config.target else { throw DataError(.noTarget, file: header.file) }
    var plan = FeaturePlan(try config.features(among: header.names, file: header.file))
    var textColumns = config.textColumns(known)
    while true {
      var found: [String] = []
      let fitted = try fit(config, target, kind, splitter, plan, textColumns, &found, known)
      if let fitted { return fitted }
      textColumns.add(found)
      if known == nil, plan.needsRecognition(found) { try recognize(&plan, &textColumns) }
    }
  }

  /// Goes through all rows to find out what undeclared texts are. Those that only turn up on the way
  /// are counted among numbers until then.
  private func recognize(
    _ plan: inout FeaturePlan, _ textColumns: inout TextColumns
  ) throws(DataError) {
    var recognizer = plan.recognizer
    var blocks = blocks(textColumns: textColumns)
    while let (block, _) = try blocks.next() {
      recognizer.add(block)
      textColumns.add(block.columns.filter { !$0.isNumeric }.map(\.name))
    }
    try plan.adopt(recognizer)
  }

  /// Nil if columns turned out to be of texts, which `found` then has.
  private func fit(
    _ config: DataConfig, _ target: TargetConfig, _ kind: TargetKind, _ splitter: RowSplitter,
    _ plan: FeaturePlan, _ textColumns: TextColumns, _ found: inout [String],
    _ known: Preprocessing?
  ) throws(DataError) -> Fitted? {
    let transform = TableTransform(plan.features)
    var counts: [DataPart: Int] = [:]
    var digest = SplitDigest()
    var targets = TargetFitter(target, kind)
    let targetColumns = target.columns(among: header.names)
    var missing = MissingTargets(targetColumns, kind)
    var words = transform.wordCheck()
    var features = plan.fitter(sketchSize: QuantileSketch.streamingSize)
    var draw = PartDraw(splitter)
    var blocks = blocks(textColumns: textColumns)
    while let (block, first) = try blocks.next() {
      let texts = block.columns.filter { !$0.isNumeric && !textColumns.contains($0.name) }
      if !texts.isEmpty {
        found = texts.map(\.name)
        return nil
      }
      let targetTable = try target.transformed(block)
      let parts = try draw.parts(of: block, targets: targetTable, from: first)
      digest.add(parts)
      var rows: [Int] = []
      for part in [DataPart.validation, .test, .train] {
        rows = parts.rows(of: part)
        if target.hasMissing { try missing.add(targetTable, rows: rows) }
        if target.missing == .drop {
          rows = try MissingTargets.present(targetTable, rows: rows, columns: targetColumns, kind)
        }
        counts[part, default: 0] += rows.count
      }
      if known != nil { continue }
      try targets.add(targetTable, rows: rows)
      words.add(block)
      try features.add(try transform.apply(block), rows: rows)
    }
    if target.missing == .error { try missing.finish() }
    try missing.requireAny()
    for part in [DataPart.test, .validation, .train] where counts[part] == 0 {
      let fraction = splitter.fraction(of: part)
      if fraction == 0 { continue }
      throw DataError(
        .splitTooSmall(part, fraction: fraction, rows: counts.values.reduce(0, +)),
        file: header.file)
    }
    if let known { return (known, nil, digest) }
    let target = try targets.finish()
    try words.finish()
    let columns = try features.finish()
    return (Preprocessing(columns.encoder, target, config), columns, digest)
  }
}

extension StreamedData {
  /// Data that has been gone through once, so that its errors and its size are known; `look` sees its
  /// targets.
  fileprivate static func checked(
    _ files: Files, _ preprocessing: Preprocessing, _ part: DataPart, _ splitter: RowSplitter,
    shuffleBuffer: Int, _ look: (Tensor?) -> Void
  ) throws(DataError) -> StreamedData {
    let data = StreamedData(
      files, preprocessing, part, splitter, count: 0, shuffleBuffer: shuffleBuffer)
    let reader = SampleReader(data)
    var count = 0
    while let piece = try reader.next() {
      count += piece.count
      look(piece.targets)
    }
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
