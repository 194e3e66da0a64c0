import TFXConfig
import TFXCore
import TFXGraph
import TFXKernels
import TFXModel
import TFXTrain
import TFXWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes what TensorBoard shows, under the names that Keras's callback has: curves of training and validation,
/// histograms of the weights, images, the graph, and the hyper-parameters.
final class TensorBoardLog: Callback {
  /// TensorBoard keeps no more histograms of a tag; of longer trainings, every so many epochs are taken.
  private static let histogramLimit = 50

  private let train: EventFile
  private var validation: EventFile?
  private let folder: String
  private let model: Sequential
  private let now: () -> Double
  private var epochs = 0

  /// - Parameters:
  ///   - folder: Where the files go: `train` and `validation` lie in it.
  ///   - config: The configuration with every default written out.
  init(
    _ folder: String, _ model: Sequential, config: String,
    now: @escaping () -> Double = { Date().timeIntervalSince1970 }
  ) throws {
    self.folder = folder
    self.model = model
    self.now = now
    train = try EventFile(in: "\(folder)/train", now: now)
    let root = try ConfigFile(path: "config.yaml", text: config).root
    train.add(HyperParameters(root).start(at: now()), step: 0)
    train.add(graph: TensorBoardLog.graph(try model.graph.graph))
    try train.flush()
  }

  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int) { self.epochs = epochs }

  func epochEnds(_ log: EpochLog) throws {
    var summary = MessageWriter()
    for (name, value) in log.train.values { summary.addScalar("epoch_\(name)", value) }
    summary.addScalar("epoch_learning_rate", log.learningRate)
    summary.addScalar("samples_per_second", log.samplesPerSecond)
    let pause = max(epochs / TensorBoardLog.histogramLimit, 1)
    if log.epoch % pause == 0 || log.epoch == epochs { try addWeights(&summary) }
    train.add(summary, step: log.epoch)
    try train.flush()
    guard let measured = log.validation else { return }
    let file = try validation ?? EventFile(in: "\(folder)/validation", now: now)
    validation = file
    var values = MessageWriter()
    for (name, value) in measured.values { values.addScalar("epoch_\(name)", value) }
    file.add(values, step: log.epoch)
    try file.flush()
  }

  func trainingEnds() throws {
    train.add(HyperParameters.end(isSuccess: true, at: now()), step: 0)
    try train.flush()
  }

  /// Histograms of all weights, and the filters of a first convolution of images as a picture.
  private func addWeights(_ summary: inout MessageWriter) throws {
    let weights = try model.weights
    for (name, value) in weights where value.dtype.isFloating {
      summary.addHistogram(name, value.doubles().filter(\.isFinite))
    }
    if let (name, value) = weights.first, let image = FilterImage.image(of: value) {
      summary.addImage(
        "\(name)/filters", height: image.height, width: image.width, channels: image.channels,
        png: try PNG.encode(image, compression: 9))
    }
  }

  /// The graph as TensorBoard draws it: nodes with their operations and inputs; names nest at `/`.
  private static func graph(_ graph: Graph) -> MessageWriter {
    var message = MessageWriter()
    for operation in graph.operations {
      message.add(1) {
        $0.add(1, operation.name)
        $0.add(2, type(of: operation.definition).type)
        for input in operation.inputs {
          let place = input.index == 0 ? "" : ":\(input.index)"
          $0.add(3, input.operation.name + place)
        }
        for other in operation.controlInputs { $0.add(3, "^" + other.name) }
      }
    }
    message.add(4) { $0.add(1, 1882) }
    return message
  }
}
