import TFXCore
import TFXGraph
import TFXKernels

/// An operation that combines slices of real numbers with those of a tensor, by indices of `int32`
/// or `int64`.
protocol ScatterOp: Op {
  /// The work of one run for elements and indices of the given types.
  func kernel<E: ScatterNumber, Index: FixedWidthInteger>(
    _ site: Site, _ type: E.Type, _ index: Index.Type
  ) -> Kernel
  /// Which input has the indices, and which the slices.
  static var indexInput: Int { get }
  static var updateInput: Int { get }
}

extension ScatterOp {
  func lower(_ site: Site) -> Kernel? {
    switch site.inputs[Self.updateInput].spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int8: kernel(site, Int8.self)
    case .int16: kernel(site, Int16.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8: kernel(site, UInt8.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<E: ScatterNumber>(_ site: Site, _ type: E.Type) -> Kernel {
    site.inputs[Self.indexInput].spec.dtype == .int32
      ? kernel(site, type, Int32.self) : kernel(site, type, Int64.self)
  }

  /// Combines the slices of the update input with `y`, which has the given shape.
  func scatter<E: ScatterNumber, Index: FixedWidthInteger>(
    _ site: Site, _ rule: ScatterRule, into y: UnsafeMutablePointer<E>, _ plan: PlacePlan,
    _ index: Index.Type
  ) -> Kernel {
    let indices = site.input(Self.indexInput, index)
    let updates = site.input(Self.updateInput, E.self)
    return { () throws(KernelError) in
      do throws(BadIndex) {
        try Kernels.scatter(rule, updates, indices, y, plan)
      } catch {
        throw KernelError(error)
      }
    }
  }
}

extension InputSpecs {
  /// The shape of the slices of a tensor that rows of indices name: [k…, slice…].
  func slices(
    of shape: Shape, indices index: Int, _ argument: String = "indices"
  ) throws(ShapeError) -> Shape {
    let indices = try indices(index, argument)
    guard let depth = indices.shape.dimensions.last else {
      throw ShapeError(argument, expected: "at least one axis", found: "\(indices)")
    }
    if depth == Shape.unknown {
      throw ShapeError(argument, expected: "a last extent that is known", found: "\(indices)")
    }
    if depth > shape.rank {
      throw ShapeError(
        argument, expected: "rows of at most \(shape.rank) for \(shape)", found: "\(indices)")
    }
    return Shape(Array(indices.shape.dimensions.dropLast() + shape.dimensions.dropFirst(depth)))
  }
}
