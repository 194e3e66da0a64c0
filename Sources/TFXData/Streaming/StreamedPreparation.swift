import TFXCore

extension PreparedData {
  /// Goes through files to fit the encoders and to find every error; the samples are not kept.
  ///
  /// - Parameter outline: What another process has found; then nobody goes through the files.
  static func stream(
    _ config: DataConfig, _ kind: TargetKind, seed: UInt64, _ known: Preprocessing?,
    _ outline: Outline? = nil
  ) throws(DataError) -> PreparedData {
    let kind = config.target?.kind(for: kind) ?? kind
    let seed = config.seed ?? seed
    let splitter: RowSplitter
    let buffer = config.shuffleBuffer ?? DataConfig.defaultShuffleBuffer
    let source: StreamedData.Files
    let preprocessing: Preprocessing
    var columns: FittedColumns?
    var digest = SplitDigest()
    switch config.train {
    case .file, .files:
      let table = try StreamedTable(config.train.paths, config.train.options(config.csvOptions))
      splitter = try config.rowSplitter(
        config.target?.columns(among: table.header.names) ?? [], kind, file: table.header.file,
        seed: seed)
      if let outline {
        preprocessing = outline.preprocessing
      } else {
        (preprocessing, columns, digest) = try table.fit(config, kind, splitter, known)
      }
      source = .table(table)
    case .idx, .archive, .folder:
      splitter = try config.rowSplitter([], kind, file: config.train.paths[0], seed: seed)
      (source, preprocessing) = try StreamedData.Files.fit(
        config, kind, splitter, seed: seed, known, &digest)
    }

    var classes = ClassPresence()
    var missingShares: [DataPart: [Double]] = [:]
    func checked(_ data: StreamedData, _ part: DataPart) throws(DataError) -> StreamedData {
      if outline != nil { return data }
      let (checked, drift) = try data.checked { classes.add($0, of: part, preprocessing.target) }
      if part != .train { missingShares[part] = drift.missingShares }
      return checked
    }
    func part(_ part: DataPart) throws(DataError) -> StreamedData {
      let data = StreamedData(
        source, preprocessing, part, splitter, count: outline?.count(of: part) ?? 0,
        shuffleBuffer: buffer)
      return try checked(data, part)
    }
    func other(_ other: DataSource?, _ split: DataPart) throws(DataError) -> StreamedData? {
      guard let source = other?.complete(config.csvOptions) else {
        return splitter.fraction(of: split) > 0 ? try part(split) : nil
      }
      let data = StreamedData(
        try StreamedData.Files(source, preprocessing, needTargets: true), preprocessing, .train,
        .whole, count: outline?.count(of: split) ?? 0, shuffleBuffer: buffer)
      return try checked(data, split)
    }
    var data = PreparedData(
      train: try part(.train), validation: try other(config.validation, .validation),
      test: try other(config.test, .test), preprocessing: preprocessing)
    data.columns = columns
    data.missingShares = missingShares
    data.split = outline.map(\.split) ?? digest.fingerprint
    data.notices = classes.notices(preprocessing.target)
    return data
  }
}

extension PreparedData.Outline {
  fileprivate func count(of part: DataPart) -> Int? {
    switch part {
    case .train: train
    case .validation: validation
    case .test: test
    }
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
    var plan = FeaturePlan(
      try config.features(among: header.names, rowNames: header.rowNames, file: header.file))
    var textColumns = config.textColumns(known)
    do throws(DataError) {
      while true {
        var found: [String] = []
        let fitted = try fit(config, target, kind, splitter, plan, textColumns, &found, known)
        if let fitted { return fitted }
        textColumns.add(found)
        if known == nil, plan.needsRecognition(found) { try recognize(&plan, &textColumns) }
      }
    } catch {
      throw try all(with: error, target, kind, TableTransform(plan.features), textColumns)
    }
  }

  /// `error` with rows that have no target, if that is a mistake, and with all mistakes that are like it:
  /// the files are gone through once more.
  private func all(
    with error: DataError, _ target: TargetConfig, _ kind: TargetKind, _ transform: TableTransform,
    _ textColumns: TextColumns
  ) throws(DataError) -> DataError {
    let hasLikes = error.all.contains(where: \.hasLikes)
    var asksForTargets = target.hasMissing && target.missing == .error
    if case .missingTarget = error.kind { asksForTargets = false }
    if !asksForTargets && !hasLikes { return error }
    var missing = MissingTargets(target.columns(among: header.names), kind)
    var likes = Mistakes()
    var blocks = try blocks(textColumns: textColumns)
    while let (block, _) = try blocks.next() {
      if asksForTargets {
        try missing.add(try target.transformed(block), rows: Array(0..<block.rowCount))
      }
      if hasLikes { try transform.apply(block).addMistakes(like: error, to: &likes) }
    }
    var mistakes = Mistakes()
    mistakes.catching(missing.finish)
    for error in error.all where !error.hasLikes { mistakes.add(error) }
    mistakes.add(likes, below: 0)
    return mistakes.error ?? error
  }

