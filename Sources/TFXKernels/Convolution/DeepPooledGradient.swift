import CSIMD

/// The gradients of a 3×3 convolution of many channels from that of its output behind a 2×2 max pool.
/// A number that comes in belongs to one pixel and one output channel: it adds a multiple of the
/// channel's kernel to a patch of dx, and a multiple of a patch of x to the channel's kernel. Going
/// through the numbers of one channel, the channel's kernel stays in registers.
final class DeepPooledGradient {
  private let gradient: PooledGradient
  private let groups: Int
  private let blocks: Int
  /// Parts of the work for threads, fixed when prepared so that results don't depend on luck.
  private let parts: Int
  /// For the kernel: parts of the output channels, and of the images. Those of the images are added
  /// up at the end.
  private let groupParts: Int
  private let batchParts: Int
  private let lists: [PooledGradient.Lists]
  /// A padded image for each part, or nothing.
  private let padded: Scratch
  /// The kernel by blocks of input channels: [block, output, 3, 3, channels of the block].
  private let turned: Scratch
  /// The kernel's gradient in the same order, for each part of the images.
  private let sums: Scratch

  /// Nil where there is no such loop: see `PooledGradient`.
  init?(_ shape: ConvolutionShape, pool: WindowShape) {
    guard let gradient = PooledGradient(shape, pool: pool) else { return nil }
    self.gradient = gradient
    groups = shape.outputChannels / 16
    blocks = shape.inputChannels / gradient.blockChannels
    parts = ThreadPool.threads
    groupParts = min(groups, parts)
    batchParts = min((parts + groupParts - 1) / groupParts, shape.batch)
    let listCount = max(parts, groupParts * batchParts)
    lists = (0..<listCount).map { _ in gradient.makeLists() }
    padded = Scratch(gradient.isPadded ? listCount * gradient.paddedCount : 0)
    turned = Scratch(shape.kernelCount)
    sums = Scratch(batchParts * shape.kernelCount)
  }

  deinit { for list in lists { list.deallocate() } }

  /// dx: the gradient of the input; 0 where `passing` is not above 0.
  func backwardInput(
    _ dy: In<Float>, _ places: In<UInt8>, _ kernel: In<Float>, _ dx: Out<Float>,
    passing: In<Float>?
  ) {
    turn(kernel)
    let batch = gradient.shape.batch
    ThreadPool.parallelItems(parts) { parts in
      for part in parts {
        for image in part * batch / self.parts..<(part + 1) * batch / self.parts {
          if self.gradient.isWide {
            self.scatter(WidePatchRow.self, part, image, dy, places, dx)
          } else {
            self.scatter(NarrowPatchRow.self, part, image, dy, places, dx)
          }
          if let passing { self.cut(dx, image, passing) }
        }
      }
    }
  }

  /// dKernel: the gradient of the kernel.
  func backwardKernel(
    _ x: In<Float>, _ dy: In<Float>, _ places: In<UInt8>, _ dKernel: Out<Float>
  ) {
    ThreadPool.parallelItems(groupParts * batchParts) { parts in
      for part in parts {
        if self.gradient.isWide {
          self.gather(WidePatchRow.self, part, x, dy, places)
        } else {
          self.gather(NarrowPatchRow.self, part, x, dy, places)
        }
      }
    }
    turnBack(dKernel)
  }

  /// Zeroes the gradient of one image where the image is not above 0.
  private func cut(_ dx: Out<Float>, _ image: Int, _ passing: In<Float>) {
    let s = gradient.shape
    let count = s.inputHeight * s.inputWidth * s.inputChannels
    for i in stride(from: image * count, to: (image + 1) * count, by: 16) {
      dx.store(i, tfx_select(tfx_less(.zero, passing.vector(i)), dx.vector(i), .zero))
    }
  }

  /// Adds each number times its kernel to its patch of one image's gradient.
  @inline(__always)
  private func scatter<Row: PatchRow>(
    _ type: Row.Type, _ part: Int, _ image: Int, _ dy: In<Float>, _ places: In<UInt8>,
    _ dx: Out<Float>
  ) {
    let g = gradient
    let s = g.shape
    let channels = s.inputChannels
    let imageCount = s.inputHeight * s.inputWidth * channels
    let own = dx + image * imageCount
    let target = g.isPadded ? padded.base + part * g.paddedCount : own
    target.update(repeating: 0, count: g.paddedCount)
    let rowCount = g.paddedRowCount
    let lists = self.lists[part]
    g.forEachBand { rows in
      let band = target + rows.lowerBound * 2 * rowCount
      for group in 0..<groups {
        g.fill(lists, dy, places, image: image, rows: rows, channel: 16 * group)
        for block in 0..<blocks {
          let band = band + block * Row.channels
          for lane in 0..<16 {
            let w = In(
              turned.base + ((block * groups + group) * 16 + lane) * 9 * Row.channels)
            let upper = Row(w, pixel: Row.channels)
            let middle = Row(w + 3 * Row.channels, pixel: Row.channels)
            let lower = Row(w + 6 * Row.channels, pixel: Row.channels)
            let start = lists.start(lane)
            for index in start..<start + lists.counts[lane] {
              let value = F16(repeating: lists.values[index])
              let patch = band + Int(lists.offsets[index])
              upper.addTo(patch, pixel: channels, value)
              middle.addTo(patch + rowCount, pixel: channels, value)
              lower.addTo(patch + 2 * rowCount, pixel: channels, value)
            }
          }
        }
      }
    }
    if g.isPadded {
      let lineCount = s.inputWidth * channels
      for row in 0..<s.inputHeight {
        (own + row * lineCount).update(
          from: target + (row + s.window.height.before) * rowCount + s.window.width.before
            * channels,
          count: lineCount)
      }
    }
  }

