// SwiftPM wants a source file in a C target; CSIMD is all in its header.
#include "CSIMD.h"
