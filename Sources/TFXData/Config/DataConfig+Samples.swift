import TFXCore

// Windows of rows, and the training rows that an epoch takes.

extension DataConfig {
  /// The window with the column that puts its rows in order, which is also that of the split.
  var windowInOrder: WindowConfig? {
    guard var window else { return nil }
    if case .time(let order?, let format) = split {
      window.order = window.order ?? order
      window.format = window.format ?? format
    }
    return window
  }

  /// What is wrong with the window.
  func windowProblems() -> [FieldProblem] {
    guard let window else { return [] }
    var problems: [FieldProblem] = []
    if streaming {
      problems.append(
        FieldProblem(
          "window", "windows need the rows of a series in memory, 'streaming' keeps none",
          help: "leave out one of them"))
    }
    switch splitRule {
    case .random, .stratified:
      problems.append(
        FieldProblem(
          split == nil ? "stratify" : "split",
          "rows by chance are no windows: neighbours would be in different parts",
          help: "leave it out for the last rows, or use {group: column}"))
    case .time(let order?, _) where window.order != nil && window.order != order:
      problems.append(
        FieldProblem(
          "split",
          "the split is in order of '\(order)', the window in that of "
            + "'\(window.order ?? "")'", help: "name one column for both"))
    case .time(_, let format?) where window.format != nil && window.format != format:
      problems.append(
        FieldProblem(
          "split", "the split and the window have two formats for one column",
          help: "write 'format' in the window alone"))
    case .time, .group: break
    }
    return problems
  }

  /// What is wrong with the resampling.
  func resamplingProblems() -> [FieldProblem] {
    let given = [("oversample", oversample != nil), ("undersample", undersample != nil)]
      .filter(\.1).map(\.0)
    guard let option = given.last else { return [] }
    var problems: [FieldProblem] = []
    if given.count == 2 {
      problems.append(
        FieldProblem(
          option, "'oversample' and 'undersample' are both given", help: "leave out one of them"))
    }
    if streaming {
      problems.append(
        FieldProblem(
          option,
          "'\(option)' draws rows from all of the training part, of which 'streaming' keeps "
            + "none", help: "use 'fit.class_weight: balanced' instead"))
    }
    return problems
  }

  /// Training samples with their classes equally many, if that is asked for.
  func resampled(
    _ train: any IndexedSource, _ preprocessing: Preprocessing
  ) throws(DataError) -> any BatchSource {
    guard oversample != nil || undersample != nil else { return train }
    let isOver = oversample != nil
    guard let classes = train.targets.flatMap({ preprocessing.target.classes(of: $0) }) else {
      throw DataError(
        .cannotResample(option: isOver ? "oversample" : "undersample"), file: train.file)
    }
    return ResampledData(train, classes: classes, isOver: isOver)
  }
}
