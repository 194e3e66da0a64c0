public import TFXCore

extension FeatureOptions {
  public func problems() -> [FieldProblem] {
    kindProblems() + encodingProblems() + transformProblems() + textProblems() + dateProblems()
  }

  /// Options for numbers with options for categories.
  private func kindProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    let areDates = encode == .date
    if encode != nil, !areDates, encode != .ordinal, let normalize {
      problems.append(
        FieldProblem(
          "normalize", "'normalize: \(normalize.rawValue)' is for numbers, 'encode' for categories",
          help: "give one of them"))
    }
    for (field, isGiven) in [("clip", clip != nil), ("smooth_clip", smoothClip != nil)] {
      if !isGiven || encode == nil || areDates { continue }
      problems.append(
        FieldProblem(
          field, "'\(field)' is for numbers, 'encode' for categories", help: "take it out"))
    }
    if clip != nil, smoothClip != nil {
      problems.append(
        FieldProblem(
          "smooth_clip", "'clip' and 'smooth_clip' both bring numbers into a range",
          help: "keep one of them"))
    }
    if let missing, encode != nil, !areDates, missing.isForNumbers {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for numbers, 'encode' for categories",
          help: "use category, most_frequent or error"))
    }
    if let missing, normalize != nil, encode != .ordinal, missing.isForCategories {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for categories, 'normalize' for numbers",
          help: "use mean, median, zero, a number or error"))
    }
    return problems
  }

  /// Options of one encoding for another one.
  private func encodingProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if dimension != nil, encode != .embedding {
      problems.append(
        FieldProblem(
          "dimension", "'dimension' is for columns that are embedded",
          help: "write 'encode: embedding', or leave it out"))
    }
    guard encode == .ordinal else {
      if order != nil {
        problems.append(
          FieldProblem(
            "order", "'order' is for categories that have one",
            help: "write 'encode: ordinal', or leave it out"))
      }
      return problems
    }
    guard let order else {
      return problems + [
        FieldProblem(
          "encode", "'encode: ordinal' needs 'order'", help: "write order: [low, medium, high]")
      ]
    }
    var seen: Set<ExactText> = []
    if order.count < 2 {
      problems.append(
        FieldProblem("order", "'order' needs at least 2 categories, found \(order.count)"))
    }
    for name in order where !seen.insert(ExactText(name)).inserted {
      problems.append(FieldProblem("order", item: name, "'\(name)' stands in 'order' twice"))
    }
    if missing == .category {
      problems.append(
        FieldProblem(
          "missing", "'missing: category' has no place in 'order'",
          help: "use most_frequent or error"))
    }
    if let transform, transform.output != .text {
      problems.append(
        FieldProblem(
          "encode",
          "'encode: ordinal' is for texts, but '\(transform.lastKind)' gives "
            + transform.output.noun, help: "leave one of them out"))
    }
    return problems
  }

  /// Options of dates for what is none.
  private func dateProblems() -> [FieldProblem] {
    guard encode == .date else {
      if dates == DateOptions() { return [] }
      return [
        FieldProblem(
          "encode", "'parts', 'cyclic', 'one_hot' and 'format' are for dates",
          help: "write 'encode: date', or leave them out")
      ]
    }
    var problems = dates.problems()
    switch missing {
    case .zero, .number, .category, .mostFrequent:
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing?.description ?? "")' is not for dates",
          help: "use mean, median or error"))
    case nil, .error, .mean, .median: break
    }
    if let transform, transform.output != .text {
      problems.append(
        FieldProblem(
          "encode",
          "'encode: date' is for texts, but '\(transform.lastKind)' gives "
            + transform.output.noun, help: "leave one of them out"))
    }
    return problems
  }

  /// Options of texts for what is none.
  private func textProblems() -> [FieldProblem] {
    guard encode == .text else {
      if text == TextOptions() { return [] }
      return [
        FieldProblem(
          "encode",
          "'max_tokens', 'length', 'standardize', 'split', 'ngrams' and 'output_mode' are for "
            + "texts",
          help: "write 'encode: text', or leave them out")
      ]
    }
    var problems = text.problems()
    if let missing {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is not for texts: a missing one has no words",
          help: "leave it out"))
    }
    if let transform, transform.output != .text {
      problems.append(
        FieldProblem(
          "encode",
          "'encode: text' is for texts, but '\(transform.lastKind)' gives "
            + transform.output.noun, help: "leave it out"))
    }
    return problems
  }

  /// Options for another kind of column than the transform gives.
  private func transformProblems() -> [FieldProblem] {
    guard let transform else { return [] }
    var problems: [FieldProblem] = []
    let isNumbers = transform.output == .numbers
    let given = "'\(transform.lastKind)' gives \(transform.output.noun)"
    if let normalize, !isNumbers, encode != .date {
      problems.append(
        FieldProblem(
          "normalize", "'normalize: \(normalize.rawValue)' is for numbers, but \(given)",
          help: transform.output == .text ? "end 'transform' with 'to_number'" : "take it out"))
    }
    if let missing, missing.isForNumbers, !isNumbers, encode == nil {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for numbers, but \(given)",
          help: "use category, most_frequent or error"))
    }
    if let missing, missing.isForCategories, isNumbers, encode == nil, normalize == nil {
      problems.append(
        FieldProblem(
          "missing", "'missing: \(missing)' is for categories, but \(given)",
          help: "use mean, median, zero, a number or error"))
    }
    return problems
  }
}
