import TFXRuntime

/// What `tfx benchmark` measured.
struct BenchmarkReport {
  var name: String
  var batchSize: Int
  var threads: Int
  var kernels: [KernelProfile]
  var layers: [String]
  /// Floating-point operations a second of a large matrix product.
  var peak: Double
  var trainSamplesPerSecond: Double
  var predictSamplesPerSecond: Double
  var arenaByteCount: Int
  var peakByteCount: Int
  /// Seconds to read, split and encode the data.
  var prepareSeconds: Double
  /// Seconds to read a CSV file into columns; nil for data of other kinds.
  var readSeconds: Double?

  private var rows: [StepPart] { StepPart.parts(kernels, of: layers) }

  private var total: Double { kernels.map(\.seconds).reduce(0, +) }

  /// A table for people.
  var text: String {
    var lines = [["layer", "forward ms", "backward ms", "share", "GFLOP/s", "of peak"]]
    for row in rows {
      let seconds = row.forward + row.backward
      let rate = seconds > 0 ? Double(row.floatingPointOperations) / seconds : 0
      lines.append([
        row.name, milliseconds(row.forward), milliseconds(row.backward), percent(seconds / total),
        rate > 0 ? NumberFormat.fixed(rate / 1e9, decimals: 1) : "",
        rate > 0 ? percent(rate / peak) : "",
      ])
    }
    let forward = rows.map(\.forward).reduce(0, +)
    lines.append(["total", milliseconds(forward), milliseconds(total - forward), "", "", ""])
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    var text = "\(name): one training step of \(batchSize) samples, "
    text += "\(threads) \(threads == 1 ? "thread" : "threads"), "
    text += "peak \(NumberFormat.fixed(peak / 1e9, decimals: 0)) GFLOP/s\n\n"
    for line in lines {
      var cells: [String] = []
      for (column, cell) in line.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        cells.append(column == 0 ? cell + space : space + cell)
      }
      text += String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    text += "\ntraining    \(NumberFormat.count(Int(trainSamplesPerSecond.rounded()))) samples/s\n"
    text += "prediction  \(NumberFormat.count(Int(predictSamplesPerSecond.rounded()))) samples/s\n"
    text += "data        \(NumberFormat.duration(prepareSeconds)) to read and encode"
    if let readSeconds { text += ", \(NumberFormat.duration(readSeconds)) to read alone" }
    text += "\n"
    text += "memory      \(megabytes(arenaByteCount)) MB for a step's tensors, "
    text += "\(megabytes(peakByteCount)) MB at most in all\n"
    return text
  }

  /// One object for programs.
  var json: String {
    let layers = rows.map { row in
      JSON.object([
        ("name", .string(row.name)), ("forward_ms", .double(row.forward * 1e3)),
        ("backward_ms", .double(row.backward * 1e3)),
        ("share", .double((row.forward + row.backward) / total)),
        (
          "gflops",
          .double(
            row.floatingPointOperations == 0
              ? 0 : Double(row.floatingPointOperations) / (row.forward + row.backward) / 1e9)
        ),
      ])
    }
    return JSON.object([
      ("name", .string(name)), ("batch_size", .int(batchSize)), ("threads", .int(threads)),
      ("gemm_peak_gflops", .double(peak / 1e9)),
      ("train", .object([("samples_per_second", .double(trainSamplesPerSecond))])),
      (
        "predict",
        .object([("samples_per_second", .double(predictSamplesPerSecond))])
      ),
      ("data", .object(dataFields)),
      ("step_ms", .double(total * 1e3)), ("arena_bytes", .int(arenaByteCount)),
      ("peak_memory_bytes", .int(peakByteCount)),
      ("layers", .array(layers)),
    ]).line
  }

  private var dataFields: JSON.Fields {
    [("prepare_seconds", .double(prepareSeconds))]
      + (readSeconds.map { [("read_seconds", .double($0))] } ?? [])
  }

  private func milliseconds(_ seconds: Double) -> String {
    seconds == 0 ? "" : NumberFormat.fixed(seconds * 1e3, decimals: 3)
  }

  private func percent(_ part: Double) -> String {
    NumberFormat.fixed(part * 100, decimals: 1) + " %"
  }

  private func megabytes(_ bytes: Int) -> String {
    NumberFormat.fixed(Double(bytes) / 1e6, decimals: 1)
  }
}
