internal import CLibYAML

/// What configurations are read with, to be told to whoever looks for a fault.
package enum YAMLLibrary {
  package static let name = "libyaml"

  package static var version: String { String(cString: yaml_get_version_string()) }
}