  /// Adds up, for a part of the output channels and of the images, the patches times their numbers.
  @inline(__always)
  private func gather<Row: PatchRow>(
    _ type: Row.Type, _ part: Int, _ x: In<Float>, _ dy: In<Float>, _ places: In<UInt8>
  ) {
    let g = gradient
    let s = g.shape
    let channels = s.inputChannels
    let imageCount = s.inputHeight * s.inputWidth * channels
    let rowCount = g.paddedRowCount
    let lists = self.lists[part]
    let (batchPart, groupPart) = part.quotientAndRemainder(dividingBy: groupParts)
    let ownGroups = groupPart * groups / groupParts..<(groupPart + 1) * groups / groupParts
    let sums = self.sums.base + batchPart * s.kernelCount
    for block in 0..<blocks {
      (sums + (block * groups + ownGroups.lowerBound) * 144 * Row.channels).update(
        repeating: 0, count: ownGroups.count * 144 * Row.channels)
    }
    for image in batchPart * s.batch / batchParts..<(batchPart + 1) * s.batch / batchParts {
      var source = x + image * imageCount
      if g.isPadded {
        let copy = padded.base + part * g.paddedCount
        s.pad(source, copy)
        source = In(copy)
      }
      g.forEachBand { rows in
        let band = source + rows.lowerBound * 2 * rowCount
        for group in ownGroups {
          g.fill(lists, dy, places, image: image, rows: rows, channel: 16 * group)
          for block in 0..<blocks {
            let band = band + block * Row.channels
            for lane in 0..<16 {
              let sum = sums + ((block * groups + group) * 16 + lane) * 9 * Row.channels
              var upper = Row(sum, pixel: Row.channels)
              var middle = Row(sum + 3 * Row.channels, pixel: Row.channels)
              var lower = Row(sum + 6 * Row.channels, pixel: Row.channels)
              let start = lists.start(lane)
              for index in start..<start + lists.counts[lane] {
                let value = F16(repeating: lists.values[index])
                let patch = band + Int(lists.offsets[index])
                upper.add(patch, pixel: channels, value)
                middle.add(patch + rowCount, pixel: channels, value)
                lower.add(patch + 2 * rowCount, pixel: channels, value)
              }
              upper.store(sum)
              middle.store(sum + 3 * Row.channels)
              lower.store(sum + 6 * Row.channels)
            }
          }
        }
      }
    }
  }

  private func turn(_ kernel: In<Float>) {
    let (channels, outputs) = (gradient.shape.inputChannels, gradient.shape.outputChannels)
    let block = gradient.blockChannels
    let turned = self.turned.base
    ThreadPool.parallelItems(9 * channels, grain: max(1, elementwiseGrain / outputs / 4)) { rows in
      for row in rows {
        let (tap, channel) = row.quotientAndRemainder(dividingBy: channels)
        let place =
          channel / block * outputs * 9 * block + tap * block + channel % block
        for output in 0..<outputs {
          turned[place + output * 9 * block] = kernel[row * outputs + output]
        }
      }
    }
  }

  private func turnBack(_ dKernel: Out<Float>) {
    let (channels, outputs) = (gradient.shape.inputChannels, gradient.shape.outputChannels)
    let block = gradient.blockChannels
    let sums = self.sums.base
    let (batchParts, count) = (self.batchParts, gradient.shape.kernelCount)
    ThreadPool.parallelItems(9 * channels, grain: max(1, elementwiseGrain / outputs / 4)) { rows in
      for row in rows {
        let (tap, channel) = row.quotientAndRemainder(dividingBy: channels)
        let place =
          channel / block * outputs * 9 * block + tap * block + channel % block
        for output in 0..<outputs {
          var sum = sums[place + output * 9 * block]
          for part in 1..<max(batchParts, 1) {
            sum += sums[part * count + place + output * 9 * block]
          }
          dKernel[row * outputs + output] = sum
        }
      }
    }
  }
}
