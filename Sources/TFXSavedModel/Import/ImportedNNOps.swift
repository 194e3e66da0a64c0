import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's operations of neural networks, by their name.
let importedNNOps: [String: ImportedOp] = [
  "AvgPool": { site in
    let (x, padding) = (try site.input(0), try site.padding())
    let (window, strides) = (try site.pair("ksize"), try site.pair("strides"))
    return try site.output {
      try site.graph.avgPool(
        x, window: window, strides: strides, padding: padding, name: site.node.name)
    }
  },
  "BiasAdd": { site in
    let (x, bias) = (try site.input(0), try site.input(1))
    if site.string("data_format") == "NCHW" {
      throw site.unsupported("data_format is NCHW; here it must be NHWC")
    }
    return try site.output {
      try site.graph.biasAdd(x, bias, name: site.node.name)
    }
  },
  "Conv2D": { site in
    let (x, filter, padding) = (try site.input(0), try site.input(1), try site.padding())
    let strides = try site.pair("strides")
    let dilations = try site.pair("dilations", default: Pair(1))
    return try site.output {
      try site.graph.conv2D(
        x, filter, strides: strides, padding: padding, dilations: dilations, name: site.node.name)
    }
  },
  "Elu": { site in
    let x = try site.input(0)
    return try site.output { try site.graph.elu(x, name: site.node.name) }
  },
  "FusedBatchNormV3": { site in
    // TensorFlow's default is training.
    if site.node.attributes["is_training"]?.b ?? true {
      throw site.unsupported("it normalises by the batch, as in training, which is not read here")
    }
    if site.string("data_format") == "NCHW" {
      throw site.unsupported("data_format is NCHW; here it must be NHWC")
    }
    let (x, scale, offset) = (try site.input(0), try site.input(1), try site.input(2))
    let (mean, variance) = (try site.input(3), try site.input(4))
    return try site.output {
      try site.graph.fusedBatchNorm(
        x, scale: scale, offset: offset, mean: mean, variance: variance,
        epsilon: site.float("epsilon", default: 0.0001), isTraining: false, name: site.node.name
      ).y
    }
  },
  "LeakyRelu": { site in
    let x = try site.input(0)
    return try site.output {
      try site.graph.leakyRelu(
        x, alpha: site.float("alpha", default: 0.2), name: site.node.name)
    }
  },
  "MaxPool": { site in
    let (x, padding) = (try site.input(0), try site.padding())
    let (window, strides) = (try site.pair("ksize"), try site.pair("strides"))
    return try site.output {
      try site.graph.maxPool(
        x, window: window, strides: strides, padding: padding, name: site.node.name)
    }
  },
]

/// TensorFlow's operations on variables, and those that only order others, by their name.
let importedStateOps: [String: ImportedOp] = [
  "AssignVariableOp": { site in
    let (variable, value) = (try site.variable(0), try site.input(1))
    let operation = try site.make {
      try site.graph.assign(variable.handle, value, name: site.node.name)
    }
    return GraphImporter.Imported(operation: operation)
  },
  "NoOp": { site in
    let operation = try site.make {
      try site.graph.group([], name: site.node.name)
    }
    return GraphImporter.Imported(operation: operation)
  },
  "ReadVariableOp": { site in
    if site.waits {
      throw site.unsupported(
        "it reads a variable after it was changed; here a run reads what was before it")
    }
    let variable = try site.variable(0)
    return GraphImporter.Imported(outputs: [variable.value])
  },
  "VarHandleOp": { site in
    let (dtype, shape) = (try site.type("dtype"), try site.shape("shape"))
    let name = site.node.variableName
    if let variable = site.graph.variable(named: name) {
      if variable.spec != TensorSpec(shape, dtype) {
        throw site.unsupported("variable '\(name)' is also \(variable.spec)")
      }
      return GraphImporter.Imported(operation: variable.handle.operation, variable: variable)
    }
    guard dtype.isNumeric else {
      throw site.unsupported("variables of \(dtype) are not known here")
    }
    let variable = try site.make {
      try site.graph.getVariable(name, shape: shape, dtype: dtype) {
        (spec) throws(GraphError) in
        try site.graph.fill(spec.shape, 0, spec.dtype, name: "Initial")
      }
    }
    return GraphImporter.Imported(operation: variable.handle.operation, variable: variable)
  },
]
