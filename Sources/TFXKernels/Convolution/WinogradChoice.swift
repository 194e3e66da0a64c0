/// When 3×3 convolutions go by Winograd's algorithm.
package enum WinogradChoice: String, Sendable, Hashable {
  /// Where it is faster.
  case auto
  /// Wherever there is a loop for it.
  case always
  case never
}
