import TFXCore
import TFXGraph

/// An operation that treats elements as bits, whatever they mean, of all types but strings.
package protocol BitwiseOp: Op {
  /// The work of one run for elements of a type of the size of output 0's.
  func kernel<Element: BitwiseCopyable>(_ site: Site, _ type: Element.Type) -> Kernel
}

extension BitwiseOp {
  package func lower(_ site: Site) -> Kernel? {
    switch site.outputs[0].spec.dtype.byteCount {
    case 1: kernel(site, UInt8.self)
    case 2: kernel(site, UInt16.self)
    case 4: kernel(site, UInt32.self)
    default: kernel(site, UInt64.self)
    }
  }
}

extension InputSpecs {
  /// The spec of an input that must be bits: neither strings nor a variable's handle.
  func bits(_ index: Int, _ argument: String) throws(ShapeError) -> TensorSpec {
    if all[index].dtype == .string || all[index].dtype == .resource {
      throw ShapeError(argument, expected: "a tensor of numbers", found: "\(all[index])")
    }
    return all[index]
  }
}
