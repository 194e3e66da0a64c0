public import TFXCore

extension DataError: CustomStringConvertible {
  /// As users read it: `file:row:column: error: column 'age': expected a number, found 'abc'`, and
  /// below it the way to mend it. Of several mistakes, the first few of each kind.
  public var description: String { others.isEmpty ? diagnostic.rendered() : listing }

  /// The error as a diagnostic, for those who collect them.
  public var diagnostic: Diagnostic {
    let about = columnName.map { "column \(DataError.quoted($0)): \(message)" } ?? message
    guard let row else { return Diagnostic(at: nil, "\(file): \(about)", help: help) }
    return Diagnostic(
      at: SourceSpan(file: file, line: row, column: column ?? 1), about, help: help)
  }

  /// The mistake: expected, found.
  public var message: String {
    switch kind {
    case .notFound: "there is no such file"
    case .directory: "expected a file, found a directory"
    case .nothingMatches: "no file has a name like this"
    case .notAFile: "expected a file, found a device"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .tooLarge(let bytes): "\(bytes) bytes do not fit into memory"

    case .empty: "the file is empty"
    case .binary(let kind): "expected CSV text, found \(kind ?? "binary data (a zero byte)")"
    case .invalidUTF8: "expected UTF-8 text, found bytes that are not"

    case .corruptData(let format, let reason):
      "the \(format) data is corrupt: \(reason)"
    case .inflatesTooFar(let limit):
      "the compressed data becomes more than \(limit) bytes"
    case .endlessRecord(let byteCount):
      "expected the end of a record, found none in \(byteCount) bytes"

    case .raggedRow(let expected, let found):
      "expected \(DataError.count(expected, "field")) as in the header, found \(found)"
    case .titleLine(let found, let expected, _):
      "expected the names of \(expected) columns, as the lines below have fields, found "
        + DataError.count(found, "field")
    case .unterminatedQuote: "the quote that opens here is never closed"
    case .textAfterQuote(let found):
      "expected a delimiter or a line end after the closing quote, found \(DataError.quoted(found))"
    case .noRows: "expected rows of data, found none"
    case .unnamedColumn: "the header gives this column no name"
    case .repeatedHeader: "the header is here again, among the rows"
    case .otherColumns(let missing, let further, let file):
      "expected the columns of \(file), "
        + [
          missing.isEmpty ? nil : "missing: \(DataError.list(missing))",
          further.isEmpty ? nil : "further: \(DataError.list(further))",
        ]
        .compactMap { $0 }.joined(separator: "; ")
    case .wrongColumnCount(let expected, let found):
      "'columns' names \(DataError.count(expected, "column")), found "
        + "\(DataError.count(found, "field")) in the first row"
    case .repeatedColumn(let first): "the header has this name already, in column \(first)"

    case .missingColumns(let names, _):
      "there is no column \(names.map(DataError.quoted).joined(separator: ", "))"
    case .noFeatures: "no column is left to be a feature"
    case .missingValue: "the value is missing"
    case .expectedNumber(let found, _, _): "expected a number, found \(DataError.quoted(found))"
    case .numberTooLarge(let found): "\(found) is beyond the range of 32-bit numbers"
    case .noValues: "every value of the training part is missing"
    case .fillNeedsNumbers(let fill): "'missing: \(fill)' needs numbers, found text"
    case .fillNeedsCategories(let fill): "'missing: \(fill)' needs categories, found numbers"
    case .tooManyCategories(let count, let limit):
      "\(count) different texts are more than the \(limit) categories that a column may have"
    case .nearlyUnique(let count, let rows):
      "\(count == rows ? "all \(rows)" : "\(count) of \(rows)") texts are different, so that they "
        + "tell nothing about other rows"
    case .strangerToOrder(let found, _): "\(DataError.quoted(found)) is not in 'order'"
    case .expectedDate(let found, let format, _):
      "expected a date \(format.map { "of the format \($0)" } ?? "of ISO 8601"), found "
        + DataError.quoted(found)
    case .ambiguousColumn(let found, _): "\(DataError.quoted(found)) can be read in several ways"
    case .unknownCategory(let found, _):
      "\(DataError.quoted(found)) is not a category of the training part"

    case .stepNeedsText(let step):
      "'\(step)' is for text, but every value of this column is a number"
    case .stepNeedsNumber(let step, let found):
      "'\(step)' needs a number, found \(DataError.quoted(found))"
    case .noNumberInText(let step, let found):
      "'\(step)' finds no number in \(DataError.quoted(found))"
    case .numberTooSmall(let step, let bound, let found),
      .targetTooSmall(let step, let bound, let found):
      "'\(step)' needs a number above \(Column.text(of: bound)), found \(Column.text(of: found))"

    case .noTarget: "no column is named as the target"
    case .missingTarget(let count, let rows, _):
      rows == 1
        ? "the target is missing"
        : "the target is missing in \(count == rows ? "every one" : "\(count)") of \(rows) rows"
    case .targetOption(let option, let isForClasses):
      "'\(option)' is for \(isForClasses ? "classes" : "numbers"), but the loss is for "
        + (isForClasses ? "numbers" : "classes")
    case .optionOfInput(let option): "'\(option)' cannot be given where the target is the input"
    case .cannotBeCategorical:
      "'encode: to_categorical' makes rows of classes, but the loss takes class numbers"
    case .labelsNeedBinary: "'separator' is for labels, each true or not, but the loss is not"
    case .classOutsideOrder(let found, _):
      "\(DataError.quoted(found)) does not stand in the 'order' of the classes"
    case .orderNeeded: "'type: ordinal' needs the order of the classes"
    case .notALabel(let found):
      "expected 0 or 1, as each of several target columns says, found \(DataError.quoted(found))"
    case .severalColumnsOfClasses: "several target columns cannot be classes of this loss"
    case .inputNeedsNumbers: "'target: input' does not fit a loss for classes"
    case .wrongWeight(let found):
      "expected a weight of 0 or more, found "
        + (found.isEmpty ? "nothing" : DataError.quoted(found))
    case .unknownClass(let found, _, _):
      "the training part has no class \(DataError.quoted(found))"
    case .fractionalClass(let found):
      "expected a class as a text or a whole number, found \(DataError.quoted(found))"
    case .textAmongNumbers(let found):
      "expected a class as a number like most others, found \(DataError.quoted(found))"
    case .tooManyClasses(let count, let limit):
      "\(count) classes are more than the \(limit) that a target may have"
    case .wrongClassCount(let found, let isBinary):
      "expected \(isBinary ? "2 classes" : "at least 2 classes") in the training part, found "
        + (found.isEmpty ? "none" : "\(found.count): \(DataError.list(found))")
    case .targetNeedsNumbers(let found, _):
      "expected a number as the target, found \(DataError.quoted(found))"
    case .wrongTargetType(.ordinal):
      "'type: ordinal' asks of each class but the last whether it is exceeded, which the loss cannot"
    case .wrongTargetType(let type):
      "'type: \(type.rawValue)' does not fit a loss for "
        + (type == .regression ? "classes" : "numbers")
    case .cannotStratify(let found): "'stratify' needs classes, but the target is \(found)"

    case .wrongMagic(let found):
      "expected an IDX file, which starts with 00 00, found "
        + (found.isEmpty ? "no bytes" : found.map(DataError.hex).joined(separator: " "))
    case .unknownElementType(let code):
      "the IDX header's element type is \(DataError.hex(code)), which is none of the six"
    case .unsupportedRank(let rank): "expected an IDX file of 1 to 8 axes, found \(rank)"
    case .zeroExtent(let axis):
      axis == 0
        ? "expected rows of data, found none" : "the IDX header says that axis \(axis) has extent 0"
    case .tooManyElements(let extents):
      "the IDX header promises \(extents.map(String.init).joined(separator: " × ")) elements, "
        + "more than memory can hold"
    case .compressedTooShort(let format, let expected, let compressed):
      "the IDX header promises \(expected) bytes of elements, more than "
        + "\(DataError.count(compressed, "byte")) of \(format) can hold"
    case .truncated(let expected, let found, let unit):
      "the file ends too early: expected \(expected) \(unit), found \(found)"
    case .trailingBytes(let count):
      "the file goes on after its last element: \(DataError.count(count, "byte")) too many"
    case .imagesAreAVector: "expected images, found one number an item"
    case .labelsAreNotAVector(let rank): "expected labels on one axis, found \(rank) axes"
    case .wrongLabelCount(let labels, let images, let file):
      "expected a label for each of the \(images) images of \(file), found \(labels)"
    case .labelOutOfRange(let found, let count):
      "expected a label from 0 to \(count - 1) as in the training part, found \(found)"
    case .labelTooLarge(let found, let limit):
      "expected a label below \(limit), found \(found)"
    case .negativeLabel(let found): "expected a label of 0 or more, found \(found)"
    case .fractionalLabel(let found): "expected a label as a whole number, found \(found)"
    case .notFinite(let found): "expected a finite 32-bit number, found \(found)"
    case .wrongImageShape(let found, let expected):
      "expected inputs of shape \(expected) as in training, found \(found)"
    case .wrongNumpyFile(let reason): reason
    case .noArray(let name, let known):
      (name.map { "there is no array \(DataError.quoted($0))" } ?? "expected the name of an array")
        + "; the arrays are: \(DataError.list(known))"
    case .notAnArchive: "expected an .npz file, in which arrays have names"
    case .wrongElements(let dtype): "expected numbers, found elements of type \(dtype)"
    case .cannotStream(let reason): "the array cannot be streamed: \(reason)"
    case .notAFolder: "expected a folder, found a file"
    case .noImages: "expected images (PNG or JPEG), found none"
    case .otherImageFormat(let count):
      "expected PNG or JPEG, found "
        + (count == 1 ? "another format" : "\(count) images in other formats")
    case .brokenImage(let reason): "the image cannot be read: \(reason)"
    case .wrongImageSize(let found, let expected):
      "expected an image of \(expected[0]) × \(expected[1]) like the first, found "
        + "\(found[0]) × \(found[1])"
    case .foldersAreClasses: "the folders are classes, but the loss is for numbers"
    case .labelsNeeded: "expected labels beside these images, found none"
    case .cannotAugment(_, let name, .images(let found)):
      "'\(name)' needs images of [height, width, channels], these samples are \(found)"
    case .cannotAugment(_, let name, .colors(let channels)):
      "'\(name)' needs images of 3 channels, these have \(channels)"
    case .cannotAugment(_, let name, .squares(let height, let width)):
      "'\(name)' needs square images, these are \(height) × \(width)"

    case .splitTooSmall(let part, let fraction, let rows):
      part == .train
        ? "the splits leave no row to train on; there \(rows == 1 ? "is 1 row" : "are \(rows) rows")"
        : "'\(part.rawValue)_split: \(fraction)' of \(DataError.count(rows, "row")) is no whole row"
    case .tooFewGroups(let count):
      "the split leaves a part without rows: there \(count == 1 ? "is 1 group" : "are \(count) groups")"
    case .windowTooLong(let needed, let longest, let by, let part):
      "a window and its target need \(DataError.count(needed, "row")), but "
        + (by == nil ? "there are" : "the longest series has") + " \(longest)"
        + (part.map { " in the \($0.rawValue) part" } ?? "")
    case .sameTime(let found, let line, _):
      "the time \(DataError.quoted(found)) stands in line \(line) already"
    case .cannotResample(let option):
      "'\(option)' is for rows of one class each, which the target does not give"
    case .missingGroup: "the group is missing, so that the row belongs to no part"
    case .missingOrder: "the time is missing, so that the row has no place in the order"
    case .notInOrder(let found, _):
      "expected numbers, or dates that are all written alike, found \(DataError.quoted(found))"
    case .ambiguousTime(let found, _): "\(DataError.quoted(found)) can be read in several ways"
    }
  }

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
        + "names the rows; for sentences write 'encode: text', for categories 'encode: embedding' or "
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

  /// A user's text in quotes, shortened and with control characters escaped.
  static func quoted(_ text: String) -> String {
    let limit = 60
    var shown = ""
    for character in text.prefix(limit).unicodeScalars {
      let isControl = character.value < 0x20 || (0x7F..<0xA0).contains(character.value)
      shown += isControl ? character.escaped(asASCII: true) : String(character)
    }
    return "'\(shown)\(text.count > limit ? "…" : "")'"
  }

  /// For one missing name the one that was most likely meant.
  private static func suggestion(for names: [String], among known: [String]) -> String {
    guard names.count == 1, let found = Spelling.suggestion(for: names[0], among: known)
    else { return "" }
    return found + " "
  }

  private static func list(_ names: [String]) -> String {
    let limit = 20
    let shown = names.prefix(limit).map { quoted($0).dropFirst().dropLast() }
    return shown.joined(separator: ", ")
      + (names.count > limit ? ", … (\(names.count) in all)" : "")
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
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
