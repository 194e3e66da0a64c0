/// Sizes of a convolution in TensorFlow's layouts: activations [batch, depth, height, width,
/// channels], kernel [depth, height, width, inputChannels / groups, outputChannels], without the
/// depth for images.
package struct ConvolutionShape: Sendable, Hashable {
  /// How the kernel slides over the input, whose channels are those of the window.
  package var window: WindowShape
  package var outputChannels: Int
  /// Channels are split into this many groups that don't see each other.
  package var groups: Int

  package init(_ window: WindowShape, outputChannels: Int, groups: Int = 1) {
    self.window = window
    self.outputChannels = outputChannels
    self.groups = groups
    precondition(
      groups > 0 && window.channels % groups == 0 && outputChannels % groups == 0,
      "\(window.channels) → \(outputChannels) channels in \(groups) groups")
  }

  package var inputCount: Int { window.inputCount }
  package var outputCount: Int { window.placeCount * outputChannels }
  package var kernelCount: Int { window.pointCount * (inputChannels / groups) * outputChannels }
  /// The factors of one output.
  var factorCount: Int { window.pointCount * (inputChannels / groups) }

  package var batch: Int { window.batch }
  package var inputHeight: Int { window.height.input }
  package var inputWidth: Int { window.width.input }
  package var inputChannels: Int { window.channels }
  package var kernelHeight: Int { window.height.window }
  package var kernelWidth: Int { window.width.window }
  package var strideHeight: Int { window.height.stride }
  package var strideWidth: Int { window.width.stride }
  package var dilationHeight: Int { window.height.dilation }
  package var dilationWidth: Int { window.width.dilation }
  package var outputHeight: Int { window.height.output }
  package var outputWidth: Int { window.width.output }
  /// Of images: [batch, height, width, channels].
  package var outputDimensions: [Int] { [batch, outputHeight, outputWidth, outputChannels] }

  /// Calls `body` with the element numbers of (x, kernel, y) of every product of the convolution.
  @inline(__always)
  func forEachProduct(_ body: (_ x: Int, _ kernel: Int, _ y: Int) -> Void) {
    let (inputs, outputs) = (inputChannels / groups, outputChannels / groups)
    for place in 0..<window.placeCount {
      let y = place * outputChannels
      window.forEachPoint(place) { point, pixel in
        guard let pixel else { return }
        let x = pixel * inputChannels
        for i in 0..<inputs {
          let k = (point * inputs + i) * outputChannels
          for o in 0..<outputChannels { body(x + o / outputs * inputs + i, k + o, y + o) }
        }
      }
    }
  }

  /// Copies an image into the middle of zeros.
  func pad(_ image: In<Float>, _ copy: Out<Float>) {
    let lineCount = inputWidth * inputChannels
    let wideCount = window.width.padded * inputChannels
    copy.update(repeating: 0, count: window.height.padded * wideCount)
    for row in 0..<inputHeight {
      (copy + (row + window.height.before) * wideCount + window.width.before * inputChannels)
        .update(from: image + row * lineCount, count: lineCount)
    }
  }
}
