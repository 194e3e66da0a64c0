import TFXCore
import TFXGraph

/// How operations on images are said in TensorFlow's terms, where it composes them.
let imageTranslations: [String: Translation] = [
  "GrayscaleToRGB": { site in
    let multiples = Array(repeating: 1, count: site.operation[0].shape.rank - 1) + [3]
    site.emit(
      "Tile", [site.input(0), site.constant(multiples, "multiples")],
      site.typed(["Tmultiples": .type(.int32)]))
  },
  "ReorientImage": { site in
    let rank = site.operation[0].shape.rank
    func isSet(_ name: String) throws(SavedModelError) -> Bool {
      try site.attribute(name) == .bool(true)
    }
    var axes: [Int] = []
    if try isSet("flip_up_down") { axes.append(rank - 3) }
    if try isSet("flip_left_right") { axes.append(rank - 2) }
    let reversing = [site.input(0), site.constant(axes, "axis")]
    let attributes = site.typed(["Tidx": .type(.int32)])
    guard try isSet("transpose") else { return site.emit("ReverseV2", reversing, attributes) }
    let reversed = site.helper("ReverseV2", "ReverseV2", reversing, attributes)
    let perm = Array(0..<(rank - 3)) + [rank - 2, rank - 3, rank - 1]
    site.emit(
      "Transpose", [reversed, site.constant(perm, "perm")], site.typed(["Tperm": .type(.int32)]))
  },
]

/// How random operations are said in TensorFlow's terms. Its numbers are others than tfx's, and new
/// ones in each run, so that a step says nothing to it.
let randomTranslations: [String: Translation] = [
  "RandomStandardNormal": { try scaled($0, by: "stddev", plus: "mean") },
  "RandomUniform": { site in
    guard case .float(let low) = try site.attribute("minval"),
      case .float(let high) = try site.attribute("maxval")
    else { throw site.unsupported("its bounds are no numbers") }
    try scaled(site, by: high - low, plus: low)
  },
  "TruncatedNormal": { try scaled($0, by: "stddev", plus: "mean") },
]

private func scaled(
  _ site: ExportSite, by scale: String, plus shift: String
) throws(SavedModelError) {
  guard case .float(let scale) = try site.attribute(scale),
    case .float(let shift) = try site.attribute(shift)
  else { throw site.unsupported("its mean and deviation are no numbers") }
  try scaled(site, by: scale, plus: shift)
}

/// Numbers of TensorFlow's in the range that it has, times `scale`, plus `shift`.
private func scaled(
  _ site: ExportSite, by scale: Double, plus shift: Double
) throws(SavedModelError) {
  let dtype = site.operation.output(0).dtype
  let shape = site.constant(try site.integers("shape") ?? [], "shape")
  let typed: [String: AttributeValue] = ["T": .type(dtype)]
  let numbers = site.helper(
    site.operation.type, site.operation.type, [shape],
    ["T": .type(.int32), "dtype": .type(dtype), "seed": try site.attribute("seed")])
  let scaled = site.helper("Mul", "mul", [numbers, site.constant(scale, dtype, "scale")], typed)
  site.emit("AddV2", [scaled, site.constant(shift, dtype, "shift")], typed)
}
