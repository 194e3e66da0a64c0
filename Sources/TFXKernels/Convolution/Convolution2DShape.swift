/// Sizes of a 2-D convolution in TensorFlow's layouts: activations
/// [batch, height, width, channels], kernel [kernelHeight, kernelWidth, inputChannels / groups,
/// outputChannels].
package struct Convolution2DShape: Sendable, Hashable {
  package var batch: Int
  package var inputHeight: Int
  package var inputWidth: Int
  package var inputChannels: Int
  package var kernelHeight: Int
  package var kernelWidth: Int
  package var outputChannels: Int
  package var strideHeight: Int
  package var strideWidth: Int
  /// 1 is dense.
  package var dilationHeight: Int
  package var dilationWidth: Int
  package var padding: Padding2D
  /// Channels are split into this many groups that don't see each other.
  package var groups: Int

  package init(
    batch: Int, inputHeight: Int, inputWidth: Int, inputChannels: Int, kernelHeight: Int,
    kernelWidth: Int, outputChannels: Int, strideHeight: Int = 1, strideWidth: Int = 1,
    dilationHeight: Int = 1, dilationWidth: Int = 1, padding: Padding2D = .zero, groups: Int = 1
  ) {
    self.batch = batch
    (self.inputHeight, self.inputWidth) = (inputHeight, inputWidth)
    self.inputChannels = inputChannels
    (self.kernelHeight, self.kernelWidth) = (kernelHeight, kernelWidth)
    self.outputChannels = outputChannels
    (self.strideHeight, self.strideWidth) = (strideHeight, strideWidth)
    (self.dilationHeight, self.dilationWidth) = (dilationHeight, dilationWidth)
    self.padding = padding
    self.groups = groups
    precondition(
      groups > 0 && inputChannels % groups == 0 && outputChannels % groups == 0,
      "\(inputChannels) → \(outputChannels) channels in \(groups) groups")
    precondition(
      min(strideHeight, strideWidth, dilationHeight, dilationWidth, kernelHeight, kernelWidth) > 0,
      "convolution with a stride, dilation or kernel size below 1: \(self)")
  }

  package var outputHeight: Int {
    windowOutput(
      inputHeight, padding.top + padding.bottom, kernelHeight, strideHeight, dilationHeight)
  }
  package var outputWidth: Int {
    windowOutput(
      inputWidth, padding.left + padding.right, kernelWidth, strideWidth, dilationWidth)
  }
  package var outputDimensions: [Int] { [batch, outputHeight, outputWidth, outputChannels] }
  package var inputCount: Int { batch * inputHeight * inputWidth * inputChannels }
  package var outputCount: Int { batch * outputHeight * outputWidth * outputChannels }
  package var kernelCount: Int {
    kernelHeight * kernelWidth * (inputChannels / groups) * outputChannels
  }

  /// Calls `body` with the element numbers of (x, kernel, y) of every product of the convolution.
  @inline(__always)
  func forEachProduct(_ body: (_ x: Int, _ kernel: Int, _ y: Int) -> Void) {
    let (inputs, outputs) = (inputChannels / groups, outputChannels / groups)
    for n in 0..<batch {
      for oh in 0..<outputHeight {
        for ow in 0..<outputWidth {
          let y = ((n * outputHeight + oh) * outputWidth + ow) * outputChannels
          for kh in 0..<kernelHeight {
            let ih = oh * strideHeight - padding.top + kh * dilationHeight
            guard 0 <= ih, ih < inputHeight else { continue }
            for kw in 0..<kernelWidth {
              let iw = ow * strideWidth - padding.left + kw * dilationWidth
              guard 0 <= iw, iw < inputWidth else { continue }
              let x = ((n * inputHeight + ih) * inputWidth + iw) * inputChannels
              for i in 0..<inputs {
                let k = ((kh * kernelWidth + kw) * inputs + i) * outputChannels
                for o in 0..<outputChannels {
                  body(x + o / outputs * inputs + i, k + o, y + o)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Copies an image into the middle of zeros.
  func pad(_ image: In<Float>, _ copy: Out<Float>) {
    let lineCount = inputWidth * inputChannels
    let wideCount = (inputWidth + padding.left + padding.right) * inputChannels
    copy.update(
      repeating: 0, count: (inputHeight + padding.top + padding.bottom) * wideCount)
    for row in 0..<inputHeight {
      (copy + (row + padding.top) * wideCount + padding.left * inputChannels)
        .update(from: image + row * lineCount, count: lineCount)
    }
  }
}