  /// Goes through all rows to find out what undeclared texts are. Those that only turn up on the way
  /// are counted among numbers until then.
  private func recognize(
    _ plan: inout FeaturePlan, _ textColumns: inout TextColumns
  ) throws(DataError) {
    var recognizer = plan.recognizer
    var blocks = try blocks(textColumns: textColumns)
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
    var blocks = try blocks(textColumns: textColumns)
    while let (block, first) = try blocks.next() {
      let texts = block.columns.filter { !$0.isNumeric && !textColumns.contains($0.name) }
      if !texts.isEmpty {
        found = texts.map(\.name)
        return nil
      }
      let targetTable = try target.transformed(block)
      let parts = try draw.parts(of: block, targets: targetTable, from: first)
      digest.add(parts)
      var (rows, targetRows) = ([Int](), [Int]())
      for part in [DataPart.validation, .test, .train] {
        rows = parts.rows(of: part)
        targetRows = target.hasMissing ? try missing.add(targetTable, rows: rows) : rows
        if target.missing == .drop { rows = targetRows }
        counts[part, default: 0] += rows.count
      }
      if known != nil { continue }
      try targets.add(targetTable, rows: targetRows)
      words.add(block)
      try features.add(try transform.apply(block), rows: rows)
    }
    try missing.requireAny()
    var mistakes = Mistakes()
    if target.missing == .error { mistakes.catching(missing.finish) }
    if known != nil { try mistakes.throwIfAny() }
    for part in [DataPart.test, .validation, .train] where counts[part] == 0 {
      let fraction = splitter.fraction(of: part)
      if fraction == 0 { continue }
      throw DataError(
        .splitTooSmall(part, fraction: fraction, rows: counts.values.reduce(0, +)),
        file: header.file)
    }
    if let known { return (known, nil, digest) }
    var encoder: TargetEncoder?
    do throws(DataError) {
      encoder = try targets.finish()
    } catch {
      if !error.hasLikes, mistakes.isEmpty { throw error }
      mistakes.add(error)
    }
    try words.finish()
    let columns = mistakes.catching { () throws(DataError) in try features.finish() }
    try mistakes.throwIfAny()
    guard let encoder, let columns else { preconditionFailure("no encoder, but no mistake") }
    return (
      Preprocessing(columns.encoder, encoder, config), columns.noting(encoder, header.code(of:)),
      digest
    )
  }
}

extension StreamedData {
  /// The same, gone through once, so that its errors and its size are known, and what is not like the
  /// training part; `look` sees its targets.
  fileprivate func checked(
    _ look: (Tensor?) -> Void
  ) throws(DataError) -> (data: StreamedData, drift: Drift) {
    let reader = SampleReader(self)
    var count = 0
    do throws(DataError) {
      while let piece = try reader.next() {
        count += piece.count
        look(piece.targets)
      }
    } catch {
      throw reader.mistakes(from: error)
    }
    if count == 0 {
      // The fitting of a table's encoders has counted its parts.
      guard case .images(let images, _) = files else {
        preconditionFailure("no row of \(file) is in the \(part) part")
      }
      throw DataError(
        .splitTooSmall(part, fraction: splitter.fraction(of: part), rows: images.count),
        file: file)
    }
    let checked = StreamedData(
      files, preprocessing, part, splitter, count: count, shuffleBuffer: shuffleBuffer)
    return (checked, reader.drift)
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
    _ config: DataConfig, _ kind: TargetKind, _ splitter: RowSplitter, seed: UInt64,
    _ known: Preprocessing?, _ digest: inout SplitDigest
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
      let classes =
        splitter.rule == .number ? nil : try TargetEncoder.classNumbers(labels, file: labelsFile)
      let parts = splitter.parts(ofImages: images.count, classes: classes)
      digest.add(parts)
      if let known {
        encoder = known.target
      } else {
        encoder = try TargetEncoder.fit(
          labels: splitter.isWhole ? labels : labels.gathering(parts.rows(of: .train)),
          names: names, file: labelsFile, kind: kind)
      }
      targets = try encoder.encode(labels: labels, file: labelsFile)
    } else {
      digest.add((0..<images.count).map { splitter.part(of: $0) })
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
