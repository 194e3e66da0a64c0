// Shared libraries that are opened when they are first needed. oneDNN and OpenBLAS bring eight
// libraries with them; loading those took more than half of the time of `tfx --help`, which needs
// none, as do small predictions.
#pragma once

/// A function of a library by its name, and where to put its address.
typedef struct {
  const char *name;
  void **address;
} tfx_symbol;

/// Opens a library, which stays open, and finds functions in it.
///
/// Returns null, or what the system says about what is missing; then some addresses may be set.
/// `error` is where that text is kept: 256 bytes.
const char *tfx_library_open(const char *file, const tfx_symbol *symbols, int count, char *error);

/// The same for a library whose own parts, which it opens later, look for its functions among those
/// of the whole program.
const char *tfx_library_share(const char *file, const tfx_symbol *symbols, int count, char *error);

/// A function or variable of a library that is open; null if it has none of that name.
void *tfx_library_symbol(const char *file, const char *name);
