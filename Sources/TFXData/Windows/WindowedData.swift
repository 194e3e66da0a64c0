public import TFXCore

/// Windows of rows that are in memory. A row stands there once, in however many windows it is: those
/// of a batch are put together when it comes.
public struct WindowedData: BatchSource {
  /// The features of all rows, [rows, features], those of a series one behind the other.
  let rows: Tensor
  /// The first row of each window.
  let starts: [Int]
  private let length: Int
  private let samplingRate: Int
  /// Everything else that samples have, in the order of the windows.
  let targets: Tensor?
  private let unknownTargets: [Int: [String?]]
  private let sampleWeights: Tensor?
  private let ids: [String]?
  private let lines: [Int]
  private let rowNumbers: [Int]
  public let file: String
  /// What is missing between the rows.
  let gaps: TimeGaps

  init(
    rows: Tensor, starts: [Int], _ window: WindowConfig, targets: Tensor?,
    unknownTargets: [Int: [String?]] = [:], sampleWeights: Tensor?, ids: [String]?, lines: [Int],
    rowNumbers: [Int], file: String, gaps: TimeGaps
  ) {
    self.gaps = gaps
    self.rows = rows
    self.starts = starts
    length = window.length
    samplingRate = window.samplingRate
    self.targets = targets
    self.unknownTargets = unknownTargets
    self.sampleWeights = sampleWeights
    self.ids = ids
    self.lines = lines
    self.rowNumbers = rowNumbers
    self.file = file
  }

  public var count: Int { starts.count }
  public var inputSpec: TensorSpec { TensorSpec([count, length, rows.shape[1]]) }
  public var targetSpec: TensorSpec? { targets?.spec }
  public var hasSampleWeights: Bool { sampleWeights != nil }

  public func pass(
    batchSize: Int, shuffle: Bool, seed: UInt64, epoch: Int, share: BatchShare
  ) -> any BatchPass {
    pass(
      BatchPlan(count: count, batchSize: batchSize, shuffle: shuffle, seed: seed, epoch: epoch),
      share)
  }

  /// Some windows as samples of their own: [windows, length, features].
  func selecting(_ windows: [Int]) -> Dataset {
    let width = rows.shape[1]
    let inputs = Tensor(shape: [windows.count, length, width], dtype: .float32) { bytes in
      let output = bytes.bindMemory(to: Float.self)
      rows.withUnsafeScalars(of: Float.self) { values in
        guard var place = output.baseAddress, let values = values.baseAddress else { return }
        // Rows that follow each other are copied at once.
        let (runs, run) = samplingRate == 1 ? (1, length * width) : (length, width)
        for window in windows {
          for step in 0..<runs {
            place.update(from: values + (starts[window] + step * samplingRate) * width, count: run)
            place += run
          }
        }
      }
    }
    let samples = Dataset(
      inputs: inputs, targets: targets?.gathering(windows),
      sampleWeights: sampleWeights?.gathering(windows),
      ids: ids.map { ids in windows.map { ids[$0] } }, lines: windows.map { lines[$0] },
      rowNumbers: windows.map { rowNumbers[$0] }, file: file)
    guard let own = samples.targets, !unknownTargets.isEmpty else { return samples }
    return samples.with(own, unknown: unknownTargets.gathering(windows))
  }
}

extension WindowedData: IndexedSource {
  func batch(_ samples: ArraySlice<Int>, of count: Int) -> Batch {
    let windows = selecting(Array(samples))
    return Batch(samples: windows, rows: Array(0..<windows.count)[...], count: count)
  }
}

/// Windows some at a time, in their order.
final class WindowReader: SamplePieces {
  private let data: WindowedData
  private let size: Int
  private var position = 0
  let drift: Drift

  /// - Parameters:
  ///   - size: how many windows come at a time.
  ///   - drift: what is not like the training part in all of them.
  init(_ data: WindowedData, size: Int, drift: Drift) {
    self.drift = drift
    self.data = data
    self.size = size
  }

  func next() -> Dataset? {
    let end = min(position + size, data.count)
    defer { position = end }
    return position < end ? data.selecting(Array(position..<end)) : nil
  }
}
