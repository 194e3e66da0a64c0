import TFXCore
import TFXGraph
import TFXKernels

extension SlidingWindow {
  /// The sizes of a convolution of images of a known shape whose channels are in groups.
  func shape(
    _ image: [Int], window: Pair, outputChannels: Int, groups: Int = 1
  ) -> Convolution2DShape {
    Convolution2DShape(
      batch: image[0], inputHeight: image[1], inputWidth: image[2], inputChannels: image[3],
      kernelHeight: window.height, kernelWidth: window.width, outputChannels: outputChannels,
      strideHeight: strides.height, strideWidth: strides.width,
      dilationHeight: dilations.height, dilationWidth: dilations.width,
      padding: pixels(around: image[1], image[2], window: window), groups: groups)
  }
}

extension Convolution2DShape {
  /// The kernel of one pass of the convolution; `run` is given what was prepared for it.
  func kernel<T: KernelScalar>(
    _ type: T.Type, _ pass: Convolution2D.Passes, _ run: @escaping (Convolution2D) -> Void
  ) -> Kernel {
    do {
      let convolution = try Convolution2D(self, scalar: type, passes: pass)
      return { run(convolution) }
    } catch {
      // Out of memory, or sizes that oneDNN does not take.
      let message = "oneDNN cannot prepare a convolution \(self): \(error)"
      return { () throws(KernelError) in throw KernelError(message) }
    }
  }
}
