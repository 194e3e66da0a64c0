import TFX
import TFXRemote

// Learns y = 2x − 1 from four points, on a server.
let graph = Graph.default
let x = try graph.placeholder(shape: [Shape.unknown], name: "x")
let y = try graph.placeholder(shape: [Shape.unknown], name: "y")
let w = try graph.variable("w", Tensor(Float(0)))
let b = try graph.variable("b", Tensor(Float(0)))
let prediction = try graph.add(graph.multiply(x, w.value), b.value)
let loss = try graph.mean(graph.squaredDifference(prediction, y), name: "loss")

let rate = try graph.constant(Tensor(Float(0.1)))
let gradients = try graph.gradients(of: loss, withRespectTo: [w.value, b.value])
let updates = try zip([w, b], gradients).map { variable, gradient in
  try graph.assign(variable, graph.subtract(variable.value, graph.multiply(rate, gradient!)))
}
let train = try graph.group(updates)

let session = try RemoteSession(target: "grpc://127.0.0.1:2222", graph: graph)
try session.initialize()
let points = [x: Tensor([0, 1, 2, 3] as [Float]), y: Tensor([-1, 1, 3, 5] as [Float])]
for _ in 1...200 { try session.run(train, feeding: points) }
for (name, output) in [("w", w.value), ("b", b.value)] {
  print(name, try session.run(output).scalars(as: Float.self)[0])
}
try session.close()
