public import TFXCore
import TFXKernels

/// When 3×3 convolutions go by Winograd's algorithm, which takes a quarter of the products, and whose
/// results in float32 are about twice as far from the exact ones as the definition's: some 6e-7 of
/// their size instead of 3e-7.
public enum Winograd: String, Choice {
  /// Where it is faster.
  case auto
  /// Wherever there is a loop for it: windows of 3×3 at stride 1, channels in multiples of 16.
  case always
  /// Nowhere.
  case never
}

/// What a plan may choose when it turns operations into kernels.
package struct LoweringOptions: Sendable {
  package var winograd: Winograd

  package init(winograd: Winograd = .auto) { self.winograd = winograd }
}

extension Winograd {
  var choice: WinogradChoice {
    switch self {
    case .auto: .auto
    case .always: .always
    case .never: .never
    }
  }
}
