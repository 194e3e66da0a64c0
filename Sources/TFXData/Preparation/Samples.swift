import TFXCore

/// Samples and their labels as tensors: from IDX files, NumPy's arrays, or a folder of images.
struct Samples {
  /// [samples, …], images with an axis for their channels.
  var inputs: Tensor
  /// A label for each sample; nil if they are not needed.
  var labels: Tensor?
  /// The names of the classes that labels are numbers of; nil if numbers are their names.
  var classNames: [String]?
  /// The files of the samples, if each has its own.
  var paths: [String]?
  /// The files, for messages.
  var file: String
  var labelsFile: String

  /// Which arrays of an archive are meant, what becomes of images: what a model must know of the
  /// samples that it was trained on.
  struct Form: Codable, Hashable, Sendable {
    var images: String?
    var labels: String?
    /// Whether images of a folder are brought to the size of the model's.
    var resizes: Bool?
  }

  /// Reads all of a source.
  static func read(_ source: DataSource, needLabels: Bool) throws(DataError) -> Samples {
    switch source {
    case .folder(let options):
      let files = try ImageFiles(classesIn: options.folder)
      return try Samples(files, try files.form(options), needLabels: needLabels)
    case .file, .files, .idx, .archive:
      let (inputs, labels) = source.arrays
      return try Samples(inputs, labels: needLabels ? labels : nil, needLabels: needLabels)
    }
  }

  /// Images of a folder.
  init(_ files: ImageFiles, _ form: ImageForm, needLabels: Bool) throws(DataError) {
    inputs = try files.read(0..<files.count, form)
    labels = needLabels ? Tensor(files.labels) : nil
    classNames = files.classNames
    paths = files.paths
    (file, labelsFile) = (files.folder, files.folder)
  }

  /// Arrays.
  init(
    _ inputs: ArrayPlace, labels: ArrayPlace?, needLabels: Bool
  ) throws(DataError) {
    self.inputs = try Samples.inputs(inputs)
    file = inputs.path
    labelsFile = labels?.path ?? inputs.path
    if !needLabels { return }
    guard let labels else { throw DataError(.labelsNeeded, file: inputs.path) }
    self.labels = try Samples.labels(
      labels, count: self.inputs.shape[0], images: inputs.path)
  }

  /// An array: a file, or one of the arrays of an archive.
  struct ArrayPlace {
    var path: String
    var name: String?
  }

  /// The inputs of an array, images with an axis for their one channel.
  private static func inputs(_ place: ArrayPlace) throws(DataError) -> Tensor {
    let tensor = try read(place)
    try requireFinite(tensor, file: place.path)
    if tensor.shape.rank == 1 { throw DataError(.imagesAreAVector, file: place.path, column: 4) }
    let shape = shape(Array(tensor.shape.dimensions.dropFirst()))
    return tensor.reshaped(to: Shape(shape).batched(tensor.shape[0]))
  }

  /// The labels of an array, one for each of `count` inputs of the file `images`. One column of them is
  /// a vector.
  static func labels(
    _ place: ArrayPlace, count: Int, images: String
  ) throws(DataError) -> Tensor {
    let labels = try read(place)
    let found = labels.shape[0]
    if found != count {
      throw DataError(
        .wrongLabelCount(labels: found, images: count, imagesFile: images), file: place.path,
        row: min(found, count) + 1)
    }
    return labels.shape.dimensions == [found, 1] ? labels.reshaped(to: [found]) : labels
  }

  private static func read(_ place: ArrayPlace) throws(DataError) -> Tensor {
    let content = try FileBytes(data: place.path)
    defer { withExtendedLifetime(content) {} }
    if place.name != nil || NumpyArray.isNumpy(content.bytes) {
      return try NumpyArray(content, name: place.name).read()
    }
    return try IDXFile.parse(content.bytes, file: content.name)
  }

  /// The shape of a sample, images with an axis for their one channel.
  static func shape(_ extents: [Int]) -> [Int] { extents.count == 2 ? extents + [1] : extents }

  /// Throws at the first input that is no finite float32; one of them would spoil all weights.
  /// `first` is the number of the first row in the file.
  static func requireFinite(
    _ tensor: Tensor, file: String, first: Int = 0
  ) throws(DataError) {
    let wrong: Int? =
      switch tensor.dtype {
      case .float32: tensor.withUnsafeScalars(of: Float.self) { $0.firstIndex { !$0.isFinite } }
      case .float64:
        tensor.withUnsafeScalars(of: Double.self) { $0.firstIndex { !Float($0).isFinite } }
      default: nil
      }
    if let wrong {
      let itemSize = tensor.elementCount / tensor.shape[0]
      throw DataError(
        .notFinite(tensor.doubles()[wrong]), file: file, row: first + wrong / itemSize + 1,
        column: wrong % itemSize + 1)
    }
  }
}

extension DataSource {
  /// The arrays that this names: inputs, and labels if there are any.
  var arrays: (inputs: Samples.ArrayPlace, labels: Samples.ArrayPlace?) {
    switch self {
    case .archive(let file, let images, let labels):
      (
        Samples.ArrayPlace(path: file, name: images),
        labels.map { Samples.ArrayPlace(path: file, name: $0) }
      )
    case .idx(let images, let labels):
      (Samples.ArrayPlace(path: images), labels.map { Samples.ArrayPlace(path: $0) })
    case .file, .files, .folder: (Samples.ArrayPlace(path: paths[0]), nil)
    }
  }

  /// What a model must know of samples such as these.
  var form: Samples.Form {
    switch self {
    case .archive(_, let images, let labels): Samples.Form(images: images, labels: labels)
    case .folder(let options): Samples.Form(resizes: options.resize != nil)
    case .file, .files, .idx: Samples.Form()
    }
  }
}
