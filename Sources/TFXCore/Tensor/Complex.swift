/// An element of a `complex64` tensor.
public struct Complex: TensorScalar {
  /// The real part.
  public var real: Float
  /// The imaginary part.
  public var imaginary: Float

  /// real + imaginary · i.
  public init(_ real: Float, _ imaginary: Float = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  public static var dtype: DType { .complex64 }

  /// The number mirrored at the real axis.
  public var conjugate: Complex { Complex(real, -imaginary) }

  public static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }
  public static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }
  public static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  public static func / (a: Complex, b: Complex) -> Complex {
    let square = b.real * b.real + b.imaginary * b.imaginary
    let product = a * b.conjugate
    return Complex(product.real / square, product.imaginary / square)
  }
  public static prefix func - (a: Complex) -> Complex { Complex(-a.real, -a.imaginary) }
}

extension Complex: CustomStringConvertible {
  public var description: String {
    "\(real)\(imaginary.sign == .minus ? "-" : "+")\(imaginary.magnitude)i"
  }
}
