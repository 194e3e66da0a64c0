/// The parts of a data set that a file or a split can be.
public enum DataPart: String, Hashable, Sendable, Codable {
  case train, validation, test
}

/// A mistake in a data file, and where it is.
///
/// The wording of every kind is in `DataError+Wording.swift`, the ways to mend it are in
/// `DataError+Help.swift`.
public struct DataError: Error, Hashable, Sendable {
  /// The file as it was named; `<stdin>` for standard input.
  public var file: String
  /// In a CSV file the line on which the record starts, in an IDX file the item; from 1.
  /// Nil if the file could not be read at all.
  public var row: Int?
  /// In a CSV file the field of the record, in an IDX file the element of the item; from 1.
  public var column: Int?
  /// The name of the column, if the error is about one.
  public var columnName: String?
  /// The mistake.
  public var kind: Kind
  /// Further mistakes that were found with this one, the first few of each kind.
  public var others: [DataError] = []
  /// The row of the table in memory, from 0, if it is about a value of one.
  var tableRow: Int?
  /// How many more of each kind there are.
  public var unlisted: [Family: Int] = [:]

  /// `kind` at a row and a column, both from 1, of `file`.
  public init(
    _ kind: Kind, file: String, row: Int? = 1, column: Int? = 1, columnName: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.row = row
    self.column = column
    self.columnName = columnName
  }

  /// What may stand in for the missing values of a column.
  public enum Fills: Hashable, Sendable {
    case numbers, dates, categories
    /// One of the categories that there are: those of an order, or of data in which none is missing.
    case knownCategories
  }

  /// The images that a step of augmentation needs, and those that were found.
  public enum ImageNeed: Hashable, Sendable {
    /// [height, width, channels].
    case images(found: [Int])
    /// Red, green and blue.
    case colors(channels: Int)
    /// As high as wide.
    case squares(height: Int, width: Int)
  }

  /// Everything that can be wrong with data.
  public enum Kind: Hashable, Sendable {
    // The file itself; nothing of it could be read.
    case notFound
    case directory
    case nothingMatches
    case notAFile
    case unreadable(reason: String)
    case tooLarge(bytes: UInt64)

    // Text.
    case empty
    case binary(looksLike: String?)
    case invalidUTF8

    // Compressed data.
    case corruptData(format: String, reason: String)
    case inflatesTooFar(limit: Int)
    case endlessRecord(byteCount: Int)

    // CSV.
    case raggedRow(expected: Int, found: Int)
    /// A first line of fewer fields than the lines below have, the first of them behind so many lines.
    case titleLine(found: Int, expected: Int, lines: Int)
    case unterminatedQuote
    case textAfterQuote(found: String)
    case noRows
    case unnamedColumn
    case repeatedColumn(first: Int)
    case repeatedHeader
    case otherColumns(missing: [String], further: [String], file: String)
    case wrongColumnCount(expected: Int, found: Int)

    // Columns.
    case missingColumns([String], known: [String])
    case noFeatures
    /// A missing value, with what may stand in for it, and how it is written if that is a word.
    case missingValue(Fills, word: String? = nil)
    /// A text among numbers; `isShifted` if the training part had numbers, and this data has none.
    case expectedNumber(found: String, mostAreNumbers: Bool, isShifted: Bool = false)
    case numberTooLarge(found: String)
    case noValues
    case fillNeedsNumbers(fill: String)
    case fillNeedsCategories(fill: String)
    case tooManyCategories(count: Int, limit: Int)
    case nearlyUnique(count: Int, rows: Int)
    case strangerToOrder(found: String, order: [String])
    /// A text that is no date of a format, nil for ISO 8601; whether most others are.
    case expectedDate(found: String, format: String?, most: Bool)
    /// A text that means one thing under some options and another under others.
    case ambiguousColumn(found: String, readings: [String])
    /// An amount of another currency than the one before it.
    case severalCurrencies(found: String, other: String)
    case unknownCategory(found: String, known: [String])

    // Transforms.
    case stepNeedsText(step: String)
    case stepNeedsNumber(step: String, found: String)
    case noNumberInText(step: String, found: String)
    case numberTooSmall(step: String, bound: Double, found: Double)

    // Targets.
    case noTarget
    /// Rows without a target, and how that is written if it is a word among classes.
    case missingTarget(count: Int, rows: Int, word: String? = nil)
    case targetTooSmall(step: String, bound: Double, found: Double)
    /// An option of the target that is for classes, or else for numbers, under a loss for the other.
    case targetOption(String, isForClasses: Bool)
    case optionOfInput(String)
    case cannotBeCategorical
    case labelsNeedBinary
    case classOutsideOrder(found: String, order: [String])
    case orderNeeded(found: [String])
    case notALabel(found: String)
    case severalColumnsOfClasses
    case inputNeedsNumbers
    case wrongWeight(found: String)
    case unknownClass(found: String, known: [String], isFromSplit: Bool)
    case fractionalClass(found: String)
    case textAmongNumbers(found: String)
    case tooManyClasses(count: Int, limit: Int)
    case wrongClassCount(found: [String], isBinary: Bool)
    case targetNeedsNumbers(found: String, mostAreNumbers: Bool)
    case wrongTargetType(TargetConfig.Kind)
    case cannotStratify(found: String)

    // IDX.
    case wrongMagic(found: [UInt8])
    case unknownElementType(code: UInt8)
    case unsupportedRank(Int)
    case zeroExtent(axis: Int)
    case tooManyElements(extents: [Int])
    case compressedTooShort(format: String, expected: Int, compressed: Int)
    case truncated(expected: Int, found: Int, unit: String)
    case trailingBytes(Int)
    case imagesAreAVector
    case labelsAreNotAVector(rank: Int)
    case wrongLabelCount(labels: Int, images: Int, imagesFile: String)
    case labelOutOfRange(found: Int, classCount: Int)
    case labelTooLarge(found: Int, limit: Int)
    case negativeLabel(Int)
    case fractionalLabel(Double)
    case notFinite(Double)
    case wrongImageShape(found: [Int], expected: [Int])
    case labelsNeeded

    // NumPy's files.
    case wrongNumpyFile(reason: String)
    case noArray(name: String?, known: [String])
    case notAnArchive
    case wrongElements(dtype: String)
    case cannotStream(reason: String)

    // Folders of images.
    case notAFolder
    case noImages
    case otherImageFormat(count: Int)
    case brokenImage(reason: String)
    case wrongImageSize(found: [Int], expected: [Int])
    case foldersAreClasses
    /// A step of the `augment` list, from 0, with its name.
    case cannotAugment(step: Int, name: String, ImageNeed)

    // Splits.
    case splitTooSmall(DataPart, fraction: Double, rows: Int)
    case tooFewGroups(Int)
    case missingGroup
    case windowTooLong(needed: Int, longest: Int, by: String?, part: DataPart?)
    case sameTime(found: String, line: Int, by: String?)
    case cannotResample(option: String)
    case missingOrder
    /// A time that is one by several formats, and another by each.
    case ambiguousTime(found: String, formats: [String])
    /// A text among times; `first` is how the first of them is written, if it is one.
    case notInOrder(found: String, first: String?)
  }

  /// Whether nothing of the file could be read, whatever is in it.
  public var isUnreadable: Bool {
    switch kind {
    case .notFound, .directory, .nothingMatches, .notAFile, .unreadable, .tooLarge: true
    default: false
    }
  }
}
