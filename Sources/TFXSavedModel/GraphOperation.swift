import TFXGraph

/// Foundation has another one.
typealias Operation = TFXGraph.Operation
