import TFXCore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Named pipes are gone when they have been read, as `<(zcat flowers.csv.gz)` of a shell is.
@Suite struct PipeTests {
  @Test func aPipeIsReadOnce() throws {
    let workshop = try Workshop()
    #expect(workshop.train(output: "file").exitCode == 0)
    for use in ["train", "predict"] {
      let path = workshop["\(use).pipe"]
      #expect(mkfifo(path, 0o600) == 0)
      let writer = BackgroundThread(required: {
        guard let pipe = fopen(path, "w") else { return }
        fputs(Workshop.flowers, pipe)
        fclose(pipe)
      })
      let outcome =
        use == "train"
        ? workshop.train("flowers.yaml", ["data.train=train.pipe"], output: "pipe")
        : workshop.predict("predict.pipe", checkpoint: "pipe/checkpoints/best.safetensors")
      writer.join()
      #expect(outcome.exitCode == 0, "\(outcome.text)")
    }
    // The rows are the same, so that losses are; behind them stand times.
    let losses = { (run: String) in
      try workshop.text("\(run)/metrics.csv").split(separator: "\n").map {
        $0.split(separator: ",").prefix(6)
      }
    }
    #expect(try losses("pipe") == losses("file"))
  }
}
