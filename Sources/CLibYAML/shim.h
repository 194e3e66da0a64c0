// The one header of libyaml, a parser and writer of YAML 1.1 in C: https://pyyaml.org/wiki/LibYAML.
#include <yaml.h>
