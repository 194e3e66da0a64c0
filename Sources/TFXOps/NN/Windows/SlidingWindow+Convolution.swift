import TFXCore
import TFXGraph
import TFXKernels

extension SlidingWindow {
  /// What a convolution makes of input 0 with the filter of input 1.
  func convolved(_ inputs: InputSpecs, isDepthwise: Bool = false) throws(ShapeError) -> TensorSpec {
    let axes = Input.axes
    _ = try inputs.floating(0, "input")
    let x = try inputs.ranked(0, axes + 2, "input")
    let filter = try inputs.ranked(1, axes + 2, "filter").shape
    try inputs.sameType(0, 1, "filter")
    let channels = x.shape[-1]
    if channels != filter[axes], channels != Shape.unknown, filter[axes] != Shape.unknown {
      let extents = filter.dimensions[..<axes].map { $0 == Shape.unknown ? "?" : "\($0)" }
      throw ShapeError(
        "filter",
        expected: "[\(extents.joined(separator: ", ")), \(channels), …], as input is \(x)",
        found: "\(filter)")
    }
    let places = try places(of: Array(filter.dimensions[..<axes]), on: x)
    let known = max(channels, filter[axes])
    let isKnown = known != Shape.unknown && filter[axes + 1] != Shape.unknown
    let outputs =
      isDepthwise ? (isKnown ? known * filter[axes + 1] : Shape.unknown) : filter[axes + 1]
    return TensorSpec(Shape([x.shape[0]] + places + [outputs]), x.dtype)
  }

  /// The sizes of a convolution of an input with a filter, both of known shape. Depthwise each
  /// channel is a group, whose filter lies in memory as that of a group.
  func convolutionShape(
    _ input: [Int], _ filter: [Int], isDepthwise: Bool = false
  ) -> ConvolutionShape {
    let axes = Input.axes
    let window = shape(of: Array(filter[..<axes]), on: input)
    return isDepthwise
      ? ConvolutionShape(
        window, outputChannels: filter[axes] * filter[axes + 1], groups: max(1, filter[axes]))
      : ConvolutionShape(window, outputChannels: filter[axes + 1])
  }

  /// The floating-point operations of a convolution, or of either of its gradients.
  func floatingPointOperations(filter: Shape, output: Shape) -> Int {
    // Depthwise too: an output takes as many products as the filter has points for its channel.
    2 * filter.elementCount * (output.elementCount / max(output[-1], 1))
  }

  /// The kernel of one pass of a convolution of input 0 with the filter of input 1.
  func kernel<T: KernelScalar>(
    _ site: Site, _ type: T.Type, _ pass: Convolution.Passes, isDepthwise: Bool = false,
    bias: Bool = false, relu: Bool = false, _ run: @escaping (Convolution) -> Void
  ) -> Kernel {
    let shape = convolutionShape(site.inputShape(0), site.inputShape(1), isDepthwise: isDepthwise)
    return shape.kernel(
      type, pass, bias: bias, relu: relu, winograd: site.options.winograd.choice, run)
  }
}

extension ConvolutionShape {
  /// The kernel of one pass of the convolution; `run` is given what was prepared for it.
  func kernel<T: KernelScalar>(
    _ type: T.Type, _ pass: Convolution.Passes, bias: Bool = false, relu: Bool = false,
    winograd: WinogradChoice = .auto, _ run: @escaping (Convolution) -> Void
  ) -> Kernel {
    do {
      let convolution = try Convolution(
        self, scalar: type, passes: pass, bias: bias, relu: relu, winograd: winograd)
      return { run(convolution) }
    } catch {
      if let refusal = MathLibrary.oneDNN.refusal() { return refusal }
      // Out of memory, or sizes that oneDNN does not take.
      let message = "oneDNN cannot prepare a convolution \(self): \(error)"
      return { () throws(KernelError) in throw KernelError(message) }
    }
  }
}
