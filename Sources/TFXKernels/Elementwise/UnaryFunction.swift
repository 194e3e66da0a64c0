/// y = f(x), element by element: the function as it is defined, and on 16 floats at once. A value,
/// so that parameters live in it.
protocol UnaryFunction: Sendable {
  func scalar<T: KernelScalar>(_ x: T) -> T
  func vector(_ x: F16) -> F16
}

/// y = f(a, b), element by element.
protocol BinaryFunction: Sendable {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T
  func vector(_ a: F16, _ b: F16) -> F16
}
