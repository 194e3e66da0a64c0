import TFXApp
import TFXModel
import TFXSavedModel
import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `tfx graph --format pbtxt`, which becomes this program: TensorFlow's text of the graph that predicts.
///
/// Its arguments are a configuration or a checkpoint, the folder of the runs, and overrides.
@main
struct GraphDefProgram {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let console = Console.standard(color: .auto)
    guard let model = arguments.first, let runs = arguments.dropFirst().first else {
      console.say("tfx graph MODEL --format pbtxt calls this program")
      exit(Failure.ExitCode.usage.rawValue)
    }
    do {
      let file = try ModelFile(model, overrides: Array(arguments.dropFirst(2)), runsRoot: runs)
      try console.result(try text(of: file.model.graph))
    } catch {
      let failure = Failure(error)
      console.say(failure.message)
      exit(failure.exitCode)
    }
  }

  private static func text(of model: ModelGraph) throws -> String {
    do {
      return try GraphDef(model.graph, for: [model.prediction]).text()
    } catch {
      throw Failure("error: \(error)", exitCode: .badData)
    }
  }
}
