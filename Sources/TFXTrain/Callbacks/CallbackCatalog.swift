package import TFXCore

/// Every callback, in the order of the reference.
package let callbackCatalog = Catalog("callback", [EarlyStopping.self])
