import Foundation
import TFX

// Tells points within a circle from those around it.
var points: [Float] = []
var inside: [Int32] = []
for row in 0..<20 {
  for column in 0..<20 {
    let (a, b) = (Float(column) / 10 - 0.95, Float(row) / 10 - 0.95)
    points += [a, b]
    inside.append(a * a + b * b < 0.5 ? 1 : 0)
  }
}
let x = Tensor(points, shape: [400, 2])
let y = try toCategorical(Tensor(inside))

let model = Sequential(name: "circle", seed: 7)
model.add(Dense(16, activation: .tanh), inputShape: [2])
model.add(Dense(16, activation: .tanh))
model.add(Dense(2, activation: .softmax))
try model.compile(
  optimizer: Adam(0.02), loss: CategoricalCrossentropy(), metrics: [Accuracy()])
print(try model.summary())

let data = Dataset(inputs: x, targets: y)
let logs = try model.fit(data, FitOptions(epochs: 60, batchSize: 50))
print("first loss \(logs[0].train.loss), last loss \(logs.last!.train.loss)")
print("accuracy \(try model.evaluate(data)["accuracy"]!)")

let file = FileManager.default.temporaryDirectory.appending(path: "circle.safetensors").path()
try model.save(file)
let again = try Sequential.load(file)
let centreAndCorner = Tensor([0, 0, 0.9, 0.9] as [Float], shape: [2, 2])
print("inside: \(try again.predict(centreAndCorner).scalars(as: Float.self))")
