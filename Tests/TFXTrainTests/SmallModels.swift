import TFXCore
import TFXData
import TFXModel
import TFXTrain

/// Points of three classes around three centres, the same in every run.
func points(_ count: Int) -> Dataset {
  let random = Philox(seed: 11, stream: 3).permutation(of: count * 4)
  var inputs: [Float] = []
  var targets: [Int32] = []
  for row in 0..<count {
    let label = row % 3
    for column in 0..<4 {
      let noise = Float(random[row * 4 + column]) / Float(count * 4) - 0.5
      inputs.append(noise + (column == label ? 1 : 0))
    }
    targets.append(Int32(label))
  }
  return Dataset(
    inputs: Tensor(inputs, shape: [count, 4]), targets: Tensor(targets))
}

/// A small model of everything that has a state or draws random numbers, compiled.
func smallModel(_ optimizer: any Optimizer = Adam(0.01), seed: UInt64 = 7) throws -> Sequential {
  let model = Sequential(
    [
      Dense(16, activation: .relu), BatchNormalization(), Dropout(0.3),
      Dense(3, activation: .softmax),
    ], name: "small", seed: seed)
  try model.compile(
    optimizer: optimizer, loss: SparseCategoricalCrossentropy(), metrics: [Accuracy()])
  return model
}

/// The bytes of a file with all that the model knows.
func stateBytes(_ model: Sequential) throws -> [UInt8] {
  Safetensors(tensors: try model.state).serialized()
}
