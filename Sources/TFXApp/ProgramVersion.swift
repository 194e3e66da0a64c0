/// The version of the program.
package enum ProgramVersion {
  /// As `tfx --version` says it.
  package static let text = "0.1.0"
}
