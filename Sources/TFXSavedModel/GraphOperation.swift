package import TFXGraph

/// Foundation has another one.
package typealias Operation = TFXGraph.Operation
