import TFXCore
import TFXGraph
import TFXModel
import TFXReport

/// The layers of a model as an SVG: boxes in a column, as one follows the other. It has no script, asks
/// for nothing, and follows the reader's light or dark scheme.
struct LayerPicture {
  private let name: String
  private let boxes: [Box]

  private struct Box {
    var title: String
    /// Lines below the title.
    var about: String
  }

  init(_ graph: ModelGraph, _ name: String) {
    self.name = name
    let input = Box(title: "input", about: "\(graph.input.shape)")
    boxes =
      [input]
      + graph.layers.map { layer in
        let count = layer.parameterCount
        let parameters = count == 0 ? "" : ", \(NumberFormat.count(count)) parameters"
        return Box(
          title: "\(layer.name) (\(layer.layer.kind))",
          about: "\(layer.outputShape)" + parameters)
      }
  }

  private static let boxHeight = 44
  private static let gap = 22
  private static let margin = 16
  private static let top = 40

  var text: String {
    // No letter of these sizes is wider than this on the usual systems.
    let widest = boxes.map { max(Double($0.title.count) * 8.6, Double($0.about.count) * 7.4) }
    let titleWidth = Double(name.count) * 9.8
    let boxWidth = Int(max(widest.max() ?? 0, titleWidth, 160)) + 24
    let width = boxWidth + 2 * LayerPicture.margin
    let step = LayerPicture.boxHeight + LayerPicture.gap
    let height =
      LayerPicture.top + boxes.count * step - LayerPicture.gap + LayerPicture.margin
    let layers = boxes.count - 1
    let label = "\(name): \(layers) \(layers == 1 ? "layer" : "layers"), one behind the other"
    let middle = width / 2
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" role="img" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" aria-label="\(HTML.escaped(label))">
      <style>
      svg { color-scheme: light dark; font-family: system-ui, sans-serif; }
      rect { fill: #eef3fb; stroke: #3b5b92; } .page { fill: #ffffff; stroke: none; }
      text { fill: #1a1a1a; text-anchor: middle; } .name { font-size: 16px; font-weight: 600; }
      .title { font-size: 14px; } .about { font-size: 12px; fill: #444444; }
      path { stroke: #3b5b92; fill: none; }
      @media (prefers-color-scheme: dark) {
        rect { fill: #1d2a40; stroke: #8fb0ea; } .page { fill: #121212; }
        text { fill: #eeeeee; } .about { fill: #c0c0c0; } path { stroke: #8fb0ea; }
      }
      </style>
      <rect class="page" width="\(width)" height="\(height)"/>
      <text class="name" x="\(middle)" y="26">\(HTML.escaped(name))</text>

      """
    for (index, box) in boxes.enumerated() {
      let y = LayerPicture.top + index * step
      if index > 0 {
        let tip = y - 2
        text += "<path d=\"M\(middle) \(y - LayerPicture.gap)V\(tip)"
        text += "m-4 -5l4 5l4 -5\"/>\n"
      }
      text += "<rect x=\"\(LayerPicture.margin)\" y=\"\(y)\" width=\"\(boxWidth)\" "
      text += "height=\"\(LayerPicture.boxHeight)\" rx=\"6\"/>\n"
      text +=
        "<text class=\"title\" x=\"\(middle)\" y=\"\(y + 19)\">\(HTML.escaped(box.title))</text>\n"
      text +=
        "<text class=\"about\" x=\"\(middle)\" y=\"\(y + 36)\">\(HTML.escaped(box.about))</text>\n"
    }
    return text + "</svg>\n"
  }
}
