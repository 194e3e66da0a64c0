// Everything that a Swift program needs: import TFX.
@_exported public import TFXApp
@_exported public import TFXCore
@_exported public import TFXData
@_exported public import TFXGraph
@_exported public import TFXModel
@_exported public import TFXOps
@_exported public import TFXRuntime
@_exported public import TFXSavedModel
@_exported public import TFXTrain
