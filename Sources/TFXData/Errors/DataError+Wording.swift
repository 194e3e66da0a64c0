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
    case .severalCurrencies(let found, let other):
      "\(DataError.quoted(found)) is of another currency than values before it, in \(other)"
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

  /// A user's text in quotes, shortened and with control characters escaped.
  package static func quoted(_ text: String) -> String {
    let limit = 60
    var shown = ""
    for character in text.prefix(limit).unicodeScalars {
      let isControl = character.value < 0x20 || (0x7F..<0xA0).contains(character.value)
      shown += isControl ? character.escaped(asASCII: true) : String(character)
    }
    return "'\(shown)\(text.dropFirst(limit).isEmpty ? "" : "…")'"
  }

  static func list(_ names: [String]) -> String {
    let limit = 20
    let shown = names.prefix(limit).map { quoted($0).dropFirst().dropLast() }
    return shown.joined(separator: ", ")
      + (names.count > limit ? ", … (\(names.count) in all)" : "")
  }

  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
