import TFXCore

/// What is wrong with a file of NumPy's.
package struct NumpyError: Error, CustomStringConvertible {
  package var file: String
  /// The mistake: expected, found.
  package var reason: String

  package var description: String { "\(file): error: \(reason)" }
}

/// The start of a `.npy` file: what its elements are, and how they lie.
struct NumpyHeader: Sendable {
  let shape: [Int]
  let isFortran: Bool
  /// Where the elements begin.
  let start: Int
  private let element: NumpyElement
  private let name: String

  /// Reads the header of a file that has as many bytes as it says.
  ///
  /// - Parameter total: the number of the file's bytes, if `bytes` are only its first.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, total: Int? = nil
  ) throws(NumpyError) {
    func wrong(_ reason: String) -> NumpyError { NumpyError(file: name, reason: reason) }
    guard bytes.starts(with: NumpyFile.magic), bytes.count >= 10 else {
      throw wrong("not a .npy file")
    }
    let isLong = bytes[6] >= 2
    let lengthEnd = isLong ? 12 : 10
    guard (1...3).contains(bytes[6]), bytes.count >= lengthEnd else {
      throw wrong("version \(bytes[6]) of the format is not known here, 1 to 3 are")
    }
    let length = bytes[8..<lengthEnd].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count - lengthEnd >= length else { throw wrong("the header is cut off") }
    let text = String(decoding: bytes[lengthEnd..<lengthEnd + length], as: UTF8.self)
    guard let description = HeaderText(text) else { throw wrong("the header is not understood") }
    guard let element = NumpyElement(description.type) else {
      throw wrong("elements of type '\(description.type)' are not known here")
    }
    // Beside an extent of 0 the others must make sense, too. Texts of no characters take memory here.
    let extents = Shape.product(description.shape.filter { $0 != 0 })
    let largest = element.byteCount == 0 ? Machine.memorySize / 64 : Shape.countLimit
    if extents >= largest { throw wrong("its shape \(description.shape) makes no sense") }
    let count = Shape.product(description.shape)
    let found = (total ?? bytes.count) - lengthEnd - length
    let (size, isOver) = count.multipliedReportingOverflow(by: element.byteCount)
    guard !isOver, found == size else {
      throw wrong(
        "a shape of \(description.shape) and elements of \(element.byteCount) bytes need "
          + "\(isOver ? "too many" : "\(size)") bytes, found \(found)")
    }
    shape = description.shape
    isFortran = description.isFortran && shape.count > 1
    start = lengthEnd + length
    self.element = element
    self.name = name
  }

  /// What tensors hold such elements as.
  var dtype: DType { element.dtype }

  /// The bytes of an item.
  var itemByteCount: Int { shape.dropFirst().reduce(element.byteCount, *) }

  /// The tensor of all elements, which lie as the header says.
  func tensor(
    _ body: UnsafeBufferPointer<UInt8>, wanted: DType? = nil
  ) throws(NumpyError) -> Tensor {
    isFortran
      ? try items(0..<shape[0], of: body, wanted: wanted)
      : try tensor(inOrder: body, Shape(shape), wanted: wanted)
  }

  /// The tensor of some items among all elements.
  func items(
    _ items: Range<Int>, of body: UnsafeBufferPointer<UInt8>, wanted: DType? = nil
  ) throws(NumpyError) -> Tensor {
    let shape = Shape(Array(shape.dropFirst())).batched(items.count)
    if !isFortran {
      let size = itemByteCount
      let part = body[items.lowerBound * size..<items.upperBound * size]
      return try tensor(inOrder: UnsafeBufferPointer(rebasing: part), shape, wanted: wanted)
    }
    let gathered = gathered(items, body)
    let result = gathered.withUnsafeBufferPointer { bytes in
      Result { () throws(NumpyError) in try tensor(inOrder: bytes, shape, wanted: wanted) }
    }
    return try result.get()
  }

  /// The tensor of elements with the last index fastest.
  func tensor(
    inOrder body: UnsafeBufferPointer<UInt8>, _ shape: Shape, wanted: DType? = nil
  ) throws(NumpyError) -> Tensor {
    if element.isNative {
      return Tensor(shape: shape, dtype: element.dtype) { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(body))
      }
    }
    do throws(LostNumber) {
      return try element.tensor(element.ordered(body), shape, wanted)
    } catch {
      throw NumpyError(file: name, reason: error.message)
    }
  }

  /// The bytes of some items with the last index fastest, where all elements lie with the first one
  /// fastest: those of an item are as far from each other as there are items.
  private func gathered(_ items: Range<Int>, _ body: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let (size, extents) = (element.byteCount, Array(shape.dropFirst()))
    var steps = extents
    var width = 1
    for axis in extents.indices.reversed() {
      steps[axis] = width
      width *= extents[axis]
    }
    return [UInt8](unsafeUninitializedCapacity: items.count * width * size) { output, count in
      count = items.count * width * size
      guard let source = body.baseAddress, let target = output.baseAddress else { return }
      var place = extents.map { _ in 0 }
      for column in 0..<width {
        var from = source + (column * shape[0] + items.lowerBound) * size
        var to = target + zip(place, steps).reduce(0) { $0 + $1.0 * $1.1 } * size
        for _ in items {
          to.update(from: from, count: size)
          from += size
          to += width * size
        }
        var axis = 0
        while axis < extents.count {
          place[axis] += 1
          if place[axis] < extents[axis] { break }
          place[axis] = 0
          axis += 1
        }
      }
    }
  }
}

/// The content of a header.
private struct HeaderText {
  var type: String
  var isFortran: Bool
  var shape: [Int]

  /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
  init?(_ text: String) {
    func value(_ key: String) -> Substring? {
      for quote in ["'", "\""] {
        guard let range = text.range(of: quote + key + quote) else { continue }
        return text[range.upperBound...].drop { $0 == ":" || $0 == " " }
      }
      return nil
    }
    guard let type = value("descr"), let quote = type.first, "'\"".contains(quote),
      let order = value("fortran_order"), let shape = value("shape"), shape.first == "("
    else { return nil }
    self.type = String(type.dropFirst().prefix { $0 != quote })
    isFortran = order.hasPrefix("True")
    var extents: [Int] = []
    for part in shape.dropFirst().prefix(while: { $0 != ")" }).split(separator: ",") {
      let digits = part.filter { $0 != " " && $0 != "L" }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else { return nil }
      extents.append(extent)
    }
    self.shape = extents
  }
}

extension String {
  /// Where a text stands first.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) {
        return start..<index(start, offsetBy: part.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
