import TFXCore

extension DataError {
  /// A way to mend it.
  public var help: String? {
    switch kind {
    case .notFound:
      "a path in a configuration starts at the configuration's directory, any other where you are"
    case .empty: "a CSV file has a header line with the names of the columns, then the rows"
    case .binary(.some): "unpack or convert it to plain CSV in UTF-8 first"
    case .binary(nil): "if it is UTF-16, write 'encoding: utf16' under 'data'"
    case .invalidUTF8:
      "if it is Latin-1 or Windows-1252, write 'encoding: latin1' under 'data'; or convert the file "
        + "to UTF-8"
    case .inflatesTooFar: "write 'streaming: true' to read it in pieces"
    case .repeatedHeader: "take the line out"
    case .wrongColumnCount: "name every column"
    case .raggedRow: "put quotes around a field that holds the delimiter or a line break"
    case .unterminatedQuote: "inside quotes, write a quote as two: \"\""
    case .textAfterQuote: "quote the whole field, and write a quote inside it as two: \"\""
    case .unnamedColumn:
      "name every column in the first line; if the names stand further down, write 'skip_rows' "
        + "under 'data'"
    case .titleLine(_, _, let lines):
      "if the names stand further down, write 'skip_rows: \(lines)' under 'data'"
    case .repeatedColumn: "give every column a name of its own"
    case .missingColumns(let names, let known):
      DataError.suggestion(for: names, among: known) + "the columns are: \(DataError.list(known))"
    case .noFeatures: "a data set needs at least one column beside the target and the id"
    case .missingValue(let fills, let word): DataError.help(fills, word)
    case .expectedNumber(let found, let mostAreNumbers, let isShifted):
      if isShifted {
        "the training part has numbers in this column, and this data has none: is it the right one?"
      } else if let step = DataError.numberStep(found) {
        "write 'transform: \(step)' under 'features'"
      } else if mostAreNumbers {
        "other values here are numbers; " + DataError.helpAmongOthers(found)
      } else {
        "write a missing value as NA or leave the field empty"
      }
    case .numberTooLarge: "scale the column, or use 'normalize: zscore'"
    case .noValues: "leave the column out of 'features', or fill it with a number"
    case .fillNeedsNumbers: "use 'missing: category' or 'missing: most_frequent'"
    case .fillNeedsCategories: "use 'missing: mean', median, zero or a number"
    case .tooManyCategories, .nearlyUnique:
      "leave it out with 'exclude: [\(columnName ?? "…")]', or write 'id: \(columnName ?? "…")' if it "
        + "names the rows; for sentences write 'encode: text', for dates 'encode: date' with their 'format', "
        + "for categories 'encode: embedding' or "
        + "'transform: {hash_bucket: 100}' under 'features'"
    case .strangerToOrder(_, let order): "the order is \(DataError.list(order))"
    case .expectedDate(let found, let format, let most):
      if most {
        "other values here are dates; " + DataError.helpAmongOthers(found)
      } else if let usual = DateFormat.usual.first(where: { $0.instant(of: found) != nil }) {
        usual.text.map { "write 'format: \"\($0)\"'" } ?? "leave out 'format'"
      } else if format == nil {
        "such as 2020-01-31 or 2020-01-31 12:30:00, in years from 1 to 9999; say how other dates are "
          + "written with 'format'"
      } else {
        "years go from 1 to 9999; write a missing value as NA"
      }
    case .ambiguousColumn(_, let readings):
      "write under 'features' which it is: " + readings.joined(separator: " or ")
    case .severalCurrencies:
      "bring all to one, or write 'transform: to_number' under 'features' to take the numbers alone"
    case .unknownCategory(_, let known):
      "known: \(DataError.list(known)); 'encode: one_hot' allows others"
    case .stepNeedsText(let step):
      "take '\(step)' out; to make the numbers categories, write 'encode: one_hot'"
    case .stepNeedsNumber:
      "begin with 'to_number' to read texts such as '$1,200'; write a missing value as NA"
    case .noNumberInText(_, let found) where DataError.isDecimalComma(found):
      "if the comma stands before the fraction, write {to_number: {decimal: \",\"}}"
    case .noNumberInText:
      "take other characters out before it with 'regex_replace'; write a missing value as NA"
    case .numberTooSmall("log", bound: _, found: 0): "use 'log1p' where values may be 0"
    case .numberTooSmall: "put 'clip' before it, or take out the row"
    case .noTarget: "name it as 'target'"
    case .missingTarget(let count, let rows, nil) where count == rows && rows > 1: nil
    case .missingTarget(_, _, let word):
      "leave such rows out with 'target: {column: \(columnName ?? "…"), missing: drop}'"
        + (word.map { "; " + DataError.help(keeping: $0, "a class") } ?? "")
    case .targetTooSmall("log", bound: _, found: 0): "use 'log1p' where values may be 0"
    case .targetTooSmall: "take out the row, or the step"
    case .targetOption(_, isForClasses: true): "use a loss for classes, or take it out"
    case .targetOption: "use a regression loss such as mse, or take it out"
    case .optionOfInput("window"): "name the column to predict"
    case .optionOfInput: "change the features, which are the target"
    case .cannotBeCategorical: "use the loss categorical_crossentropy, or take it out"
    case .labelsNeedBinary: "use the loss binary_crossentropy"
    case .classOutsideOrder(_, let order): "the order is \(DataError.list(order))"
    case .orderNeeded(let found):
      "write 'order: […]' under 'target', from low to high, with \(DataError.list(found))"
    case .notALabel: "for a column of classes name it alone, for numbers use a loss such as mse"
    case .severalColumnsOfClasses:
      "for labels of 0 and 1 use the loss binary_crossentropy, for numbers one such as mse"
    case .inputNeedsNumbers: "use a loss such as mse or mae"
    case .wrongWeight: "0 leaves a row out of the loss"
    case .unknownClass(_, let known, let isFromSplit):
      "known: \(DataError.list(known))"
        + (isFromSplit ? "; 'stratify: true' puts each class into every part" : "")
    case .textAmongNumbers:
      "if it is a class, write 'target: {column: \(columnName ?? "…"), type: classification}'"
    case .fractionalClass, .tooManyClasses:
      "for numbers as targets use a regression loss such as mse"
    case .wrongClassCount(let found, true) where found.count > 2:
      "for more classes use the loss sparse_categorical_crossentropy"
    case .targetNeedsNumbers(_, mostAreNumbers: true): "take out the row, or mend it"
    case .targetNeedsNumbers: "for classes use the loss sparse_categorical_crossentropy"
    case .wrongTargetType(.ordinal):
      "use the loss binary_crossentropy; 'order' alone keeps the classes apart"
    case .wrongTargetType(.regression):
      "use a regression loss such as mse, or 'type: classification'"
    case .wrongTargetType(.classification):
      "use a loss for classes such as sparse_categorical_crossentropy, or 'type: regression'"
    case .cannotStratify: "leave out 'stratify'"
    case .wrongMagic: "IDX is the format of MNIST's files, gzipped or not"
    case .imagesAreAVector: "are 'images' and 'labels' swapped?"
    case .labelsAreNotAVector: "are 'images' and 'labels' swapped?"
    case .labelOutOfRange, .labelTooLarge, .negativeLabel:
      "labels are class numbers that count from 0"
    case .noArray: "write {file: …, images: NAME, labels: NAME}"
    case .notAnArchive: "write {images: path, labels: path} for .npy files"
    case .cannotStream: "leave out 'streaming', or save it by numpy.save in C order"
    case .noImages: "a folder of images has a folder for each class in it"
    case .otherImageFormat: "convert them to PNG or JPEG"
    case .wrongImageSize: "write 'resize: [height, width]' to bring all images to one size"
    case .brokenImage: "mend the file, or take it out"
    case .foldersAreClasses: "use a loss for classes such as sparse_categorical_crossentropy"
    case .labelsNeeded: "name both files: {images: …, labels: …}"
    case .cannotAugment(_, _, .colors):
      "random_brightness, random_contrast and random_gamma take any number of channels"
    case .cannotAugment(_, _, .squares): "random_flip takes images of any shape"
    case .splitTooSmall: "give more rows or other fractions"
    case .windowTooLong: "take a smaller 'length' or 'horizon', or give more rows"
    case .sameTime(_, _, nil): "name the column that tells the series apart: 'by' of the window"
    case .sameTime: "a series has one row for each time"
    case .cannotResample(let option): "leave out '\(option)'"
    case .tooFewGroups: "give more groups or other fractions"
    case .ambiguousTime(_, let formats):
      "write beside 'order' which it is: "
        + formats.map { "'format: \"\($0)\"'" }.joined(separator: " or ")
    case .missingGroup, .missingOrder: "take out the row, or fill the field"
    case .notInOrder(_, let first):
      (first.map { "the first is \(DataError.quoted($0)); " }
        ?? "say how dates are written with 'format' beside 'order'; ")
        + "or put the rows in order and leave the column out, which takes the order of the file"
    default: nil
    }
  }

