import Foundation
import TFX

// The program of docs/tensorflow1.md: tells points within a circle from those around it.
let graph = Graph.default
let x = try graph.placeholder(.float32, shape: [Shape.unknown, 2], name: "x")
let labels = try graph.placeholder(.int64, shape: [Shape.unknown], name: "labels")

func dense(_ x: Output, _ units: Int, _ name: String) throws -> Output {
  try graph.variableScope(name) {
    let kernel = try graph.getVariable("kernel", shape: [x.shape[1], units])
    let bias = try graph.getVariable("bias", shape: [units]) { spec throws(GraphError) in
      try graph.constant(Tensor(repeating: Float(0), shape: spec.shape))
    }
    return try graph.biasAdd(graph.matMul(x, kernel.value), bias.value)
  }
}
let hidden = try graph.tanh(dense(x, 16, "hidden"))
let logits = try dense(hidden, 2, "logits")

let loss = try graph.losses.sparseSoftmaxCrossEntropy(labels: labels, logits: logits)
let hits = try graph.equal(graph.argMax(logits), labels)
let accuracy = try graph.mean(graph.cast(hits, to: .float32))

let step = try graph.getOrCreateGlobalStep()
let optimizer = AdamOptimizer(learningRate: 0.02)
var pairs = try optimizer.computeGradients(of: loss)
let (clipped, _) = try graph.clipByGlobalNorm(pairs.map { $0.gradient! }, 5)
pairs = zip(clipped, pairs).map { VariableGradient($0, $1.variable) }
let train = try optimizer.applyGradients(pairs, globalStep: step)

var points: [Float] = []
var inside: [Int64] = []
for row in 0..<20 {
  for column in 0..<20 {
    let (a, b) = (Float(column) / 10 - 0.95, Float(row) / 10 - 0.95)
    points += [a, b]
    inside.append(a * a + b * b < 0.5 ? 1 : 0)
  }
}
let feed = [x: Tensor(points, shape: [400, 2]), labels: Tensor(inside)]

let session = Session()
try session.run(graph.globalVariablesInitializer())
for _ in 0..<300 { try session.run([loss], targets: [train], feeding: feed) }
let values = try session.run([step.value, accuracy], feeding: feed)
print("step", values[0].scalars(as: Int64.self)[0])
print("accuracy", values[1].scalars(as: Float.self)[0])

let folder = FileManager.default.temporaryDirectory.path()
let saver = Saver()
let path = try saver.save(session, to: folder + "/model", globalStep: 300)
try saver.restore(session, from: path)

let size = try graph.cond(
  graph.greater(loss, graph.constant(Tensor(Float(1)))),
  { () throws(GraphError) in [try graph.constant(Tensor(Float(10)))] },
  else: { () throws(GraphError) in [loss] })[0]
let powers = try graph.whileLoop(
  [graph.constant(Tensor(Float(1)))],
  while: { v throws(GraphError) in try graph.less(v[0], graph.constant(Tensor(Float(1000)))) },
  do: { v throws(GraphError) in [try v[0] * 2] })[0]
print("loop", try session.run([size, powers], feeding: feed)[1].scalars(as: Float.self)[0])
