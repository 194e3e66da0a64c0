import TFXCore

/// How a file says what TensorFlow has functions for: `crop_to_bounding_box`,
/// `pad_to_bounding_box`, `resize_with_crop_or_pad` and `central_crop`.
extension ImageWindow {
  mutating func fields(_ f: inout some FieldVisitor) {
    var mode = rows.mode
    var (offset, target) = (
      Pair(rows.offset, columns.offset), Pair(rows.target, columns.target)
    )
    var fraction = rows.fraction
    f.required("mode", &mode, "where the window lies")
    f.optional("offset_height", &offset.height, "rows before it, of crop; before the image, of pad")
    f.optional("offset_width", &offset.width, "columns before it, or before the image")
    f.optional("target_height", &target.height, "its height")
    f.optional("target_width", &target.width, "its width")
    f.optional("central_fraction", &fraction, "the share of height and width, of central")
    rows = Place(mode, offset.height, target.height, fraction)
    columns = Place(mode, offset.width, target.width, fraction)
  }
}

/// Where a window lies.
private enum WindowMode: String, Choice {
  case crop, pad
  case cropOrPad = "crop_or_pad"
  case central
}

extension ImageWindow.Place {
  fileprivate init(_ mode: WindowMode, _ offset: Int, _ target: Int, _ fraction: Double) {
    self =
      switch mode {
      case .crop: .crop(offset: offset, target: target)
      case .pad: .pad(offset: offset, target: target)
      case .cropOrPad: .middle(target: target)
      case .central: .central(fraction: fraction)
      }
  }

  fileprivate var mode: WindowMode {
    switch self {
    case .crop: .crop
    case .pad: .pad
    case .middle: .cropOrPad
    case .central: .central
    }
  }

  fileprivate var offset: Int {
    switch self {
    case .crop(let offset, _), .pad(let offset, _): offset
    case .middle, .central: 0
    }
  }

  fileprivate var target: Int {
    switch self {
    case .crop(_, let target), .pad(_, let target), .middle(let target): target
    case .central: 1
    }
  }

  fileprivate var fraction: Double {
    if case .central(let fraction) = self { fraction } else { 1 }
  }
}