  /// What to write for missing values that may be filled so; `word` is how they are written.
  private static func help(_ fills: Fills, _ word: String?) -> String {
    let help =
      switch fills {
      case .numbers:
        "fill it with 'missing: mean' (or median, zero, a number) under 'features', or take out "
          + "the row"
      case .dates:
        "fill it with 'missing: mean' or 'missing: median' under 'features', or take out the row"
      case .categories: "use 'missing: category' or 'missing: most_frequent' under 'features'"
      case .knownCategories: "use 'missing: most_frequent' under 'features', or take out the row"
      }
    return help + (word.map { "; " + self.help(keeping: $0, "a category") } ?? "")
  }

  /// What to write of a text among numbers or dates.
  private static func helpAmongOthers(_ found: String) -> String {
    let mayBeMissing = found.utf8.count <= 12 && !found.utf8.contains { (49...57).contains($0) }
    let word = found.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return
      (mayBeMissing
      ? "if \(quoted(found)) means a missing value, write 'missing_values: [\"\(word)\"]' under 'data'"
      : "write a missing value as NA")
      + "; if they are categories, write 'encode: one_hot' under 'features'"
  }

  /// What to write if a word that means a missing value is one.
  private static func help(keeping word: String, _ noun: String) -> String {
    "if \(word) is \(noun), write 'keep_text: [\(word)]'"
  }

  /// For one missing name the one that was most likely meant.
  private static func suggestion(for names: [String], among known: [String]) -> String {
    guard names.count == 1, let found = Spelling.suggestion(for: names[0], among: known)
    else { return "" }
    return found + " "
  }

  /// The step that reads a number as people write it; nil for what is none.
  private static func numberStep(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    if MessyNumber(decimal: ".").value(of: bytes) != nil { return "to_number" }
    return MessyNumber(decimal: ",").value(of: bytes) == nil ? nil : "{to_number: {decimal: \",\"}}"
  }

  private static func isDecimalComma(_ text: String) -> Bool {
    text.contains(",") && DecimalParser.parse(text.replacing(",", with: ".")) != nil
  }
}
