import TFXCore

/// The window of a convolution and how it slides over samples.
public struct ConvolutionWindow<Rank: SpatialRank>: Sendable {
  /// The window's extents.
  public var kernelSize = Extents<Rank>(1)
  /// Its steps.
  public var strides = Extents<Rank>(1)
  /// What lies around the samples.
  public var padding = PaddingMode.valid
  /// Whether zeros lie before sequences only, so that no step sees a later one.
  public var isCausal = false
  /// The distances of the window's points.
  public var dilationRate = Extents<Rank>(1)

  mutating func fields(_ f: inout some FieldVisitor, allowsCausal: Bool = false) {
    f.required("kernel_size", &kernelSize, in: .atLeast(1), "\(Rank.sentence) of the window")
    f.optional("strides", &strides, in: .atLeast(1), "steps of the window")
    let same = "`valid`, or `same` to keep \(Rank.sentence) at stride 1"
    if allowsCausal && Rank.axes == 1 {
      var mode = isCausal ? CausalPaddingMode.causal : padding == .same ? .same : .valid
      f.optional("padding", &mode, "\(same), or `causal`: zeros before the first step only")
      isCausal = mode == .causal
      padding = mode == .same ? .same : .valid
    } else {
      f.optional("padding", &padding, same)
    }
    f.dataFormat()
    f.optional("dilation_rate", &dilationRate, in: .atLeast(1), "distances of the window's points")
  }

  func problems() -> [FieldProblem] {
    if strides == 1 || dilationRate == 1 { return [] }
    return [FieldProblem("dilation_rate", "strides and dilation_rate cannot both differ from 1")]
  }

  /// How far the window reaches along each axis.
  var reach: Extents<Rank> {
    Extents(zip(kernelSize.all, dilationRate.all).map { ($0 - 1) * $1 + 1 })
  }

  /// The channels of an input that the window can slide over.
  func channels(of input: Shape) throws(LayerError) -> Int {
    try Rank.require(input)
    if padding == .valid && !isCausal { try Rank.require(input, roomFor: reach) }
    return try input.requireFeatures()
  }
}

/// What may lie around sequences.
private enum CausalPaddingMode: String, Choice {
  case valid, same, causal
}
